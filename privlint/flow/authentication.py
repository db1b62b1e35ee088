"""What lets only the authenticated reach an endpoint: decorators, dependencies, classes, middleware, tests in the
body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.flow.asking import OPENING, asks, guards, names
from privlint.flow.inclusion import guarded_applications, hooks
from privlint.model import ir
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlint.flow.endpoints import Endpoint
    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.program import FunctionId
    from privlint.model.types import TypeExpr

#: Middleware of Django that lets only the signed-in through.
_REQUIRING = re.compile(r"(?i)(login|auth)\w*required|require\w*(login|auth)")
#: Attributes of classes that say who may call their methods.
_CLASS_GUARDS = frozenset({"permission_classes", "decorators", "method_decorators", "dependencies", "guards"})


class Guarding:
    """Answers for one project; what holds for every endpoint is worked out once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._applications = guarded_applications(knowledge)
        self._everywhere = {**dict(_settings(knowledge)), **dict(hooks(knowledge))}

    def of(self, endpoint: Endpoint) -> str:
        """What guards the endpoint, in a few words; empty when nothing does."""
        function = self._knowledge.program.function(endpoint.function)
        module = self._knowledge.program.modules[endpoint.function.module]
        opened = any(OPENING.search(word) for word in _loaded(module.functions[0].body, function.at, function.end))
        words = [*function.decorators, *endpoint.wraps, *_parameters(self._knowledge, endpoint.function)]
        words += self._of_class(endpoint)
        guard = next((word for word in words if guards(word.removesuffix("()").rpartition(".")[2])), "")
        if guard and not opened:
            return guard
        inside = self._in_body(endpoint.function)
        if inside:
            return inside
        if endpoint.application is not None and self._applications.get(endpoint.application):
            return self._applications[endpoint.application]
        return "" if opened else self._everywhere.get(endpoint.framework, self._everywhere.get("*", ""))

    def _of_class(self, endpoint: Endpoint) -> list[str]:
        if endpoint.owner is None:
            return []
        program = self._knowledge.program
        words: list[str] = []
        for entry in program.classes[endpoint.owner].mro:
            if isinstance(entry, str):
                words.append(entry.rpartition(".")[2])
                continue
            info = program.classes[entry]
            words += [info.ir.name] if entry != endpoint.owner else []
            words += [arg.name for call in info.ir.decorator_calls for arg in call.args]
            body = program.modules[info.module].functions[info.ir.body].body
            made = definitions(body)
            for instr in walk(body):
                if isinstance(instr, ir.Store) and instr.name in _CLASS_GUARDS:
                    words += [word for word in names(made, instr.src) if not OPENING.search(word)]
            if any(name in info.methods for name in ("get_permissions", "check_permissions", "test_func")):
                words.append("permission")
        return words

    def _in_body(self, function: FunctionId, depth: int = 2) -> str:
        """A test of who is asking in the body, or in a function of the project that it calls."""
        ir_ = self._knowledge.program.function(function)
        made = definitions(ir_.body)
        for instr in walk(ir_.body):
            word = asks(instr, made)
            if word:
                return word
        if depth:
            for callee, sites in sorted(self._knowledge.sites.items()):
                if any(site.caller.base == function for site in sites.values()) and callee.base != function:
                    name = self._knowledge.program.function(callee).name
                    if guards(name) and (found := self._in_body(callee.base, depth - 1)):
                        return found
        return ""


def _parameters(knowledge: Knowledge, function: FunctionId) -> list[str]:
    """The dependencies of a function: ``user = Depends(current_user)``, ``Annotated[User, Depends(current_user)]``."""
    program = knowledge.program
    found = [name for param in program.function(function).params for name in _dependencies(param.declared, param.name)]
    parent = program.modules[function.module].functions[max(program.function(function).parent, 0)].body
    made = definitions(parent)
    for instr in walk(parent):
        if isinstance(instr, ir.MakeFunction) and instr.index == function.number:
            found += [name for _, reg in instr.defaults for name in names(made, reg)]
        if isinstance(instr, ir.Call) and program.function(function).at <= instr.at <= program.function(function).end:
            found += [
                name for reg, label in instr.args if label in ("dependencies", "auth") for name in names(made, reg)
            ]
    return found


def _dependencies(type_: TypeExpr | None, name: str) -> Iterator[str]:
    if type_ is None:
        return
    last = type_.name.rpartition(".")[2]
    if last in ("Depends()", "Security()"):
        yield from (arg.name for arg in type_.args)
    elif re.search(r"(?i)current|auth|session_?user", last):
        yield last
    for arg in type_.args:
        yield from _dependencies(arg, name)


def _settings(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What guards every endpoint of a framework by the settings of Django and of its REST framework."""
    for module in knowledge.program.modules:
        made = definitions(module.functions[0].body)
        for instr in walk(module.functions[0].body):
            if isinstance(instr, ir.Store) and instr.name == "MIDDLEWARE":
                words = [word for word in _texts(made, instr.src) if _REQUIRING.search(word)]
                yield from (("django", word.rpartition(".")[2]) for word in words[:1])
            elif isinstance(instr, ir.Store) and instr.name == "REST_FRAMEWORK":
                words = [word for word in _texts(made, instr.src) if ".permissions." in word or "Permission" in word]
                guarding = [word for word in words if not OPENING.search(word) and "OrReadOnly" not in word]
                yield from (("rest_framework", word.rpartition(".")[2]) for word in guarding[:1])


def _loaded(body: ir.Region, first: int, last: int) -> Iterable[str]:
    """The names that a definition's decorators use."""
    return [instr.name for instr in walk(body) if isinstance(instr, ir.Load) and first <= instr.at <= last]


def _texts(made: Mapping[int, Instr], reg: int) -> list[str]:
    instr = made.get(reg)
    if isinstance(instr, ir.Const):
        return [str(instr.value)]
    if isinstance(instr, ir.Build):
        return [text for one, _ in instr.items for text in _texts(made, one)]
    if isinstance(instr, ir.BuildDict):
        return [text for entry in instr.entries for one in entry for text in _texts(made, one)]
    if isinstance(instr, ir.Binary):
        return [*_texts(made, instr.left), *_texts(made, instr.right)]
    return []
