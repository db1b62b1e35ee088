"""What words of code mean in a policy: its purposes and scopes of consent, by their ids and aliases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.model.policy import ConsentRow, Policy, Purpose

#: The alias of a purpose that any word denotes: a law asks for a purpose and leaves open which.
ANY_WORD = "*"


class PolicyWords:
    """The words of one policy; case, underscores and blanks make no difference.

    ``meaning`` gives the usual scope that a word of code means (``MARKETING_EMAILS``: ``advertising``), for words that
    the policy itself does not list.
    """

    def __init__(self, policy: Policy, meaning: Callable[[str], str] = str) -> None:
        self._meaning = meaning
        self._purposes = {plain(word): purpose for purpose in policy.purpose for word in purpose.aliases}
        self._purposes |= {plain(purpose.id): purpose for purpose in policy.purpose}
        self._scopes = {plain(word): row for row in policy.consent for word in row.words}
        self._scopes |= {plain(row.scope): row for row in policy.consent}

    @property
    def is_open(self) -> bool:
        """Whether the policy takes any word for a purpose."""
        return ANY_WORD in self._purposes

    def purpose(self, word: str) -> Purpose | None:
        """The purpose that ``word`` denotes: by id, by alias, below an alias that is dotted, or as any word does."""
        key = plain(word)
        while key:
            if key in self._purposes:
                return self._purposes[key]
            key = key.rpartition(".")[0]
        return self._purposes.get(ANY_WORD)

    def scope(self, word: str) -> ConsentRow | None:
        """The scope of consent that ``word`` denotes."""
        return self._scopes.get(plain(word)) or self._scopes.get(plain(self._meaning(word)))


def plain(word: str) -> str:
    """A word without regard to case, underscores and blanks."""
    return re.sub(r"[\s_]+", "-", word.strip().casefold())
