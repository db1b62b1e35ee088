"""The one door of this package: a report and the name of a format in, bytes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from privlint.model.finding import Finding, Report
from privlint.report.concise import render_concise
from privlint.report.full import render_full
from privlint.report.github import render_github
from privlint.report.gitlab import render_gitlab
from privlint.report.grouped import render_grouped
from privlint.report.json_report import render_json, render_jsonl
from privlint.report.junit import render_junit
from privlint.report.look import Look
from privlint.report.markdown import render_markdown
from privlint.report.rdjson import render_rdjson
from privlint.report.sarif.document import render_sarif
from privlint.report.statistics import render_statistics
from privlint.report.words import place_of

Renderer: TypeAlias = Callable[[Report, Look], str]

#: Every format by the name that ``--output-format`` and ``--output`` take.
FORMATS: dict[str, Renderer] = {
    "full": render_full,
    "concise": render_concise,
    "grouped": render_grouped,
    "json": render_json,
    "jsonl": render_jsonl,
    "sarif": render_sarif,
    "github": render_github,
    "gitlab": render_gitlab,
    "markdown": render_markdown,
    "junit": render_junit,
    "rdjson": render_rdjson,
    "statistics": render_statistics,
}


def render(
    report: Report,
    format: str,
    *,
    color: bool = False,
    width: int = 80,
    full_trace: bool = False,
    snippets: bool = True,
    prefix: str = "",
    category: str = "",
    include_suppressed: bool = False,
) -> bytes:
    """The report in ``format`` (a key of ``FORMATS``) as UTF-8, findings by path, line, column, rule, fingerprint.

    ``color`` and ``width`` (columns) matter to formats for a terminal; ``snippets`` false leaves source code out;
    ``include_suppressed`` keeps findings that an ``ignore`` silences.
    """
    kept = (finding for finding in report.findings if include_suppressed or not finding.suppressed)
    ordered = msgspec.structs.replace(report, findings=tuple(sorted(kept, key=_order)))
    look = Look(color, width, full_trace, snippets, prefix, category)
    return FORMATS[format](ordered, look).encode("utf-8", "backslashreplace")


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = place_of(finding)
    return place.path, place.line, place.column, finding.code, finding.fingerprint
