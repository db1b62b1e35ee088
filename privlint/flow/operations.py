"""The knot: what a frame asks of the interpreter, tied once, so that the models of calls and containers can call
back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import (
    addresses,
    attributes,
    blocks,
    calling,
    containers,
    contexts,
    limits,
    raising,
    records,
    serialise,
    shapes,
    sources,
)
from privlint.flow.guards import NOTHING, Evidence, Guard, Guards, required
from privlint.flow.items import constant_item
from privlint.flow.transfer import TRANSFER
from privlint.flow.values import Value
from privlint.model import ir
from privlint.model.program import FunctionId
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from privlint.flow.facts import Facts
    from privlint.flow.frame import Args, Frame
    from privlint.model.program import ClassId
    from privlint.model.recipient import SinkModel

#: Decorators from outside the project that leave the function what it is and do not hand it to anybody.
_HARMLESS = frozenset(
    "staticmethod classmethod property cached_property wraps lru_cache cache contextmanager asynccontextmanager"
    " overload abstractmethod override final setter getter deleter dataclass singledispatch total_ordering".split()
)


class Interpreter:
    """The operations of ``frame.Operations``, each forwarded to the module that knows how."""

    transfer: Mapping[type, Callable[..., None]] = TRANSFER

    def run(self, frame: Frame, region: ir.Region) -> None:
        """Interpret a region in the frame's current state."""
        blocks.run(frame, region)

    def call(self, frame: Frame, callee: Value, args: Args, at: int, text: str) -> Value:
        """Call a value."""
        return calling.call(frame, callee, args, at, text)

    def attribute(self, frame: Frame, value: Value, name: str, at: int) -> Value:
        """Read an attribute by name."""
        return attributes.read_attribute(frame, value, name, at, "", f"….{name}")

    def item(self, frame: Frame, value: Value, key: str | int, at: int) -> Value:
        """Read an item under a key that the code does not write as one."""
        return constant_item(frame, value, key, at, "", f'…["{key}"]')

    def method(self, frame: Frame, value: Value, name: str, args: Args, at: int) -> Value:
        """Call a method by name."""
        callee = attributes.read_attribute(frame, value, name, at, "", f"….{name}")
        return calling.dispatch(frame, calling.Callee(callee, value, name, f"….{name}", ""), args, at)

    def set_attribute(self, frame: Frame, value: Value, name: str, new: Value, at: int) -> None:
        """Write an attribute by name."""
        attributes.write_attribute(frame, value, name, new, at)

    def instance_attribute(self, frame: Frame, value: Value, cls: ClassId, read: sources.Read) -> Value | None:
        """Read an attribute of an instance of a project class."""
        return attributes.of_instance(frame, value, cls, read)

    def named(self, frame: Frame, read: sources.Read) -> Facts:
        """The datum a read gives by its name."""
        return sources.by_name(frame, read)

    def everything(self, frame: Frame, value: Value) -> Facts:
        """All data inside a value."""
        return serialise.dumped(frame, value)

    def copied(self, frame: Frame, value: Value, args: Args) -> Value:
        """A copy of a record with some fields replaced."""
        return records.copied(frame, value, args, frame.at)

    def as_dict(self, frame: Frame, value: Value, *, whole: bool = False) -> Value:
        """An object's fields as a dict."""
        return records.as_dict(frame, value, whole=whole)

    def iterate(self, frame: Frame, value: Value, at: int) -> Value:
        """Any element of a value."""
        return containers.iterate(frame, value, at)

    def unrolled(self, frame: Frame, value: Value) -> list[Value] | None:
        """The items of a short container whose items are all known."""
        return containers.unrolled(frame, value)

    def update(self, frame: Frame, target: Value, source: Value, at: int) -> None:
        """Merge one mapping into another."""
        containers.update(frame, target, source, at)

    def enter(self, frame: Frame, manager: Value, instr: ir.With) -> tuple[Value, Guards]:
        """Enter a context manager."""
        return contexts.enter(frame, manager, instr)

    def leave(self, frame: Frame, manager: Value, instr: ir.With) -> bool:
        """Leave a context manager."""
        return contexts.leave(frame, manager, instr)

    def exception(self, frame: Frame, value: Value, instr: ir.Raise) -> Value:
        """The exception object that is thrown."""
        return raising.exception(frame, value, instr)

    def matches(self, frame: Frame, thrown: Value, types: list[Value]) -> tuple[bool, bool]:
        """Whether a handler certainly, and possibly, catches."""
        return raising.matches(frame, thrown, types)

    def address(
        self, frame: Frame, model: SinkModel, args: Args, receiver: Value | None
    ) -> tuple[str, bool, SinkModel]:
        """Where a request goes."""
        return addresses.address(frame, model, args, receiver)

    def declare(self, frame: Frame, value: Value, category: str, name: str, at: int) -> Value:
        """The value with the category that the code declares for it instead of what names say; ``none``: it and all
        inside it is nothing personal."""
        if category == "none":
            return Value(value.shape, vn=value.vn)
        read = sources.Read(name, "declared", "local", name, at, subject=value.vn)
        return value.but(facts=sources.known(frame, read, category, Confidence.HIGH))

    def mark(self, frame: Frame, decorator: Value, target: Value, instr: ir.Decorate) -> None:
        """A decorator from outside: a marker declares something, anything else may call the function at any time."""
        made = frame.texts.made.get(instr.decorator)
        callee = frame.value(made.func) if isinstance(made, ir.Call) else decorator
        key = self.marker(frame, callee)
        functions = shapes.functions(target.shape)
        if key:
            bodies = [(cls.module, frame.program.classes[cls].ir.body) for cls in shapes.classes(target.shape)]
            words = _words(frame, made) if isinstance(made, ir.Call) else []
            for function in (*functions, *(FunctionId(*body) for body in bodies)):
                at = frame.texts.at(instr.decorator)
                frame.knowledge.mark(function, _guards(frame, function, key, words, at), key, words, at)
            return
        last = frame.texts.of(instr.decorator).removesuffix("(…)").rpartition(".")[2]
        if last not in _HARMLESS:
            frame.escaped.update(functions)
        if isinstance(made, ir.Call):
            if last == "receiver":
                _sent(frame, made, functions)
            asked = _dependencies(frame, made)
            for function in functions if asked else ():
                frame.knowledge.demand(function, asked)

    def marker(self, frame: Frame, value: Value) -> str:
        """The annotation key that a value of a markers module stands for; empty for anything else."""
        for path in shapes.paths(value.shape):
            module, _, name = path.rpartition(".")
            if module == "privlint.markers" or module in frame.knowledge.settings.marker_modules:
                return frame.catalogue.marker(name) or ""
        for function in shapes.functions(value.shape):
            module = frame.program.modules[function.module].module
            if module in frame.knowledge.settings.marker_modules:
                return frame.catalogue.marker(frame.program.function(function).name) or ""
        return ""


def _dependencies(frame: Frame, call: ir.Call) -> tuple[Value, ...]:
    """What a route asks for besides its parameters: ``dependencies=[Depends(f)]``."""
    listed = [frame.value(reg) for reg, label in call.args if label == "dependencies"]
    items = [item.kids.get("#dependency") for value in listed for item in frame.now.kids(value).values()]
    return tuple(item for item in items if item is not None)


def _sent(frame: Frame, call: ir.Call, functions: tuple[FunctionId, ...]) -> None:
    """``@receiver(post_save, sender=Customer)``: what the handler gets as ``instance``."""
    classes = [cls for reg, label in call.args if label == "sender" for cls in shapes.classes(frame.value(reg).shape)]
    shape = frozenset(("inst", cls) for cls in classes[: limits.SHAPES])
    for function in functions if shape else ():
        for index, param in enumerate(frame.program.function(function).params):
            if param.name == "instance":
                frame.knowledge.receives(function, index, shape)


def _words(frame: Frame, call: ir.Call) -> list[str]:
    return [text for reg, _ in call.args if (text := shapes.constant_text(frame.value(reg).shape)) is not None]


def _guards(frame: Frame, function: FunctionId, key: str, words: list[str], at: int) -> Guards:
    evidence = Evidence(f"{key}={'|'.join(words)}", frame.site(at))
    if key == "purpose":
        return Guards({Guard(key, word, None, ambient=True): evidence for word in words})
    return Guards({required(word, function): evidence for word in words}) if key == "consent" else NOTHING
