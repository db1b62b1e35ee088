"""The text of a privacy policy, cut into clauses, each with a hash that survives renumbering and reflowing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

import msgspec

from privlint.policy.lines import read_lines
from privlint.policy.numbering import ARTICLE, DOTTED, RANKS, Mark, half_width, read_mark

if TYPE_CHECKING:
    from privlint.policy.lines import TextLine

#: Headings of lists that policies keep outside their articles have an id of their own, whatever their words.
_LISTS = {
    "partners": re.compile(r"(?i)\bpartners?\b.*\blist\b|\blist\b.*\bpartners?\b|(?:提携|広告).*(?:一覧|リスト)"),
    "revisions": re.compile(r"(?i)\brevision|\bchange ?log\b|\bversion history\b|(?:改定|改訂|制定)"),
}
_TITLE = re.compile(r"[(【](.*?)[)】]\s*")
_LONGEST_HEADING = 80


class ClauseText(msgspec.Struct, frozen=True):
    """One clause as the text has it.

    ``id`` is made of the numbers (``6.11``), or of the words of a heading without number (``how-we-share``); lists
    outside the articles are ``partners`` and ``revisions``. ``heading`` is empty for an item without title of its own;
    ``text`` is the clause's own text with its bullets, normalised, without numbered children and without its number.
    ``line`` is that of its first line, from 1.
    """

    id: str
    heading: str
    text: str
    line: int

    @property
    def words(self) -> str:
        """Heading and text."""
        return f"{self.heading} {self.text}".strip()

    @property
    def sha256(self) -> str:
        """The hash of heading and text: equal for two clauses that say the same under different numbers."""
        return hashlib.sha256(normalised(f"{self.heading} {self.text}").encode()).hexdigest()


def read_clauses(text: str) -> tuple[ClauseText, ...]:
    """Cut a policy's text into its clauses, in the order of the text.

    Where there are articles (``Article 6 (Title)``, ``第6条``), they are the top; what comes before the first is left
    out. Else headings are, or lines that stand alone, or numbers. Numbered lines are items, and items of items where
    they are indented further or numbered in another style; bullets belong to the clause around them, and so does text
    that is indented less than the item above it.
    """
    lines = read_lines(text)
    marks = [read_mark(line.text) for line in lines]
    has_articles = any(mark and mark.style == ARTICLE for mark in marks)
    reader = _Reader(has_articles=has_articles, title=_title(lines, marks))
    for line, mark in zip(lines, marks, strict=True):
        reader.read(line, mark)
    return reader.clauses()


def normalised(text: str) -> str:
    """Unicode NFC, every run of white space one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _title(lines: tuple[TextLine, ...], marks: list[Mark | None]) -> int:
    """The line of the document's own title: a first heading above all others, or without a number where others have
    one. 0 without."""
    alone = [(line, mark) for line, mark in zip(lines, marks, strict=True) if line.is_title]
    if alone and not alone[0][1] and any(mark for _, mark in alone):
        return alone[0][0].number
    headings = [line for line in lines if line.level]
    if len(headings) > 1 and all(line.level > headings[0].level for line in headings[1:]):
        return headings[0].number
    return 0


class _Open(msgspec.Struct):
    """A clause that still takes lines: a heading of some ``level``, or an item (level 0) of some ``indent``."""

    id: str
    line: int
    level: int = 0
    indent: int = 0
    style: str = ""
    heading: str = ""
    lines: list[str] = msgspec.field(default_factory=list)


class _Reader:
    """The stack of open clauses, from the article down."""

    def __init__(self, *, has_articles: bool, title: int) -> None:
        self._has_articles = has_articles
        self._title = title
        self._all: list[_Open] = []
        self._stack: list[_Open] = []

    def read(self, line: TextLine, mark: Mark | None) -> None:
        """Take the next line, with the number it starts with."""
        if mark and mark.style == ARTICLE:
            self._open_article(line, mark)
        elif line.number == self._title or (self._has_articles and not self._stack):
            return
        elif mark and (not line.level or self._has_articles):
            self._open_item(line, mark)
        elif self._is_heading(line):
            self._open_heading(line, mark)
        elif self._stack:
            self._take(line)

    def clauses(self) -> tuple[ClauseText, ...]:
        """Every clause read so far; what stands above the first one with words of its own is a menu or a title."""
        read = [ClauseText(one.id, one.heading, normalised("\n".join(one.lines)), one.line) for one in self._all]
        while read and not self._has_articles and not (read[0].text or _has_children(read)):
            read.pop(0)
        return tuple(read)

    def _is_heading(self, line: TextLine) -> bool:
        """A line that opens a clause without being an article or an item."""
        if self._has_articles:
            return line.is_title or 0 < line.level <= max(self._stack[0].level, 1)
        return line.is_title or bool(line.level)

    def _open_article(self, line: TextLine, mark: Mark) -> None:
        self._stack = []
        heading, text = _split_heading(normalised(mark.rest))
        self._push(_Open(mark.value, line.number, level=line.level or 1, heading=heading, lines=[text] if text else []))

    def _open_heading(self, line: TextLine, mark: Mark | None) -> None:
        level = line.level or 1
        while self._stack and (not self._stack[-1].level or self._stack[-1].level >= level):
            self._stack.pop()
        if mark:
            self._push(_Open(self._numbered(mark), line.number, level=level, heading=normalised(mark.rest)))
        else:
            above = f"{self._stack[-1].id}." if self._stack else ""
            self._push(_Open(above + _slug(line.text), line.number, level=level, heading=normalised(line.text)))

    def _open_item(self, line: TextLine, mark: Mark) -> None:
        while self._stack and self._is_over_before(line.indent, mark.style):
            self._stack.pop()
        lines = [mark.rest] if mark.rest else []
        self._push(_Open(self._numbered(mark), line.number, indent=line.indent, style=mark.style, lines=lines))

    def _is_over_before(self, indent: int, style: str) -> bool:
        """Whether the innermost clause ends before an item that is indented and numbered so."""
        top = self._stack[-1]
        if top.level or top.indent < indent:
            return False
        if top.indent > indent or RANKS.get(top.style, 0) > RANKS.get(style, 0):
            return True
        return any(one.style == style and one.indent == indent for one in self._stack)

    def _numbered(self, mark: Mark) -> str:
        """The id under the clause that is open; a dotted number says by itself where it belongs.

        The second of two lists in one clause has its numbers with a mark: ``6.1-2``.
        """
        whole = mark.style == DOTTED or not self._stack
        number = mark.value if whole else f"{self._stack[-1].id}.{mark.value}"
        again = sum(one.id.partition("-")[0] == number for one in self._all)
        return f"{number}-{again + 1}" if again else number

    def _push(self, clause: _Open) -> None:
        self._stack.append(clause)
        self._all.append(clause)

    def _take(self, line: TextLine) -> None:
        if not line.is_bullet:
            while not self._stack[-1].level and self._stack[-1].indent > line.indent and len(self._stack) > 1:
                self._stack.pop()
        self._stack[-1].lines.append(line.text)


def _split_heading(rest: str) -> tuple[str, str]:
    """An article's title and what follows it on the line; a long line without parentheses is text."""
    if found := _TITLE.match(half_width(rest)):
        return rest[found.start(1) : found.end(1)], rest[found.end() :]
    return (rest, "") if len(rest) <= _LONGEST_HEADING else ("", rest)


def _slug(heading: str) -> str:
    named = next((name for name, pattern in _LISTS.items() if pattern.search(heading)), "")
    return named or "-".join(re.findall(r"\w+", heading.lower()))


def _has_children(clauses: list[ClauseText]) -> bool:
    return len(clauses) > 1 and clauses[1].id.startswith(f"{clauses[0].id}.")
