"""The keys and types of a policy file, checked by walking the structs of the model beside the document."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from privlint.errors import UserError, nearest
from privlint.model.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.settings.toml_positions import KeyPath, TomlDocument

#: Set by the reader, never by a file.
_NOT_A_KEY = "path"
_WORDS: dict[type[inspect.Type], tuple[type, str]] = {
    inspect.StrType: (str, "text in quotes"),
    inspect.BoolType: (bool, "true or false"),
    inspect.DateType: (datetime.date, "a date such as 2026-02-10, without quotes"),
    inspect.VarTupleType: (list, "a list"),
}


def key_errors(document: TomlDocument) -> list[UserError]:
    """Every unknown key, missing key and value of the wrong type; empty when the document converts."""
    shape = inspect.type_info(Policy)
    return [
        UserError(message, file=document.file, line=document.line(path), hint=hint)
        for path, message, hint in _value(document.data, shape, ())
    ]


Problem = tuple["KeyPath", str, str]


def _value(value: object, shape: inspect.Type, path: KeyPath) -> Iterator[Problem]:
    """The problems of one value and of all below it."""
    if isinstance(shape, inspect.StructType):
        yield from _table(value, shape, path)
    elif not isinstance(value, _WORDS[type(shape)][0]) or isinstance(value, datetime.datetime):
        yield path, f"{_shown(path)} should be {_WORDS[type(shape)][1]}", ""
    elif isinstance(shape, inspect.VarTupleType) and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value(item, shape.item_type, (*path, index))


def _table(value: object, shape: inspect.StructType, path: KeyPath) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield path, f"{_shown(path)} should be a table", ""
        return
    fields = {field.encode_name: field for field in shape.fields if field.encode_name != _NOT_A_KEY or path}
    for key, item in value.items():
        if key in fields:
            yield from _value(item, fields[key].type, (*path, key))
        else:
            yield (*path, key), f'unknown key "{key}" in {_shown(path)}', _known(key, fields)
    for name, field in fields.items():
        if _required(field) and name not in value:
            yield path, f'{_shown(path)} needs "{name}"', ""


def _required(field: inspect.Field) -> bool:
    return field.default is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT


def _known(key: str, fields: dict[str, Any]) -> str:
    return nearest(key, fields) or f"known keys: {', '.join(sorted(fields))}"


def _shown(path: KeyPath) -> str:
    """``[[permit]]`` for a table, ``permit.purposes`` for a key in it."""
    names = [part for part in path if isinstance(part, str)]
    if len(names) == 1 and len(path) > 1:
        return f"[[{names[0]}]]"
    return ".".join(names) if names else "the policy file"
