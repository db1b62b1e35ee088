"""The first draft of a mapping, written from a policy's text: clauses with their hashes, and guesses to be reviewed."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

from privlint.policy.citations import citations
from privlint.policy.dates import revisions
from privlint.policy.guesses import contact, guess, section_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from privlint.model.policy import Policy
    from privlint.policy.guesses import Guess, Value
    from privlint.policy.text import ClauseText

_HEAD = """\
# A draft, made from {file}. What is marked "# ?" is a guess, and the words it rests on stand beside it: read it, mend
# it, and take the mark away. Titles are to be in your own words.
"""
#: Which rules a kind of article stands behind.
_BEHIND = {
    "purposes": ("PRV201", "PRV202", "PRV203"),
    "collection": ("PRV501", "PRV502"),
    "third-parties": ("PRV103", "PRV104", "PRV105", "PRV106", "PRV401"),
    "security": ("PRV101", "PRV102", "PRV601", "PRV602", "PRV603"),
    "consent": ("PRV301", "PRV302"),
    "changes": ("PRV304",),
}
_TOPICS = {"contact": "contact", "joint-use": "joint-use"}
_ORDER = ("purpose", "data", "consent", "permit", "forbid", "exception", "obligation", "cite")
_LONGEST_TITLE = 80
_LONGEST_WORDS = 60


def scaffold(clauses: Sequence[ClauseText], policy_id: str, file: str, reference: Policy | None = None) -> str:
    """The draft as a policy file; it loads as it is. ``reference`` lends aliases to purposes that bear its ids."""
    rows = [*guess(clauses), *_behind(clauses)]
    blocks = [_HEAD.format(file=file), _header(clauses, policy_id)]
    blocks += [_clause(clause, clauses) for clause in clauses]
    lent = _words_of(reference) if reference else {}
    for table in _ORDER:
        blocks += [_row(row, lent.get(table, {})) for row in rows if row[0] == table]
    return "\n".join(blocks)


def _header(clauses: Sequence[ClauseText], policy_id: str) -> str:
    dates = revisions(clauses)
    latest = dates[-1] if dates else datetime.datetime.now(tz=datetime.UTC).date()
    doubt = "" if dates else "  # ? the text has no list of revisions"
    lines = [
        "[policy]",
        f"id = {_text(policy_id)}",
        'title = ""  # ? as you call it',
        f"revision = {latest}{doubt}",
        f"revisions = [{', '.join(str(date) for date in dates or (latest,))}]",
        f"contact = {_text(contact(clauses))}",
    ]
    return "\n".join(lines) + "\n"


def _clause(clause: ClauseText, clauses: Sequence[ClauseText]) -> str:
    known = {one.id for one in clauses}
    cites = tuple(dict.fromkeys(cited.clause for cited in citations(clause, clauses) if cited.clause in known))
    title = clause.heading or clause.text
    short = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
    lines = ["[[clause]]", f"id = {_text(clause.id)}", f"title = {_text(short)}  # ? in your own words"]
    lines.append(f"sha256 = {_text(clause.sha256)}")
    if cites:
        lines.append(f"cites = {_value(cites)}")
    return "\n".join(lines) + "\n"


def _behind(clauses: Sequence[ClauseText]) -> Iterator[tuple[str, dict[str, Value], str]]:
    """The clauses that rules stand on: the first article of each kind."""
    taken: set[str] = set()
    for clause in clauses:
        words = clause.heading
        for section in sorted(section_of(clause) - taken) if "." not in clause.id else ():
            taken.add(section)
            for rule in _BEHIND.get(section, ()):
                yield "cite", {"rule": rule, "clause": clause.id}, words
            if topic := _TOPICS.get(section):
                yield "cite", {"rule": "PRV802", "topic": topic, "clause": clause.id}, words
    if any(clause.id == "partners" for clause in clauses):
        yield "cite", {"rule": "PRV802", "topic": "partners", "clause": "partners"}, "the list of partners"


def _words_of(reference: Policy) -> dict[str, dict[str, tuple[str, ...]]]:
    """What code calls the purposes and scopes of a policy, by table and id."""
    return {
        "purpose": {row.id: row.aliases for row in reference.purpose},
        "consent": {row.scope: row.words for row in reference.consent},
    }


def _row(guessed: Guess | tuple[str, dict[str, Value], str], lent: Mapping[str, tuple[str, ...]]) -> str:
    table, row, words = guessed
    shown = words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1].rstrip() + "…"
    lines = [f"[[{table}]]  # ? {_text(' '.join(shown.split()))}"]
    lines += [f"{key} = {_value(value)}" for key, value in row.items()]
    key = "aliases" if table == "purpose" else "words"
    if known := lent.get(str(row.get("id") or row.get("scope"))):
        lines.append(f"{key} = {_value(known)}")
    return "\n".join(lines) + "\n"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{', '.join(_text(one) for one in value)}]" if isinstance(value, tuple) else _text(value)


def _text(text: str) -> str:
    """A basic string of TOML, which is one of JSON's."""
    return json.dumps(text, ensure_ascii=False)
