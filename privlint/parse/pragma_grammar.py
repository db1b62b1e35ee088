"""The grammar of annotation comments, pure: text in, what it says out; nothing is known here of code or policy.

    annotation = ["file"] (ignore | entries) ["--" reason]
    ignore     = "ignore" ["[" rule {"," rule} "]"] ["until=" date]
    entries    = entry {"," entry}
    entry      = key ["=" value]

Every text yields an ``Annotation``; what does not fit stands in its ``problem``, and then nothing else is claimed.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import msgspec

from privlint.model.pragma import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = re.compile(r"#\s*privlint\s*:")
_NEXT_COMMENT = re.compile(r"\s#+\s*[A-Za-z]")
_REASON = re.compile(r"(?:^|\s)--(?:\s|$)")
_FILE = re.compile(r"file(?:\s+|$)")
_IGNORE = re.compile(r"ignore(?![\w=-])\s*(?:\[(?P<rules>[^\[\]]*)\])?\s*(?P<rest>.*)")
_UNTIL = re.compile(r"until\s*=\s*(\S+)")
_KEY = re.compile(r"[a-z]+(?:-[a-z]+)*")


class Annotation(msgspec.Struct, frozen=True):
    """What one annotation comment says; fields as in ``Pragma``, and whether it claims the whole file."""

    is_file: bool = False
    entries: tuple[Entry, ...] = ()
    is_ignore: bool = False
    ignore: tuple[str, ...] = ()
    until: str = ""
    reason: str = ""
    problem: str = ""


def find_annotations(comment: str) -> Iterator[tuple[int, int, str]]:
    """The annotations in one comment, which may hold several and other remarks besides: (start, end, text).

    ``start`` and ``end`` are offsets of the annotation with its ``#``; ``text`` is what follows the colon.
    """
    openings = list(_OPENING.finditer(comment))
    for nth, opening in enumerate(openings, 1):
        limit = openings[nth].start() if nth < len(openings) else len(comment)
        other = _NEXT_COMMENT.search(comment, opening.end(), limit)
        text = comment[opening.end() : other.start() if other else limit].rstrip()
        yield opening.start(), opening.end() + len(text), text.lstrip()


def parse_annotation(text: str) -> Annotation:
    """Read what follows ``# privlint:``."""
    body, reason = _split_reason(text.strip())
    prefix = _FILE.match(body)
    is_file = prefix is not None
    if prefix is not None:
        body = body[prefix.end() :]
    ignoring = _IGNORE.fullmatch(body)
    try:
        if ignoring:
            rules, until = _read_ignore(ignoring)
            return Annotation(is_file, is_ignore=True, ignore=rules, until=until, reason=reason)
        return Annotation(is_file, entries=_read_entries(body), reason=reason)
    except _NoParseError as error:
        return Annotation(is_file, is_ignore=ignoring is not None, reason=reason, problem=str(error))


class _NoParseError(Exception):
    """The text is no annotation; the message says why, in one clause."""


def _split_reason(text: str) -> tuple[str, str]:
    dashes = _REASON.search(text)
    if dashes is None:
        return text, ""
    return text[: dashes.start()].rstrip(), text[dashes.end() :].strip()


def _read_ignore(ignoring: re.Match[str]) -> tuple[tuple[str, ...], str]:
    rest = ignoring["rest"]
    if rest.startswith("["):
        raise _NoParseError("the bracket after `ignore` is not closed")
    until = ""
    if rest:
        dated = _UNTIL.fullmatch(rest)
        if dated is None:
            raise _NoParseError("`ignore[…]` stands alone, followed by nothing but `until=DATE` and `-- reason`")
        until = dated[1]
        if not _is_date(until):
            raise _NoParseError("`until` needs a date such as 2027-01-31")
    rules = (rule.strip() for rule in (ignoring["rules"] or "").split(","))
    return tuple(rule for rule in rules if rule), until


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _read_entries(body: str) -> tuple[Entry, ...]:
    if not body:
        raise _NoParseError("it says nothing: `key=value` entries or `ignore[RULE]` are expected")
    return tuple(_read_entry(part.strip()) for part in body.split(","))


def _read_entry(part: str) -> Entry:
    if not part:
        raise _NoParseError("an entry between commas is empty")
    key, equals, value = (piece.strip() for piece in part.partition("="))
    if not _KEY.fullmatch(key):
        raise _NoParseError("`key=value` entries joined by commas are expected, with keys of small letters and hyphens")
    if equals and not value:
        raise _NoParseError(f"`{key}` has no value after its equals sign")
    if "=" in value:
        raise _NoParseError(f"entries are joined by commas, and none follows the value of `{key}`")
    return Entry(key, value)
