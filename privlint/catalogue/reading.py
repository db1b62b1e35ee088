"""What a name alone says: its head noun tells the datum, the words before it whose datum it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.lexicon import Standing, Weight
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from privlint.catalogue.lexicon import Lexicon

#: A key of more words than this is a sentence.
_LONGEST_NAME = 8


class Reading(msgspec.Struct, frozen=True):
    """What a name alone says: a category, the weight of its words, and whose datum where the name tells.

    ``user_email`` is a person's, ``server_ip`` a thing's; ``cap`` is the most that a name can tell of the category,
    ``not_of`` are words of owners that have no such datum, ``not_beside`` names of parameters or fields beside which
    it is none.
    """

    category: str
    weight: int
    phrase: str
    cap: Confidence
    not_of: frozenset[str] = frozenset()
    not_beside: frozenset[str] = frozenset()
    owner: str = ""
    standing: Standing | None = None


def read(lexicon: Lexicon, words: tuple[str, ...], verb: str = "") -> Reading | None:
    """What the words say, or None. ``verb`` stood before them in the name of a function.

    The datum is the head noun, the last of the words but for neutral tails: ``email`` in ``user_email_value``, while
    ``email_template`` is a template.
    """
    head = _head(lexicon, words) if len(words) <= _LONGEST_NAME else None
    if head is None:
        return None
    start, end, trailing = head
    phrase, before, behind = " ".join(words[start:end]), words[:start], words[end:]
    limits = lexicon.limits[lexicon.phrases[phrase].category]
    if before and (before[0] in lexicon.first_vetoes or not lexicon.vetoes.isdisjoint(before)):
        return None
    if not limits.not_before.isdisjoint(behind) or not limits.not_after.isdisjoint((*before, verb)):
        return None
    return _weigh(lexicon, phrase, before, trailing)


def _head(lexicon: Lexicon, words: tuple[str, ...]) -> tuple[int, int, str] | None:
    """Where the phrase of the head noun begins and ends, and the person named behind it."""
    end, trailing = len(words), ""
    while end:
        for start in range(max(0, end - lexicon.longest), end):
            meaning = lexicon.phrases.get(" ".join(words[start:end]))
            if meaning is not None:
                return (start, end, trailing) if meaning.category else None
        last = words[end - 1]
        if last in lexicon.trailing_persons:
            trailing = last
        elif last not in lexicon.neutral_tails:
            return None
        end -= 1
    return None


def _weigh(lexicon: Lexicon, phrase: str, before: tuple[str, ...], trailing: str) -> Reading | None:
    """The nearest owner among the words before the head counts; any unknown word there makes it less sure."""
    meaning = lexicon.phrases[phrase]
    owner, standing = trailing, Standing.PERSON if trailing else None
    unknown = 0
    for at, word in reversed(tuple(enumerate(before))):
        if standing is None and word in lexicon.standings:
            owner, standing = word, lexicon.standing(before[: at + 1])
        elif not (word in lexicon.neutral or word in lexicon.standings or word in lexicon.phrases):
            unknown = 1
    if unknown and meaning.weight is Weight.CONTEXT:
        return None
    limits = lexicon.limits[meaning.category]
    return Reading(
        meaning.category,
        meaning.weight - unknown,
        phrase,
        limits.cap,
        limits.not_of | limits.context_not_of if meaning.weight is Weight.CONTEXT else limits.not_of,
        limits.not_beside,
        owner,
        standing,
    )
