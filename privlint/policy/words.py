"""What the policy commands say, as text, Markdown or JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from privlint.model.drift import Drift
    from privlint.model.place import Place, Site
    from privlint.policy.coverage import Coverage, Covered, Loose
    from privlint.policy.diff import Difference
    from privlint.policy.show import Shown
    from privlint.policy.voices import Voice

FORMATS = ("text", "markdown", "json")

_STATES = {
    "broken": "findings cite it",
    "kept": "code speaks to it",
    "silent": "no code speaks to it",
    "quiet": "no finding cites it",
    "unmapped": "the mapping makes nothing of it",
}


class Style(NamedTuple):
    """How to write: the format, the columns of a line of text, and where the sites of voices are."""

    format: str
    width: int = 100
    places: Mapping[Site, Place] = {}

    def where(self, site: Site) -> str:
        """The site as readers look it up: ``app/views.py:12``."""
        place = self.places.get(site)
        return f"{place.path}:{place.line}" if place and site.node >= 0 else site.path


def say_drifts(drifts: Sequence[Drift], code: Mapping[str, Sequence[Voice]], style: Style) -> str:
    """What no longer fits; ``code`` holds, for a clause, what in the code stands on it."""
    if style.format == "json":
        return _json([_drift(drift, code, style) for drift in drifts])
    if not drifts:
        return "Text and mapping fit.\n"
    blocks = []
    several = len({drift.policy for drift in drifts}) > 1
    for drift in drifts:
        clause = f"{drift.policy}:{drift.clause}" if several else drift.clause
        subject = f"clause {clause}" if drift.clause else f"the policy {drift.policy}"
        where = f"{drift.file}:{drift.line}: " if drift.line else ""
        doubt = " (suspected)" if drift.confidence is Confidence.LOW else ""
        head = f"{where}{drift.kind.rule} {drift.kind}{doubt}: {subject} {drift.problem}"
        below = [*(f"mend: {mend}" for mend in drift.mend), *_voices(code.get(drift.clause, ()), style)]
        blocks.append(_block(head, below, style))
    sure = sum(drift.confidence is not Confidence.LOW for drift in drifts)
    more = f", {len(drifts) - sure} suspected" if len(drifts) > sure else ""
    return "\n".join(blocks) + f"\n{sure} found{more}.\n"


def say_coverage(coverage: Coverage, style: Style) -> str:
    """Every clause with what speaks to it, and the loose ends."""
    if style.format == "json":
        return _json(
            {
                "clauses": [_covered(clause, style) for clause in coverage.clauses],
                "undone": [_loose(one, style) for one in coverage.undone],
                "unpromised": [_loose(one, style) for one in coverage.unpromised],
            }
        )
    several = len({clause.policy for clause in coverage.clauses}) > 1
    if style.format == "markdown":
        parts = ["# Policy and code\n", _table(coverage.clauses, style, several=several)]
    else:
        parts = [_lines(coverage.clauses, style, several=several)]
    for title, ends in (
        ("Promised and never done", coverage.undone),
        ("Done and never promised", coverage.unpromised),
    ):
        parts.append(_ends(title, ends, style))
    return "\n".join(parts)


def say_differences(found: Sequence[Difference], code: Mapping[str, Sequence[Voice]], style: Style) -> str:
    """Which clauses differ, each with what in the code stands on it; ``code`` is by the old id, else the new."""
    if style.format == "json":
        return _json([_difference(one, code, style) for one in found])
    if not found:
        return "No clause differs.\n"
    blocks = []
    for one in found:
        ids = f"{one.old} is {one.new} now" if one.old and one.new and one.old != one.new else one.old or one.new
        head = f"{one.what}: {ids} ({one.title})" if one.title else f"{one.what}: {ids}"
        blocks.append(_block(head, [*one.details, *_voices(code.get(one.old or one.new, ()), style)], style))
    return "\n".join(blocks) + "\n"


def say_clauses(clauses: Sequence[Shown], style: Style) -> str:
    """Single clauses: what they say, cite, permit, forbid and promise."""
    if style.format == "json":
        return _json([msgspec.to_builtins(clause) for clause in clauses])
    blocks = []
    for clause in clauses:
        below = [
            *([f"in the text: {clause.place}"] if clause.place else []),
            *([f"cites {', '.join(clause.cites)}"] if clause.cites else []),
            *([f"cited by {', '.join(clause.cited_by)}"] if clause.cited_by else []),
            *clause.rows,
            *([f"source: {clause.source}"] if clause.source else []),
            *(["preview: its number or wording could not be checked"] if clause.preview else []),
        ]
        blocks.append(_block(f"{clause.policy}:{clause.clause} {clause.title}", below, style))
        if clause.text:
            blocks.append(textwrap.indent(textwrap.fill(clause.text, style.width - 4), "    "))
    return "\n".join(blocks) + "\n"


def _block(head: str, below: Iterable[str], style: Style) -> str:
    """A sentence with lines that hang from it."""
    if style.format == "markdown":
        return "\n".join([f"- {head}", *(f"  - {line}" for line in below)])
    lines = [textwrap.fill(head, style.width, subsequent_indent="    ")]
    lines += [textwrap.fill(line, style.width, initial_indent="    ", subsequent_indent="      ") for line in below]
    return "\n".join(lines)


def _voices(voices: Iterable[Voice], style: Style) -> list[str]:
    return list(dict.fromkeys(f"{style.where(voice.site)} {voice.text}" for voice in voices))


def _lines(clauses: Sequence[Covered], style: Style, *, several: bool) -> str:
    blocks = []
    for clause in clauses:
        if clause.rows or clause.voices:
            head = f"{_id(clause, several=several)} {clause.title}: {_STATES[clause.state]}"
            blocks.append(_block(head, [*clause.rows, *_voices(clause.voices, style)], style))
    bare = [_id(clause, several=several) for clause in clauses if not (clause.rows or clause.voices)]
    if bare:
        blocks.append(_block(f"No row of the mapping stands on {', '.join(bare)}.", [], style))
    return "\n".join(blocks) + "\n"


def _table(clauses: Sequence[Covered], style: Style, *, several: bool) -> str:
    rows = ["| clause | title | mapping | code | |", "| --- | --- | --- | --- | --- |"]
    for clause in clauses:
        cells = (
            _id(clause, several=several),
            clause.title,
            "<br>".join(clause.rows),
            "<br>".join(_voices(clause.voices, style)),
            _STATES[clause.state],
        )
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def _ends(title: str, ends: Sequence[Loose], style: Style) -> str:
    head = f"## {title}\n" if style.format == "markdown" else title
    said = []
    for one in ends:
        about = f"{one.policy}:{one.clause} " if one.clause else f"{one.policy}: "
        where = f" ({style.where(one.site)})" if one.site else ""
        said.append(f"{about}{one.what}{where}")
    return _block(head, said or ["nothing"], style) + "\n" if style.format == "text" else _list(head, said)


def _list(head: str, items: list[str]) -> str:
    return "\n".join([head, *(f"- {item}" for item in items or ["nothing"]), ""])


def _id(clause: Covered, *, several: bool) -> str:
    return f"{clause.policy}:{clause.clause}" if several else clause.clause


def _drift(drift: Drift, code: Mapping[str, Sequence[Voice]], style: Style) -> dict[str, object]:
    return {
        "rule": drift.kind.rule,
        "kind": drift.kind,
        "policy": drift.policy,
        "clause": drift.clause,
        "problem": drift.problem,
        "mend": drift.mend,
        "confidence": drift.confidence.word,
        "file": drift.file,
        "line": drift.line,
        "moved": dict(drift.moved),
        "code": [_voice(voice, style) for voice in code.get(drift.clause, ())],
    }


def _difference(one: Difference, code: Mapping[str, Sequence[Voice]], style: Style) -> dict[str, object]:
    voices = [_voice(voice, style) for voice in code.get(one.old or one.new, ())]
    return {**msgspec.to_builtins(one), "code": voices}


def _covered(clause: Covered, style: Style) -> dict[str, object]:
    return {
        "policy": clause.policy,
        "clause": clause.clause,
        "title": clause.title,
        "state": clause.state,
        "mapping": clause.rows,
        "code": [_voice(voice, style) for voice in clause.voices],
    }


def _voice(voice: Voice, style: Style) -> dict[str, object]:
    return {"kind": voice.kind, "text": voice.text, "place": style.where(voice.site)}


def _loose(one: Loose, style: Style) -> dict[str, object]:
    place = style.where(one.site) if one.site else ""
    return {"policy": one.policy, "clause": one.clause, "what": one.what, "place": place, "grave": one.grave}


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2).decode() + "\n"
