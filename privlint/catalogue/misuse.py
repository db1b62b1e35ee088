"""What the types of a rule file cannot say: malformed paths, hosts and targets, and categories that do not exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from privlint.catalogue.match import is_pattern
from privlint.errors import UserError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.settings.toml_positions import KeyPath, TomlDocument

_HOST = re.compile(r"(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_TARGETS = ("return", "return:item", "self", "self:bound", "context:NAME", "within:NAME", "arg:N")
_TARGET = re.compile(r"return(?::item)?|self(?::bound)?|(?:context|within|arg):\w+")
_CONTEXTS = ("bound", "exception", "bound-exception", "context:NAME")
_CONTEXT = re.compile(r"bound|(?:bound-)?exception|context:\w+")


def misused_words(document: TomlDocument, categories: frozenset[str]) -> Iterator[UserError]:
    """Every word of a rule file that has the right type and means nothing; ``categories`` are the keys that exist.

    Looks at texts only: whatever is of another type is a mistake that others report.
    """
    for table, entries in document.data.items():
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                for place, message, hint in (*_shapes(table, entry), *_categories(entry, categories)):
                    line = document.line((table, number, *place))
                    yield UserError(message, file=document.file, line=line, hint=hint)


def _shapes(table: str, entry: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str, str]]:
    """The place, message and hint of every text that has not the shape it must have."""
    for key in ("api", "is"):
        if isinstance(path := entry.get(key), str) and not is_pattern(path):
            hint = 'a path looks like "pkg.Class().method", with {a,b} for alternatives and * for one name'
            yield (key,), f'malformed path "{path}"', hint
    if table == "host":
        yield from _host(entry)
    if table == "flow" and isinstance(target := entry.get("to"), str) and not _TARGET.fullmatch(target):
        yield ("to",), f'unknown target "{target}"', nearest(target, _TARGETS) or f"one of {', '.join(_TARGETS)}"
    if table == "sink":
        for at, word in _texts(entry.get("also_reads")):
            if not _CONTEXT.fullmatch(word):
                hint = nearest(word, _CONTEXTS) or f"one of {', '.join(_CONTEXTS)}"
                yield ("also_reads", at), f'unknown context "{word}"', hint


def _host(entry: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str, str]]:
    name, path = entry.get("name"), entry.get("path")
    if isinstance(name, str) and not _HOST.fullmatch(name):
        bare = name.split("://")[-1].split("/")[0]
        hint = f'write "{bare}"' if _HOST.fullmatch(bare) else 'a host looks like "api.example.com" or "*.example.com"'
        yield ("name",), f'malformed host "{name}"', hint
    if isinstance(path, str) and path and not path.startswith("/"):
        yield ("path",), f'malformed path of a URL "{path}"', f'write "/{path}"'


def _categories(entry: Mapping[str, Any], known: frozenset[str]) -> Iterator[tuple[KeyPath, str, str]]:
    table = entry.get("table")
    named: list[tuple[KeyPath, object]] = [(("category",), entry.get("category"))]
    named += [(("table", name), word) for name, word in (table.items() if isinstance(table, dict) else ())]
    named += [(("categories", at), word) for at, word in _texts(entry.get("categories"))]
    for place, word in named:
        if isinstance(word, str) and word and word != "*" and word not in known:
            yield place, f'unknown category "{word}"', nearest(word, known) or "privlint catalogue lists them"


def _texts(value: object) -> Iterator[tuple[int, str]]:
    """The texts of a list, with their numbers."""
    yield from ((at, word) for at, word in enumerate(value if isinstance(value, list) else ()) if isinstance(word, str))
