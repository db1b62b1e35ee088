"""The lines of a policy that was saved from a browser: words in blocks, lists with their numbers, headings."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TypeAlias

#: Line number in the file, indent, text, heading level.
Line: TypeAlias = tuple[int, int, str, int]

_UNREAD = frozenset({"script", "style", "head", "nav", "header", "footer", "noscript", "svg", "button", "template"})
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li main ol p pre section "
    "table tbody thead tr ul".split()
)
_HEADING = re.compile(r"h([1-6])")
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})
#: A paragraph that is bold from end to end serves as a heading, below all that are marked as such.
_BOLD = frozenset({"b", "strong"})
_LOWEST_LEVEL = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def html_lines(text: str) -> list[Line]:
    """The blocks of a page as lines; of its main part alone, where one is marked."""
    parser = _Blocks(only_main=bool(re.search(r"<main\b", text, re.IGNORECASE)))
    parser.feed(text)
    parser.close()
    parser.flush()
    return parser.lines


class _Blocks(HTMLParser):
    """Collects words until a block begins or ends."""

    def __init__(self, *, only_main: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._only_main = only_main
        self._open: list[str] = []
        self._lists: list[tuple[str, int]] = []  # type of numbers ("" for bullets), last number
        self._words: list[tuple[str, bool]] = []  # words, and whether they are bold
        self._mark = ""
        self._line = 0
        self._level = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.flush()
        given = dict(attrs)
        if tag in {"ol", "ul"}:
            start = given.get("start") or "1"
            number = int(start) if start.isdecimal() else 1
            self._lists.append((given.get("type") or "1" if tag == "ol" else "", number - 1))
        elif tag == "li" and self._lists:
            self._mark = self._next_mark()
        elif heading := _HEADING.fullmatch(tag):
            self._level = int(heading[1])
        elif tag in {"td", "th"}:
            self._words.append((" ", False))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if _UNREAD.isdisjoint(self._open) and (not self._only_main or "main" in self._open):
            if data.strip() and not self._line:
                self._line = self.getpos()[0]
            self._words.append((data, not _BOLD.isdisjoint(self._open)))

    def flush(self) -> None:
        """End the line that was being collected."""
        text = " ".join("".join(words for words, _ in self._words).split())
        if text:
            bold = not self._lists and all(is_bold for words, is_bold in self._words if words.strip())
            level = self._level or (_LOWEST_LEVEL if bold else 0)
            self.lines.append((self._line, 2 * len(self._lists), self._mark + text, level))
            self._mark = ""
        self._words, self._line, self._level = [], 0, 0

    def _next_mark(self) -> str:
        kind, number = self._lists[-1]
        self._lists[-1] = (kind, number + 1)
        if not kind:
            return "• "
        return f"{_LETTERS[number]}) " if kind in {"a", "A"} and number < len(_LETTERS) else f"{number + 1}. "
