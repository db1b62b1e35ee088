"""Drift: what an entry says of the releases it was read at, held against the newest release of the package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from privlint.catalogue.match import segments
from tools.confirmation import GOOD, OUTCOMES, named_parameters, outcome, parameter_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tools.confirmation import Entry
    from tools.signatures import Package

Releases: TypeAlias = "Sequence[tuple[str, Package]]"
#: Best first.
_CHANGES = ("same", "past", "parameters", "elsewhere", "gone")
_RANGE = re.compile(r"(?P<name>[A-Za-z][\w.-]*) (?:[\d.x]+-)?(?P<last>\d[\d.]*)(?![\d.+])")


@dataclass(frozen=True)
class Drift:
    """What has become of one path in the newest ``release``.

    ``change`` is ``same``; ``gone``; ``elsewhere``, where only some method of the name is left; ``parameters``, where
    those that the entry names are gone or there are new ones; or ``past``, where the entry itself says that it is about
    older releases.
    """

    release: str
    change: str
    note: str = ""


def compare(paths: Iterable[str], entry: Entry, table: str, stated: Releases, newest: Releases) -> Drift | None:
    """The drift of a path, given in all its spellings, between the releases an entry states and the newest ones; None
    where it is not found in a stated one, or nothing newer is at hand."""
    # Of releases that say the same the latest counts: the entry was read there.
    before = _best(paths, entry, table, sorted(stated, key=lambda each: _numbers(each[0]), reverse=True))
    had = {_package(release) for release, package in stated if before is not None and package is before[2]}
    now = _best(paths, entry, table, [each for each in newest if _package(each[0]) in had])
    if before is None or now is None or before[0] not in GOOD:
        return None
    (was, _, old, path), (found, note, new, _) = before, now
    release = next(release for release, package in newest if package is new)
    if found == was or found == "confirmed":
        change = _parameters(path, entry, old, new) if table == "sink" else ""
        return Drift(release, "parameters" if change else "same", change)
    if is_past(str(entry.get("versions", "")), release):
        return Drift(release, "past")
    if found == "by method name":
        return Drift(release, "elsewhere")
    return Drift(release, "gone", "") if found == "not found" else Drift(release, "parameters", note)


def is_past(versions: str, release: str) -> bool:
    """Whether the ``versions`` of an entry (``openai 0.x``, ``newrelic 6-8``) end before a release (``openai 3.5``)."""
    name = _package(release)
    for match in _RANGE.finditer(versions):
        last = [int(part) for part in match["last"].split(".") if part]
        if match["name"].lower().replace("_", "-") == name.lower().replace("_", "-"):
            return _numbers(release)[: len(last)] > last
    return False


def lines(drifts: list[tuple[str, Drift]]) -> list[str]:
    """The section on drift of the page: a row for every path that has changed, and what has not changed in a line."""
    best: dict[tuple[str, str], Drift] = {}
    for path, drift in sorted(drifts, key=lambda each: -_CHANGES.index(each[1].change)):
        best[drift.release, path] = drift  # the old and the new form of a call may have an entry each
    changed = {key: drift for key, drift in best.items() if drift.change not in ("same", "past")}
    past = sum(drift.change == "past" for drift in best.values())
    same = sorted({release for release, _ in best} - {release for release, _ in changed}, key=str.lower)
    alike: dict[tuple[str, str, Drift], list[str]] = {}
    for (release, path), drift in sorted(changed.items()):
        alike.setdefault((release.lower(), segments(path.removesuffix("()"))[-1], drift), []).append(path)
    rows = [
        f"| {drift.release} | `{paths[0]}`{f' (and {more} of the name)' if (more := len(paths) - 1) else ''}"
        f" | {drift.change} | {drift.note} |"
        for (_, _, drift), paths in sorted(alike.items(), key=lambda each: each[0][:2])
    ]
    return [
        "## Drift",
        "",
        f"{len(best)} paths were held against the newest release of their package:",
        f"{len(best) - past - len(changed)} are unchanged, {past} are of older releases, as their entries say,",
        f"{len(changed)} have changed.",
        "",
        "*Parameters*: some that the entry names are gone or stand elsewhere, or there are new ones. *Elsewhere*: no",
        "longer at this path, though a method of the name is left. *Gone*: nothing is left of it.",
        "",
        *(["| newest release | path | change | parameters |", "| --- | --- | --- | --- |", *rows, ""] if rows else []),
        f"Nothing has changed in: {', '.join(same) or 'none'}.",
        "",
    ]


def _numbers(release: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", release.rpartition(" ")[2])]


def _package(release: str) -> str:
    return release.partition(" ")[0]


def _best(paths: Iterable[str], entry: Entry, table: str, releases: Releases) -> tuple[str, str, Package, str] | None:
    """The best outcome over some releases, its note, the package and the spelling of the path."""
    found = [(*outcome(path, entry, package, table), package, path) for _, package in releases for path in paths]
    return min(found, key=lambda each: OUTCOMES.index(each[0]), default=None)


def _parameters(path: str, entry: Entry, old: Package, new: Package) -> str:
    """Which of the named parameters are gone, and which are new where the entry does not take all there are."""
    before, after = old.find(segments(path)), new.find(segments(path))
    if before is None or after is None:
        return ""
    had, has = parameter_names(before, old), parameter_names(after, new)
    if had is None or has is None:
        return ""
    wanted = named_parameters(entry)
    gone = sorted((wanted & had) - has)
    added = sorted(has - had - wanted) if "*" not in entry.get("args", {}) else []
    return "; ".join(f"{word} {', '.join(names)}" for word, names in (("gone:", gone), ("new:", added)) if names)
