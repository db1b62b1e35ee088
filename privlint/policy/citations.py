"""What a clause refers to: ``Article 2, Paragraph 6``, ``Section 4.2``, ``第3条第1項``, a list by its title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from privlint.policy.numbering import NUMERAL, digits, half_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from privlint.policy.text import ClauseText

_ENGLISH = re.compile(
    r"(?:\b(?:Articles?|Sections?|Clauses?|Art\.|Sec\.)|§)\s*(\d+(?:\.\d+)*)((?:\s*\((?:\d+|[a-z])\))*)"
    r"(?:,?\s*(?:paragraphs?|para\.|items?|points?)\s*\(?(\d+|[a-z]\b)\)?)?"
    r"(?:,?\s*(?:items?|points?|subparagraphs?)\s*\(?(\d+|[a-z]\b)\)?)?",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    rf"第\s*({NUMERAL})\s*条((?:の(?:{NUMERAL}))*)(?:\s*第?\s*({NUMERAL})\s*項)?(?:\s*第?\s*({NUMERAL})\s*号)?"
)
#: A law named right after the number, or right before it in Japanese: that clause is not one of the policy.
_OF_A_LAW = re.compile(
    r"[^.;•]{0,12}?\b(?:of|in)\s+(?:the\s+)?(?!Article|Section|Clause)[A-Z][\w&-]*\b(?!\s*[Pp]olicy)"
)
_LAW_BEFORE = re.compile(r"(?:法|法律|令|規則|条例|規約|GDPR|[A-Z]\w+ Act|Regulation|Directive),?\s*$")
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{4,80})[”\"」』]")
_BY_TITLE_ALSO = 4


class Citation(NamedTuple):
    """A reference: the clause that is meant by its number, the words as written, and where in the clause they stand."""

    clause: str
    words: str
    start: int
    end: int


def citations(clause: ClauseText, clauses: Sequence[ClauseText]) -> tuple[Citation, ...]:
    """The references to clauses of the same policy in the words of ``clause``, in their order."""
    found = [*_numbered(half_width(clause.text)), *_by_title(clause, clauses)]
    return tuple(sorted(found, key=lambda citation: citation.start))


def _numbered(text: str) -> Iterator[Citation]:
    for pattern in (_ENGLISH, _JAPANESE):
        for match in pattern.finditer(text):
            if not _OF_A_LAW.match(text, match.end()) and not _LAW_BEFORE.search(text, 0, match.start()):
                yield Citation(".".join(_parts(match)), match[0].strip(" ,"), match.start(), match.end())


def _parts(match: re.Match[str]) -> list[str]:
    """The numbers of a reference from the article down."""
    article, inner, *below = match.groups()
    numbers = re.findall(rf"{NUMERAL}|[a-z]", inner or "")
    return [digits(part) for part in [article, *numbers, *below] if part]


def _by_title(clause: ClauseText, clauses: Sequence[ClauseText]) -> Iterator[Citation]:
    """Headings in quotation marks."""
    titles = {other.heading.casefold(): other.id for other in clauses if len(other.heading) >= _BY_TITLE_ALSO}
    for match in _QUOTED.finditer(clause.text):
        if (target := titles.get(match[1].casefold())) and target != clause.id:
            yield Citation(target, match[1], match.start(), match.end())
