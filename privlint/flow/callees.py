"""What a callee, or any value, was taken to be: in words, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes
from privlint.flow.calling import REVEALING
from privlint.model import ir
from privlint.model.program import ClassId, FunctionId
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.frame import Frame
    from privlint.flow.shapes import Atom, Shape
    from privlint.flow.values import Value
    from privlint.model.program import Program

_OF_CLASS = {"inst": "an object of", "cls": "the class", "query": "a query of", "super": "super() of"}
_MADE = {
    "partial": "a partial application",
    "getter": "a getter of the operator module",
    "record": "a class of named tuples",
}


def shape_words(program: Program, shape: Shape) -> list[str]:
    """What a value of that shape is, one phrase for each possibility; constants only by their type."""
    return list(dict.fromkeys(_words(program, entry) for entry in shapes.ordered(shape)))


def taken_for(frame: Frame, callee: Value, receiver: Value | None, made: ir.Instr | None) -> list[str]:
    """What is called, one phrase for each possibility."""
    found = [
        f"{words}{_known(frame, str(entry[1])) if entry[0] == 'ext' else ''}"
        for entry in shapes.ordered(callee.shape)
        if entry[0] != "lit"
        for words in (_words(frame.program, entry),)
    ]
    if found:
        return list(dict.fromkeys(found))
    name = made.attr if isinstance(made, ir.GetAttr) else made.name if isinstance(made, ir.Load) else ""
    if receiver is not None and receiver.shape:
        return [f"{name}() of {words}" for words in shape_words(frame.program, receiver.shape)]
    if any(fact.origin is None and fact.role is None for fact in callee.facts.values()) and receiver is None:
        return ["what is passed as a parameter: it is followed for every caller"]
    if name in REVEALING and receiver is None:
        return ["a question to privlint explain, which gives its argument back"]
    return list(_by_name(frame, name, receiver, made))


def _words(program: Program, entry: Atom) -> str:
    kind, detail = entry[0], entry[1] if len(entry) > 1 else ""
    if isinstance(detail, ClassId):
        info = program.classes[detail]
        named = f"{program.modules[info.module].module}.{info.ir.qualname}"
        return f"{_OF_CLASS.get(str(kind), kind)} {named}"
    if isinstance(detail, FunctionId):
        return f"the {'method' if kind == 'method' else 'function'} {program.label(detail).replace(':', '.')}"
    if kind == "ext":
        return f"{detail} outside the project"
    if kind == "module":
        return f"the module {detail}"
    return _MADE.get(str(kind), f"a {detail}" if kind in ("kind", "lit") else str(kind))


def _known(frame: Frame, path: str) -> str:
    """What the catalogue knows of an API path besides recipients."""
    catalogue = frame.catalogue
    model, consent, source = catalogue.flow(path), catalogue.consent(path), catalogue.source(path)
    if model is not None and model.kill:
        return ", which gives nothing personal back"
    if model is not None:
        return f", which hands data on{_as(model.transform)}"
    if consent is not None:
        return ", whose answer tells of a consent"
    if source is not None or catalogue.source(catalogue.canonical(f"{path}()")) is not None:
        return ", which gives personal data"
    known = path.startswith("builtins.") or catalogue.sinks(path) or catalogue.knows(catalogue.canonical(f"{path}()"))
    return "" if known else f", which no rule file describes{_promise(frame, path.rpartition('.')[2])}"


def _as(transform: Transform) -> str:
    return "" if transform is Transform.RAW else f" as {transform.value}"


def _by_name(frame: Frame, name: str, receiver: Value | None, made: ir.Instr | None) -> Iterator[str]:
    """Nothing but its name tells of the callee."""
    owners = frame.program.methods_named.get(name, ()) if receiver is not None else ()
    if isinstance(made, ir.GetAttr) and frame.catalogue.names.is_logger(frame.texts.of(made.obj).rpartition(".")[2]):
        yield "a logger, by the name of its variable"
    elif 1 <= len(owners) <= 3:
        for owner in owners:
            yield f"by its name, {_words(frame.program, ('method', frame.program.classes[owner].methods[name]))}"
    else:
        yield f"not known{_promise(frame, name)}"


def _promise(frame: Frame, name: str) -> str:
    names = frame.catalogue.names
    transform = names.transform(name)
    if transform is not None:
        return f"; by its name, what it returns is {transform.value}"
    if names.promises_no_data(name):
        return "; by its name, it returns nothing personal"
    return "; its result may hold what its arguments hold"
