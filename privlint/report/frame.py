"""Lines of source code as a terminal shows them: values hidden, tabs even, nothing that moves the cursor."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import msgspec

from privlint.report.redact import TOKEN, hide, redacted_lines

if TYPE_CHECKING:
    from privlint.model.place import Place

_TAB = "    "

# What an editor would show as one glyph with its neighbour, though str.isprintable says no.
_JOINERS = frozenset("\u200c\u200d")


class CodeLine(msgspec.Struct, frozen=True):
    """A line as shown; the span from ``start`` to ``end`` (in terminal cells from 0) is the one to underline."""

    number: int
    text: str
    start: int = 0
    end: int = 0


def code_lines(source: str, place: Place, before: int = 0, after: int = 0) -> list[CodeLine]:
    """The first line of ``place`` with its neighbours; none if ``source`` is too short for it."""
    lines = redacted_lines(source)
    shown = range(max(1, place.line - before), min(len(lines), place.line + after) + 1)
    return [_underlined(source, place) if number == place.line else _plain(source, number) for number in shown]


def snippet(source: str, place: Place) -> str:
    """The code of ``place`` itself, over all of its lines, values hidden."""
    parts = []
    for number in range(place.line, min(place.end_line, len(redacted_lines(source))) + 1):
        line, spans = redacted_lines(source)[number - 1]
        first = place.column - 1 if number == place.line else 0
        last = place.end_column - 1 if number == place.end_line else len(line)
        hidden, (start, end) = hide(line, spans, (first, last))
        parts.append(hidden[start : max(end, start + len(TOKEN)) if hidden.startswith(TOKEN, start) else end])
    return "\n".join(parts)


def cells(text: str) -> int:
    """How many columns ``text`` takes on a terminal: two for a wide character, none for a combining one."""
    return len(text) if text.isascii() else sum(_width(character) for character in text)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """``text`` in lines of at most ``width`` cells, parted at blanks; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(indent + word)
    return lines


def fitted(line: CodeLine, width: int) -> CodeLine:
    """``line`` cut to ``width`` cells, moved left until what is underlined can be seen."""
    if cells(line.text) <= width:
        return line
    shift = max(0, min(line.start - width // 4, line.end - width + 2)) if line.end > width else 0
    kept, at = [], 0
    for character in line.text:
        if shift <= at and at + _width(character) <= shift + width - 2:
            kept.append(character)
        at += _width(character)
    text = ("…" if shift else "") + "".join(kept) + ("…" if at > shift + width - 2 else "")
    moved = 1 if shift else 0
    end = min(line.end - shift + moved, width)
    return CodeLine(line.number, text, max(0, line.start - shift + moved), end)


def _plain(source: str, number: int) -> CodeLine:
    line, spans = redacted_lines(source)[number - 1]
    return CodeLine(number, _shown(hide(line, spans)[0]))


def _underlined(source: str, place: Place) -> CodeLine:
    line, spans = redacted_lines(source)[place.line - 1]
    last = place.end_column - 1 if place.end_line == place.line else len(line)
    text, (start, end) = hide(line, spans, (place.column - 1, last))
    first = cells(_shown(text[:start]))
    return CodeLine(place.line, _shown(text), first, max(first + 1, cells(_shown(text[:end]))))


def _shown(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in _JOINERS else _TAB if character == "\t" else "�"
        for character in text
    )


def _width(character: str) -> int:
    if unicodedata.combining(character) or character in _JOINERS or "\ufe00" <= character <= "\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
