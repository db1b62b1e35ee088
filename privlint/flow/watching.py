"""Some functions looked at once more when nothing changes any longer: what stands in their registers, and what is held
there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from privlint.flow.frame import Exits
from privlint.flow.interpret import interpret
from privlint.flow.operations import Interpreter
from privlint.flow.text import Texts
from privlint.flow.transfer import TRANSFER
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from privlint.flow.frame import Frame
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.state import State
    from privlint.flow.values import Value
    from privlint.model.program import FunctionId


class Watcher(Protocol):
    """Who is told what functions do; each time the frame shows the state just before."""

    def called(self, frame: Frame, instr: ir.Call) -> None:
        """A call is about to happen."""

    def written(self, frame: Frame, obj: Value, name: str, new: Value, at: int) -> None:
        """An attribute is about to be written."""

    def returned(self, frame: Frame, value: Value, state: State) -> None:
        """A value is given back."""


def watch(knowledge: Knowledge, functions: Iterable[FunctionId], watcher: Watcher) -> None:
    """Interpret each function once more, with what is known by now, and tell the watcher."""
    operations = _Watched(watcher)
    for function in functions:
        interpret(knowledge, function, operations, Texts(knowledge.program.function(function)))


class _Watched(Interpreter):
    """The interpreter, with somebody looking over its shoulder."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.transfer = {kind: self._witnessed(run) for kind, run in TRANSFER.items()}
        self.transfer[ir.Call] = self._witnessed(self._call)
        self.transfer[ir.SetAttr] = self._witnessed(self._set)

    def set_attribute(self, frame: Frame, value: Value, name: str, new: Value, at: int) -> None:
        self._watcher.written(frame, value, name, new, at)
        super().set_attribute(frame, value, name, new, at)

    def _witnessed(self, run: Callable[..., None]) -> Callable[..., None]:
        def witnessed(frame: Frame, instr: ir.Instr) -> None:
            if not isinstance(frame.exits[0], _Returns):
                frame.exits[0] = _Returns(frame, self._watcher)
            run(frame, instr)

        return witnessed

    def _call(self, frame: Frame, instr: ir.Call) -> None:
        self._watcher.called(frame, instr)
        TRANSFER[ir.Call](frame, instr)

    def _set(self, frame: Frame, instr: ir.SetAttr) -> None:
        if instr.src != ir.NONE:
            self._watcher.written(frame, frame.value(instr.obj), instr.attr, frame.value(instr.src), instr.at)
        TRANSFER[ir.SetAttr](frame, instr)


class _Returns(Exits):
    """The exits of a function under watch."""

    __slots__ = ("_frame", "_watcher")

    def __init__(self, frame: Frame, watcher: Watcher) -> None:
        super().__init__()
        self._frame = frame
        self._watcher = watcher

    def give_back(self, value: Value, state: State) -> None:
        self._watcher.returned(self._frame, value, state)
        super().give_back(value, state)
