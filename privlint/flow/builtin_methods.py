"""Methods of dicts, lists, sets and strings, also on values whose type is not known but whose method names are
telling."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.flow import facts, shapes, templates, urls, values
from privlint.flow.containers import items_of, update, values_of
from privlint.flow.frame import Args
from privlint.flow.items import constant_item, keys_of, write_item
from privlint.flow.raising import may_lack
from privlint.flow.serialise import shown
from privlint.flow.state import GONE
from privlint.flow.values import ANY_ITEM, BLANK, KEYS, TRUTH, Value
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.flow.frame import Frame


class MethodCall(NamedTuple):
    """A call ``receiver.name(args)``; ``owner`` and ``text`` are how the code writes receiver and callee."""

    frame: Frame
    receiver: Value
    name: str
    args: Args
    at: int
    owner: str
    text: str

    def first(self) -> Value:
        """The first argument; BLANK without one."""
        return self.args.positional[0] if self.args.positional else BLANK


def call_method(frame: Frame, receiver: Value, name: str, args: Args, at: int, owner: str, text: str) -> Value | None:
    """Call a method that builtin types have; None when the name says nothing, or the receiver is certainly something
    else."""
    model = _MODELS.get(name)
    if model is None or shapes.has(receiver.shape, "ext") or shapes.has(receiver.shape, "module"):
        return None
    if shapes.instances(receiver.shape) and not _is_mapping(frame, receiver):
        return None
    return model(MethodCall(frame, receiver, name, args, at, owner, text))


def _is_mapping(frame: Frame, receiver: Value) -> bool:
    return any(frame.program.classes[cls].kind == "typeddict" for cls in shapes.instances(receiver.shape))


# -- mappings ------------------------------------------------------------------------------------------------------


def _get(call: MethodCall) -> Value:
    keys = keys_of(call.first())
    default = call.args.get(1, "default")
    if not keys:
        return call.frame.now.elements(call.receiver)
    found = values.join_all(
        constant_item(call.frame, call.receiver, key, call.at, call.owner, f'{call.owner}["{key}"]') for key in keys
    )
    if default is None or default.is_blank or shapes.constants(default.shape):
        return found
    return values.join(found, default)


def _pop(call: MethodCall) -> Value:
    frame, receiver = call.frame, call.receiver
    keys = keys_of(call.first())
    if not call.args.positional or receiver.shape >= shapes.LIST:
        return frame.now.elements(receiver)
    if len(call.args.positional) == 1:
        may_lack(frame, receiver, call.first())
    found = _get(call)
    if len(keys) == 1:
        frame.now.write(receiver, values.item(keys[0]), GONE)
    return found


def _setdefault(call: MethodCall) -> Value:
    value = call.args.get(1) or BLANK
    keys = keys_of(call.first())
    known = call.frame.now.part(call.receiver, values.item(keys[0])) if len(keys) == 1 else None
    if known is None:
        write_item(call.frame, call.receiver, call.first(), value, call.at)
        return value
    return known


def _update(call: MethodCall) -> Value:
    for source in call.args.positional:
        update(call.frame, call.receiver, source, call.at)
    for name, value in call.args.keywords:
        write_item(call.frame, call.receiver, values.of(shapes.literal(name)), value, call.at)
    if call.args.double_star is not None:
        update(call.frame, call.receiver, call.args.double_star, call.at)
    return BLANK


def _items(call: MethodCall) -> Value:
    return items_of(call.frame, call.receiver, call.at)


def _values(call: MethodCall) -> Value:
    return values_of(call.frame, call.receiver)


def _keys(call: MethodCall) -> Value:
    put = call.frame.now.part(call.receiver, KEYS)
    keys = [values.key_of(label) for label in call.frame.now.labels(call.receiver)]
    kids = {values.item(n): values.of(shapes.literal(key)) for n, key in enumerate(keys) if key is not None}
    if put is not None:
        kids[ANY_ITEM] = put
    return Value(shapes.LIST, kids=kids)


def _clear(call: MethodCall) -> Value:
    call.frame.now.clear(call.receiver)
    return BLANK


def _copy(call: MethodCall) -> Value:
    flat = call.frame.flat(call.receiver)
    shape = call.receiver.shape or shapes.UNKNOWN
    return call.frame.now.new(("new", call.at), Value(facts=flat.facts, kids=flat.kids), shape)


def _fromkeys(call: MethodCall) -> Value:
    value = call.args.get(1) or BLANK
    return Value(shapes.DICT, kids={ANY_ITEM: value})


# -- lists and sets ------------------------------------------------------------------------------------------------


def _append(call: MethodCall) -> Value:
    value = call.args.positional[-1] if call.args.positional else BLANK
    kept = call.frame.stored(value, call.at, "[…]")
    labels = [label for label in call.frame.now.labels(call.receiver) if label.startswith("[")]
    certain = (
        len(call.receiver.locs) == 1
        and call.receiver.locs[0][0] == "new"
        and call.receiver.shape >= shapes.LIST
        and not call.frame.in_loop
    )
    if call.name == "append" and certain and labels == [values.item(index) for index in range(len(labels))]:
        call.frame.now.write(call.receiver, values.item(len(labels)), kept)
        return BLANK
    known = call.frame.now.part(call.receiver, ANY_ITEM)
    merged = kept if known is None else values.join(known, kept)
    call.frame.now.write(call.receiver, ANY_ITEM, merged, strong=False)
    return BLANK


def _extend(call: MethodCall) -> Value:
    items = call.frame.operations.iterate(call.frame, call.first(), call.at)
    known = call.frame.now.part(call.receiver, ANY_ITEM)
    call.frame.now.write(call.receiver, ANY_ITEM, items if known is None else values.join(known, items), strong=False)
    return BLANK


# -- strings -------------------------------------------------------------------------------------------------------


def _text(call: MethodCall) -> Value:
    """Case, stripping, encoding, padding: what is in the string stays in it."""
    receiver = call.receiver
    constant = shapes.constant_text(receiver.shape)
    found = facts.union(
        [call.frame.facts_on(receiver), *(call.frame.facts_on(value) for value in call.args.positional)]
    )
    given = [shapes.constant_text(value.shape) for value in call.args.positional]
    if constant is not None and not found and call.name in _COMPUTED and None not in given and len(given) < 2:
        return values.of(shapes.literal(getattr(constant, call.name)(*given)))
    kids = {urls.PREFIX: receiver.kids[urls.PREFIX]} if urls.PREFIX in receiver.kids else values.NO_KIDS
    return Value(shapes.STR, found, kids, vn=receiver.vn)


def _replaced(call: MethodCall) -> Value:
    """``text.replace(old, new)``: a datum that is searched for in a text that shows it is gone; where something else is
    searched for that is not constant, it cannot be known what is left."""
    frame, old = call.frame, call.args.get(0, "old")
    if old is None:
        return _text(call)  # ``day.replace(year=2000)``
    sought = {(fact.category, fact.subject) for fact in frame.facts_on(old).values() if facts.is_untouched(fact)}
    kept = {
        key: fact
        for key, fact in frame.facts_on(call.receiver).items()
        if fact.origin is None or fact.subject is None or (fact.category, fact.subject) not in sought
    }
    if not shapes.constants(old.shape):
        kept = facts.transformed(kept, Transform.REPLACED)
    new = call.args.get(1, "new")
    args = Args(() if new is None else (new,))
    return _text(call._replace(receiver=call.receiver.but(facts=kept, locs=()), args=args))


def _substituted(call: MethodCall) -> Value | None:
    """``pattern.sub(new, text)`` of a pattern that was made elsewhere."""
    if len(call.args.positional) < 2:
        return None
    found = facts.union(shown(call.frame, value) for value in call.args.positional[:2])
    return Value(shapes.STR, facts.transformed(found, Transform.REPLACED))


def _translated(call: MethodCall) -> Value:
    """``text.translate(table)``: letters are replaced, or left out."""
    known = facts.transformed(call.frame.facts_on(call.receiver), Transform.REPLACED)
    return Value(shapes.STR, known)


def _split(call: MethodCall) -> Value:
    """Parts of a string: each is some of it, and may be the datum that a longer text holds; of an address, the part
    before the @ still tells who; of numbers with dots, the first ones do not."""
    on = call.frame.facts_on(call.receiver)
    if on and shapes.constant_text(call.first().shape) == "@":
        domain = Value(shapes.STR, facts.transformed(on, Transform.TRUNCATED, lower=1))
        kids = {"[0]": Value(shapes.STR, on), "[1]": domain, "[2]": domain, "[-1]": domain}
        return Value(shapes.LIST, kids=kids)
    part = Transform.TRUNCATED if shapes.constant_text(call.first().shape) == "." else Transform.RAW
    found = facts.transformed(on, part, lower=1)
    whole = {fact.key: fact for fact in found.values()}
    return Value(shapes.LIST, kids={ANY_ITEM: Value(shapes.STR, whole)})


def _join(call: MethodCall) -> Value:
    source = call.first()
    item = call.frame.operations.iterate(call.frame, source, call.at)
    kids = [kid for label, kid in call.frame.now.kids(source).items() if label.startswith("[")]
    shown_facts = [shown(call.frame, value) for value in (item, *kids)]
    found = facts.union([call.frame.facts_on(call.receiver), call.frame.facts_on(source), *shown_facts])
    text = templates.built(call.frame, found, call.at)
    return urls.begun(text, [part for kid in kids for part in (kid, call.receiver)])


def _format(call: MethodCall) -> Value:
    """``"{0.email} {name}".format(…)``, ``format_map(mapping)``."""
    frame, args = call.frame, call.args
    mapped = call.name == "format_map"
    given = Args(double_star=call.first()) if mapped else args
    text = templates.built(frame, templates.braces(frame, call.receiver, given, call.at), call.at)
    template = shapes.constant_text(call.receiver.shape)
    if template is None or mapped:
        return text
    return urls.begun(text, urls.of_format(template, args.positional, dict(args.keywords)))


def _write(call: MethodCall) -> Value:
    """``buffer.write(text)``: the text is in the buffer from now on."""
    if call.receiver.locs and shapes.has(call.receiver.shape, "kind"):
        call.frame.now.absorb(call.receiver, call.frame.facts_on(call.first()))
    return BLANK


def _content(call: MethodCall) -> Value:
    return Value(shapes.STR, call.frame.facts_on(call.receiver))


def _most_common(call: MethodCall) -> Value:
    """The values that are counted, each with its count."""
    keys = call.frame.now.part(call.receiver, KEYS) or BLANK
    pair = Value(shapes.TUPLE, kids={"[0]": Value(facts=keys.facts), "[1]": values.of(shapes.NUMBER)})
    return Value(shapes.LIST, kids={ANY_ITEM: pair})


def _truth(call: MethodCall) -> Value:
    return TRUTH


def _remove(call: MethodCall) -> Value:
    if call.receiver.shape >= shapes.SET:
        may_lack(call.frame, call.receiver, call.first())
    return BLANK


def _nothing(call: MethodCall) -> Value:
    return BLANK


def _result(call: MethodCall) -> Value | None:
    """``task.result()`` of a task that stands for what it gives; another object's may be anything."""
    is_given = shapes.has(call.receiver.shape, "kind") or call.frame.now.kids(call.receiver)
    return call.receiver if is_given else None


def _with_traceback(call: MethodCall) -> Value:
    return call.receiver


_COMPUTED = frozenset("lower upper strip lstrip rstrip title capitalize removeprefix removesuffix".split())
_TEXT = "lower upper strip lstrip rstrip title capitalize casefold swapcase encode decode zfill center ljust"
_TESTS = (
    "isdigit isalpha isascii isalnum isdecimal isnumeric isidentifier islower isupper isspace istitle isprintable done"
    " cancelled running isdisjoint issubset issuperset"
)
_MODELS: dict[str, Callable[[MethodCall], Value | None]] = {
    "get": _get, "pop": _pop, "setdefault": _setdefault, "update": _update, "items": _items, "values": _values,
    "keys": _keys, "clear": _clear, "copy": _copy, "fromkeys": _fromkeys, "append": _append, "add": _append,
    "insert": _append, "appendleft": _append, "extend": _extend, "split": _split, "rsplit": _split,
    "partition": _split, "rpartition": _split, "splitlines": _split, "join": _join, "format": _format,
    "format_map": _format, "startswith": _truth, "endswith": _truth, **dict.fromkeys(_TESTS.split(), _truth),
    "find": _nothing, "index": _nothing, "count": _nothing, "sort": _nothing, "reverse": _nothing, "remove": _remove,
    "discard": _nothing, "with_traceback": _with_traceback, "popleft": _pop, "getvalue": _content, "write": _write,
    "writelines": _write, "result": _result,
    "replace": _replaced, "sub": _substituted, "translate": _translated, "most_common": _most_common, "elements": _keys,
    **dict.fromkeys((*_TEXT.split(), "rjust", "removeprefix", "removesuffix", "expandtabs", "hex", "isoformat"), _text),
}  # fmt: skip
