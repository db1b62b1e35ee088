"""Two versions of a policy, as texts or as mappings: which clauses differ, and what in the code that touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.model.policy import Policy
from privlint.policy.compare import Comparison, compare
from privlint.policy.load import read_policy
from privlint.policy.rows import describe_rows
from privlint.policy.source import read_source
from privlint.policy.text import read_clauses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Version(msgspec.Struct, frozen=True):
    """One version: hash and title of each clause by its id, in order; of a mapping, its rows and itself as well."""

    hashes: dict[str, str]
    titles: dict[str, str]
    rows: dict[str, tuple[str, ...]] = {}
    policy: Policy | None = None


class Difference(msgspec.Struct, frozen=True):
    """One clause that differs: ``what`` is ``changed``, ``renumbered``, ``gone``, ``new`` or ``remapped``.

    ``old`` and ``new`` are its ids, empty where it is not; ``details`` say which rows of a mapping came and went.
    """

    what: str
    old: str
    new: str
    title: str
    details: tuple[str, ...] = ()


def read_version(file: Path, shown: str) -> Version:
    """A mapping where the file is TOML, else the text of a policy; raises UserError for a file that cannot be read."""
    if file.suffix == ".toml":
        policy = read_policy(file, shown)
        clauses = {clause.id: clause.sha256 for clause in policy.clause}
        titles = {clause.id: clause.title for clause in policy.clause}
        return Version(clauses, titles, describe_rows(policy), policy)
    read = read_clauses(read_source(file, shown))
    return Version({one.id: one.sha256 for one in read}, {one.id: one.heading or _start(one.text) for one in read})


def differences(old: Version, new: Version) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the old version, then what is new.

    Rows are compared where both are mappings.
    """
    found = compare(old.hashes, new.hashes)
    changed, moved = dict(found.changed), dict(found.moved)
    result = list(_of_old(old, new, found, changed, moved))
    result += [Difference("new", "", one, new.titles[one], _came((), new.rows.get(one, ()))) for one in found.new]
    return tuple(result)


def _of_old(
    old: Version, new: Version, found: Comparison, changed: Mapping[str, str], moved: Mapping[str, str]
) -> Iterator[Difference]:
    for one, title in old.titles.items():
        if one in found.gone:
            yield Difference("gone", one, "", title)
            continue
        there = changed.get(one) or moved.get(one, one)
        details = _came(old.rows.get(one, ()), new.rows.get(there, ())) if old.policy and new.policy else ()
        if one in changed:
            yield Difference("changed", one, there, title, details)
        elif details:
            yield Difference("remapped", one, there, title, details)
        elif one in moved:
            yield Difference("renumbered", one, there, title)


def _came(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    went = [f"no longer {row}" for row in old if row not in new]
    return (*went, *(f"now {row}" for row in new if row not in old))


def _start(text: str) -> str:
    """The first words of a clause without title."""
    words = text.split()
    return " ".join(words[:8]) + ("…" if len(words) > 8 else "")
