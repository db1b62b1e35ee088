"""Databases for the fixtures that use a real ORM, and the patches that run deferred work at once."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import http.client
import importlib
import io
import itertools
import logging
import sys
import threading
import urllib.request
from typing import TYPE_CHECKING, Any

from tests.oracle.canaries import date_canary
from tests.oracle.hosts import kind_at
from tests.oracle.recorder import started_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.oracle.people import Stage

#: Django's own applications that fixtures build on.
DJANGO_APPS = ("contenttypes", "auth")


def prepare(case: Path, stage: Stage) -> None:
    """Set up what must stand before the fixture is imported."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(case.rglob("*.py")))
    if "django" in source:
        _prepare_django()
    if "django.core.mail" in source:
        _record_mail(stage)
    if "loguru" in source:
        _prepare_loguru(stage)
    if "cookie" in source:
        _record_cookies(stage, source)
    _record_standard_http(stage)
    _run_deferred_work_at_once(stage)


def fill(main: Any, stage: Stage) -> None:
    """Create the tables of the fixture's models and put one person into each."""
    if "django" in sys.modules:
        _fill_django(stage)


def sqlalchemy_session(modules: list[Any], stage: Stage) -> Any:
    """A session on a fresh database in memory, with one planted row a table."""
    sqlalchemy = importlib.import_module("sqlalchemy")
    orm = importlib.import_module("sqlalchemy.orm")
    engine = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.pool.StaticPool)
    session = orm.Session(engine)
    models = [value for module in modules for value in vars(module).values() if hasattr(value, "__mapper__")]
    for model in dict.fromkeys(models):
        model.metadata.create_all(engine)
        columns = [column.key for column in model.__mapper__.columns if not column.primary_key]
        session.add(model(**{name: stage.datum(name, model.__name__.lower()) for name in columns}))
    session.commit()
    return session


def handed_in(cls: type) -> Any:
    """A logger or response, for a parameter that asks for one; None for any other class."""
    if cls is logging.Logger:
        return logging.getLogger("given")
    if cls.__module__ == "structlog.stdlib":
        return importlib.import_module("structlog").get_logger()
    return cls() if cls.__module__ == "rich.console" or cls.__name__ in ("Response", "HttpResponse") else None


def _prepare_django() -> None:
    django = importlib.import_module("django")
    conf = importlib.import_module("django.conf")
    conf.settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        LOGGING_CONFIG=None,
        SECRET_KEY="fixture",
        USE_TZ=True,
    )
    django.setup()


def _record_mail(stage: Stage) -> None:
    backend: Any = importlib.import_module("django.core.mail.backends.locmem").EmailBackend

    def send_messages(self: Any, messages: list[Any]) -> int:
        stage.recorder.record("messaging", [vars(message) for message in messages])
        return len(messages)

    backend.send_messages = send_messages


def _fill_django(stage: Stage) -> None:
    registry = importlib.import_module("django.apps").apps
    connection = importlib.import_module("django.db").connection
    models = {label: list(named.values()) for label, named in registry.all_models.items()}
    with connection.schema_editor() as editor:
        for model in itertools.chain.from_iterable(models.values()):
            if model._meta.auto_created is False:
                editor.create_model(model)
    user = importlib.import_module("django.contrib.auth").get_user_model()
    if user._meta.app_label in DJANGO_APPS:
        user.objects.create(username="somebody", email=stage.datum("email", "user"))
    for model in itertools.chain.from_iterable(named for label, named in models.items() if label not in DJANGO_APPS):
        if model._meta.auto_created:
            continue
        subject = model.__name__.lower()
        names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        values = {name: stage.datum(name, subject) for name in names}
        if "date_of_birth" in values:
            values["date_of_birth"] = date_canary("date_of_birth", subject)
        model.objects.create(**{name: value for name, value in values.items() if value is not None})


def _prepare_loguru(stage: Stage) -> None:
    logger = importlib.import_module("loguru").logger
    logger.remove()
    logger.add(
        lambda message: stage.recorder.record("log", str(message)), format="{message} {extra} {exception}", level=0
    )


def _record_cookies(stage: Stage, source: str) -> None:
    """Record what responses of the frameworks that are installed write into a browser."""
    classes = {
        "django": ("django.http.response", "HttpResponseBase"),
        "fastapi": ("starlette.responses", "Response"),
        "starlette": ("starlette.responses", "Response"),
    }
    for package, (module, name) in classes.items():
        if package in source:
            cls = getattr(importlib.import_module(module), name)
            for method in ("set_cookie", "set_signed_cookie"):
                setattr(cls, method, _recording("cookie", stage))


def _record_standard_http(stage: Stage) -> None:
    """Record what the standard library is asked to send, without a connection."""

    def urlopen(url: Any, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        told = (url,) if isinstance(url, str) else (url.full_url, url.data, url.headers)
        stage.recorder.record(kind_at(told), told, data)
        return io.BytesIO(b"{}")

    def request(connection: Any, *args: Any, **kwargs: Any) -> None:
        stage.recorder.record(kind_at(f"https://{connection.host}"), args, kwargs)

    patched: Any = http.client.HTTPConnection
    patched.request, urllib.request.urlopen = request, urlopen


def _recording(kind: str, stage: Stage) -> Callable[..., None]:
    return lambda self, *args, **kwargs: stage.recorder.record(kind, args, kwargs)


def _run_deferred_work_at_once(stage: Stage) -> None:
    def submit(pool: Any, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        future.set_result(function(*args, **kwargs))
        return future

    def executor_map(pool: Any, function: Callable[..., Any], *items: Any) -> list[Any]:
        return list(map(function, *items))

    def register(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        return function

    patched: Any = concurrent.futures.ThreadPoolExecutor
    patched.submit, patched.map = submit, executor_map
    thread: Any = threading.Thread
    thread.start, thread.join = lambda self: self.run(), lambda self, timeout=None: None
    timer: Any = threading.Timer
    timer.run = lambda self: self.function(*self.args, **self.kwargs)
    atexit.register = register  # type: ignore[assignment]  # a stand-in that runs what it is given
    _remember_who_starts_a_task(stage)


def _remember_who_starts_a_task(stage: Stage) -> None:
    create_task = asyncio.create_task

    def remembering(coroutine: Any, **options: Any) -> Any:
        token = started_at.set(stage.recorder.stack())
        try:
            return create_task(coroutine, **options)
        finally:
            started_at.reset(token)

    for module in (asyncio, asyncio.tasks):
        module.create_task = remembering  # type: ignore[attr-defined]  # the stand-in of the function above
