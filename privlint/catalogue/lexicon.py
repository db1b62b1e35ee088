"""The lexicon: words and phrases to categories, and what a name alone says by its head noun."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.tokens import singulars, tokenise
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.catalogue.vocabulary import CategoryWords, Vocabulary, Words

#: Words glued together are understood when at least this long (``firstname``, not ``adid``).
_SHORTEST_GLUED = 6
#: A key of more words than this is a sentence.
_LONGEST_NAME = 8


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


class Meaning(msgspec.Struct, frozen=True):
    """What a phrase stands for; the empty category marks a false friend (``host name``)."""

    category: str
    weight: Weight
    phrase: str


class Limits(msgspec.Struct, frozen=True):
    """What all languages together say of the words around a category, and the most a name can tell of it."""

    not_after: frozenset[str]
    not_before: frozenset[str]
    cap: Confidence


class Reading(msgspec.Struct, frozen=True):
    """What a name alone says: a category, the weight of its words, and whose datum where the name tells (``user_email``
    is a person's, ``server_ip`` a thing's)."""

    category: str
    weight: int
    phrase: str
    cap: Confidence
    owner: str = ""
    standing: Standing | None = None


class Lexicon:
    """Word lists made ready for lookup; ``words`` turns a name into the words the lists are written in."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        grammar, owners = vocabulary.grammar, vocabulary.owners
        self._abbreviations = {short: tokenise(long) for short, long in grammar.abbreviations.items()}
        self._finals = {short: tokenise(long) for short, long in grammar.final_abbreviations.items()}
        self._connectors = frozenset(grammar.connectors)
        self._invariable = frozenset(grammar.invariable)
        self._known: frozenset[str] = frozenset()
        self._script: frozenset[str] = frozenset()
        self._known = frozenset(word for phrase in _all_phrases(vocabulary) for word in self.words(phrase))
        self._script = frozenset(word for word in self._known if not word.isascii())
        self._phrases = dict(self._meanings(vocabulary))
        self._known |= {phrase for phrase in self._phrases if " " not in phrase}
        self._longest = max((phrase.count(" ") + 1 for phrase in self._phrases), default=1)
        self._limits = {category: _limits(lists) for category, lists in _by_category(vocabulary).items()}
        self._tails = self.set_of(grammar.neutral_tails)
        self._neutral = self.set_of(grammar.neutral)
        self._first_vetoes = self.set_of(grammar.first_vetoes)
        self._roles = self.set_of(grammar.roles)
        self._vetoes = self._roles | self.set_of(grammar.vetoes)
        self._trailing = self.set_of(owners.trailing_persons)
        self.standings = {
            **dict.fromkeys(self.set_of(owners.things), Standing.THING),
            **dict.fromkeys(self.set_of(owners.maybe), Standing.MAYBE),
            **dict.fromkeys(self.set_of(owners.persons), Standing.PERSON),
        }

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a name: abbreviations spelled out, connectors dropped, plurals reduced to a known singular."""
        spelled: list[str] = []
        raw = tokenise(name, self._script)
        for at, word in enumerate(raw):
            if word in self._connectors and 0 < at < len(raw) - 1:
                continue
            long = self._abbreviations.get(word) or (self._finals.get(word) if 0 < at == len(raw) - 1 else None)
            spelled.extend(long or (self._singular(word),))
        return tuple(spelled)

    def set_of(self, phrases: Words) -> frozenset[str]:
        """Words of a list as ``words`` would give them; phrases of several are joined by a space."""
        return frozenset(" ".join(self.words(phrase)) for phrase in phrases)

    def is_role(self, name: str) -> bool:
        """Whether the name is of an address that belongs to the system (``mail_from``), whatever its type."""
        return not self._roles.isdisjoint(self.words(name))

    def without_trailing_persons(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words up to the last that is no person: of ``identity user``, ``identity``."""
        end = len(words)
        while end and self.standings.get(words[end - 1]) is Standing.PERSON:
            end -= 1
        return words[:end]

    def read(self, words: tuple[str, ...], verb: str = "") -> Reading | None:
        """What the words say by their head noun, or None. ``verb`` stood before them in the name of a function."""
        head = self._head(words) if len(words) <= _LONGEST_NAME else None
        if head is None:
            return None
        start, end, trailing, meaning = head
        before, behind = words[:start], words[end:]
        if before and before[0] in self._first_vetoes:
            return None
        limits = self._limits[meaning.category]
        if not self._vetoes.isdisjoint(before) or not limits.not_before.isdisjoint(behind):
            return None
        if not limits.not_after.isdisjoint((*before, verb)):
            return None
        return self._qualified(meaning, before, limits.cap, trailing)

    def _head(self, words: tuple[str, ...]) -> tuple[int, int, str, Meaning] | None:
        """Where the head phrase stands, what it means, and the person named behind it."""
        end, trailing = len(words), ""
        while end:
            for start in range(max(0, end - self._longest), end):
                meaning = self._phrases.get(" ".join(words[start:end]))
                if meaning is not None:
                    return (start, end, trailing, meaning) if meaning.category else None
            last = words[end - 1]
            if last in self._trailing:
                trailing = last
            elif last not in self._tails:
                return None
            end -= 1
        return None

    def _qualified(self, meaning: Meaning, before: tuple[str, ...], cap: Confidence, trailing: str) -> Reading | None:
        """Weigh the words before the head: the nearest owner counts, any other unknown word makes it less sure."""
        owner, standing = trailing, Standing.PERSON if trailing else None
        unknown = 0
        for word in reversed(before):
            if standing is None and word in self.standings:
                owner, standing = word, self.standings[word]
            elif not (word in self._neutral or word in self.standings or word in self._phrases):
                unknown = 1
        if unknown and meaning.weight is Weight.CONTEXT:
            return None
        return Reading(meaning.category, meaning.weight - unknown, meaning.phrase, cap, owner, standing)

    def _singular(self, word: str) -> str:
        if word in self._invariable:
            return word
        return next((single for single in singulars(word) if single in self._known), word)

    def _meanings(self, vocabulary: Vocabulary) -> Iterator[tuple[str, Meaning]]:
        """Phrase and meaning; false friends come last, so that they win over a phrase of the same words."""
        for lists in vocabulary.lexicon:
            for category, words in lists.items():
                for phrase, weight in _weighted(words):
                    yield from self._spellings(phrase, category, weight)
        for phrase in vocabulary.grammar.false_friends:
            yield from self._spellings(phrase, "", Weight.CONTEXT)

    def _spellings(self, phrase: str, category: str, weight: Weight) -> Iterator[tuple[str, Meaning]]:
        words = self.words(phrase)
        meaning = Meaning(category, weight, " ".join(words))
        glued = "".join(words)
        if len(words) > 1 and len(glued) >= _SHORTEST_GLUED and glued.isascii():
            yield glued, meaning
        yield " ".join(words), meaning


def _weighted(words: CategoryWords) -> Iterator[tuple[str, Weight]]:
    for weight, phrases in (
        (Weight.CONTEXT, words.context),
        (Weight.WEAK, words.weak),
        (Weight.LIKELY, words.likely),
        (Weight.SURE, words.sure),
    ):
        for phrase in phrases:
            yield phrase, weight


def _by_category(vocabulary: Vocabulary) -> dict[str, list[CategoryWords]]:
    found: dict[str, list[CategoryWords]] = {}
    for lists in vocabulary.lexicon:
        for category, words in lists.items():
            found.setdefault(category, []).append(words)
    return found


def _limits(lists: Iterable[CategoryWords]) -> Limits:
    lists = tuple(lists)
    caps = [Confidence[words.cap.upper()] for words in lists if words.cap]
    return Limits(
        not_after=frozenset(word for words in lists for word in words.not_after),
        not_before=frozenset(word for words in lists for word in words.not_before),
        cap=min(caps, default=Confidence.HIGH),
    )


def _all_phrases(vocabulary: Vocabulary) -> Iterator[str]:
    """Every phrase of every list: together they are the words whose plural is understood."""
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
