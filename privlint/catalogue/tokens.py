"""Names taken apart: ``customerEMail2`` is customer, e, mail; words of scripts without spaces by longest match."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: Plural acronyms (``IDs``), an acronym before a capitalised word (``IPAddress``), words, acronyms, numbers, and runs
#: of letters of any other script.
_PIECE = re.compile(r"IPv|OAuth|[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
#: Latin letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "œ": "oe", "ł": "l", "Ł": "L", "đ": "d"})
#: Latin letters end here; beyond, a mark may be part of the letter (か and が).
_LATIN_END = 0x250


def tokenise(name: str, script_words: Collection[str] = frozenset()) -> tuple[str, ...]:
    """Split a name into lower-case words without accents and without counting numbers.

    Understands snake_case, kebab-case, camelCase, ``ACRONYMWord`` and digits: those that count (``phone2``) go, those
    that belong to a short word (``md5``, ``2fa``) stay. A run of Japanese, Chinese or Korean letters is cut into the
    longest ``script_words``; what none of them covers stays in one piece.
    """
    plain = name.replace("_", " ")
    if plain.isascii() and plain.islower() and plain.replace(" ", "").isalpha():
        return tuple(plain.split())
    text = name if name.isascii() else _without_accents(unicodedata.normalize("NFKC", name))
    words: list[str] = []
    end = -1
    for match in _PIECE.finditer(text):
        piece, touches, end = match.group().lower(), match.start() == end, match.end()
        if piece.isdigit():
            _add_number(words, piece, touches)
        elif piece.isascii():
            _add_word(words, piece, touches)
        else:
            words.extend(_script_pieces(piece, script_words))
    return tuple(word for word in words if not word.isdigit())


def singulars(word: str) -> Iterator[str]:
    """What an English word in the plural may be the plural of, likeliest first."""
    if len(word) > 2 and word.endswith("s"):
        if word.endswith("ies"):
            yield word[:-3] + "y"
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]


def _without_accents(text: str) -> str:
    return "".join(
        unicodedata.normalize("NFD", letter)[0] if ord(letter) < _LATIN_END else letter
        for letter in text.translate(_PLAIN)
    )


def _add_number(words: list[str], number: str, touches: bool) -> None:
    """Join a number to a word too short to stand alone, or when too long to be a count (``sha256``)."""
    if touches and words and (len(words[-1]) < 3 or len(number) > 2):
        words[-1] += number
    else:
        words.append(number)


def _add_word(words: list[str], word: str, touches: bool) -> None:
    """Join a short word to the number it begins with (``2fa``)."""
    if touches and words and words[-1].isdigit() and len(words[-1]) == 1 and len(word) == 2:
        words[-1] += word
    else:
        words.append(word)


def _script_pieces(run: str, known: Collection[str]) -> Iterator[str]:
    start = unknown = 0
    while start < len(run):
        end = next((end for end in range(len(run), start, -1) if run[start:end] in known), 0)
        if not end:
            start += 1
            continue
        if unknown < start:
            yield run[unknown:start]
        yield run[start:end]
        start = unknown = end
    if unknown < len(run):
        yield run[unknown:]
