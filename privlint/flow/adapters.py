"""Adapters of the standard logger: what a class of the project adds to each message by a ``process`` of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes, values
from privlint.flow.frame import Args
from privlint.flow.values import Value
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.model.program import FunctionId

_ADAPTER = "logging.LoggerAdapter"


def keep_parts(frame: Frame, made: Value, base: str, args: Args) -> None:
    """``LoggerAdapter(logger, extra)`` keeps both under their names."""
    if base != _ADAPTER:
        return
    for position, name in enumerate(("logger", "extra")):
        value = args.get(position, name)
        if value is not None:
            frame.now.write(made, f".{name}", value)


def processed(frame: Frame, path: str, receiver: Value | None, args: Args, at: int) -> tuple[str, Args]:
    """The path and arguments of the log call that an adapter makes of the one at hand; the same for any other call."""
    owner, _, level = path.rpartition(".")
    position = 1 if level == "log" else 0
    if receiver is None or owner != f"{_ADAPTER}()" or len(args.positional) <= position:
        return path, args
    method = _process(frame, receiver)
    if method is None:
        return path, args
    kids = {values.item(name): value for name, value in args.keywords}
    keywords = frame.now.new(("kwargs", at), Value(kids=kids), shapes.DICT)
    bound = Value(shapes.atom("method", method), kids={"#self": receiver})
    result = frame.call(bound, Args((args.positional[position], keywords)), at, "process")
    message, after = frame.now.read(result, "[0]"), frame.now.read(result, "[1]")
    given = {values.key_of(label): kid for label, kid in frame.now.kids(after).items()}
    positional = (*args.positional[:position], message, *args.positional[position + 1 :])
    named = tuple((name, kid) for name, kid in given.items() if isinstance(name, str))
    spread = after if frame.facts_on(after) else args.double_star
    return f"logging.Logger().{level}", Args(positional, named, args.star, spread)


def _process(frame: Frame, receiver: Value) -> FunctionId | None:
    found = (frame.program.method(cls, "process") for cls in shapes.instances(receiver.shape))
    return next((method for method in found if method is not None), None)


def init_of_base(frame: Frame, receiver: Value, args: Args) -> None:
    """``super().__init__(logger, extra)`` in a class derived from the adapter."""
    above = [entry[1] for entry in receiver.shape if entry[0] == "super" and isinstance(entry[1], ClassId)]
    for cls in above:
        for base in frame.program.external_bases(cls):
            keep_parts(frame, receiver, frame.catalogue.canonical(base), args)
