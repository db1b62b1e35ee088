"""Names spelled as the word lists are: abbreviations written out, plurals reduced, words that mean nothing dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.tokens import singulars, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.catalogue.vocabulary import Grammar


class Spelling(msgspec.Struct, frozen=True):
    """How names are spelled out.

    ``known`` are all words of the lists: plurals are reduced to these only. ``script`` are those of them that are
    written without spaces between words.
    """

    abbreviations: dict[str, tuple[str, ...]]
    final_abbreviations: dict[str, tuple[str, ...]]
    connectors: frozenset[str]
    invariable: frozenset[str]
    known: frozenset[str] = frozenset()
    script: frozenset[str] = frozenset()

    @classmethod
    def of(cls, grammar: Grammar, phrases: Iterable[str]) -> Spelling:
        """The spelling that knows the words of the phrases."""
        plain = cls(
            abbreviations={short: tokenise(long) for short, long in grammar.abbreviations.items()},
            final_abbreviations={short: tokenise(long) for short, long in grammar.final_abbreviations.items()},
            connectors=frozenset(grammar.connectors),
            invariable=frozenset(grammar.invariable),
        )
        known = frozenset(word for phrase in phrases for word in plain.words(phrase))
        return msgspec.structs.replace(plain, known=known, script=frozenset(w for w in known if not w.isascii()))

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a name, spelled out."""
        spelled: list[str] = []
        raw = tokenise(name, self.script)
        last = len(raw) - 1
        for at, word in enumerate(raw):
            if word in self.abbreviations:
                spelled += self.abbreviations[word]
            elif at == last > 0 and word in self.final_abbreviations:
                spelled += self.final_abbreviations[word]
            elif word not in self.connectors or not 0 < at < last:
                spelled.append(self._singular(word))
        return tuple(spelled)

    def all(self, phrases: Iterable[str]) -> frozenset[str]:
        """Each phrase spelled out, its words joined by a space."""
        return frozenset(" ".join(self.words(phrase)) for phrase in phrases)

    def _singular(self, word: str) -> str:
        if word in self.invariable or not word.endswith("s"):
            return word
        return next((single for single in singulars(word) if single in self.known), word)
