"""What ``parse`` accepts, counts and refuses."""

from __future__ import annotations

import pytest

from privlint.parse import ParseFailure, parse
from privlint.parse.prescan import MAX_CHAIN, MAX_DEPTH, refuse_hostile


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", 0),
        (b"\n", 1),
        (b"x = 1", 1),
        (b"x = 1\ny = 2\n", 2),
        (b"\xef\xbb\xbfx = 1\n", 1),
        (b"x = 1\r\ny = 2\r\n", 2),
        (b"x = 1\ry = 2", 2),
        (b"# coding: latin-1\nx = '\xe9'\n", 2),
        ("# -*- coding: shift_jis -*-\nx = '氏名表'\n".encode("shift_jis"), 2),
        (b"\x0cx = 1\n", 1),
        (b"type X = int\n", 1),
        (b"f'{x['a']}'\n", 1),
    ],
)
def test_reads(data: bytes, lines: int) -> None:
    parsed = parse(data, "a.py")
    assert parsed.lines == lines
    assert parsed.nodes == len(parsed.ordinals) == len(parsed.ends)
    assert parsed.ordinals[id(parsed.module)] == 0
    assert parsed.ends[id(parsed.module)] == parsed.nodes - 1


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"x = '\xe9'\n", "it is not UTF-8 and declares no other encoding", 0),
        (b"\n\n\nx = '\xe9'\n", "it is not UTF-8 and declares no other encoding", 4),
        (b"# coding: ascii\n\n\nx = '\xe9'\n", "its text does not fit the encoding it declares", 4),
        (b"# coding: no-such-code\n", "it declares an encoding that does not exist", 0),
        (b"# coding: rot13\n", "it declares an encoding that does not exist", 0),
        (b"x = 1\n\0\n", "it contains NUL bytes", 2),
        (b"a = 1\nprint 'x'\n", "a syntax error, by the look of it Python 2", 2),
        (b"x = 1\ndef f(:\n    pass\n", "a syntax error", 2),
        (b"if a:\n    b\n  c\n", "a syntax error", 3),
        (b"x = (\n", "a syntax error", 1),
        (b"'''\n\n", "a syntax error", 1),
        (b"a\nclass C(m=M, *more): pass\n", "a syntax error to LibCST", 2),
        (b"a\nx = b'' ''\n", "a syntax error", 2),
        (b"x=" + b"(" * 2_000 + b")" * 2_000, f"brackets nest more than {MAX_DEPTH} deep", 0),
        (b"x=a" + b".f(1)" * 5_000, f"an expression chains more than {MAX_CHAIN} operators or calls", 0),
    ],
)
def test_refuses_with_a_reason(data: bytes, reason: str, line: int) -> None:
    with pytest.raises(ParseFailure) as caught:
        parse(data, "a.py")
    assert caught.value.reason.startswith(reason)
    assert caught.value.line == line


HOSTILE = [
    *(opening * 2_000 for opening in ("(", "[", "{1:", "f(", "a[", "-", "not ", "lambda:", "(yield ", "a if b else ")),
    *("x = a" + link * 2_000 for link in (".b", "+a", " and a", "()", "[0]", "**a", ".f(',')", "@a")),
    "x = (a" + "\n  .f(1, [2])" * 2_000 + ")",
    "x = (a" + "  # , \n  .b" * 2_000 + ")",
    "x = a" + "\\\n+a" * 2_000,
    "match x:\n case " + "[" * 1_000 + "]" * 1_000 + ": pass",
]


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: repr(source[:18]))
def test_refuses_hostile_shapes_without_parsing(source: str) -> None:
    with pytest.raises(ParseFailure):
        refuse_hostile(source.encode())


GENEROUS = [
    "x = {" + "'k': (1, -2),\n" * 5_000 + "}",
    "x = [" + "a.b.c(d), " * 5_000 + "]",
    "f(" + "a=b.c(),\n" * 5_000 + ")",
    "x = a.b\n" * 5_000,
    "x.y = -z.w(1); " * 5_000,
    "if a:\n  b\n" + "elif a.b:\n  c()\n" * 1_000,
    "x = ('" + "a-b' '" * 5_000 + "')",
    "x = '''" + "(" * 5_000 + "'''",
    "# " + "+((" * 5_000,
    "x = " + "(" * 199 + ")" * 199,
    "x = a" + " + b" * 900,
]


@pytest.mark.parametrize("source", GENEROUS, ids=lambda source: repr(source[:18]))
def test_lets_long_but_harmless_code_pass(source: str) -> None:
    refuse_hostile(source.encode())
