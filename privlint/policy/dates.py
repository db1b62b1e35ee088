"""Dates of revision in a policy's text."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from privlint.policy.numbering import half_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from privlint.policy.text import ClauseText

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FORMS = (
    (re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE), (3, 1, 2)),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})", re.IGNORECASE), (3, 2, 1)),
    (re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b"), (1, 2, 3)),
    (re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"), (1, 2, 3)),
)


def revisions(clauses: Sequence[ClauseText]) -> tuple[datetime.date, ...]:
    """The dates in the policy's list of revisions, sorted; empty where it keeps none."""
    history = (clause.words for clause in clauses if clause.id.partition(".")[0] == "revisions")
    return tuple(sorted({date for words in history for date in dates(words)}))


def dates(text: str) -> Iterator[datetime.date]:
    """Every date in a text, in English, Japanese or as ISO 8601 writes it."""
    for pattern, order in _FORMS:
        for match in pattern.finditer(half_width(text)):
            year, month, day = (match.group(position) for position in order)
            try:
                yield datetime.date(int(year), _month(month), int(day))
            except ValueError:  # the 31st of February is no date, whatever it looks like
                continue


def _month(text: str) -> int:
    name = text[:3].casefold()
    return _MONTHS.index(name) + 1 if name in _MONTHS else int(text)
