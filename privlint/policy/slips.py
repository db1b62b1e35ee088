"""Slips of a policy that its text alone gives away: references that lead astray, and what is announced and missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from privlint.model.drift import Drift, DriftKind
from privlint.model.scale import Confidence
from privlint.policy.citations import Citation, citations
from privlint.policy.numbering import half_width
from privlint.policy.resemblance import Resemblance, stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from privlint.policy.text import ClauseText

_ANNOUNCED = re.compile(
    r"\bthe following\b|\bas follows\b|\b(?:listed|described|shown|given|stated|set out) below\b|次の|以下の|下記の",
    re.IGNORECASE,
)
_GIVEN = re.compile(r":\s*\S|https?://|www\.|[\w.+-]+@[\w-]+\.\w|\d{2,4}-\d{2,4}-\d{3,4}")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z“\"(])|。")
_LIST = re.compile(r"\blists?\b|一覧|リスト", re.IGNORECASE)
#: The name of a blank to be filled in: ``Purposes of use by …``, ``共同利用する項目``.
_LABEL = re.compile(
    r"(?:the\s+)?(?:(?:names?|titles?)(?:(?:,| or| and)+ (?:names?|titles?|address(?:es)?))*|items?|scope|"
    r"range|purposes?|types?|kinds?|categor(?:y|ies)|list|periods?|methods?|extent|parties|persons?|whom?|who|what|which)"
    r"\s+(?:of|for|by|with|in|responsible|who|to|we|is|are|will|data|shared)\b[^.:]*\.?"
    r"|[^。:]*(?:項目|範囲|目的|氏名|名称|期間|方法|者)",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"([^,.;:•、。]{3,60}?)\s+(?:as\s+)?(?:defined|listed|enumerated|itemi[sz]ed)\s+(?:in|by|under)\s+$", re.IGNORECASE
)
_DEFINED_JA = re.compile(r"に(?:定義する|定義された|掲げる|列挙する)([^、。(]{2,20})")

#: A clause that shares less than this with the one that cites it is about something else.
_UNRELATED = 0.06
#: Another clause has to share so much to be suspected, and so much to be held for the one that was meant.
_SUSPECTED = 0.12
_MEANT = 0.22


def slips(clauses: Sequence[ClauseText], file: str = "", policy: str = "") -> tuple[Drift, ...]:
    """Every slip of a text, in its order. Those of low confidence are suspicions."""
    text = _Text(clauses, Resemblance(clause.words for clause in clauses), file, policy)
    found = [drift for clause in clauses for drift in (*_references(clause, text), *_announcements(clause, text))]
    return tuple(found)


class _Text(NamedTuple):
    """A whole text, and how alike its clauses are."""

    clauses: Sequence[ClauseText]
    resemblance: Resemblance
    file: str
    policy: str

    def below(self, clause: str) -> list[ClauseText]:
        """The numbered children of a clause."""
        return [one for one in self.clauses if one.id.rpartition(".")[0] == clause]

    def whole(self, clause: str) -> str:
        """The words of a clause with all that is below it."""
        return " ".join(one.words for one in self.clauses if one.id == clause or one.id.startswith(f"{clause}."))

    def drift(
        self, kind: DriftKind, clause: ClauseText, problem: str, mend: str, confidence: Confidence = Confidence.HIGH
    ) -> Drift:
        return Drift(kind, self.policy, clause.id, problem, (mend,), confidence, self.file, clause.line)


# -- references ------------------------------------------------------------------------------------------


def _references(clause: ClauseText, text: _Text) -> Iterator[Drift]:
    known = {one.id for one in text.clauses}
    cited = citations(clause, text.clauses)
    for citation in cited:
        if citation.clause not in known:
            problem = f"cites {citation.words}, and there is no such clause"
            yield text.drift(DriftKind.DANGLING, clause, problem, "name the clause that is meant")
    present = [citation for citation in cited if citation.clause in known]
    for group in _by_article(present):
        yield from _misdirected(clause, group, text)
    for citation in present:
        yield from _undefined(clause, citation, text)


def _by_article(cited: list[Citation]) -> list[list[Citation]]:
    groups: dict[str, list[Citation]] = {}
    for citation in cited:
        groups.setdefault(citation.clause.partition(".")[0], []).append(citation)
    return list(groups.values())


def _misdirected(clause: ClauseText, group: list[Citation], text: _Text) -> Iterator[Drift]:
    """References to one article are judged together: the article may be wrong, or the number within it."""
    scores = {option: _score(clause, option, text) for option in _alternatives(clause, group, text)}
    ours = tuple(citation.clause for citation in group)
    own = _score(clause, ours, text)
    best = max(scores, key=lambda option: scores[option], default=ours)
    if own >= _UNRELATED or scores.get(best, 0.0) < _SUSPECTED:
        return
    # A last paragraph mostly speaks of the ones before it, so the clause's own article is believed sooner.
    is_own = all(one.partition(".")[0] == clause.id.partition(".")[0] for one in best)
    sure = scores[best] >= _MEANT or is_own
    words = " and ".join(citation.words for citation in group)
    meant = " and ".join(best)
    verb = ("are" if len(best) > 1 else "is") if sure else "may be"
    problem = f"cites {words}, about something else; {meant} {verb} meant"
    mend = f"cite {meant}, or say what the reference is for"
    yield text.drift(DriftKind.MISDIRECTED, clause, problem, mend, Confidence.HIGH if sure else Confidence.LOW)


def _alternatives(clause: ClauseText, group: list[Citation], text: _Text) -> Iterator[tuple[str, ...]]:
    """The same numbers in other articles, and for a single reference its neighbours; never the clause's own line."""
    known = {one.id for one in text.clauses}
    ours = [citation.clause for citation in group]
    article = ours[0].partition(".")[0]
    for other in dict.fromkeys(one.id.partition(".")[0] for one in text.clauses):
        option = tuple(other + cited.removeprefix(article) for cited in ours)
        if other != article and all("." in one and one in known and not _is_line_of(one, clause.id) for one in option):
            yield option
    if len(ours) == 1:
        for one in text.below(ours[0].rpartition(".")[0]):
            if one.id != ours[0] and not _is_line_of(one.id, clause.id):
                yield (one.id,)


def _is_line_of(one: str, other: str) -> bool:
    """Whether one clause is the other, above or below it."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _score(clause: ClauseText, option: tuple[str, ...], text: _Text) -> float:
    words = text.whole(clause.id)
    return max(text.resemblance.shared(words, text.whole(one)) for one in option)


def _undefined(clause: ClauseText, citation: Citation, text: _Text) -> Iterator[Drift]:
    """``user attributes as defined in Article 1, Paragraph 3``: the words have to occur there."""
    before = _DEFINED.search(clause.text[: citation.start])
    after = _DEFINED_JA.match(half_width(clause.text), citation.end)
    term = before[1] if before else after[1] if after else ""
    term = re.split(r"\b(?:and|or|the|of)\b", term)[-1].strip()
    telling = max(stems(term), key=text.resemblance.weight, default="")
    if telling and telling not in stems(text.whole(citation.clause)):
        problem = f'cites {citation.words} for "{term}", which it does not list'
        mend = f'list "{term}" in {citation.clause}, or name here what is meant'
        yield text.drift(DriftKind.UNDEFINED, clause, problem, mend)


# -- announcements ---------------------------------------------------------------------------------------


def _announcements(clause: ClauseText, text: _Text) -> Iterator[Drift]:
    below = text.below(clause.id)
    labels = [one for one in below if _LABEL.fullmatch(half_width(one.text)) and not text.below(one.id)]
    if len(below) > 1 and len(labels) == len(below):
        named = f"{below[0].id} to {below[-1].id}"
        problem = f"announces {len(below)} items ({named}) and gives none: each is a heading without content"
        yield text.drift(DriftKind.EMPTY, clause, problem, "fill in each item, or say that there is none")
    elif not below and "• " not in clause.text and (found := _ANNOUNCED.search(clause.text)):
        rest = clause.text[found.start() :]
        if not _GIVEN.search(half_width(rest)):
            sure = bool(_LIST.search(clause.heading)) or not _SENTENCE_END.search(rest)
            problem = f'says "{_phrase(rest)}" and lists nothing'
            mend = "add what is announced, or take the words out"
            yield text.drift(DriftKind.EMPTY, clause, problem, mend, Confidence.HIGH if sure else Confidence.LOW)


def _phrase(rest: str) -> str:
    """The announcement and the words after it, cut short."""
    words = rest.split()[:4]
    return " ".join(words).rstrip(".,:;") if len(words) > 1 else rest[:16]
