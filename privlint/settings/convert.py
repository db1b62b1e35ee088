"""Values of a configuration, checked key by key, so that one reading finds every mistake."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, Literal, TypeAlias, get_args, get_origin

import msgspec

from privlint.errors import UserError, nearest
from privlint.settings.keys import KEYS

#: Names of keys and numbers of array items, as in ``TomlDocument.line``.
Path: TypeAlias = tuple[str | int, ...]

#: Turns a path, a message and a hint into the error that names file and line.
Complain: TypeAlias = Callable[[Path, str, str], UserError]

_NOUNS = {str: "a string", bool: "true or false", int: "a number", float: "a number", list: "an array", dict: "a table"}


def convert_keys(data: dict[str, object], complain: Complain, errors: list[UserError]) -> dict[str, object]:
    """The entries of ``data`` that are well-typed, arrays as tuples; what is not is appended to ``errors``."""
    converted: dict[str, object] = {}
    for name, value in data.items():
        if name in KEYS:
            found: list[tuple[Path, str, str]] = []
            result = _convert(value, KEYS[name].type, (name,), found)
            errors.extend(complain(*problem) for problem in found)
            if not found:
                converted[name] = result
        else:
            errors.append(complain((name,), f'unknown key "{name}"', _hint(name)))
    return converted


def _hint(name: str) -> str:
    kebab = name.replace("_", "-")
    if kebab in KEYS:
        return f'write "{kebab}"'
    if name == "tool":
        return "in privlint.toml the keys stand at the top, without [tool.privlint]"
    return nearest(kebab, KEYS) or "privlint.schema.json lists the keys; privlint config shows those in use"


def _convert(value: object, type_: Any, path: Path, found: list[tuple[Path, str, str]]) -> object:
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is dict:
        if isinstance(value, dict):
            return {key: _convert(item, arguments[1], (*path, key), found) for key, item in value.items()}
        found.append((path, f"expected a table, not {_noun(value)}", ""))
    elif origin is tuple:
        if isinstance(value, (list, tuple)):
            return tuple(_convert(item, arguments[0], (*path, at), found) for at, item in enumerate(value))
        found.append((path, f"expected an array of strings, not {_noun(value)}", _in_brackets(value)))
    elif origin is types.UnionType:
        return _convert(value, _alternative(value, arguments), path, found)
    elif origin is Literal:
        if value in arguments:
            return value
        words = ", ".join(f'"{word}"' for word in arguments)
        shown = f'"{value}"' if isinstance(value, str) else _noun(value)
        found.append((path, f"expected one of {words}, not {shown}", nearest(str(value), arguments)))
    else:
        return _scalar(value, type_, path, found)
    return None


def _alternative(value: object, types_: tuple[Any, ...]) -> Any:
    """The member of a union that fits the form of ``value``; the first one where none does."""
    form = tuple if isinstance(value, (list, tuple)) else type(value)
    return next((type_ for type_ in types_ if (get_origin(type_) or type_) is form), types_[0])


def _scalar(value: object, type_: Any, path: Path, found: list[tuple[Path, str, str]]) -> object:
    try:
        return msgspec.convert(value, type_, strict=True)
    except msgspec.ValidationError:
        wanted = get_args(type_)[0] if get_args(type_) else type_
        least = " of at least 0" if get_args(type_) and isinstance(value, int) else ""
        found.append((path, f"expected {_NOUNS[wanted]}{least}, not {_noun(value)}", ""))
        return None


def _in_brackets(value: object) -> str:
    return f'write ["{value}"]' if isinstance(value, str) else ""


def _noun(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return _NOUNS.get(type(value), "a date" if hasattr(value, "isoformat") else "a value of another type")
