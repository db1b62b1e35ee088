"""The page ``docs/catalogue.md``: what the last verification found."""

from __future__ import annotations

import collections
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools import drift
from tools.confirmation import GOOD

if TYPE_CHECKING:
    from tools.drift import Drift


@dataclass
class Verdict:
    """What became of one path of one entry; ``drift`` is None unless it was held against the newest release."""

    file: str
    table: str
    vendor: str
    path: str
    outcome: str = "no package"
    note: str = ""
    releases: list[str] = field(default_factory=list)
    drift: Drift | None = None


def page(verdicts: list[Verdict]) -> str:
    """The table of ``docs/catalogue.md``: one row a rule file."""
    vendors = {verdict.vendor for verdict in verdicts if verdict.vendor}
    sinks = [verdict for verdict in verdicts if verdict.table == "sink"]
    lines = [
        "# The catalogue, as last verified",
        "",
        "Written by `tools/verify_catalogue.py`, which reads the source of every package at the releases named.",
        "",
        f"{len(vendors)} vendors, {len(sinks)} callables that disclose, {len(verdicts)} paths in all.",
        "",
        "*Confirmed*: found by following imports, classes and annotations. *By method name*: the receiver is made at",
        "run time, and a class of the package has such a method with these parameters. *Open*: see the list below.",
        "",
        "| rules | paths | confirmed | by method name | open | releases read |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for file in dict.fromkeys(verdict.file for verdict in verdicts):
        rows = [verdict for verdict in verdicts if verdict.file == file]
        counts = collections.Counter(verdict.outcome for verdict in rows)
        open_ones = len(rows) - counts["confirmed"] - counts["by method name"]
        releases = ", ".join(dict.fromkeys(release for verdict in rows for release in verdict.releases)) or "–"
        cells = (f"`{file}`", len(rows), counts["confirmed"], counts["by method name"], open_ones, releases)
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    lines += ["", "## Open", ""]
    for verdict in verdicts:
        if verdict.outcome not in GOOD:
            note = f" ({verdict.note})" if verdict.note else ""
            lines.append(f"- `{verdict.path}`: {verdict.outcome}{note}")
    drifts = [(verdict.path, verdict.drift) for verdict in verdicts if verdict.drift is not None]
    return "\n".join([*lines, *(["", *drift.lines(drifts)] if drifts else [])]).rstrip("\n") + "\n"
