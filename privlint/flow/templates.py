"""Templates: what ``%``, ``format`` and ``Template`` show of the values they are given.

A template that is known shows what it names and nothing else. One that is not known may show all it is given; of a
mapping with many keys that is a guess.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from privlint.flow import facts, shapes, values
from privlint.flow.serialise import shown
from privlint.flow.values import BLANK, Value
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from privlint.flow.facts import Facts
    from privlint.flow.frame import Args, Frame

#: The template of a ``string.Template`` object.
TEMPLATE: values.Label = "#template"

#: A mapping with more keys than this is not written for one template.
_FEW = 8
_DOLLARS = frozenset({"string.Template().substitute", "string.Template().safe_substitute"})
_PERCENT = re.compile(r"%\((\w+)\)")
_DOLLAR = re.compile(string.Template.pattern.pattern, re.VERBOSE | re.IGNORECASE)


def percent(frame: Frame, template: str | None, right: Value, at: int) -> Facts:
    """What ``template % right`` shows: a tuple's items, what the template names of a mapping, or one value."""
    named = set(_PERCENT.findall(template or ""))
    if named:
        return _of_mapping(frame, right, named, at)
    if right.shape >= shapes.TUPLE:
        return facts.union([frame.facts_on(right), *(shown(frame, kid) for kid in frame.now.kids(right).values())])
    if right.shape >= shapes.DICT and template is None:
        return _of_mapping(frame, right, None, at)
    return shown(frame, right)


def names_keys(template: str | None) -> bool:
    """Whether a ``%`` template reads a mapping."""
    return template is not None and _PERCENT.search(template) is not None


def dollar(frame: Frame, receiver: Value, args: Args, at: int) -> Facts:
    """What ``Template("$name").substitute(mapping, name=…)`` shows."""
    template = receiver.kids.get(TEMPLATE, BLANK)
    text = shapes.constant_text(template.shape)
    named = None
    if text is not None:
        named = {match["named"] or match["braced"] for match in _DOLLAR.finditer(text)} - {None}
    given = dict(args.keywords)
    known = [shown(frame, value) for name, value in given.items() if named is None or name in named]
    rest = None if named is None else named - given.keys()
    spread = [*args.positional, *([args.double_star] if args.double_star is not None else [])]
    found = [_of_mapping(frame, mapping, rest, at) for mapping in spread]
    return facts.union([frame.facts_on(template), *known, *found])


def call_template(frame: Frame, path: str, receiver: Value | None, args: Args, at: int) -> Value | None:
    """A call of what the module ``string`` offers for templates; None for any other path."""
    if path == "string.Template":
        return Value(shapes.external("string.Template()"), kids={TEMPLATE: args.get(0, "template") or BLANK})
    if path in _DOLLARS and receiver is not None:
        return built(frame, dollar(frame, receiver, args, at), at)
    if path == "string.Formatter().format" and args.positional:
        return built(frame, braces(frame, args.positional[0], args._replace(positional=args.positional[1:]), at), at)
    return None


def built(frame: Frame, found: Facts, at: int) -> Value:
    """A string that shows ``found``."""
    if not found:
        return values.TEXT
    known = facts.guarded(facts.with_step(found, frame.step(at, "format", "written into a string")), frame.held)
    return Value(shapes.STR, known)


def braces(frame: Frame, template: Value, args: Args, at: int) -> Facts:
    """What ``template.format(…)`` shows; of a constant template, the field paths are read exactly."""
    text = shapes.constant_text(template.shape)
    positional = [*args.positional, *_spread(frame, args)]
    named = dict(args.keywords)
    found = [frame.facts_on(template)]
    if text is None:
        found.extend(shown(frame, value) for value in (*positional, *named.values()))
        if args.double_star is not None:
            found.append(_of_mapping(frame, args.double_star, None, at))
        return facts.union(found)
    fields = [re.split("[}!:]", piece)[0] for piece in text.replace("{{", "").split("{")[1:]]
    automatic = 0
    for path in fields:
        head, *rest = re.findall(r"[^.\[\]]+|[.\[]", path) or [""]
        value = named.get(head)
        if head.isdigit() or not head:
            index = int(head) if head else automatic
            value = positional[index] if index < len(positional) else None
            automatic += not head
        elif value is None and args.double_star is not None:
            value = frame.operations.item(frame, args.double_star, head, at)
        found.append(_field(frame, value, rest, at))
    return facts.union(found)


def _spread(frame: Frame, args: Args) -> list[Value]:
    if args.star is None:
        return []
    kids = frame.now.kids(args.star)
    labels = values.labels_of(kids)
    if labels and labels == [values.item(index) for index in range(len(labels))]:
        return [kids[label] for label in labels]
    return [frame.now.elements(args.star)] * _FEW


def _field(frame: Frame, value: Value | None, rest: list[str], at: int) -> Facts:
    for mark, name in zip(rest[::2], rest[1::2], strict=False):
        if value is not None:
            value = _step(frame, value, mark, name, at)
    return shown(frame, value) if value is not None else facts.NO_FACTS


def _step(frame: Frame, value: Value, mark: str, name: str, at: int) -> Value:
    if mark == ".":
        return frame.operations.attribute(frame, value, name, at)
    return frame.operations.item(frame, value, int(name) if name.isdigit() else name, at)


def _of_mapping(frame: Frame, mapping: Value, named: Collection[str] | None, at: int) -> Facts:
    """What a template shows of a mapping of which it reads the keys ``named``, or any."""
    if named is not None:
        return facts.union(shown(frame, frame.operations.item(frame, mapping, name, at)) for name in sorted(named))
    kids: Mapping[str, Value] = frame.now.kids(mapping)
    parts = [kids[label] for label in values.labels_of(kids)]
    found = facts.union([frame.facts_on(mapping), *(shown(frame, part) for part in parts)])
    return facts.transformed(found, Transform.RAW, lower=2) if len(parts) > _FEW else found
