"""Recording stand-ins for packages that fixtures import and nobody installs: one import hook, one table."""

from __future__ import annotations

import functools
import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from typing import TYPE_CHECKING, Any

from tests.oracle import forms, serializers
from tests.oracle.hosts import kind_at
from tests.oracle.people import Neutral, Person, PlantedRequest
from tests.oracle.recorder import Carrier
from tests.oracle.vendors import VALUE, called, is_vendor, kind_of, kinds_told
from tests.oracle.world import ConsentDenied, answer, scope_among

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator, Sequence

    from tests.oracle.people import Stage

#: External packages without a catalogue entry: they give back what they are given.
ECHOES = frozenset({"textkit", "vault_client"})
#: External packages that know who consented to what, or who is who.
CONSENT = frozenset({"consent_service", "consents", "identity_service"})
#: External packages that do nothing of interest.
SILENT = frozenset(
    "somedb celery flask flask_login rq tenacity cryptography bcrypt argon2 rest_framework marshmallow wtforms".split()
)
#: Names of functions that mask, and of functions that give no data back.
MASKING = ("mask", "redact", "scrub", "anonymi", "obfuscate", "censor")
NOTHING_BACK = frozenset({"save", "store", "send", "validate", "exists", "count"})
#: Beginnings of the methods that change what a message holds.
CHANGING = ("add", "append", "attach", "insert", "set", "update")
#: Ends of the names of functions that send the exception in flight.
THROWN = ("exception", "exc_info", "traceback", "notice_error")
#: Steps of a query for consents, answered only at its end.
QUERY_STEPS = frozenset({"filter", "all", "using", "query", "where"})
#: Modules of the REST framework whose classes the project derives from.
_REST_MODULES = frozenset({"rest_framework.serializers", "rest_framework.viewsets"})


def install(stage: Stage) -> None:
    """Serve every package of the tables from here on, in front of what may be installed."""
    for name in [name for name in sys.modules if _is_listed(name)]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(stage))


class Recipient(Carrier):
    """Anything inside an SDK: every call records what it is given, every result is an SDK object again.

    A class only keeps its arguments: they are sent by the first method that is called on it. What belongs to no
    recipient, a message or a prompt, keeps all that it is ever given, and is sent as an argument.
    """

    def __init__(self, stage: Stage, path: str, carried: list[Any] | None = None) -> None:
        self.__dict__.update(_stage=stage, _kind=kind_of(path), _path=path, carried=[] if carried is None else carried)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType):
            return args[0]
        result, name = called(self._path, (*args, *kwargs.values())), self._path.rpartition(".")[2]
        if name[:1].isupper() and not name.endswith(")") and not self._path.removesuffix(f".{name}").endswith(")"):
            return Recipient(self._stage, result, [args, kwargs])
        if self._kind == VALUE or (self._kind == "cookie" and "cookie" not in name):
            if name.startswith(CHANGING):
                self.carried.append((args, kwargs))
            return Recipient(self._stage, result, [*self.carried, args, kwargs])
        exception = sys.exc_info()[1] if self._path.endswith(THROWN) else None
        kinds = kind_at(args, kwargs.get("url"), self.carried) if self._kind == "http" else self._kind
        for kind in kinds_told(kinds, kwargs):
            self._stage.recorder.record(kind, args, kwargs, exception or "", self)
        return Recipient(self._stage, result)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Recipient(self._stage, f"{self._path}.{name}", self.carried)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._kind == VALUE:
            self.carried.append((key, value))
        else:
            self._stage.recorder.record(self._kind, key, value)

    def __getitem__(self, key: Any) -> Any:
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *details: object) -> None:
        return None

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *details: object) -> None:
        return None

    def __await__(self) -> Generator[None, None, Any]:
        yield from ()
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    async def __aiter__(self) -> AsyncIterator[Any]:
        for nothing in iter(self):
            yield nothing

    def __or__(self, other: Any) -> Any:
        """A chain: what the parts carry goes to the part that is a recipient."""
        parts = [self, other] if isinstance(other, Recipient) else [self]
        path = next((part._path for part in parts if part._kind != VALUE), self._path)
        return Recipient(self._stage, path, [part.carried for part in parts])

    def __ror__(self, other: object) -> Any:
        return self

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        stage, kind, path = self._stage, self._kind, self._path
        return (type("Base", (_SdkBase,), {"_stage": stage, "_kind": kind, "_path": f"{path}()"}),)

    def __str__(self) -> str:
        return f"<{self._path}>"

    __repr__ = __str__


class _SdkBase:
    """What a project class inherits when it derives from an SDK class."""

    _stage: Stage
    _kind: str
    _path: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._stage.recorder.record(self._kind, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Recipient(self._stage, f"{self._path}.{name}")


class ConsentCheck:
    """A function or query of a consent or identity service: answers for the world, or raises when it is named so."""

    def __init__(self, stage: Stage, path: tuple[str, ...], values: tuple[Any, ...] = ()) -> None:
        self.stage, self.path, self.values = stage, path, values

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        name, values = self.path[-1], (*self.values, *args, *kwargs.values())
        if name[:1].isupper() or name in QUERY_STEPS:
            return ConsentCheck(self.stage, self.path, values)
        subject = next(filter(None, map(self.stage.subject_of, values)), "")
        verdict = answer(self.stage.world, subject, " ".join(self.path), scope_among(list(values)))
        if name.startswith(("require", "ensure", "demand", "check_", "assert_")) and not verdict:
            raise ConsentDenied(name)
        return _Verdict(verdict) if "aio" in self.path else verdict

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return ConsentCheck(self.stage, (*self.path, name), self.values)

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *details: object) -> None:
        return None


class _Verdict:
    """A truth that may be awaited."""

    def __init__(self, verdict: bool) -> None:
        self.verdict = verdict

    def __bool__(self) -> bool:
        return self.verdict

    def __eq__(self, other: object) -> bool:
        return self.verdict == other

    def __hash__(self) -> int:
        return hash(self.verdict)

    def __await__(self) -> Generator[None, None, bool]:
        yield from ()
        return self.verdict


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Claim the packages of the tables."""
        if _is_listed(fullname):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Make a module whose every attribute is a stand-in."""
        module = types.ModuleType(spec.name)
        module.__dict__["__getattr__"] = lambda name: self._attribute(spec.name, name)
        module.__path__ = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to execute."""

    def _attribute(self, module: str, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if module == "rest_framework.serializers":
            return serializers.attribute(name)
        if module == "wtforms":
            return forms.attribute(name)
        if f"{module}.{name}" in _REST_MODULES:
            return importlib.import_module(f"{module}.{name}")
        if module == "rest_framework.viewsets":
            return type(name, (), {})
        root = module.partition(".")[0]
        if root == "marshmallow":
            in_package = importlib.import_module(f"{module}.{name}") if name == "fields" else None
            return in_package or serializers.schema_attribute(module, name)
        if is_vendor(root):
            return Recipient(self.stage, f"{module}.{name}")
        if root in ECHOES:
            return _echo(name)
        if root in CONSENT:
            return ConsentCheck(self.stage, (*module.split(".")[1:], name))
        return _silent(self.stage, root, name)


def _is_listed(module: str) -> bool:
    root = module.partition(".")[0]
    return is_vendor(root) or root in ECHOES or root in CONSENT or root in SILENT


def _echo(name: str) -> Any:
    if name[:1].isupper():
        return _Opaque
    if name.startswith(MASKING):
        return lambda *args, **kwargs: "***"
    if name in NOTHING_BACK:
        return lambda *args, **kwargs: None

    def give_back(*args: Any, **kwargs: Any) -> Any:
        values = [*args, *kwargs.values()]
        return values[0] if len(values) == 1 else values

    return give_back


class _Opaque:
    """An object of an unknown class: its keywords are its fields, and it shows none of them."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        self.__dict__.update(fields)


def _silent(stage: Stage, root: str, name: str) -> Any:
    if f"{root}.{name}" in ("flask.request", "flask_login.current_user"):
        return PlantedRequest(stage) if name == "request" else Person(stage, "request")
    if root == "flask" and name == "g":
        return types.SimpleNamespace()
    if root == "flask" and name == "session":
        return _CurrentSession(stage)
    if root == "flask" and name == "SessionMixin":
        return type("SessionMixin", (_SessionMixin,), {"stage": stage})
    if root == "flask" and name == "SessionInterface":
        return _Opaque
    if root == "celery" and name == "shared_task":
        return deferred
    if root == "flask" and name in ("make_response", "jsonify", "redirect"):
        return lambda *args, **kwargs: _Response(stage)
    if root == "flask" and name == "Response":
        return type("Response", (_Response,), {"stage": stage, "__init__": lambda self, *args, **options: None})
    if name in ("Flask", "Blueprint", "Celery", "Queue"):
        return _App
    return Neutral()


class _SessionMixin:
    """The base of a session class: the case's own one is what ``flask.session`` is."""

    stage: Stage

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.stage.session_class = cls


class _CurrentSession:
    """``flask.session``: an object of the case's own session class, or one that holds what is put into it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stage.session_class(), name)


class _Response:
    """A response whose cookies are recorded."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def set_cookie(self, key: str, value: Any = "", **options: Any) -> None:
        """Write a cookie."""
        self.stage.recorder.record("cookie", value)

    def delete_cookie(self, key: str, **options: Any) -> None:
        """Write nothing."""


class _App:
    """A web or task application: its decorators leave functions as they are, its queues run them at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.config: dict[str, Any] = {}

    def route(self, *args: Any, **kwargs: Any) -> Any:
        """Register nothing."""
        return lambda function: function

    get = post = before_request = errorhandler = route

    def task(self, *args: Any, **kwargs: Any) -> Any:
        """Make a task of a function, with or without brackets."""
        return deferred(*args, **kwargs)

    def enqueue(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """Run ``function`` now."""
        return function(*args, **kwargs)


def deferred(*args: Any, **kwargs: Any) -> Any:
    """Stand in for Celery's task decorators: ``delay``, ``apply_async`` and signatures run the function at once."""
    if not (len(args) == 1 and callable(args[0])):
        return functools.partial(deferred, **kwargs) if kwargs.get("bind") else deferred
    function: Any = functools.partial(args[0], types.SimpleNamespace()) if kwargs.get("bind") else args[0]

    def apply_async(args: Sequence[Any] = (), kwargs: Any = None, **options: Any) -> Any:
        return function(*args, **(kwargs or {}))

    def signature(*args: Any, **kwargs: Any) -> Any:
        later = types.SimpleNamespace()
        later.delay = later.apply_async = lambda: function(*args, **kwargs)
        return later

    function.delay, function.apply_async, function.s = function, apply_async, signature
    return function
