"""Whether the rows of a policy refer to things that exist: clauses, purposes, scopes, recipients, categories."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from privlint.errors import UserError, nearest
from privlint.model.category import covers
from privlint.model.recipient import Kind
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from privlint.model.policy import Policy
    from privlint.settings.toml_positions import KeyPath, TomlDocument

_SELECTORS = frozenset({"*", "@listed", "@unlisted", "@identifying", "@non-identifying"})
_ROLES = frozenset({"processor", "ad-partner", "advertiser", "joint-user", "payment-provider", "own"})
#: Which vocabulary the words under a key belong to, whatever the table.
_NOUNS = {
    "clause": "clause",
    "cites": "clause",
    "also": "clause",
    "purposes": "purpose",
    "unless_purposes": "purpose",
    "consent": "scope of consent",
    "recipient": "recipient kind",
    "except": "recipient kind",
    "reaches": "recipient kind",
    "roles": "role",
    "transforms": "transform",
    "unless_transforms": "transform",
    "category": "category",
    "categories": "category",
    "items": "category",
    "needs": "need",
    "before": "moment",
    "rule": "rule",
}
#: Tables whose rows have an id of their own, and the key of it.
_IDS = {"clause": "id", "purpose": "id", "consent": "scope", "obligation": "id"}


def reference_errors(
    policy: Policy, document: TomlDocument, categories: Collection[str], rules: Collection[str]
) -> list[UserError]:
    """Every word that names nothing, every id given twice, every alias that means two things."""
    known = _vocabularies(policy)
    if categories:
        known["category"] = _SELECTORS | frozenset(categories)
    if rules:
        known["rule"] = frozenset(rules)
    problems = [*_unknown(document.data, known), *_repeated(document.data), *_ambiguous(policy)]
    return [
        UserError(message, file=document.file, line=document.line(path), hint=hint) for path, message, hint in problems
    ]


def _vocabularies(policy: Policy) -> dict[str, frozenset[str]]:
    """The words of each noun that the policy itself and the model define."""
    return {
        "clause": frozenset(clause.id for clause in policy.clause),
        "purpose": frozenset({"*", *(purpose.id for purpose in policy.purpose)}),
        "scope of consent": frozenset(row.scope for row in policy.consent),
        "recipient kind": frozenset({"*", *Kind}),
        "role": _ROLES,
        "transform": frozenset(Transform),
        "need": frozenset({"consent"}),
        "moment": frozenset({"collection"}),
    }


Problem = tuple["KeyPath", str, str]


def _unknown(data: dict[str, object], known: dict[str, frozenset[str]]) -> Iterator[Problem]:
    for table, rows in data.items():
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            for key, value in row.items():
                noun = _NOUNS.get(key, "")
                if noun in known:
                    yield from _words((table, number, key), value, noun, known[noun])


def _words(path: KeyPath, value: str | list[str], noun: str, known: frozenset[str]) -> Iterator[Problem]:
    for word in [value] if isinstance(value, str) else value:
        if word and word not in known and not (noun == "category" and _is_below(word, known)):
            yield path, f'unknown {noun} "{word}"', nearest(word, known) or _some(known)


def _is_below(word: str, known: frozenset[str]) -> bool:
    """Whether an own category refines a known one; nothing hangs directly below ``user``."""
    return any(covers(key, word) for key in known if "." in key)


def _some(known: frozenset[str]) -> str:
    return f"known: {', '.join(sorted(known)[:12])}" if known else ""


def _repeated(data: dict[str, object]) -> Iterator[Problem]:
    for table, key in _IDS.items():
        rows = msgspec.convert(data.get(table, []), list[dict[str, object]])
        counts = Counter(str(row[key]) for row in rows)
        for number, row in enumerate(rows):
            name = str(row[key])
            if counts[name] > 1 and any(other[key] == name for other in rows[:number]):
                yield (table, number, key), f'the {table} "{name}" is there twice', ""


def _ambiguous(policy: Policy) -> Iterator[Problem]:
    """Aliases of purposes and words for scopes that another row claims too."""
    purposes = [(purpose.id, purpose.aliases) for purpose in policy.purpose]
    scopes = [(row.scope, row.words) for row in policy.consent]
    for table, key, rows in (("purpose", "aliases", purposes), ("consent", "words", scopes)):
        owners = {name: name for name, _ in rows}
        for number, (name, words) in enumerate(rows):
            for index, word in enumerate(words):
                owner = owners.setdefault(word, name)
                if owner != name:
                    yield (table, number, key, index), f'"{word}" means the {table} "{owner}" already', ""
