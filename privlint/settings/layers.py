"""Configuration files, inline values and flags, read one by one and laid over each other."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import msgspec.inspect

from privlint.errors import UserError, nearest
from privlint.settings.conversion import mistakes
from privlint.settings.keys import KEYS, PATH_KEYS
from privlint.settings.mistake import mistake
from privlint.settings.toml_positions import KeyPath, TomlDocument, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: In which file (or flag) and line a word was given; see ``Settings.origins``.
Origins: TypeAlias = dict[str, tuple[str, int]]

_SECTION = ("tool", "privlint")


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
        layer = _layer(document, current.parent, root, errors)
        layers.insert(0, layer)
        current = _extended(layer, current, seen, errors)
    return layers


def read_inline(text: str, root: Path, cwd: Path, errors: list[UserError]) -> Layer:
    """The layer of one ``--config KEY=VALUE``, the value being TOML."""
    try:
        data = read_toml(text, "--config").data
    except UserError:
        key, _, value = text.partition("=")
        hint = f'quote strings: {key.strip()} = "{value.strip()}"' if key.strip() in KEYS else nearest(key, KEYS)
        errors.append(UserError(f'"{text}" is neither a file nor KEY=VALUE in TOML', file="--config", hint=hint))
        return Layer()
    return _layer(_Given("", "--config", data), cwd, root, errors)


def read_flags(values: dict[str, object], root: Path, cwd: Path, errors: list[UserError]) -> Layer:
    """The layer of the command line: ``values`` by key, each given by the flag of the same name."""
    flags = [_Given("", f"--{key}", {key: value}) for key, value in values.items()]
    return merge([_layer(flag, cwd, root, errors) for flag in flags])


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
        document = read_toml(file.read_text(encoding="utf-8"), shown)
        return _section(document) if file.name == "pyproject.toml" else document
    except UserError as error:
        errors.append(error)
    except UnicodeDecodeError:
        errors.append(UserError("not UTF-8, which TOML has to be", file=shown))
    except OSError as error:
        errors.append(UserError(f"cannot be read: {error.strerror}", file=shown))
    return None


def _section(document: TomlDocument) -> TomlDocument:
    data: object = document.data
    for name in _SECTION:
        data = data.get(name, {}) if isinstance(data, dict) else {}
    if isinstance(data, dict):
        return _Section(document, data)
    raise mistake(".".join(_SECTION), "expected a table", (document.file, document.line(_SECTION)))


def _layer(document: TomlDocument, base: Path, root: Path, errors: list[UserError]) -> Layer:
    """What a document says, without the keys that are wrong; paths in it are relative to ``base``."""
    values: dict[str, object] = {}
    origins: Origins = {}
    for name, value in document.data.items():
        found = list(_mistakes(document, name, value))
        errors += found
        if not found:
            values[name] = msgspec.convert(value, KEYS[name].type)
            origins |= {word: (document.file, document.line(path)) for path, word in _words(name, value)}
    for name in PATH_KEYS & values.keys():
        values[name] = _rebased(name, values[name], base, root)
    return Layer(values, origins)


def _mistakes(document: TomlDocument, name: str, value: object) -> Iterable[UserError]:
    if name in KEYS:
        return mistakes(document, value, msgspec.inspect.type_info(KEYS[name].type), (name,))
    return [mistake("", f'unknown key "{name}"', (document.file, document.line((name,))), _hint(name))]


def _hint(name: str) -> str:
    kebab = name.replace("_", "-")
    if kebab in KEYS:
        return f'write "{kebab}"'
    if name == "tool":
        return "in privlint.toml the keys stand at the top, without [tool.privlint]"
    return nearest(kebab, KEYS) or "privlint config lists the keys"


def _words(key: str, value: object) -> Iterator[tuple[KeyPath, str]]:
    """Every word of a value with the path to it: the key, each key of a table, each string of an array."""
    yield (key,), key
    for name, item in value.items() if isinstance(value, dict) else ():
        for path, word in _words(name, item):
            yield (key, *path), f"{key}.{word}"
    for at, item in enumerate(value if isinstance(value, list) else ()):
        yield (key, at), f"{key}.{item}"


class _Section(TomlDocument):
    """``[tool.privlint]`` of a pyproject, as a document of its own."""

    def __init__(self, whole: TomlDocument, data: dict[str, object]) -> None:
        super().__init__("", whole.file, data)
        self._whole = whole

    def line(self, path: KeyPath) -> int:
        return self._whole.line((*_SECTION, *path))


class _Given(TomlDocument):
    """What the command line gave, where there are no lines."""

    def line(self, path: KeyPath) -> int:
        return 0


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
