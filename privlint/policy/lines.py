"""The lines of a policy's text, whatever it was saved as: plain text, Markdown or a page of HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from privlint.policy.html import html_lines
from privlint.policy.numbering import half_width

if TYPE_CHECKING:
    from collections.abc import Iterator

_HTML = re.compile(r"<(?:!doctype html|html|body|main|article|h[1-6]|p|li)\b[^>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{3,})\s*$")
_BULLET = re.compile(r"^[•*–+\-・●○■◆‣▪]\s+|^[・●■◆‣▪](?=\S)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
#: A title that stands alone is short and does not end like a sentence.
_LONGEST_TITLE = 80
_ENDS_OF_SENTENCES = ".:;,!?。、"


class TextLine(msgspec.Struct, frozen=True):
    """A line with words on it.

    ``number`` is that of the file, from 1; ``indent`` counts columns. ``level`` is 1–6 for a heading that is marked as
    one, else 0; ``is_title`` tells that the line looks like a heading by standing alone. A bullet starts with ``• ``.
    """

    number: int
    indent: int
    text: str
    level: int = 0
    is_title: bool = False

    @property
    def is_bullet(self) -> bool:
        """Whether the line is an item without number."""
        return self.text.startswith("• ")


def read_lines(text: str) -> tuple[TextLine, ...]:
    """The lines of a text; its form is told by its marks."""
    if len(_HTML.findall(text)) > 1:
        return tuple(TextLine(*line) for line in html_lines(text))
    if re.search(r"^#{1,6}\s", text, re.MULTILINE):
        return tuple(_markdown_lines(text))
    return tuple(_plain_lines(text.splitlines()))


def _markdown_lines(text: str) -> Iterator[TextLine]:
    """Headings become levels, links and emphasis their words; all else is read as plain text."""
    lines = text.splitlines()
    levels: dict[int, int] = {}
    for index, line in enumerate(lines):
        if heading := _HEADING.match(line):
            levels[index + 1] = len(heading[1])
            lines[index] = heading[2]
        elif index and _UNDERLINE.match(line) and lines[index - 1].strip():
            levels[index] = 1 if "=" in line else 2
            lines[index] = ""
        lines[index] = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", lines[index]))
    for plain in _plain_lines(lines):
        level = levels.get(plain.number, 0)
        yield msgspec.structs.replace(plain, level=level, is_title=plain.is_title and not level)


def _plain_lines(lines: list[str]) -> Iterator[TextLine]:
    for index, line in enumerate(lines):
        text = line.strip()
        if text:
            alone = _blank(lines, index - 1) and _blank(lines, index + 1)
            indent = len(line) - len(line.lstrip())
            yield TextLine(index + 1, indent, _BULLET.sub("• ", text), is_title=alone and _looks_like_title(text))


def _looks_like_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and half_width(text[-1]) not in _ENDS_OF_SENTENCES and not _BULLET.match(text)


def _blank(lines: list[str], index: int) -> bool:
    return not (0 <= index < len(lines)) or not lines[index].strip()
