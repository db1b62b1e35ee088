"""Functions made of functions: ``partial``, ``attrgetter``, ``itemgetter``, ``methodcaller``; and arguments bound to a
signature, which are handed on as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes, values
from privlint.flow.frame import Args
from privlint.flow.items import read_item
from privlint.flow.values import BLANK, Value

if TYPE_CHECKING:
    from privlint.flow.frame import Frame

_GETTERS = {"operator.attrgetter": "attr", "operator.itemgetter": "item", "operator.methodcaller": "method"}
_PARTIALS = frozenset({"functools.partial", "functools.partialmethod"})
#: What gives a function back that behaves as the one it is given.
_KEEPING = frozenset(
    {"functools.cache", "functools.lru_cache", "functools.lru_cache()", "functools.wraps()", "functools.update_wrapper"}
)
_SIGNATURES = frozenset({"inspect.signature", "inspect.signature().replace", "inspect.Signature.from_callable"})
_BINDING = frozenset({"inspect.signature().bind", "inspect.signature().bind_partial"})


def made(frame: Frame, path: str, args: Args, at: int) -> Value | None:
    """The function, the signature or the bound arguments that calling ``path`` makes; None for any other path."""
    if path in _KEEPING and args.positional and _may_be_called(args.positional[0]):
        return args.positional[0]
    if path in ("functools.lru_cache", "functools.wraps"):
        return Value(shapes.external(f"{path}()"))
    if path in _SIGNATURES:
        return Value(shapes.external("inspect.signature()"))
    if path in _BINDING:
        return _bound(frame, args, at)
    if path in _PARTIALS and args.positional:
        kids = {"#partial": args.positional[0]}
        kids.update((f"#arg:{index}", value) for index, value in enumerate(args.positional[1:]))
        kids.update((f"#kw:{name}", value) for name, value in args.keywords)
        return Value(frozenset((("partial", ""),)), kids=kids)
    if path in _GETTERS:
        kids = {f"#arg:{index}": value for index, value in enumerate(args.positional)}
        kids.update((f"#kw:{name}", value) for name, value in args.keywords)
        return Value(shapes.atom("getter", _GETTERS[path]), kids=kids)
    return None


def _may_be_called(value: Value) -> bool:
    return any(shapes.has(value.shape, kind) for kind in ("fn", "method", "cls", "partial", "ext"))


def _bound(frame: Frame, args: Args, at: int) -> Value:
    """``signature.bind(*args, **kwargs)``: what came by position and what by name stays apart."""
    star = () if args.star is None else ((values.ANY_ITEM, frame.operations.iterate(frame, args.star, at)),)
    indexed = ((values.item(index), value) for index, value in enumerate(args.positional))
    positional = Value(shapes.TUPLE, kids=dict((*indexed, *star)))
    if args.star is not None and not args.positional:
        positional = args.star
    named = frame.now.new(("kwargs", at), BLANK, shapes.DICT)
    if args.double_star is not None:
        frame.operations.update(frame, named, args.double_star, at)
    for name, value in args.keywords:
        frame.now.write(named, values.item(name), value)
    every = frame.now.new(
        ("arguments", at), Value(kids={values.ANY_ITEM: frame.operations.iterate(frame, positional, at)}), shapes.DICT
    )
    frame.operations.update(frame, every, named, at)
    kids = {".args": positional, ".kwargs": named, ".arguments": every}
    return Value(shapes.external("inspect.BoundArguments()"), kids=kids)


def with_frozen(partial: Value, args: Args) -> Args:
    """The arguments that ``partial`` froze, before those of the call."""
    given = {name for name, _ in args.keywords}
    keywords = tuple(
        (label[4:], kid) for label, kid in partial.kids.items() if label.startswith("#kw:") and label[4:] not in given
    )
    return args._replace(positional=(*_frozen(partial), *args.positional), keywords=(*keywords, *args.keywords))


def call_getter(frame: Frame, getter: Value, kind: str, args: Args, at: int) -> Value:
    """Call what ``attrgetter`` and its like made on an object."""
    if not args.positional:
        return BLANK
    source = args.positional[0]
    frozen = _frozen(getter)
    if kind == "method":
        name = shapes.constant_text(frozen[0].shape) if frozen else None
        return BLANK if name is None else frame.operations.method(frame, source, name, Args(frozen[1:]), at)
    found = [_got(frame, source, key, kind, at) for key in frozen]
    if len(found) == 1:
        return found[0]
    return Value(shapes.TUPLE, kids={values.item(index): value for index, value in enumerate(found)})


def _got(frame: Frame, source: Value, key: Value, kind: str, at: int) -> Value:
    if kind == "item":
        return read_item(frame, source, key, at, "", "an item")
    name = shapes.constant_text(key.shape)
    for part in name.split(".") if name is not None else ():
        source = frame.operations.attribute(frame, source, part, at)
    return source if name is not None else BLANK


def _frozen(value: Value) -> tuple[Value, ...]:
    return tuple(value.kids[label] for label in sorted(value.kids) if label.startswith("#arg:"))
