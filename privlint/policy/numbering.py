"""The number at the head of a line: ``Article 6 (Title)``, ``第6条``, ``1.2``, ``3.``, ``(3)``, ``①``, ``a)``."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

ARTICLE = "article"
DOTTED = "dotted"
#: A number in a pattern, after ``half_width``.
NUMERAL = "[0-9]+|[〇一二三四五六七八九十百]+"

_KANJI = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ARTICLE, re.compile(r"(?:Article|Section|Clause|Art\.|Sec\.|§)\s*(\d+)(?!\d|\.\d)\s*[:.–-]?\s*", re.IGNORECASE)),
    (ARTICLE, re.compile(rf"第\s*({NUMERAL})\s*条((?:の(?:{NUMERAL}))*)[\s:.]*")),
    (DOTTED, re.compile(r"(?:Article|Section|Clause|Art\.|Sec\.|§)?\s*(\d+(?:\.\d+)+)[.)]?\s+", re.IGNORECASE)),
    ("paragraph", re.compile(rf"第\s*({NUMERAL})\s*[項号][\s:.]*")),
    ("number", re.compile(r"(\d{1,3})(?:[.)]\s+|[.)、\s]\s*(?=[^\x00-\x7f]))")),
    ("parentheses", re.compile(r"\((\d{1,3})\)\s*")),
    ("circle", re.compile(r"([①-⑳])\s*")),
    ("letter", re.compile(r"\(?([a-z])\)\s+|\(([ivx]{2,5})\)\s+")),
    ("kanji", re.compile(r"([一二三四五六七八九十]{1,3})[\s、.]+")),
)
#: Which way of numbering stands above which, where nothing is indented.
RANKS = {"paragraph": 1, "number": 1, "kanji": 2, "parentheses": 2, "circle": 3, "letter": 3}


class Mark(NamedTuple):
    """The number of a line: how it is written (``style``), its value in digits or letters, and the words after it."""

    style: str
    value: str
    rest: str


def read_mark(text: str) -> Mark | None:
    """The number that a line starts with; None where it starts with words.

    An article's number has to be followed by its title or nothing, so that ``Article 6 applies to …`` is none.
    """
    for style, pattern in _MARKS:
        if found := pattern.match(half_width(text)):
            rest = text[found.end() :]
            if style != ARTICLE:
                return Mark(style, digits(next(group for group in found.groups() if group)), rest)
            if _is_title(rest):
                parts = "の".join(group for group in found.groups() if group).split("の")
                return Mark(style, ".".join(digits(part) for part in parts if part), rest)
    return None


def half_width(text: str) -> str:
    """The text with full-width letters, digits and punctuation as ASCII, character for character."""
    return text.translate(_HALF)


def digits(text: str) -> str:
    """A number in ASCII digits: full-width, circled and Chinese numerals are turned; letters stay."""
    if any(character in _KANJI or character in "十百" for character in text):
        return str(_kanji_value(text))
    return unicodedata.normalize("NFKC", text)


def _is_title(rest: str) -> bool:
    """Words that go on in lower case, or with a particle or comma, belong to a sentence about the article."""
    rest = half_width(rest)
    return not rest or not (rest[0].islower() or rest[0] in ",、;)第のにをはがで及又各")


def _kanji_value(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _KANJI[character]
    return total + digit
