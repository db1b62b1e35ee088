"""Functions that web frameworks call: found by decorators, URL tables, class-based views and registered view sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.flow import shapes
from privlint.model import ir
from privlint.model.program import ClassId, FunctionId
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.target import Target

_VERBS = frozenset("get post put patch delete head options route api_route websocket add_url_rule".split())
_APPLICATIONS = (
    "flask.",
    "fastapi.",
    "starlette.",
    "quart.",
    "sanic.",
    "ninja.",
    "litestar.",
    "bottle.",
    "flask_smorest.",
)
_TABLES = frozenset({"path", "re_path", "url", "Route", "add_url_rule", "add_api_route", "add_route"})
_METHODS = frozenset("get post put patch delete list retrieve create update partial_update".split())
_VIEWS = tuple(
    "django.views rest_framework.views rest_framework.generics rest_framework.viewsets rest_framework.mixins"
    " flask.views starlette.endpoints flask_restful flask_restx".split()
)


class Endpoint(NamedTuple):
    """A function that answers requests, or the body of a class for which its framework does.

    ``owner`` is the class of a class-based view, ``application`` the variable (module and name) that it is registered
    at, ``wraps`` the names of calls around it in a URL table (``login_required(view)``).
    """

    function: FunctionId
    framework: str
    owner: ClassId | None = None
    application: tuple[int, str] | None = None
    wraps: tuple[str, ...] = ()


def endpoints(knowledge: Knowledge) -> dict[FunctionId, Endpoint]:
    """Every endpoint of the project, each once."""
    found: dict[FunctionId, Endpoint] = {}
    for endpoint in (*_decorated(knowledge), *_listed(knowledge), *_view_classes(knowledge)):
        found.setdefault(endpoint.function, endpoint)
    return found


def variable(knowledge: Knowledge, module: int, name: str) -> tuple[int, str] | None:
    """The module-level variable that a dotted name leads to."""
    target = knowledge.program.dotted(module, name)
    if target is None or target.kind != "variable":
        return None
    return target.module, target.name


def _decorated(knowledge: Knowledge) -> Iterator[Endpoint]:
    """``@app.get("/me")``, ``@bp.route("/me")``, ``@api_view(["GET"])``."""
    for number, module in enumerate(knowledge.program.modules):
        for index, function in enumerate(module.functions):
            for text in function.decorators if function.kind == "function" else ():
                owner, _, verb = text.removesuffix("()").rpartition(".")
                if verb == "api_view":
                    yield Endpoint(FunctionId(number, index), "rest_framework")
                place = variable(knowledge, number, owner) if verb in _VERBS and owner else None
                framework = _framework(knowledge, place) if place is not None else ""
                if framework:
                    yield Endpoint(FunctionId(number, index), framework, application=place)


def _framework(knowledge: Knowledge, place: tuple[int, str]) -> str:
    """The framework whose application or router a variable holds; empty when it holds something else."""
    value = knowledge.cells.get(("global", place[0], place[1]))
    paths = shapes.paths(value.shape) if value is not None else []
    return next((path.partition(".")[0] for path in paths if path.startswith(_APPLICATIONS)), "")


def _listed(knowledge: Knowledge) -> Iterator[Endpoint]:
    """``path("me/", views.profile)``, ``router.register("users", UserViewSet)``."""
    for number, module in enumerate(knowledge.program.modules):
        made = definitions(module.functions[0].body)
        for instr in walk(module.functions[0].body):
            if isinstance(instr, ir.Call) and _name(made, instr.func) in _TABLES | {"register"}:
                for reg, _ in instr.args[1:2]:
                    yield from _of_register(knowledge, number, made, reg, ())


def _of_register(
    knowledge: Knowledge, number: int, made: Mapping[int, Instr], reg: int, wraps: tuple[str, ...]
) -> Iterator[Endpoint]:
    instr = made.get(reg)
    if isinstance(instr, ir.Call):
        inner = made.get(instr.func)
        if isinstance(inner, ir.GetAttr) and inner.attr == "as_view":
            yield from _of_register(knowledge, number, made, inner.obj, wraps)
        for argument, _ in instr.args[:1]:
            yield from _of_register(knowledge, number, made, argument, (*wraps, _name(made, instr.func)))
        return
    target = knowledge.program.dotted(number, _dotted(made, reg)) if instr is not None else None
    yield from _of_target(knowledge, target, wraps)


def _of_target(knowledge: Knowledge, target: Target | None, wraps: tuple[str, ...]) -> Iterator[Endpoint]:
    if target is not None and target.kind == "function":
        yield Endpoint(FunctionId(*target.ident), "django", wraps=wraps)
    elif target is not None and target.kind == "class":
        cls = knowledge.program.class_id(target)
        bases = [base for base in knowledge.program.external_bases(cls) if base.startswith(_VIEWS)]
        framework = bases[0].partition(".")[0] if bases else "django"
        for name, method in knowledge.program.classes[cls].methods.items():
            if name in _METHODS:
                yield Endpoint(method, framework, cls, wraps=wraps)


def _view_classes(knowledge: Knowledge) -> Iterator[Endpoint]:
    for ident, info in knowledge.program.classes.items():
        bases = [base for base in knowledge.program.external_bases(ident) if base.startswith(_VIEWS)]
        for name, method in info.methods.items() if bases else ():
            if name in _METHODS:
                yield Endpoint(method, bases[0].partition(".")[0], ident)
        if bases and "serializer_class" in info.attributes and _METHODS.isdisjoint(info.methods):
            yield Endpoint(FunctionId(info.module, info.ir.body), "rest_framework", ident)


def _name(made: Mapping[int, Instr], reg: int) -> str:
    return _dotted(made, reg).rpartition(".")[2]


def _dotted(made: Mapping[int, Instr], reg: int) -> str:
    instr = made.get(reg)
    if isinstance(instr, ir.GetAttr):
        return f"{_dotted(made, instr.obj)}.{instr.attr}"
    return instr.name if isinstance(instr, ir.Load) else ""
