"""The configuration for others to read: its JSON Schema, its types in words, the settings of a run as text."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import msgspec

from privlint.settings.keys import KEYS
from privlint.settings.options import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {str: "string", bool: "true or false", int: "number"}


def schema_text() -> str:
    """The JSON Schema (draft 7, for editors and validate-pyproject) of ``[tool.privlint]`` and ``privlint.toml``."""
    properties = {
        name: {"description": key.meaning, **msgspec.json.schema(key.type), **_default(name)}
        for name, key in KEYS.items()
    }
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "privlint.schema.json",
        "title": "privlint",
        "description": "The configuration of privlint: [tool.privlint] of pyproject.toml, or privlint.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def type_words(type_: Any) -> str:
    """A type of ``KEYS`` as a reader says it: ``array of strings``."""
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is tuple:
        return f"array of {type_words(arguments[0])}s"
    if origin is dict:
        return f"table of {type_words(arguments[1])}"
    if origin is types.UnionType:
        return " or ".join(type_words(argument) for argument in arguments)
    if origin is Literal:
        return " | ".join(f'"{word}"' for word in arguments)
    return _WORDS[arguments[0] if arguments else type_]


def resolved_lines(settings: Settings) -> Iterator[str]:
    """Each setting as ``key = value``, with a comment on where it was given; those left at their default too."""
    yield f"# project root: {settings.root}"
    yield f"# configuration: {settings.config_file or 'none'}"
    for name in KEYS:
        value = _value(settings, name)
        if value is not None and not (isinstance(value, dict) and not value):
            yield f"{name} = {_toml(value)}{_origin(settings, name)}"
    for name, entries in settings.annotations.items():
        yield f"[{name}]"
        for entry in entries:
            text = " -- ".join(part for part in (entry.value, entry.reason) if part)
            yield f"{_quoted(entry.pattern)} = {_quoted(text)}  # {entry.file}:{entry.line}"


def _default(name: str) -> dict[str, object]:
    field = {"policy": "policies"}.get(name, name.replace("-", "_"))
    default = getattr(Settings(root=""), field, None)
    if name in {"fail-on", "min-confidence"} and default is not None:
        return {"default": default.word}
    told = isinstance(default, (bool, int, str, tuple)) and default not in ("", ())
    return {"default": default} if told else {}


def _value(settings: Settings, name: str) -> object:
    if name == "policy":
        return settings.policies
    value = getattr(settings, name.replace("-", "_"), None)
    if name == "fail-on":
        return settings.fail_on.word if settings.fail_on else "never"
    if name == "min-confidence":
        return settings.min_confidence.word
    return dict(value) if name == "per-file-ignores" and isinstance(value, tuple) else value


def _origin(settings: Settings, name: str) -> str:
    file, line = settings.origins.get(name, ("", 0))
    return f"  # {file}:{line}" if line else f"  # {file}" if file else ""


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(str(key))} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    """A TOML basic string, whose escapes are those of JSON."""
    return msgspec.json.encode(text).decode()
