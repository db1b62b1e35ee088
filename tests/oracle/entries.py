"""Which functions of a fixture to call, and with what."""

from __future__ import annotations

import ast
import datetime
import enum
import inspect
import itertools
import types
import typing
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tests.oracle import frameworks
from tests.oracle.canaries import date_canary, degree_canary, word_of
from tests.oracle.people import PEOPLE, Neutral, Person, PlantedDict, PlantedRequest
from tests.oracle.standins import Recipient
from tests.oracle.world import answer, asks_for_consent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.oracle.people import Stage

#: Untyped parameters that hold a request, or a planted mapping.
REQUESTS = frozenset({"request", "req"})
MAPPINGS = frozenset({"payload", "data", "body", "form", "event", "row", "record", "params"})


def entry_points(case: Path) -> list[str]:
    """The public functions of ``main.py`` that nothing in the case mentions: what the outside world would call."""
    main = ast.parse((case / "main.py").read_text(encoding="utf-8"))
    mentioned = {name for path in sorted(case.rglob("*.py")) for name in _mentions(path)}
    functions = [node for node in main.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in functions if not node.name.startswith("_") and node.name not in mentioned]


def calls(function: Callable[..., Any], stage: Stage, modules: list[Any]) -> Iterable[tuple[list[Any], dict[str, Any]]]:
    """Every way to call ``function``: one planted argument a parameter, both truths of each flag."""
    parameters = list(_signature(function).parameters.values())
    hints = _hints(function)
    noted = _hints(function, extras=True)
    hints = {name: noted[name] if _annotated(noted[name]) else hint for name, hint in hints.items()}
    builder = Builder(stage, modules)
    choices = [builder.choices(parameter, hints.get(parameter.name)) for parameter in parameters]
    for values in itertools.islice(itertools.product(*choices), 16):
        args: list[Any] = []
        kwargs: dict[str, Any] = {}
        for parameter, value in zip(parameters, values, strict=True):
            if parameter.kind is parameter.KEYWORD_ONLY:
                kwargs[parameter.name] = value
            elif parameter.kind is parameter.VAR_KEYWORD:
                kwargs |= value
            elif parameter.kind is parameter.VAR_POSITIONAL:
                args += value
            else:
                args.append(value)
        yield args, kwargs


class Builder:
    """Builds planted arguments from names and annotations."""

    def __init__(self, stage: Stage, modules: list[Any]) -> None:
        self.stage = stage
        self.modules = modules

    def choices(self, parameter: inspect.Parameter, hint: Any) -> list[Any]:
        """The values to try for one parameter: usually one, for flags and literals all."""
        if parameter.kind is parameter.VAR_POSITIONAL:
            return [[]]
        if parameter.kind is parameter.VAR_KEYWORD:
            return [{}]
        if hint is bool or isinstance(parameter.default, bool):
            return [False, True]
        if typing.get_origin(hint) is typing.Literal:
            return list(typing.get_args(hint))
        if callable(dependency := getattr(parameter.default, "dependency", None) or _annotated(hint)):
            args, kwargs = next(iter(calls(dependency, self.stage, self.modules)))
            return [dependency(*args, **kwargs)]
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return list(hint)
        given = parameter.default not in (parameter.empty, None)
        if given and not word_of(parameter.name) and getattr(hint, "__module__", "") != "main":
            return [parameter.default]
        return [self.value(parameter.name, hint)]

    def value(self, name: str, hint: Any) -> Any:
        """One planted value for a parameter or field called ``name``, whose subject bears its name."""
        built = self.annotated(name, hint, name)
        return self.named(name, name) if built is None else built

    def annotated(self, name: str, hint: Any, subject: str) -> Any:
        """The value that the annotation asks for, or None when the name must decide."""
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin in (list, set, tuple, frozenset) or _is_abstract(origin):
            item = self.annotated(name.removesuffix("s"), args[0], subject) if args else None
            if item is not None:
                return [item]
            return None if origin is None else [self.named(name.removesuffix("s"), subject)]
        if origin is typing.Annotated or origin is typing.Union or origin is types.UnionType:
            options = [self.annotated(name, option, subject) for option in args if option is not type(None)]
            return next((option for option in options if option is not None), None)
        if isinstance(hint, Recipient):
            return hint()
        if isinstance(hint, type):
            return self.of_class(name, hint, subject)
        return None

    def of_class(self, name: str, cls: type, subject: str) -> Any:
        """An instance of ``cls``, or None for the plain types that the name classifies."""
        if cls is datetime.date:
            return date_canary("date_of_birth", subject) if word_of(name) == "date_of_birth" else cls(2026, 2, 10)
        if cls is float and word_of(name):
            return degree_canary(word_of(name), subject)
        if cls.__module__ == "sqlalchemy.orm.session":
            return frameworks.sqlalchemy_session(self.modules, self.stage)
        if cls.__name__ == "DataFrame":
            return cls({key: [self.stage.datum(key, subject) or "x"] for key in ("email", "phone", "plan")})
        if cls.__name__ in ("Request", "HttpRequest"):
            return PlantedRequest(self.stage)
        if (handed := frameworks.handed_in(cls)) is not None:
            return handed
        if cls.__name__ == "BackgroundTasks":
            return _ImmediateTasks()
        if cls.__name__ in ("SecretStr", "EmailStr"):
            return cls(self.stage.datum(name, subject)) if cls.__name__ == "SecretStr" else None
        if cls.__module__ not in {module.__name__ for module in self.modules}:
            return None
        return self.stage.own(self.instance(cls, subject), subject)

    def instance(self, cls: type, subject: str) -> Any:
        """Construct a class of the fixture, its personal fields planted."""
        if typing.is_typeddict(cls):
            return {key: self.field(key, hint, subject) for key, hint in typing.get_type_hints(cls).items()}
        if hasattr(cls, "__mapper__"):
            keys = [column.key for column in cls.__mapper__.columns if not column.primary_key]
            return cls(**{key: self.stage.datum(key, subject) for key in keys})
        if hasattr(cls, "_meta"):
            keys = [field.name for field in cls._meta.concrete_fields if not field.primary_key]
            return cls(**{key: value for key in keys if (value := self.stage.datum(key, subject)) is not None})
        hints = {**_hints(vars(cls).get("__init__")), **_hints(cls)}
        parameters = [
            parameter
            for parameter in inspect.signature(cls).parameters.values()
            if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        ]
        person = cls.__name__.lower() in PEOPLE or any(word_of(parameter.name) for parameter in parameters)
        return cls(
            **{
                parameter.name: self.field(parameter.name, hints.get(parameter.name), subject, parameter, person=person)
                for parameter in parameters
            }
        )

    def field(
        self, name: str, hint: Any, subject: str, parameter: inspect.Parameter | None = None, *, person: bool = True
    ) -> Any:
        """The value of one field of a person or thing."""
        if asks_for_consent(name) and hint in (bool, None):
            return answer(self.stage.world, subject, name, "")
        datum = self.stage.datum(name, subject, person=person)
        built = self.annotated(name, hint, subject)
        if built is not None or datum is not None:
            return datum if built is None else built
        if parameter is not None and parameter.default is not parameter.empty:
            return parameter.default
        return 3 if hint is int else self.named(name, subject)

    def named(self, name: str, subject: str) -> Any:
        """The value that an untyped name stands for."""
        datum = self.stage.datum(name, subject, person=False)
        if datum is not None:
            return datum
        if name in PEOPLE:
            return Person(self.stage, subject)
        if name.removesuffix("s") in PEOPLE or name == "people":
            # Two people, so that the consent of one can be told from the consent of all.
            return [Person(self.stage, subject), Person(self.stage, f"{subject}2")]
        if name in REQUESTS:
            return PlantedRequest(self.stage)
        if name in MAPPINGS:
            return PlantedDict(self.stage, subject)
        if name.endswith("_id") or name in ("id", "count", "n", "amount", "depth"):
            return 3
        return Neutral() if name in ("order", "product", "item", "db", "client", "logger", "session") else "neutral"


class _ImmediateTasks:
    def add_task(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Run the task now."""
        function(*args, **kwargs)


def _mentions(path: Path) -> set[str]:
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for outer in tree.body:
        own = getattr(outer, "name", "")
        for node in ast.walk(outer):
            names = [getattr(node, "id", ""), getattr(node, "attr", "")]
            if isinstance(node, ast.ImportFrom | ast.Import):
                names += [alias.name for alias in node.names]
            found |= {name for name in names if name and name != own}
    return found


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)


def _annotated(hint: Any) -> Any:
    """The function whose result ``Annotated[str, Depends(function)]`` asks for, or None."""
    notes = (getattr(note, "dependency", None) for note in getattr(hint, "__metadata__", ()))
    return next((note for note in notes if note is not None), None)


def _hints(function: Any, *, extras: bool = False) -> Mapping[str, Any]:
    try:
        return typing.get_type_hints(inspect.unwrap(function), include_extras=extras)
    except (NameError, TypeError, AttributeError):
        return {}


def _is_abstract(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Iterable) and not issubclass(origin, Mapping | str)
