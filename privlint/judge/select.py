"""Which findings the reader asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

from privlint.model.scale import Confidence
from privlint.settings.selection import matches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from privlint.model.finding import Finding
    from privlint.settings.options import Settings


def select(
    findings: Iterable[Finding], settings: Settings, enabled: Collection[str], silent: Collection[str]
) -> list[Finding]:
    """The findings of enabled rules, sure enough, in files that are not ``silent`` and do not leave the rule out."""
    least = Confidence.LOW if settings.strict else settings.min_confidence
    left_out = [(GitIgnoreSpec.from_lines([pattern]), words) for pattern, words in settings.per_file_ignores]
    return [
        finding
        for finding in findings
        if finding.code in enabled
        and finding.confidence >= least
        and finding.site.path not in silent
        and not any(
            spec.match_file(finding.site.path) and any(matches(word, finding.code, finding.name) for word in words)
            for spec, words in left_out
        )
    ]
