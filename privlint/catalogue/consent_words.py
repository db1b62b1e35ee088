"""Consent by name: whether a function or attribute asks for it, for which scope, and which way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlint.catalogue.spelling import Spelling
    from privlint.catalogue.vocabulary import ConsentWords, Words


class ConsentWord(msgspec.Struct, frozen=True):
    """How a name speaks of consent.

    ``scope`` is a scope of the policy, a word that is none of its scopes (``photo``), or empty where the name has none.
    ``negated``: truth means that there is no consent. ``raises``: the function returns only where there is.
    ``noun``: the name is the consent itself (``user.analytics_consent``) rather than a question (``has_consent``).
    ``grants``: the function sets a consent, so it is no test.
    """

    scope: str = ""
    negated: bool = False
    raises: bool = False
    noun: bool = False
    grants: bool = False


class ConsentReader:
    """Reads names by the word lists of consent."""

    def __init__(self, words: ConsentWords, scopes: Mapping[str, Words], spelling: Spelling) -> None:
        self._spelling = spelling
        self._scopes = {
            " ".join(spelling.words(phrase)): scope for scope, phrases in scopes.items() for phrase in (scope, *phrases)
        }
        self._phrase_scopes = {" ".join(spelling.words(key)): scope for key, scope in words.phrase_scopes.items()}
        self._nouns = spelling.all(words.nouns)
        self._acceptance = spelling.all(words.acceptance)
        self._acceptable = spelling.all(words.acceptable)
        self._refusals = spelling.all(words.refusals)
        self._negations = spelling.all(words.negations)
        self._asks = spelling.all(words.asks)
        self._raises = spelling.all(words.raises)
        self._grants = spelling.all(words.grants)
        self._others = spelling.all(words.others)
        self._silent = self._negations | self._asks | self._raises | spelling.all(words.neutral)

    def read(self, name: str) -> ConsentWord | None:
        """What the name says of consent, or None."""
        words = self._words(name)
        refusal = _longest(words, self._refusals)
        noun = refusal or _longest(words, self._nouns)
        if noun is not None:
            return self._about(words, *noun, refused=refusal is not None)
        return self._accepting(words)

    def is_refusal(self, name: str) -> bool:
        """Whether the name speaks of opting out."""
        return _longest(self._words(name), self._refusals) is not None

    def scope(self, text: str) -> str:
        """The policy's scope for a word or phrase, or the text as given."""
        return self._scopes.get(" ".join(self._words(text)), text)

    def _words(self, name: str) -> tuple[str, ...]:
        return self._spelling.words(name.rpartition(".")[2])

    def _about(self, words: tuple[str, ...], start: int, end: int, *, refused: bool) -> ConsentWord | None:
        """Judge the words around a noun of consent or a refusal."""
        before, behind = words[:start], words[end:]
        grants = bool(before) and before[0] in self._grants
        rest = (*before[1:], *behind) if grants else (*before, *behind)
        if not self._others.isdisjoint(rest):
            return None
        negations = sum(word in self._negations for word in rest)
        return ConsentWord(
            scope=self._phrase_scopes.get(" ".join(words[start:end])) or self._scope_of(rest),
            negated=(negations + refused) % 2 == 1,
            raises=words[0] in self._raises,
            noun=self._asks.isdisjoint(before) and not grants and words[0] not in self._raises,
            grants=grants,
        )

    def _accepting(self, words: tuple[str, ...]) -> ConsentWord | None:
        """``accepts_marketing``, ``tracking_allowed``: words of acceptance count beside a scope and nothing else."""
        found = _longest(words, self._acceptance)
        if found is None:
            return None
        start, end = found
        rest = tuple(word for word in (*words[:start], *words[end:]) if word not in self._silent)
        if " ".join(rest) not in self._acceptable:
            return None
        around = (*words[:start], *words[end:])
        return ConsentWord(
            scope=self._scope_of(rest),
            negated=sum(word in self._negations for word in around) % 2 == 1,
            raises=words[0] in self._raises,
            noun=words[0] not in self._asks and words[0] not in self._grants,
            grants=words[0] in self._grants,
        )

    def _scope_of(self, words: Iterable[str]) -> str:
        """The one scope that the words name; several or unknown ones are joined, and so match no policy's scope."""
        telling = tuple(word for word in words if word not in self._silent)
        return self._scopes.get(" ".join(telling)) or "-".join(dict.fromkeys(self._parts(telling)))

    def _parts(self, words: tuple[str, ...]) -> Iterator[str]:
        at = 0
        while at < len(words):
            ends = (end for end in range(len(words), at, -1) if " ".join(words[at:end]) in self._scopes)
            end = next(ends, 0)
            yield self._scopes[" ".join(words[at:end])] if end else words[at]
            at = end or at + 1


def _longest(words: tuple[str, ...], phrases: frozenset[str]) -> tuple[int, int] | None:
    """Where the longest of the phrases stands in the words, the first of equals."""
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            if " ".join(words[start : start + length]) in phrases:
                return start, start + length
    return None
