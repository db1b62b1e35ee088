"""What lets only the authenticated reach an endpoint: decorators, dependencies, classes, middleware, tests in the
body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.flow.endpoints import variable
from privlint.model import ir
from privlint.model.program import FunctionId
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlint.flow.endpoints import Endpoint
    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.types import TypeExpr

_GUARDING = re.compile(
    r"(?i)login|logged|auth|permission|jwt|token|protect|secure|role|admin|staff|superuser|member|principal|credential"
    r"|signature|signed|api_?key|requires?(_|$)|current_?(active_?)?(user|account|customer)|identity|bearer"
)
_OPENING = re.compile(r"(?i)allow_?any|public|anonymous|exempt|optional|csrf|guest")
_REFUSALS = frozenset(
    "HTTP_401_UNAUTHORIZED HTTP_403_FORBIDDEN Unauthorized Forbidden PermissionDenied NotAuthenticated"
    " AuthenticationFailed HttpResponseForbidden HTTPUnauthorized".split()
)
_ASKING = frozenset("is_authenticated is_staff is_superuser is_active current_user has_perm has_perms".split())
#: Middleware of Django that lets only the signed-in through.
_REQUIRING = re.compile(r"(?i)(login|auth)\w*required|require\w*(login|auth)")
_SESSION_KEYS = re.compile(r"(?i)user|logged|account|customer|member|uid|email|token")
_REQUEST_PERSON = frozenset({"user", "auth"})


class Guarding:
    """Answers for one project; what holds for every endpoint is worked out once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._applications = dict(_guarded_applications(knowledge))
        self._everywhere = dict(_middleware(knowledge))

    def of(self, endpoint: Endpoint) -> str:
        """What guards the endpoint, in a few words; empty when nothing does."""
        function = self._knowledge.program.function(endpoint.function)
        module = self._knowledge.program.modules[endpoint.function.module]
        opened = any(_OPENING.search(word) for word in _loaded(module.functions[0].body, function.at, function.end))
        words = [*function.decorators, *endpoint.wraps, *_parameters(self._knowledge, endpoint.function)]
        words += self._of_class(endpoint)
        guard = next((word for word in words if _guards(word.removesuffix("()").rpartition(".")[2])), "")
        if guard and not opened:
            return guard
        inside = self._in_body(endpoint.function)
        if inside:
            return inside
        if endpoint.application is not None and endpoint.application in self._applications:
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
                if isinstance(instr, ir.Store) and instr.name in ("permission_classes", "decorators", "dependencies"):
                    words += [word for word in _names(made, instr.src) if not _OPENING.search(word)]
            if any(name in info.methods for name in ("get_permissions", "check_permissions", "test_func")):
                words.append("permission")
        return words

    def _in_body(self, function: FunctionId, depth: int = 2) -> str:
        """A test of who is asking in the body, or in a function of the project that it calls."""
        ir_ = self._knowledge.program.function(function)
        made = definitions(ir_.body)
        for instr in walk(ir_.body):
            word = _asks(instr, made)
            if word:
                return word
        if depth:
            for callee, sites in sorted(self._knowledge.sites.items()):
                if any(site.caller.base == function for site in sites.values()) and callee.base != function:
                    name = self._knowledge.program.function(callee).name
                    if _guards(name) and (found := self._in_body(callee.base, depth - 1)):
                        return found
        return ""


def _asks(instr: Instr, made: Mapping[int, Instr]) -> str:
    if isinstance(instr, ir.GetAttr):
        if instr.attr in _ASKING or instr.attr in _REFUSALS:
            return instr.attr
        owner = made.get(instr.obj)
        if (
            instr.attr in _REQUEST_PERSON
            and isinstance(owner, ir.Load | ir.GetAttr)
            and _last(owner) in ("request", "g")
        ):
            return f"request.{instr.attr}"
    if isinstance(instr, ir.Load) and (instr.name in _REFUSALS or instr.name == "current_user"):
        return instr.name
    if isinstance(instr, ir.Const) and instr.value in (401, 403):
        return f"status {instr.value}"
    if isinstance(instr, ir.GetItem | ir.Call):
        return _session(instr, made)
    return ""


def _session(instr: ir.GetItem | ir.Call, made: Mapping[int, Instr]) -> str:
    """``session["user_id"]``, ``session.get("user")``, and calls whose names say that they check."""
    if isinstance(instr, ir.GetItem):
        owner, key = made.get(instr.obj), made.get(instr.key)
    else:
        callee = made.get(instr.func)
        name = _last(callee)
        if re.match(r"(?i)(check|verify|require|ensure|validate|authenticate|authorize)", name) and _guards(name):
            return name
        owner = made.get(callee.obj) if isinstance(callee, ir.GetAttr) else None
        key = made.get(instr.args[0][0]) if instr.args else None
    named = isinstance(key, ir.Const) and _SESSION_KEYS.search(str(key.value))
    return "the session" if named and _last(owner) in ("session", "cookies", "headers") else ""


def _parameters(knowledge: Knowledge, function: FunctionId) -> list[str]:
    """The dependencies of a function: ``user = Depends(current_user)``, ``Annotated[User, Depends(current_user)]``."""
    program = knowledge.program
    found = [name for param in program.function(function).params for name in _dependencies(param.declared, param.name)]
    parent = program.modules[function.module].functions[max(program.function(function).parent, 0)].body
    made = definitions(parent)
    for instr in walk(parent):
        if isinstance(instr, ir.MakeFunction) and instr.index == function.number:
            found += [name for _, reg in instr.defaults for name in _names(made, reg)]
        if isinstance(instr, ir.Call) and program.function(function).at <= instr.at <= program.function(function).end:
            found += [
                name for reg, label in instr.args if label in ("dependencies", "auth") for name in _names(made, reg)
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


def _guarded_applications(knowledge: Knowledge) -> Iterator[tuple[tuple[int, str], str]]:
    """Applications and routers with a guard of their own, or included under one, or asked before each request."""
    for number, module in enumerate(knowledge.program.modules):
        made = definitions(module.functions[0].body)
        for instr in walk(module.functions[0].body):
            call = made.get(instr.src) if isinstance(instr, ir.Store) else None
            if isinstance(instr, ir.Store) and isinstance(call, ir.Call):
                word = next(iter(_of_options(made, call)), "")
                if word:
                    yield (number, instr.name), word
            elif isinstance(instr, ir.Call) and _last(made.get(instr.func)) == "include_router" and instr.args:
                place = variable(knowledge, number, _dotted(made, instr.args[0][0]))
                word = next(iter(_of_options(made, instr)), "")
                if place is not None and word:
                    yield place, word
        for index, function in enumerate(module.functions):
            for text in function.decorators:
                owner, _, hook = text.removesuffix("()").rpartition(".")
                place = variable(knowledge, number, owner) if hook in ("before_request", "before_app_request") else None
                if place is not None and _refuses(knowledge, FunctionId(number, index)):
                    yield place, function.name


def _refuses(knowledge: Knowledge, function: FunctionId) -> bool:
    body = knowledge.program.function(function)
    made = definitions(body.body)
    return _guards(body.name) or any(_asks(instr, made) for instr in walk(body.body))


def _of_options(made: Mapping[int, Instr], call: ir.Call) -> list[str]:
    registers = [reg for reg, label in call.args if label in ("dependencies", "auth", "middleware")]
    return [name for reg in registers for name in _names(made, reg) if _guards(name)]


def _middleware(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What guards every endpoint of a framework: settings of Django and of its REST framework, added middleware."""
    for module in knowledge.program.modules:
        made = definitions(module.functions[0].body)
        for instr in walk(module.functions[0].body):
            if isinstance(instr, ir.Store) and instr.name == "MIDDLEWARE":
                words = [word for word in _texts(made, instr.src) if _REQUIRING.search(word)]
                yield from (("django", word.rpartition(".")[2]) for word in words[:1])
            elif isinstance(instr, ir.Store) and instr.name == "REST_FRAMEWORK":
                words = [word for word in _texts(made, instr.src) if ".permissions." in word or "Permission" in word]
                guarding = [word for word in words if not _OPENING.search(word) and "OrReadOnly" not in word]
                yield from (("rest_framework", word.rpartition(".")[2]) for word in guarding[:1])
        for function in module.functions:
            inner = definitions(function.body)
            for instr in walk(function.body):
                if isinstance(instr, ir.Call) and _last(inner.get(instr.func)) == "add_middleware" and instr.args:
                    name = _dotted(inner, instr.args[0][0]).rpartition(".")[2]
                    if _guards(name):
                        yield "*", name


def _guards(word: str) -> bool:
    return bool(_GUARDING.search(word)) and not _OPENING.search(word)


def _loaded(body: ir.Region, first: int, last: int) -> Iterable[str]:
    """The names that a definition's decorators use."""
    return [instr.name for instr in walk(body) if isinstance(instr, ir.Load) and first <= instr.at <= last]


def _names(made: Mapping[int, Instr], reg: int) -> list[str]:
    """Every name inside an expression: ``[Depends(current_user)]`` has ``Depends`` and ``current_user``."""
    instr = made.get(reg)
    if isinstance(instr, ir.Load):
        return [instr.name]
    if isinstance(instr, ir.GetAttr):
        return [instr.attr, *_names(made, instr.obj)]
    if isinstance(instr, ir.Call):
        return [*_names(made, instr.func), *(name for one, _ in instr.args for name in _names(made, one))]
    if isinstance(instr, ir.Build):
        return [name for one, _ in instr.items for name in _names(made, one)]
    return []


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


def _last(instr: Instr | None) -> str:
    return instr.attr if isinstance(instr, ir.GetAttr) else instr.name if isinstance(instr, ir.Load) else ""


def _dotted(made: Mapping[int, Instr], reg: int) -> str:
    instr = made.get(reg)
    if isinstance(instr, ir.GetAttr):
        return f"{_dotted(made, instr.obj)}.{instr.attr}"
    return instr.name if isinstance(instr, ir.Load) else ""
