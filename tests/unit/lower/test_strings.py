"""String literals are read as the interpreter reads them."""

from __future__ import annotations

import ast

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privlint.lower.strings import text_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_any_text_is_read_back(text: str) -> None:
    assert text_of(cst.SimpleString(repr(text))) == text
    assert text_of(cst.SimpleString(ascii(text))) == text


@pytest.mark.parametrize(
    "source",
    [
        "''",
        "''''''",
        '"""a"b"""',
        r"'\a\b\f\n\r\t\v\\\'\"'",
        r"'\0 \12 \377 \x41 \u3042 \U0001F600 \N{EM DASH}'",
        "'one \\\nline'",
        "'one \\\r\nline'",
        r"r'\n\x41'",
        r"Rb'no text'",
        r"u'\x41'",
        r"'a' '\n' r'\n' '''c'''",
    ],
)
def test_literal(source: str) -> None:
    expected = ast.literal_eval(source)
    assert text_of(cst.parse_expression(source)) == (expected if isinstance(expected, str) else None)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"'\d\.'", r"\d\."),
        (r"'\ud800'", "\ufffd"),
        (r"'\N{NO SUCH NAME}'", "\ufffd"),
        (r"'\xZZ'", r"\xZZ"),
    ],
)
def test_what_the_interpreter_warns_of_or_cannot_encode(source: str, text: str) -> None:
    assert text_of(cst.SimpleString(source)) == text


@pytest.mark.parametrize("source", ["f'{a}'", "t'{a}'", "'a' f'{b}'", "b'a'", "name", "1"])
def test_no_text(source: str) -> None:
    assert text_of(cst.parse_expression(source)) is None
