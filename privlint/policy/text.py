"""The text of a privacy policy, cut into clauses, each with a hash that survives renumbering and reflowing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARTICLE = re.compile(r"^\s*(?:Article|Section|Art\.)\s+(\d+)\s*[:.]?\s*(.*)$")
_ITEM = re.compile(r"^(\s*)(\d+)[.)]\s+(.*)$")
_BULLET = re.compile(r"^\s*[•*–-]\s")
#: A title that stands alone is short and does not end like a sentence.
_LONGEST_TITLE = 80


class ClauseText(msgspec.Struct, frozen=True):
    """One clause as the text has it.

    ``id`` is made of the numbers (``6.11``), or of the words of a heading without number (``revision-history``).
    ``heading`` is empty for an item without title of its own; ``text`` is the clause's own text with its bullets,
    normalised, without numbered children and without its number. ``line`` is that of its first line, from 1.
    """

    id: str
    heading: str
    text: str
    line: int

    @property
    def sha256(self) -> str:
        """The hash of heading and text: equal for two clauses that say the same under different numbers."""
        return hashlib.sha256(normalised(f"{self.heading} {self.text}").encode()).hexdigest()


def read_clauses(text: str) -> tuple[ClauseText, ...]:
    """Cut a policy's text into its clauses, in the order of the text.

    Headings are ``Article 6 (Title)`` or a short line that stands alone; what comes before the first article is left
    out. Numbered lines are items, and items of items where they are indented further; bullets belong to the clause
    around them, and so does text that is indented less than the item above it.
    """
    reader = _Reader()
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        alone = _blank(lines, number - 2) and _blank(lines, number)
        reader.read(number, line, alone=alone)
    return tuple(reader.clauses())


def normalised(text: str) -> str:
    """Unicode NFC, every run of white space one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


class _Open(msgspec.Struct):
    """A clause that still takes lines; ``indent`` is -1 for an article, which takes whatever no item takes."""

    id: str
    indent: int
    line: int
    heading: str = ""
    lines: list[str] = msgspec.field(default_factory=list)


class _Reader:
    """The stack of open clauses, from the article down."""

    def __init__(self) -> None:
        self._all: list[_Open] = []
        self._stack: list[_Open] = []

    def read(self, number: int, line: str, *, alone: bool) -> None:
        """Take the next line; ``alone``: there are blank lines around it."""
        if article := _ARTICLE.match(line):
            self._open_article(article[1], article[2], number)
        elif self._stack and (item := _ITEM.match(line)):
            self._open_item(len(item[1]), item[2], item[3], number)
        elif self._stack and alone and _is_title(line):
            self._open_article("-".join(re.findall(r"\w+", line.lower())), line, number)
        elif self._stack and line.strip():
            self._take(line)

    def clauses(self) -> Iterator[ClauseText]:
        """Every clause read so far."""
        for clause in self._all:
            yield ClauseText(clause.id, clause.heading, normalised("\n".join(clause.lines)), clause.line)

    def _open_article(self, id_: str, heading: str, line: int) -> None:
        self._stack = []
        self._push(_Open(id_, -1, line, heading=normalised(heading).removeprefix("(").removesuffix(")")))

    def _open_item(self, indent: int, number: str, text: str, line: int) -> None:
        while self._stack[-1].indent >= indent:
            self._stack.pop()
        self._push(_Open(f"{self._stack[-1].id}.{number}", indent, line, lines=[text]))

    def _push(self, clause: _Open) -> None:
        self._stack.append(clause)
        self._all.append(clause)

    def _take(self, line: str) -> None:
        indent = len(line) - len(line.lstrip())
        if not _BULLET.match(line):
            while self._stack[-1].indent > indent:
                self._stack.pop()
        self._stack[-1].lines.append(line)


def _is_title(line: str) -> bool:
    text = line.strip()
    return 0 < len(text) <= _LONGEST_TITLE and text[-1] not in ".:;,!?" and not _BULLET.match(line)


def _blank(lines: list[str], index: int) -> bool:
    return not (0 <= index < len(lines)) or not lines[index].strip()
