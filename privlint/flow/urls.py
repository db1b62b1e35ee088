"""The beginning of an address that a string is built with: it tells who receives a request.

What is not known of it is written ``*``; once the path has begun, the first such part ends it.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from privlint.flow import shapes, values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.flow.values import Value

#: The label under which a string keeps its beginning.
PREFIX = "#prefix"
#: An address up to the end of its host, as constants hold it.
_WHOLE_HOST = re.compile(r"[a-z]+://[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
_DIRECTIVE = re.compile(r"%(?:\((?P<name>\w+)\))?[-+ #0-9.*]*[a-zA-Z]")
_FIELD = re.compile(r"\{(?P<name>\w*)[^{}]*\}")


def beginning(value: Value) -> str | None:
    """What is known of the beginning of a string: all of it where it is constant; None for nothing."""
    text = shapes.constant_text(value.shape)
    if text is not None:
        return text
    prefix = value.kids.get(PREFIX)
    return shapes.one_address(prefix.shape) if prefix is not None else None


def begun(value: Value, parts: Iterable[Value]) -> Value:
    """A string built of ``parts``, one after the other, with its beginning where that is one of an address."""
    text = ""
    for part in parts:
        constants = shapes.constants(part.shape)
        known = str(constants[0]) if len(constants) == 1 else None
        if known is None and _WHOLE_HOST.fullmatch(text):
            text += "/"  # a path that is not known: nobody goes on writing at a domain
            break
        text += known if known is not None else beginning(part) or "*"
        if known is None and "/" in text.partition("://")[2]:
            break
    return starting(value, text)


def starting(value: Value, text: str) -> Value:
    """The string with that beginning, where it is one of an address."""
    if "://" not in text or len(text) > 120:
        return value
    return value.but(kids={**value.kids, PREFIX: values.of(shapes.address(text))})


def remembered(value: Value) -> Value:
    """An address as an object keeps it: constants beside values that are not known are forgotten, it is not."""
    text = shapes.constant_text(value.shape)
    return value if text is None else starting(value, text)


def of_percent(template: str, right: Value, fields: values.Kids) -> list[Value]:
    """The parts of ``template % right``; ``fields`` are what ``right`` holds, by label."""
    whole = right.shape >= shapes.TUPLE or right.shape >= shapes.DICT
    found = []
    for position, match in enumerate(_DIRECTIVE.finditer(template)):
        label = values.item(match["name"] if match["name"] else position)
        found.append(fields.get(label, values.BLANK) if whole else right)
    return _interleaved(_DIRECTIVE.sub("\0", template), found)


def of_format(template: str, positional: tuple[Value, ...], named: dict[str, Value]) -> list[Value]:
    """The parts of ``template.format(…)``."""
    found = []
    automatic = iter(positional)
    for match in _FIELD.finditer(template):
        name = match["name"]
        if not name:
            found.append(next(automatic, values.BLANK))
        elif name.isdigit():
            found.append(positional[int(name)] if int(name) < len(positional) else values.BLANK)
        else:
            plain = match[0] == f"{{{name}}}"
            found.append(named.get(name, values.BLANK) if plain else values.BLANK)
    return _interleaved(_FIELD.sub("\0", template), found)


def _interleaved(template: str, found: list[Value]) -> list[Value]:
    parts: list[Value] = []
    for text, value in zip_longest(template.split("\0"), found):
        parts.append(values.of(shapes.literal(text)))
        if value is not None:
            parts.append(value)
    return parts


def joined(base: Value, target: Value) -> str:
    """Where ``urljoin(base, target)`` leads, as far as it is known; empty for nothing."""
    absolute, start = beginning(target), beginning(base)
    if absolute is not None and "://" in absolute:
        return absolute
    if start is None or "://" not in start:
        return ""
    scheme, _, rest = start.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"
