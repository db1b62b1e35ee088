"""A policy, indexed for judging: what words of code mean in it, and which rows speak of a category."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.model.category import covers
from privlint.model.finding import ClauseRef
from privlint.model.policy_words import PolicyWords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from privlint.model.policy import ConsentRow, Policy, Purpose

_NUMBERS = re.compile(r"\d+(?:\.\w+)*")


class PolicyView:
    """One policy; ``several`` tells that it is one among others, so that clauses bear its id (``gdpr:6.1``).

    ``meaning`` is as in ``PolicyWords``.
    """

    def __init__(self, policy: Policy, meaning: Callable[[str], str] = str, *, several: bool = False) -> None:
        self.policy = policy
        self.id = policy.policy.id
        self._several = several
        self._titles = {clause.id: clause.title for clause in policy.clause}
        self._words = PolicyWords(policy, meaning)
        self._exceptions = frozenset(row.clause for row in policy.exception)

    def purpose(self, word: str) -> Purpose | None:
        """The purpose that ``word`` denotes: by id, by alias, or below an alias that is dotted."""
        return self._words.purpose(word)

    @property
    def takes_any_purpose(self) -> bool:
        """Whether the policy, as laws do, asks for a purpose and leaves open which."""
        return self._words.is_open

    def scope(self, word: str) -> ConsentRow | None:
        """The scope of consent that ``word`` denotes."""
        return self._words.scope(word)

    def is_exception(self, clause: str) -> bool:
        """Whether ``basis=`` may cite this clause; ``id:clause`` cites that of one policy."""
        policy, _, local = clause.rpartition(":")
        return local in self._exceptions and policy in {"", self.id}

    def has_clause(self, clause: str) -> bool:
        """Whether the policy has this clause, written with or without the policy's id."""
        policy, _, local = clause.rpartition(":")
        return local in self._titles and policy in {"", self.id}

    def lists(self, category: str) -> bool:
        """Whether the policy names the category as collected."""
        return any(covers(row.category, category) for row in self.policy.data)

    def selects(self, keys: Iterable[str], category: str, identifying: Callable[[str], bool]) -> bool:
        """Whether a row's ``categories`` take in the category; the marks ``@identifying`` … narrow the keys beside."""
        marks = {key for key in keys if key in {"@identifying", "@non-identifying"}}
        others = [key for key in keys if key not in marks]
        if marks and ("@identifying" in marks) != identifying(category):
            return False
        return not others or any(self._key_selects(key, category) for key in others)

    def before_collection(self, category: str) -> tuple[ConsentRow, ...]:
        """The scopes without which this category may not even be collected."""
        rows = (row for row in self.policy.consent if row.before == "collection")
        return tuple(row for row in rows if any(covers(key, category) for key in row.categories))

    def cited(self, rule: str, topic: str = "") -> tuple[str, ...]:
        """The clauses that a rule stands for, of one topic where it has several."""
        return tuple(cite.clause for cite in self.policy.cite if cite.rule == rule and cite.topic in {"", topic})

    def reference(self, clause: str) -> ClauseRef:
        """The clause with its title, for the finding."""
        return ClauseRef(self.id, clause, self._titles.get(clause, ""))

    def shown(self, clause: str) -> str:
        """The clause as messages name it: ``Article 6(11)``; ``gdpr:6.1`` among several policies."""
        if self._several:
            return f"{self.id}:{clause}"
        if not _NUMBERS.fullmatch(clause):
            return f'clause "{clause}"'
        article, *inner = clause.split(".")
        return f"Article {article}" + "".join(f"({part})" for part in inner)

    def _key_selects(self, key: str, category: str) -> bool:
        if key == "@listed":
            return self.lists(category)
        if key == "@unlisted":
            return not self.lists(category) and not any(covers(category, row.category) for row in self.policy.data)
        return covers(key, category)


def view_policies(policies: tuple[Policy, ...], meaning: Callable[[str], str]) -> tuple[PolicyView, ...]:
    """The policies, indexed, in their order."""
    return tuple(PolicyView(policy, meaning, several=len(policies) > 1) for policy in policies)
