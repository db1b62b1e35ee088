"""Whose data: what the text of an object, or the name of its class, says of the one it stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.lexicon import Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.catalogue.lexicon import Lexicon

_PART = re.compile(r"[^\W\d]\w*")
_SELF = frozenset({"self", "cls"})


class Owner(msgspec.Struct, frozen=True):
    """What an expression stands for.

    ``head`` is its head noun and ``standing`` what that is, None where it is not known. ``configured`` marks an object
    that holds settings. ``words`` are all words of the part that tells, ``last`` those of the last part,
    in order.
    """

    head: str = ""
    standing: Standing | None = None
    configured: bool = False
    words: frozenset[str] = frozenset()
    last: tuple[str, ...] = ()


class OwnerReader:
    """Reads expressions and class names, remembering each; ``without_getter`` strips the verb of ``get_user``."""

    def __init__(self, lexicon: Lexicon, without_getter: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
        self._lexicon = lexicon
        self._without_getter = without_getter
        self._known: dict[str, Owner] = {"": Owner()}

    def read(self, text: str) -> Owner:
        """The owner that ``order.customer``, ``users[0].data`` or ``UserSchema`` stands for."""
        if text not in self._known:
            parts = [part for part in _PART.findall(text) if part not in _SELF]
            self._known[text] = self._read(parts) if parts else Owner()
        return self._known[text]

    def _read(self, parts: list[str]) -> Owner:
        telling = next((part for part in reversed(parts) if not self._says_nothing(part)), parts[0])
        spelled = self._lexicon.spelling.words(telling)
        words = list(self._without_getter(spelled) or spelled)
        while len(words) > 1 and words[-1] in self._lexicon.class_tails:
            words.pop()
        if not words:
            return Owner()
        standing = self._lexicon.standing(tuple(words))
        if standing is None and telling[0].islower() and spelled[-1] in self._lexicon.describing:
            standing = Standing.THING
        last = self._lexicon.spelling.words(parts[-1])
        return Owner(words[-1], standing, self._is_configuration(parts, words[-1]), frozenset(spelled), last)

    def _is_configuration(self, parts: list[str], head: str) -> bool:
        """Whether settings are read (``settings``, ``DATABASES["default"]``), though not those of a person."""
        if parts[0] in self._lexicon.requests or not (parts[0].isupper() or head in self._lexicon.configuration):
            return False
        words = (word for part in parts for word in self._lexicon.spelling.words(part))
        return all(self._lexicon.standings.get(word) is not Standing.PERSON for word in words)

    def _says_nothing(self, part: str) -> bool:
        """Whether a part leaves the owner to the part before it: ``user.data``, ``request.POST``."""
        words = self._lexicon.spelling.words(part)
        if part.isupper() or not words:
            return True
        return self._lexicon.class_tails.issuperset(words) and words[-1] not in self._lexicon.standings
