"""From parsed TOML to structs, reporting every mistake of a file at once: line, what is wrong, the nearest valid word.

The walk below knows the few types that rule, policy and configuration files use; msgspec converts what it accepts.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

import msgspec
import msgspec.inspect as inspect

from privlint.errors import UserError, UserErrors, nearest
from privlint.settings.mistake import mistake

if TYPE_CHECKING:
    import enum
    from collections.abc import Iterable

    from privlint.settings.toml_positions import KeyPath, TomlDocument

T = TypeVar("T")

_SCALARS: tuple[tuple[type[inspect.Type], tuple[type, ...], str], ...] = (
    (inspect.StrType, (str,), "a string"),
    (inspect.BoolType, (bool,), "true or false"),
    (inspect.IntType, (int,), "a whole number"),
    (inspect.FloatType, (int, float), "a number"),
    (inspect.DateType, (datetime.date,), "a date such as 2026-02-10"),
)


def convert(document: TomlDocument, struct: type[T]) -> T:
    """The document as ``struct``; raises UserErrors with everything that does not fit it."""
    errors = list(mistakes(document, document.data, inspect.type_info(struct)))
    if errors:
        raise UserErrors(errors)
    return msgspec.convert(document.data, struct)


def enum_words(choices: type[enum.Enum]) -> list[str]:
    """What a file writes for the members: their text, or their name in lower case where they are numbers."""
    return [member.value if isinstance(member.value, str) else member.name.lower() for member in choices]


def mistakes(document: TomlDocument, value: object, expected: inspect.Type, path: KeyPath = ()) -> Iterable[UserError]:
    """Everything about ``value``, which stands at ``path`` of the document, that ``expected`` does not allow."""
    match expected:
        case inspect.StructType():
            return _struct(document, value, expected, path)
        case inspect.DictType() | inspect.VarTupleType() | inspect.ListType():
            return _container(document, value, expected, path)
        case inspect.UnionType():
            return mistakes(document, value, _alternative(value, expected), path)
        case inspect.EnumType():
            return _choice(document, value, enum_words(expected.cls), path)
        case inspect.LiteralType():
            return _choice(document, value, [str(word) for word in expected.values], path)
        case _:
            return _scalar(document, value, expected, path)


def _container(
    document: TomlDocument,
    value: object,
    expected: inspect.DictType | inspect.VarTupleType | inspect.ListType,
    path: KeyPath,
) -> Iterable[UserError]:
    is_table = isinstance(expected, inspect.DictType)
    if not isinstance(value, dict if is_table else list):
        hint = f'write ["{value}"]' if isinstance(value, str) and not is_table else ""
        yield _mistake(document, path, f"expected {'a table' if is_table else 'a list'}, not {_noun(value)}", hint)
        return
    item_type = expected.value_type if isinstance(expected, inspect.DictType) else expected.item_type
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from mistakes(document, item, item_type, (*path, key))


def _struct(document: TomlDocument, value: object, expected: inspect.StructType, path: KeyPath) -> Iterable[UserError]:
    if not isinstance(value, Mapping):
        yield _mistake(document, path, f"expected a table, not {_noun(value)}")
        return
    fields = {field.encode_name: field for field in expected.fields}
    for key in value:
        if key in fields:
            yield from mistakes(document, value[key], fields[key].type, (*path, key))
        else:
            yield _mistake(document, (*path, key), f'unknown key "{key}"', nearest(key, fields) or _listed(fields))
    for name, field in fields.items():
        if field.required and name not in value:
            yield _mistake(document, path, f'the key "{name}" is missing')


def _listed(keys: Iterable[str]) -> str:
    return f"known here: {', '.join(keys)}"


def _choice(document: TomlDocument, value: object, words: list[str], path: KeyPath) -> Iterable[UserError]:
    if value not in words:
        listed = ", ".join(f'"{word}"' for word in words)
        yield _mistake(document, path, f"expected one of {listed}, not {_noun(value)}", nearest(str(value), words))


def _alternative(value: object, expected: inspect.UnionType) -> inspect.Type:
    """The member of a union that fits the form of ``value``; the first one where none does."""
    for option in expected.types:
        if isinstance(option, inspect.VarTupleType | inspect.ListType) and isinstance(value, list):
            return option
        if any(isinstance(option, kind) and type(value) in classes for kind, classes, _ in _SCALARS):
            return option
    return expected.types[0]


def _scalar(document: TomlDocument, value: object, expected: inspect.Type, path: KeyPath) -> Iterable[UserError]:
    for kind, classes, words in _SCALARS:
        if isinstance(expected, kind):
            least = getattr(expected, "ge", None)
            is_wrong_bool = isinstance(value, bool) and kind is not inspect.BoolType
            if is_wrong_bool or not isinstance(value, classes):
                yield _mistake(document, path, f"expected {words}, not {_noun(value)}")
            elif least is not None and isinstance(value, int | float) and value < least:
                yield _mistake(document, path, f"expected at least {least}, not {value}")
            return


def _noun(value: object) -> str:
    """What was found, as a message names it."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case int() | float():
            return str(value)
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return "a date or time"


def _mistake(document: TomlDocument, path: KeyPath, message: str, hint: str = "") -> UserError:
    key = "" if message.startswith("unknown key") else ".".join(part for part in path if isinstance(part, str))
    return mistake(key, message, (document.file, document.line(path)), hint)
