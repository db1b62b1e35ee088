"""Configuration files, inline values and flags, read one by one and laid over each other."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from privlint.errors import UserError, nearest
from privlint.settings.convert import convert_keys
from privlint.settings.keys import KEYS, PATH_KEYS
from privlint.settings.mistake import mistake
from privlint.settings.toml_positions import KeyPath, TomlDocument, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

#: In which file (or flag) and line a word was given; see ``Settings.origins``.
Origins: TypeAlias = dict[str, tuple[str, int]]


class Layer(msgspec.Struct, frozen=True):
    """What one file, inline value or set of flags says: well-typed ``values`` by key, and where each stands."""

    values: dict[str, object] = {}
    origins: Origins = {}


def read_file(file: Path, root: Path, errors: list[UserError]) -> list[Layer]:
    """The layers of a configuration file and of those it extends, the farthest first."""
    layers: list[Layer] = []
    seen: list[Path] = []
    current: Path | None = file
    while current is not None:
        seen.append(current)
        document = _document(current, root, errors)
        if document is None:
            break
        section = ("tool", "privlint") if current.name == "pyproject.toml" else ()
        layer = _layer(document, section, current.parent, root, errors)
        layers.insert(0, layer)
        current = _extended(layer, current, seen, errors)
    return layers


def read_inline(text: str, root: Path, cwd: Path, errors: list[UserError]) -> Layer:
    """The layer of one ``--config KEY=VALUE``, the value being TOML."""
    try:
        document = read_toml(text, "--config")
    except UserError:
        key, _, value = text.partition("=")
        hint = f'quote strings: {key.strip()} = "{value.strip()}"' if key.strip() in KEYS else nearest(key, KEYS)
        errors.append(UserError(f'"{text}" is neither a file nor KEY=VALUE in TOML', file="--config", hint=hint))
        return Layer()
    return _layer(document, (), cwd, root, errors)


def read_flags(values: dict[str, object], root: Path, cwd: Path, errors: list[UserError]) -> Layer:
    """The layer of the command line: ``values`` by key, each given by the flag of the same name."""
    documents = [TomlDocument("", f"--{key}", {key: value}) for key, value in values.items()]
    return merge([_layer(document, (), cwd, root, errors) for document in documents])


def merge(layers: list[Layer]) -> Layer:
    """One layer out of several, the later ones stronger: tables are joined by key, ``extend-…`` arrays appended."""
    values: dict[str, object] = {}
    origins: Origins = {}
    for layer in layers:
        for key, value in layer.values.items():
            old = values.get(key)
            if isinstance(old, dict) and isinstance(value, dict):
                values[key] = old | value
            elif key.startswith("extend-") and isinstance(old, tuple) and isinstance(value, tuple):
                values[key] = old + value
            else:
                values[key] = value
        origins |= layer.origins
    return Layer(values, origins)


def _document(file: Path, root: Path, errors: list[UserError]) -> TomlDocument | None:
    shown = relative(file, root)
    try:
        return read_toml(file.read_text(encoding="utf-8"), shown)
    except UserError as error:
        errors.append(error)
    except UnicodeDecodeError:
        errors.append(UserError("not UTF-8, which TOML has to be", file=shown))
    except OSError as error:
        errors.append(UserError(f"cannot be read: {error.strerror}", file=shown))
    return None


def _layer(document: TomlDocument, section: tuple[str, ...], base: Path, root: Path, errors: list[UserError]) -> Layer:
    def origin(path: KeyPath) -> tuple[str, int]:
        is_flag = document.file.startswith("--")
        return document.file, 0 if is_flag else document.line((*section, *path))

    def complain(path: KeyPath, message: str, hint: str) -> UserError:
        if message.startswith("unknown key"):
            file, line = origin(path)
            return UserError(message, file=file, line=line, hint=hint)
        return mistake(".".join(part for part in path if isinstance(part, str)), message, origin(path), hint)

    data: object = document.data
    for name in section:
        data = data.get(name, {}) if isinstance(data, dict) else data
    if not isinstance(data, dict):
        errors.append(mistake(".".join(section), "expected a table", (document.file, document.line(section))))
        return Layer()
    values = convert_keys(data, complain, errors)
    origins = {".".join(words): origin(path) for key, value in values.items() for path, words in _words(key, value)}
    for key in PATH_KEYS & values.keys():
        values[key] = _rebased(key, values[key], base, root)
    return Layer(values, origins)


def _words(key: str, value: object) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    """Every word of a value with the path to it: the key, each key of a table, each string of an array."""
    yield (key,), (key,)
    tables = value.items() if isinstance(value, dict) else ()
    for name, item in tables:
        for path, words in _words(name, item):
            yield (key, *path), (key, *words)
    for at, item in enumerate(value if isinstance(value, tuple) else ()):
        yield (key, at), (key, str(item))


def _rebased(key: str, value: object, base: Path, root: Path) -> object:
    """A path, or each of several, from relative to ``base`` to relative to ``root``; ids of policies stay."""
    if isinstance(value, tuple):
        return tuple(_rebased(key, item, base, root) for item in value)
    text = str(value)
    if key == "policy" and not text.endswith(".toml") and "/" not in text:
        return text
    return relative(base / text, root)


def relative(path: Path, root: Path) -> str:
    """``path`` as the user knows it: POSIX, relative to the project root; absolute on another drive."""
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:
        return path.as_posix()


def _extended(layer: Layer, file: Path, seen: list[Path], errors: list[UserError]) -> Path | None:
    extend = layer.values.pop("extend", None)
    if extend is None:
        return None
    base = Path(os.path.normpath(file.parent / str(extend)))
    if base.is_file() and base not in seen:
        return base
    problem = f'"{extend}" leads back to this file' if base in seen else f'there is no file "{extend}"'
    errors.append(mistake("extend", problem, layer.origins["extend"]))
    return None
