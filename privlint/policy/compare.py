"""Two versions of a policy, clause by clause: what stayed, changed, moved, went and came."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Comparison(NamedTuple):
    """Ids of clauses. ``moved`` pairs the old id with the new one, whether or not the words changed as well.

    ``changed`` are pairs too, and so equal ids where nothing moved; ``gone`` are old ids, ``new`` new ones.
    """

    changed: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> Comparison:
    """Compare two policies, given as the hash of each clause by its id, in the order of the text.

    Clauses are paired by id and hash, then by hash alone (they were renumbered), then by the place that their article
    moved to, then by id (they were changed). An old clause without a hash is known by its id only.
    """
    pairs = {one: one for one, digest in old.items() if new.get(one) == digest or (not digest and one in new)}
    _pair_by_hash(old, new, pairs)
    changed = _pair_by_place(old, new, pairs)
    taken = set(pairs.values())
    return Comparison(
        changed=tuple((one, pairs[one]) for one in old if one in changed),
        moved=tuple((one, pairs[one]) for one in old if one in pairs and pairs[one] != one),
        gone=tuple(one for one in old if one not in pairs),
        new=tuple(one for one in new if one not in taken),
    )


def translated(clause: str, moved: Mapping[str, str]) -> str:
    """The id a clause has after its article or paragraph moved: by the longest part of it that did."""
    parts = clause.split(".")
    for length in range(len(parts), 0, -1):
        if (above := ".".join(parts[:length])) in moved:
            return ".".join([moved[above], *parts[length:]])
    return clause


def _pair_by_hash(old: Mapping[str, str], new: Mapping[str, str], pairs: dict[str, str]) -> None:
    """Equal words under other numbers; of several, in the order of the text."""
    taken = set(pairs.values())
    for one, digest in old.items():
        if one not in pairs and digest:
            same = next((other for other, its in new.items() if its == digest and other not in taken), None)
            if same is not None:
                pairs[one] = same
                taken.add(same)


def _pair_by_place(old: Mapping[str, str], new: Mapping[str, str], pairs: dict[str, str]) -> Sequence[str]:
    """Clauses whose words changed: where their article went, or where they were."""
    changed = []
    taken = set(pairs.values())
    for one in old:
        if one not in pairs:
            there = translated(one, {key: value for key, value in pairs.items() if key != value})
            target = next((place for place in (there, one) if place in new and place not in taken), None)
            if target is not None:
                pairs[one] = target
                taken.add(target)
                changed.append(one)
    return changed
