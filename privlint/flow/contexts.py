"""Context managers: what ``with`` binds, what entering establishes for its block, what leaving runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes
from privlint.flow.attributes import bound
from privlint.flow.frame import Args
from privlint.flow.guards import NOTHING, Evidence, Guard, Guards
from privlint.flow.values import ANY_ITEM, BLANK, Value
from privlint.model import ir

if TYPE_CHECKING:
    from privlint.flow.frame import Frame


def enter(frame: Frame, manager: Value, instr: ir.With) -> tuple[Value, Guards]:
    """What ``as`` binds, and the guards that hold inside the block."""
    scope = _marker_scope(frame, instr)
    for cls in shapes.instances(manager.shape):
        method = frame.program.method(cls, "__aenter__" if instr.is_async else "__enter__")
        if method is not None:
            before = frame.held
            entered = frame.call(bound(manager, method), Args(), instr.at, "__enter__")
            gained = frame.held if frame.held != before else NOTHING
            return (entered if not entered.is_blank else manager), scope.plus(gained)
    made = frame.texts.made.get(instr.manager)
    if isinstance(made, ir.Call) and _is_generator_manager(frame, frame.value(made.func)):
        yielded = frame.now.read(manager, ANY_ITEM)
        return yielded, scope.plus(manager.implies.true if manager.implies is not None else NOTHING)
    return manager, scope


def leave(frame: Frame, manager: Value, instr: ir.With) -> bool:
    """Run the manager's exit; true when it swallows exceptions."""
    if frame.state is None:
        return any("suppress" in path for path in shapes.paths(manager.shape))
    for cls in shapes.instances(manager.shape):
        method = frame.program.method(cls, "__aexit__" if instr.is_async else "__exit__")
        if method is not None:
            exception = frame.now.exc or BLANK
            frame.call(bound(manager, method), Args((BLANK, exception, BLANK)), instr.at, "__exit__")
    return any("suppress" in path for path in shapes.paths(manager.shape))


def _is_generator_manager(frame: Frame, callee: Value) -> bool:
    return any(
        any(name.rpartition(".")[2].startswith(("contextmanager", "asynccontextmanager")) for name in decorators)
        for decorators in (
            frame.program.function(function).decorators
            for function in [*shapes.functions(callee.shape), *shapes.methods(callee.shape)]
        )
    )


def _marker_scope(frame: Frame, instr: ir.With) -> Guards:
    """``with purpose("support"):`` from the markers module."""
    made = frame.texts.made.get(instr.manager)
    if not isinstance(made, ir.Call):
        return NOTHING
    key = frame.operations.marker(frame, frame.value(made.func))
    if key != "purpose":
        return NOTHING
    words = [text for reg, _ in made.args if (text := shapes.constant_text(frame.value(reg).shape)) is not None]
    evidence = Evidence("purpose(…)", frame.site(instr.at))
    frame.knowledge.declared.entered[evidence.site] = (tuple(words) or ("",), frame.label)
    return Guards({Guard("purpose", word, None, ambient=True): evidence for word in words})
