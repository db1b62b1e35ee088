"""Class-based views: ``super().dispatch(request)`` in a class of the project calls the handlers of all views below it,
under whatever was checked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow.flattening import outline
from privlint.flow.knowledge import CallSite
from privlint.flow.values import BLANK
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.facts import Root
    from privlint.flow.frame import Args, Frame
    from privlint.flow.values import Value
    from privlint.model.program import FunctionId

_DISPATCHING = frozenset({"dispatch", "dispatch_request"})
_HANDLERS = ("get", "post", "put", "patch", "delete", "head", "options")


def hand_on(frame: Frame, name: str, receiver: Value | None, args: Args, at: int) -> None:
    """Note that ``super().dispatch(…)`` calls the handlers of every view that inherits the calling method."""
    above = receiver is not None and any(entry[0] == "super" for entry in receiver.shape)
    if name not in _DISPATCHING or not above or frame.ir.owner < 0 or not frame.notes_sites:
        return
    given = [BLANK, *(outline(frame.now, value) for value in args.positional)]
    for handler in _handlers(frame, name):
        count = len(frame.program.function(handler).params)
        # what the URL adds is not known: names decide what those parameters hold
        passed: dict[Root, Value] = {index: given[index] if index < len(given) else BLANK for index in range(count)}
        frame.knowledge.called(handler, CallSite(frame.function, at, passed, frame.held_at(at)))


def _handlers(frame: Frame, name: str) -> Iterator[FunctionId]:
    own, method = ClassId(frame.function.module, frame.ir.owner), frame.function.base
    for ident, info in sorted(frame.program.classes.items()):
        if own in info.mro and frame.program.method(ident, name) == method:
            found = (frame.program.method(ident, verb) for verb in _HANDLERS)
            yield from (handler for handler in found if handler is not None)
