"""Code as shown: hidden values, cells of a terminal, other tools' columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privlint.model.place import Place
from privlint.report.columns import utf8_columns
from privlint.report.frame import CodeLine, cells, code_lines, fitted, snippet, wrapped
from privlint.report.redact import TOKEN, hide, redacted_lines

WIDE_DIGITS = "".join(chr(0xFF10 + digit) for digit in range(1, 9))


def redacted(source: str) -> list[str]:
    return [hide(line, spans)[0] for line, spans in redacted_lines(source)]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('x = "taro.yamada+x@mail.example.co.jp"', f'x = "{TOKEN}"'),
        ("x = 'call +81 (3) 1234-5678 now'", f"x = 'call {TOKEN} now'"),
        ('x = f"4111 1111 1111 1111 {y}"', f'x = f"{TOKEN} {{y}}"'),
        ("x = 1  # ask taro@example.com", f"x = 1  # ask {TOKEN}"),
        (f'x = "{WIDE_DIGITS}"', f'x = "{TOKEN}"'),
        ('x = b"taro@example.com"', f'x = b"{TOKEN}"'),
        ("y = user@model.weights.T", "y = user@model.weights.T"),
        ("n = 12345678", "n = 12345678"),
        ('v = "1.2.3"', 'v = "1.2.3"'),
        ('s = "user-%s@%s"', 's = "user-%s@%s"'),
        ('s = "it\'s \\" # taro" + "a@b.example"', f's = "it\'s \\" # taro" + "{TOKEN}"'),
    ],
)
def test_values_are_hidden_in_literals_and_comments_only(line: str, shown: str) -> None:
    assert redacted(line) == [shown]


def test_values_are_hidden_in_literals_over_many_lines() -> None:
    source = '"""\nmail taro@example.com\nphone 090\n1234\n5678\n"""\nx = 1\n'
    assert redacted(source) == ['"""', f"mail {TOKEN}", f"phone {TOKEN}", TOKEN, TOKEN, '"""', "x = 1"]


def test_lines_end_where_python_ends_them() -> None:
    assert [line for line, _ in redacted_lines("a\x0cb\r\nc\rd\u2028e\n")] == ["a\x0cb", "c", "d\u2028e"]


def test_columns_follow_what_is_hidden() -> None:
    line, ((start, end),) = redacted_lines('f("taro@example.com", x)')[0]
    assert (start, end) == (3, 19)
    assert hide(line, ((start, end),), (0, 3, 10, 19, 22)) == (f'f("{TOKEN}", x)', (0, 3, 3, 13, 16))


def test_carets_stand_below_wide_characters() -> None:
    (line,) = code_lines("\t名前 = 値\n", Place("a.py", 1, 2, 1, 4))
    assert (line.text, line.start, line.end) == ("    名前 = 値", 4, 8)


def test_what_moves_the_cursor_is_not_shown() -> None:
    (line,) = code_lines('x = "\x1b[31m\u202e"  # \x07\n', Place("a.py", 1))
    assert line.text == 'x = "�[31m�"  # �'


def test_neighbours_end_with_the_file() -> None:
    assert [line.number for line in code_lines("a\nb\n", Place("a.py", 1, 1, 1, 2), before=2, after=5)] == [1, 2]
    assert code_lines("a\n", Place("a.py", 9)) == []


def test_a_span_over_lines_is_underlined_to_the_end_of_its_first() -> None:
    (line,) = code_lines("f(\n  1)\n", Place("a.py", 1, 1, 2, 5))
    assert (line.start, line.end) == (0, 2)


@pytest.mark.parametrize(("text", "wide"), [("abc", 3), ("名前", 4), ("é", 1), ("e\u0301", 1), ("😀", 2), ("", 0)])
def test_cells(text: str, wide: int) -> None:
    assert cells(text) == wide


@pytest.mark.parametrize("start", [0, 10, 50, 94])
def test_a_long_line_is_cut_around_what_is_underlined(start: int) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(100))
    cut = fitted(CodeLine(1, text, start, start + 5), 40)
    assert cells(cut.text) <= 40
    assert cut.text[cut.start : cut.end] == text[start : start + 5]
    assert cut.text.startswith("…") is (start > 10)


def test_snippets_cover_every_line() -> None:
    source = 'send(\n    "taro@example.com",\n    x,\n)\n'
    assert snippet(source, Place("a.py", 1, 1, 4, 2)) == f'send(\n    "{TOKEN}",\n    x,\n)'
    assert snippet(source, Place("a.py", 2, 5, 2, 23)) == f'"{TOKEN}"'
    assert snippet(source, Place("a.py", 2, 8, 2, 12)) == TOKEN


def test_columns_in_bytes() -> None:
    line = "e\u0301 = 名前 + 😀x"
    column = line.index("x") + 1
    assert utf8_columns(Place("a.py", 1, column, 1, column + 1), line) == (
        len(line[: column - 1].encode()) + 1,
        len(line.encode()) + 1,
    )
    assert utf8_columns(Place("a.py", 7, 3, 7, 4), line) == (3, 4)


def test_text_is_wrapped_by_cells() -> None:
    assert wrapped("aa 名前 bb 名前名前 c", 7, "  ") == ["  aa", "  名前", "  bb", "  名前名前", "  c"]
    assert wrapped("aa 名前 bb", 7) == ["aa 名前", "bb"]
    assert wrapped("", 7) == []


LINES = st.text(st.sampled_from("ab @.1-\"'#\\名é\t\n\r"), max_size=60)


@given(LINES, st.integers(0, 60), st.integers(0, 60))
def test_hiding_leaves_all_else_in_place(source: str, first: int, second: int) -> None:
    for line, spans in redacted_lines(source):
        columns = tuple(sorted((min(first, len(line)), min(second, len(line)))))
        hidden, moved = hide(line, spans, columns)
        assert hidden.replace(TOKEN, "") == "".join(
            character for at, character in enumerate(line) if not any(start <= at < end for start, end in spans)
        )
        assert 0 <= moved[0] <= moved[1] <= len(hidden)


@given(LINES)
def test_no_line_is_lost(source: str) -> None:
    joined = source.replace("\r\n", "\n").replace("\r", "\n")
    assert [line for line, _ in redacted_lines(source)] == (joined.removesuffix("\n").split("\n"))


@given(st.text(max_size=80), st.integers(0, 80), st.integers(1, 20), st.integers(20, 60))
def test_cut_lines_fit(text: str, start: int, length: int, width: int) -> None:
    wide = cells(text)
    cut = fitted(CodeLine(1, text, min(start, wide), min(start + length, wide)), width)
    assert cells(cut.text) <= width
    assert 0 <= cut.start <= cut.end <= width
