"""Guards around applications: of routers and blueprints, of what includes them, of hooks and middleware that see every
request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow.asking import dotted, guards, last, names, refuses
from privlint.flow.endpoints import variable
from privlint.model import ir
from privlint.model.program import FunctionId
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr

#: An application or router: the module and the name of its variable.
Place = tuple[int, str]

#: Calls by which an application takes in another one, and where they name it.
_INCLUDING = {"include_router": 0, "register_blueprint": 0, "add_router": 1, "mount": 1}
_OPTIONS = frozenset({"dependencies", "auth", "middleware", "guards"})
_HOOKS = frozenset({"before_request", "before_app_request"})
#: Tells who is asking and lets everybody through.
_TELLING = frozenset({"AuthenticationMiddleware"})


def guarded_applications(knowledge: Knowledge) -> dict[Place, str]:
    """Applications and routers with a guard of their own, or of everything that includes them, each with its name."""
    own: dict[Place, str] = {}
    inside: dict[Place, list[tuple[Place | None, str]]] = {}
    for number, module in enumerate(knowledge.program.modules):
        for index, function in enumerate(module.functions):
            local: dict[str, str] = {}
            made = definitions(function.body)
            for instr in walk(function.body):
                call = made.get(instr.src) if isinstance(instr, ir.Store) else None
                if isinstance(instr, ir.Store) and isinstance(call, ir.Call):
                    local[instr.name] = _option(made, call)
                elif isinstance(instr, ir.Call) and last(made.get(instr.func)) in _INCLUDING:
                    _include(knowledge, number, made, instr, local, inside)
            if index == 0:
                own |= {(number, name): word for name, word in local.items() if word}
        own |= dict(_hooked(knowledge, number))
    return {place: word for place in {*own, *inside} if (word := _guard(place, own, inside, ()))}


def hooks(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What guards every endpoint of a framework, ``*`` for any: hooks of applications, middleware."""
    for number, module in enumerate(knowledge.program.modules):
        for index, function in enumerate(module.functions):
            for text in function.decorators:
                owner, _, hook = text.removesuffix("()").rpartition(".")
                whole = hook == "before_app_request" or (hook in _HOOKS and not _is_blueprint(knowledge, number, owner))
                if (whole or hook == "middleware") and refuses(knowledge, FunctionId(number, index)):
                    yield "flask" if whole else "*", function.name
            made = definitions(function.body)
            for instr in walk(function.body):
                if isinstance(instr, ir.Call) and instr.args:
                    yield from _added(knowledge, number, made, instr)


def _added(knowledge: Knowledge, number: int, made: Mapping[int, Instr], call: ir.Call) -> Iterator[tuple[str, str]]:
    """``app.add_middleware(RequireLogin)``, ``app.before_request(require_login)``."""
    method = last(made.get(call.func))
    if method not in ("add_middleware", "before_request"):
        return
    path = dotted(made, call.args[0][0])
    target = knowledge.program.dotted(number, path)
    name = path.rpartition(".")[2]
    asking = guards(name) and name not in _TELLING
    if target is not None and target.kind == "function":
        asking = asking or refuses(knowledge, FunctionId(*target.ident))
    elif target is not None and target.kind == "class":
        methods = knowledge.program.classes[knowledge.program.class_id(target)].methods
        asking = asking or any(
            refuses(knowledge, one) for key, one in methods.items() if key in ("dispatch", "__call__")
        )
    if asking:
        yield "*" if method == "add_middleware" else "flask", name


def _hooked(knowledge: Knowledge, number: int) -> Iterator[tuple[Place, str]]:
    """Blueprints that ask before each request."""
    for index, function in enumerate(knowledge.program.modules[number].functions):
        for text in function.decorators:
            owner, _, hook = text.removesuffix("()").rpartition(".")
            place = variable(knowledge, number, owner) if hook in _HOOKS and owner else None
            if place is not None and refuses(knowledge, FunctionId(number, index)):
                yield place, function.name


def _is_blueprint(knowledge: Knowledge, number: int, owner: str) -> bool:
    place = variable(knowledge, number, owner) if owner else None
    value = knowledge.cells.get(("global", *place)) if place is not None else None
    return value is not None and any("Blueprint" in str(entry[1]) for entry in value.shape if entry[0] == "ext")


def _include(
    knowledge: Knowledge,
    number: int,
    made: Mapping[int, Instr],
    call: ir.Call,
    local: Mapping[str, str],
    inside: dict[Place, list[tuple[Place | None, str]]],
) -> None:
    """``app.include_router(router, dependencies=[…])``: what is taken in, by what, behind which guard."""
    position = _INCLUDING[last(made.get(call.func))]
    plain = [reg for reg, label in call.args if label == ""]
    taken = variable(knowledge, number, dotted(made, plain[position])) if len(plain) > position else None
    func = made.get(call.func)
    if taken is not None and isinstance(func, ir.GetAttr):
        owner = dotted(made, func.obj)
        inside.setdefault(taken, []).append(
            (variable(knowledge, number, owner), _option(made, call) or local.get(owner, ""))
        )


def _guard(
    place: Place,
    own: Mapping[Place, str],
    inside: Mapping[Place, list[tuple[Place | None, str]]],
    above: tuple[Place, ...],
) -> str:
    """The guard of a router: its own, or one on every way that leads to it."""
    if place in above or own.get(place):
        return own.get(place, "")
    ways = [
        word or (_guard(parent, own, inside, (*above, place)) if parent is not None else "")
        for parent, word in inside.get(place, ())
    ]
    return ways[0] if ways and all(ways) else ""


def _option(made: Mapping[int, Instr], call: ir.Call) -> str:
    """The guard among the options of a call."""
    registers = [reg for reg, label in call.args if label in _OPTIONS]
    words = [name for reg in registers for name in names(made, reg)]
    return next((word for word in words if guards(word) and word not in _TELLING), "")
