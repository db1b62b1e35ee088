"""How much one clause speaks of what another speaks of, by the rarer words they share; in any language."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]{3,}")
_CJK = re.compile(r"[\u30a0-\u30ff\u3400-\u9fff]{2,}")
#: Words are compared by their beginning: ``corrections`` and ``correct``, ``advertiser`` and ``advertising``.
_STEM = 6


class Resemblance:
    """Weighs words by how few clauses have them."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(stem for text in texts for stem in set(stems(text)))
        self._most = max(counts.values(), default=1)
        self._weights = {stem: math.log((1 + self._most) / count) for stem, count in counts.items()}

    def shared(self, first: str, second: str) -> float:
        """The cosine of the two word sets: 0 when they share nothing but words that are everywhere, 1 when all."""
        one, two = set(stems(first)), set(stems(second))
        norm = math.sqrt(self._sum(one) * self._sum(two))
        return self._sum(one & two) / norm if norm else 0.0

    def weight(self, word: str) -> float:
        """How telling a word is: 0 for one that no clause has."""
        return max((self._weights.get(stem, 0.0) for stem in stems(word)), default=0.0)

    def _sum(self, words: set[str]) -> float:
        return sum(self._weights.get(word, 0.0) ** 2 for word in words)


def stems(text: str) -> list[str]:
    """The beginnings of the words of a text; pairs of neighbours where writing has no blanks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    pairs = [run[index : index + 2] for run in _CJK.findall(plain) for index in range(len(run) - 1)]
    latin = [word[:_STEM] for word in _WORD.findall(plain) if not _CJK.search(word)]
    return [*(word.rstrip("s") if len(word) < _STEM else word for word in latin), *pairs]
