"""Where the project records a consent: objects made of a class that keeps consents with a version of the policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from privlint.judge.evidence import ConsentRecord
from privlint.model.ir import Call, Const, Declare, GetAttr, Load, Store
from privlint.model.place import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.model.module import FunctionIR, ModuleIR

_CONSENT_CLASS = re.compile(r"consent|agreement|acceptance", re.IGNORECASE)
_VERSION = re.compile(r"(?:^|_)(?:policy|terms|privacy|notice)_(?:version|revision)$|^version$|^revision$")
_MAKERS = re.compile(r"(\w+)(?:\.objects\.(?:a?create|a?get_or_create))?")
_DEFAULTS = frozenset({"default", "default_factory", "server_default"})


def records_without_version(modules: Mapping[str, ModuleIR]) -> tuple[ConsentRecord, ...]:
    """The places that make such an object and leave its version out; classes whose version has a default are not asked.

    Classes are known by their simple name, wherever they are imported.
    """
    versions = {name: field for path in sorted(modules) for name, field in _consent_classes(modules[path])}
    if not versions:
        return ()
    return tuple(
        ConsentRecord(Site(path, call.at), function.qualname, name, versions[name])
        for path in sorted(modules)
        for function in modules[path].functions
        for name, call in _made(function)
        if name in versions and _leaves_out(call, versions[name])
    )


def _consent_classes(module: ModuleIR) -> Iterator[tuple[str, str]]:
    """Classes that keep consents, with the field that keeps the version."""
    for body in module.functions:
        if body.kind == "class" and _CONSENT_CLASS.search(body.name):
            yield from ((body.name, field) for field in _version_fields(body))


def _version_fields(body: FunctionIR) -> Iterator[str]:
    """Fields for a version that have no default."""
    values = {node.dst: node for node in body.body if isinstance(node, Call | Const)}
    for node in body.body:
        if isinstance(node, Declare | Store) and _VERSION.search(node.name):
            made = values.get(node.src) if isinstance(node, Store) else None
            if made is None or (isinstance(made, Call) and not _DEFAULTS & {label for _, label in made.args}):
                yield node.name


def _made(function: FunctionIR) -> Iterator[tuple[str, Call]]:
    """Calls that may make an object, with the simple name of its class."""
    paths: dict[int, str] = {}
    for node in _nodes(function.body):
        if isinstance(node, Load):
            paths[node.dst] = node.name
        elif isinstance(node, GetAttr) and node.obj in paths:
            paths[node.dst] = f"{paths[node.obj]}.{node.attr}"
        elif isinstance(node, Call) and (maker := _MAKERS.fullmatch(_from_class(paths.get(node.func, "")))):
            yield maker[1], node


def _from_class(path: str) -> str:
    """A dotted path from its first capitalised name on: ``models.Consent.objects`` is ``Consent.objects``."""
    parts = path.split(".")
    start = next((number for number, part in enumerate(parts) if part[:1].isupper()), 0)
    return ".".join(parts[start:])


def _leaves_out(call: Call, field: str) -> bool:
    labels = {label for _, label in call.args}
    return bool(labels) and not labels & {field, "", "*", "**", "defaults"}


def _nodes(value: object) -> Iterator[object]:
    """Every instruction of a region, those of nested regions included."""
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, msgspec.Struct):
        yield value
        for field in value.__struct_fields__:
            yield from _nodes(getattr(value, field))
