"""The lexicon: what words and phrases mean, compiled from the word lists into one table to look them up in."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.spelling import Spelling
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.catalogue.vocabulary import CategoryWords, Owners, Vocabulary

#: Words glued together are understood when at least this long (``firstname``, not ``adid``).
_SHORTEST_GLUED = 6


class Weight(enum.IntEnum):
    """What a word is worth; 6 in all is high confidence, 4 medium, 2 low."""

    SURE = 6
    LIKELY = 4
    WEAK = 2
    CONTEXT = 1


class Standing(enum.IntEnum):
    """What an owner is worth: whose data, or what's."""

    PERSON = 3
    MAYBE = 1
    THING = -4


class Meaning(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a phrase stands for; the empty category marks a false friend (``host name``)."""

    category: str
    weight: Weight


class Limits(msgspec.Struct, frozen=True, array_like=True):
    """What all languages together say of the words around a category, and the most a name can tell of it."""

    not_after: frozenset[str]
    not_before: frozenset[str]
    not_of: frozenset[str]
    context_not_of: frozenset[str]
    not_beside: frozenset[str]
    cap: Confidence


_NO_LIMITS = Limits(frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), Confidence.HIGH)


class Lexicon(msgspec.Struct, frozen=True, array_like=True):
    """Word lists made ready for lookup; plain data, so that a cache can keep it as bytes.

    ``phrases`` and ``standings`` are keyed by words as ``spelling`` gives them, joined by a space; ``longest`` is the
    number of words of the longest phrase. The sets are those of ``Grammar`` and ``Owners``, ``vetoes`` with ``roles``.
    """

    spelling: Spelling
    phrases: dict[str, Meaning]
    longest: int
    limits: dict[str, Limits]
    standings: dict[str, Standing]
    neutral_tails: frozenset[str]
    neutral: frozenset[str]
    first_vetoes: frozenset[str]
    vetoes: frozenset[str]
    roles: frozenset[str]
    trailing_persons: frozenset[str]
    configuration: frozenset[str]
    class_tails: frozenset[str]
    describing: frozenset[str]
    holders: frozenset[str]
    requests: frozenset[str]

    def is_role(self, name: str) -> bool:
        """Whether the name is of an address that belongs to the system (``mail_from``)."""
        return not self.roles.isdisjoint(self.spelling.words(name))

    def standing(self, words: tuple[str, ...]) -> Standing | None:
        """What the last of the words is, together with the word before it (``site user``) or alone; None if unknown."""
        return self.standings.get(" ".join(words[-2:]), self.standings.get(words[-1]))

    def without_trailing_persons(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words up to the last that is no person: of ``identity user``, ``identity``."""
        end = len(words)
        while end and self.standings.get(words[end - 1]) is Standing.PERSON:
            end -= 1
        return words[:end]


def compile_lexicon(vocabulary: Vocabulary) -> Lexicon:
    """Compile the word lists."""
    grammar, owners = vocabulary.grammar, vocabulary.owners
    spelling = Spelling.of(grammar, _all_phrases(vocabulary))
    phrases = dict(_meanings(vocabulary, spelling))
    glued = frozenset(phrase for phrase in phrases if " " not in phrase)
    spelling = msgspec.structs.replace(spelling, known=spelling.known | glued)
    roles = spelling.all(grammar.roles)
    return Lexicon(
        spelling=spelling,
        phrases=phrases,
        longest=max((phrase.count(" ") + 1 for phrase in phrases), default=1),
        limits=_limits(vocabulary),
        standings=_standings(owners, spelling),
        neutral_tails=spelling.all(grammar.neutral_tails),
        neutral=spelling.all(grammar.neutral),
        first_vetoes=spelling.all(grammar.first_vetoes),
        vetoes=roles | spelling.all(grammar.vetoes),
        roles=roles,
        trailing_persons=spelling.all(owners.trailing_persons),
        configuration=spelling.all(owners.configuration),
        class_tails=spelling.all(owners.class_tails),
        describing=spelling.all(owners.describing),
        holders=spelling.all(owners.holders),
        requests=frozenset(owners.requests),
    )


def _all_phrases(vocabulary: Vocabulary) -> Iterator[str]:
    """Every phrase of the lists that decide what a datum is: together, the words whose plural is understood."""
    for lists in vocabulary.lexicon:
        for words in lists.values():
            for phrase, _ in _weighted(words):
                yield phrase
            yield from (*words.not_after, *words.not_before)
    grammar, owners = vocabulary.grammar, vocabulary.owners
    yield from (*grammar.neutral_tails, *grammar.neutral, *grammar.vetoes, *grammar.roles, *grammar.false_friends)
    yield from (*owners.persons, *owners.maybe, *owners.things, *owners.class_tails, *owners.trailing_persons)
    yield from vocabulary.consent.nouns
    for phrases in vocabulary.scopes.values():
        yield from phrases


def _meanings(vocabulary: Vocabulary, spelling: Spelling) -> Iterator[tuple[str, Meaning]]:
    """Phrase and meaning; false friends come last, so that they win over a datum of the same words."""
    for lists in vocabulary.lexicon:
        for category, words in lists.items():
            for phrase, weight in _weighted(words):
                yield from _spellings(spelling.words(phrase), category, weight)
    for phrase in vocabulary.grammar.false_friends:
        yield from _spellings(spelling.words(phrase), "", Weight.CONTEXT)


def _weighted(words: CategoryWords) -> Iterator[tuple[str, Weight]]:
    """Phrases, the weightier later, so that they win."""
    for weight, phrases in (
        (Weight.CONTEXT, words.context),
        (Weight.WEAK, words.weak),
        (Weight.LIKELY, words.likely),
        (Weight.SURE, words.sure),
    ):
        for phrase in phrases:
            yield phrase, weight


def _spellings(words: tuple[str, ...], category: str, weight: Weight) -> Iterator[tuple[str, Meaning]]:
    phrase = " ".join(words)
    meaning = Meaning(category, weight)
    if len(words) > 1 and len(phrase) >= _SHORTEST_GLUED + len(words) - 1 and phrase.isascii():
        yield phrase.replace(" ", ""), meaning
    yield phrase, meaning


def _limits(vocabulary: Vocabulary) -> dict[str, Limits]:
    """The limits of each category, over all languages."""
    found: dict[str, Limits] = {}
    for lists in vocabulary.lexicon:
        for category, words in lists.items():
            known = found.get(category, _NO_LIMITS)
            found[category] = Limits(
                not_after=known.not_after.union(words.not_after),
                not_before=known.not_before.union(words.not_before),
                not_of=known.not_of.union(words.not_of),
                context_not_of=known.context_not_of.union(words.context_not_of),
                not_beside=known.not_beside.union(words.not_beside),
                cap=min(known.cap, Confidence[words.cap.upper()] if words.cap else Confidence.HIGH),
            )
    return found


def _standings(owners: Owners, spelling: Spelling) -> dict[str, Standing]:
    return {
        **dict.fromkeys(spelling.all(owners.things), Standing.THING),
        **dict.fromkeys(spelling.all(owners.maybe), Standing.MAYBE),
        **dict.fromkeys(spelling.all(owners.persons), Standing.PERSON),
    }
