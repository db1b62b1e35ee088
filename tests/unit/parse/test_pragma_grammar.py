"""The grammar of annotation comments, by example and by property."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privlint.model.pragma import Entry
from privlint.parse.pragma_grammar import Annotation, find_annotations, parse_annotation


@pytest.mark.parametrize(
    ("text", "annotation"),
    [
        ("purpose=traffic-measurement|support", Annotation(entries=(Entry("purpose", "traffic-measurement|support"),))),
        ("identity-check", Annotation(entries=(Entry("identity-check"),))),
        (
            "purpose = support, data=none -- for the -- desk",
            Annotation(entries=(Entry("purpose", "support"), Entry("data", "none")), reason="for the -- desk"),
        ),
        (
            "recipient=ads:Meta Conversions API",
            Annotation(entries=(Entry("recipient", "ads:Meta Conversions API"),)),
        ),
        (
            "ignore[PRV101, personal-data-in-log] until=2027-01-31 -- issue #12",
            Annotation(
                is_ignore=True, ignore=("PRV101", "personal-data-in-log"), until="2027-01-31", reason="issue #12"
            ),
        ),
        ("ignore", Annotation(is_ignore=True)),
        ("ignore[] --", Annotation(is_ignore=True)),
        ("file ignore[PRV101] -- x", Annotation(is_file=True, is_ignore=True, ignore=("PRV101",), reason="x")),
        ("file purpose=support", Annotation(is_file=True, entries=(Entry("purpose", "support"),))),
        ("sanitizes=user.contact.email:masked", Annotation(entries=(Entry("sanitizes", "user.contact.email:masked"),))),
    ],
)
def test_reads(text: str, annotation: Annotation) -> None:
    assert parse_annotation(text) == annotation


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it says nothing"),
        ("file", "it says nothing"),
        ("-- only a reason", "it says nothing"),
        ("purpose=", "`purpose` has no value"),
        ("purpose=a,", "an entry between commas is empty"),
        ("purpose=a data=b", "entries are joined by commas"),
        ("Purpose=a", "`key=value` entries"),
        ("the linter we use", "`key=value` entries"),
        ("ignore[PRV101", "the bracket after `ignore` is not closed"),
        ("ignore[PRV101], purpose=a", "`ignore[…]` stands alone"),
        ("ignore[PRV101] until=soon", "`until` needs a date"),
        ("ignore[PRV101] until=2027-02-30", "`until` needs a date"),
    ],
)
def test_tells_what_does_not_parse(text: str, problem: str) -> None:
    annotation = parse_annotation(text)
    assert annotation.problem.startswith(problem)
    assert (annotation.entries, annotation.ignore, annotation.until) == ((), (), "")


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("# privlint: purpose=a", [(0, 21, "purpose=a")]),
        ("#privlint:purpose=a  ", [(0, 19, "purpose=a")]),
        ("# type: ignore  # privlint: data=none", [(16, 37, "data=none")]),
        ("# privlint: data=none  # noqa: E501", [(0, 21, "data=none")]),
        ("# privlint: purpose=a # privlint: data=b", [(0, 21, "purpose=a"), (22, 40, "data=b")]),
        ("# privlint: ignore[X] -- issue #12", [(0, 34, "ignore[X] -- issue #12")]),
        ("# privlint is a linter", []),
        ("# see privlint: the linter", []),
        ("# Privlint: a linter", []),
    ],
)
def test_finds_annotations_among_other_remarks(comment: str, found: list[tuple[int, int, str]]) -> None:
    assert list(find_annotations(comment)) == found


@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    annotation = parse_annotation(text)
    assert not annotation.problem.endswith(".")
    assert annotation.problem or annotation.is_ignore or annotation.entries


@given(st.text())
def test_any_comment_is_searched_without_error(text: str) -> None:
    for start, end, said in find_annotations("#" + text):
        assert ("#" + text)[start] == "#"
        assert said == said.strip()
        assert said in ("#" + text)[start:end]


words = st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True).filter(lambda word: word not in {"file", "ignore"})
values = st.text(string.ascii_letters + string.digits + ".:|*_", min_size=1)
entries = st.lists(st.builds(Entry, words, st.just("") | values), min_size=1)
reasons = st.just("") | st.from_regex(r"[a-z0-9]+( [a-z0-9]+)*", fullmatch=True)


@given(entries, reasons, st.booleans())
def test_what_is_written_is_read_back(written: list[Entry], reason: str, is_file: bool) -> None:
    text = ", ".join(entry.key + ("=" + entry.value if entry.value else "") for entry in written)
    text = ("file " if is_file else "") + text + (f" -- {reason}" if reason else "")
    assert parse_annotation(text) == Annotation(is_file, tuple(written), reason=reason)
