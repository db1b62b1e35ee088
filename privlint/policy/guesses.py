"""Rows of a mapping, guessed from the words of a policy's text; each says which words it rests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from privlint.policy.suggestions import suggested

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from privlint.policy.text import ClauseText

Value: TypeAlias = "str | bool | tuple[str, ...]"

#: What a processor under contract may be, as far as code knows kinds of recipients.
_OUTSOURCED = ("error-tracker", "analytics", "messaging", "crm", "http")
_ROLES = {"ads": ("ad-partner",), "payment": ("payment-provider", "processor"), "ai": ("processor",)}
#: Recipients that the frame of a list may speak of besides; the others are left to its items.
_SAID_APART = frozenset({"payment", "ai"})
_CARD = ("user.financial.credit_card", "user.financial.bank_account")
_BEFORE = re.compile(r"collect|取得|収集", re.IGNORECASE)
_CONSENT = re.compile(r"consent|\bagree|同意", re.IGNORECASE)
_BULLET = re.compile(r"• ([^•]+)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONGEST_ID = 4


class Guess(NamedTuple):
    """A row of ``table`` with its keys; ``words`` are those of the text it rests on."""

    table: str
    row: dict[str, Value]
    words: str


def guess(clauses: Sequence[ClauseText]) -> tuple[Guess, ...]:
    """Every row that the text suggests, in the order of its clauses, none twice; a permit that two clauses give cites
    the second as well."""
    below = {clause.id: [one for one in clauses if one.id.rpartition(".")[0] == clause.id] for clause in clauses}
    sections = {clause.id: section_of(clause) for clause in clauses}
    found: dict[tuple[str, str], Guess] = {}
    for clause in clauses:
        section = sections.get(clause.id.partition(".")[0], frozenset())
        for one in (*_of_section(clause, section, below[clause.id]), *_obligations(clause, section, below[clause.id])):
            if one.table == "purpose" and ("purpose", _key(one)) in found:
                one = one._replace(row={**one.row, "id": _slug(clause.text)})  # every item is a purpose of its own
            first = found.setdefault((one.table, _key(one)), one)
            if one.table == "permit" and one.row["clause"] != first.row["clause"]:
                first.row["also"] = (*_words(first.row.get("also", ())), str(one.row["clause"]))
    return tuple(found.values())


def section_of(clause: ClauseText) -> frozenset[str]:
    """What an article is about: by its heading, or its first words where it has none."""
    about = suggested("section", clause.heading or clause.text[:60])
    if suggested("obligation", clause.heading) and "consent" not in about:
        return frozenset(about) - {"collection", "purposes", "third-parties"}  # "suspension of the use of …"
    return frozenset(about)


def contact(clauses: Sequence[ClauseText]) -> str:
    """The first mail address in the text; empty without."""
    return next((match[0] for clause in clauses if (match := _EMAIL.search(clause.text))), "")


def _of_section(clause: ClauseText, section: frozenset[str], below: list[ClauseText]) -> Iterator[Guess]:
    if "purposes" in section:
        yield from _purposes(clause, below)
    elif "collection" in section and ("." in clause.id or "• " in clause.text or not below):
        yield from _data(clause)
    if "collection" in section or "consent" in section:
        yield from _consents(clause)
    if "third-parties" in section:
        yield from _recipients(clause, below)
    if "security" in section and "." not in clause.id:
        yield from _logs(clause)


def _words(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _key(one: Guess) -> str:
    """What makes two guesses of a table the same row."""
    naming = {"id", "category", "scope", "recipient", "roles", "purposes", "consent"}
    return repr({key: value for key, value in one.row.items() if key in naming} or one.row)


# -- purposes, data, consents ----------------------------------------------------------------------------


def _purposes(clause: ClauseText, below: list[ClauseText]) -> Iterator[Guess]:
    """Each innermost item is a purpose; in an article, each bullet."""
    is_item = "." in clause.id and not below
    texts = [clause.heading or clause.text] if is_item else _BULLET.findall(clause.text)
    for text in texts:
        known = suggested("purpose", text)
        name = next(iter(known), "") or _slug(text)
        needs: dict[str, Value] = {"needs": "consent"} if name == "consented-use" else {}
        yield Guess("purpose", {"id": name, "clause": clause.id} | needs, known.get(name, text))


def _data(clause: ClauseText) -> Iterator[Guess]:
    for category, words in suggested("category", clause.text).items():
        yield Guess("data", {"category": category, "clause": clause.id}, words)


def _consents(clause: ClauseText) -> Iterator[Guess]:
    asked = _CONSENT.search(clause.words)
    if asked and _BEFORE.search(clause.words):
        for scope, words in suggested("consent", clause.words).items():
            yield _consent(scope, clause, f"{asked[0]}, {words}")
    elif not asked and clause.id.count(".") > 1:
        # An item below "with your consent we collect:" names what; the words that ask for consent stand above it.
        for scope, words in suggested("consent", clause.text).items():
            yield _consent(scope, clause, words)


def _consent(scope: str, clause: ClauseText, words: str) -> Guess:
    categories = tuple(suggested("category", clause.words)) or ("user",)
    row: dict[str, Value] = {"scope": scope, "before": "collection", "categories": categories, "clause": clause.id}
    return Guess("consent", row, words)


# -- third parties ---------------------------------------------------------------------------------------


def _recipients(clause: ClauseText, below: list[ClauseText]) -> Iterator[Guess]:
    if forbidden := suggested("forbid", clause.text):
        for kind, words in forbidden.items():
            row: dict[str, Value] = {"recipient": kind, "categories": ("*",), "unless_transforms": ("aggregated",)}
            yield Guess("forbid", row | {"clause": clause.id}, words)
        return
    exceptions = suggested("exception", clause.text)
    if "." in clause.id and exceptions:
        yield Guess("exception", {"clause": clause.id}, next(iter(exceptions.values())))
        return
    asked = _CONSENT.search(clause.text)
    if "." not in clause.id and asked:
        row = {"scope": "third-party", "clause": clause.id, "any_third_party": True}
        yield Guess("consent", row, asked[0])
        for kind in (*_OUTSOURCED, "ads", "social"):
            row = {"recipient": kind, "categories": ("@listed",), "consent": "third-party", "clause": clause.id}
            yield Guess("permit", row, asked[0])
    for what, words in suggested("permit", clause.text).items():
        if not below or what in _SAID_APART:
            yield from _permits(what, clause, words)


def _permits(what: str, clause: ClauseText, words: str) -> Iterator[Guess]:
    kinds = _OUTSOURCED if what == "processor" else ("ads",) if what == "advertiser" else (what,)
    roles = _ROLES.get(what, (what,) if what in {"processor", "advertiser"} else ())
    for kind in kinds:
        row: dict[str, Value] = {"recipient": kind, "categories": ("@listed",), "purposes": ("*",)}
        yield Guess("permit", row | ({"roles": roles} if roles else {}) | {"clause": clause.id}, words)
    if what == "payment" and "user.financial.credit_card" in suggested("category", clause.text):
        row = {"recipient": "*", "except": ("payment",), "categories": _CARD, "rule": "PRV404", "clause": clause.id}
        yield Guess("forbid", row, words)


def _logs(clause: ClauseText) -> Iterator[Guess]:
    """Policies seldom speak of logs; access for those who need it is what comes nearest."""
    words = "logs are not spoken of; the article on security comes nearest"
    row: dict[str, Value] = {"recipient": "log", "categories": ("@listed",), "purposes": ("*",), "clause": clause.id}
    yield Guess("permit", row, words)
    row = {"recipient": "log", "categories": ("user.authorization", "@unlisted"), "clause": clause.id}
    yield Guess("forbid", row, words)


# -- what code must do -----------------------------------------------------------------------------------


def _obligations(clause: ClauseText, section: frozenset[str], below: list[ClauseText]) -> Iterator[Guess]:
    """Rights of the person and duties, in the innermost clause that speaks of them; not among data and purposes."""
    if section & {"collection", "purposes", "third-parties", "security"} and "consent" not in section:
        return
    inner = {name for one in below for name in suggested("obligation", one.words)}
    for name, words in suggested("obligation", clause.words).items():
        if name in inner:
            continue
        row: dict[str, Value] = {"id": name, "clause": clause.id}
        if name in {"disclosure", "deletion"}:
            row["covers"] = "every-personal-field"
        if name not in {"cessation", "breach-notification"}:
            row["requires"] = ("identity-check",)
        if name == "breach-notification":
            row["reaches"] = "messaging"
        yield Guess("obligation", row, words)


def _slug(text: str) -> str:
    words = [
        word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in {"to", "for", "the", "of", "and", "our"}
    ]
    return "-".join(words[:_LONGEST_ID]) or "purpose"
