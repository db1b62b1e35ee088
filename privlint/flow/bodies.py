"""Request bodies that a framework reads into objects of the project: their fields are collected where code first reads
them, not where the parameter stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.flow.endpoints import endpoints
from privlint.flow.sources import Intake
from privlint.model.flow import Collection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.facts import Facts
    from privlint.flow.frame import Frame
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.sources import Read
    from privlint.flow.values import Value
    from privlint.model.program import ClassInfo, FunctionId

#: Classes whose objects frameworks make of what a request holds, and the frameworks that do.
_RECORDS = frozenset({"pydantic", "dataclass", "attrs", "msgspec"})
_FRAMEWORKS = frozenset({"fastapi", "ninja", "litestar"})


class Received(NamedTuple):
    """A field read off a parameter that may be a request body."""

    param: int
    intake: Intake


def note(frame: Frame, obj: Value, info: ClassInfo, read: Read, data: Facts) -> None:
    """Note a personal field that is read off a parameter of a record class."""
    number = obj.vn
    if not data or number is None or number[0] != "par" or len(number) > 2 or info.kind not in _RECORDS:
        return
    fact = next(iter(data.values()))
    collection = Collection(
        fact.category, fact.conf, frame.site(read.at), read.text, "request", "read", (), info.ir.name, frame.label
    )
    param = number[1]
    if isinstance(param, int):
        frame.received.setdefault(read.at, Received(param, Intake(collection, frame.held_at(read.at), None)))


def received(knowledge: Knowledge) -> Iterator[tuple[FunctionId, Intake]]:
    """What is read off request bodies, in endpoints and in the functions that they pass the body to."""
    if not any(knowledge.received.values()):
        return
    bodies = _bodies(knowledge)
    for function in sorted(knowledge.received):
        for _, one in sorted(knowledge.received[function].items()):
            if (function.base, one.param) in bodies:
                yield function, one.intake


def _bodies(knowledge: Knowledge) -> set[tuple[FunctionId, int]]:
    """Parameters that hold a request body, by function and position."""
    found: set[tuple[FunctionId, int]] = set()
    for endpoint in endpoints(knowledge).values():
        if endpoint.framework in _FRAMEWORKS:
            params = knowledge.program.function(endpoint.function).params
            given = (at for at, one in enumerate(params) if (endpoint.function, one.name) not in knowledge.injected)
            found |= {(endpoint.function, at) for at in given}
    todo = list(found)
    passed = _passed_on(knowledge)
    while todo:
        for further in passed.get(todo.pop(), ()):
            if further not in found:
                found.add(further)
                todo.append(further)
    return found


def _passed_on(knowledge: Knowledge) -> dict[tuple[FunctionId, int], list[tuple[FunctionId, int]]]:
    """Which parameters of other functions a function hands its own parameter to."""
    found: dict[tuple[FunctionId, int], list[tuple[FunctionId, int]]] = {}
    for callee, sites in sorted(knowledge.sites.items()):
        for _, site in sorted(sites.items()):
            for root, value in site.passed.items():
                number = value.vn
                if number is not None and number[0] == "par" and isinstance(number[1], int) and isinstance(root, int):
                    found.setdefault((site.caller.base, number[1]), []).append((callee.base, root))
    return found
