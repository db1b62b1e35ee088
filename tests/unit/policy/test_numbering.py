"""Numbers at the head of lines, in all the ways policies write them."""

# ruff: noqa: RUF001 -- full-width characters are what is tested
from __future__ import annotations

import pytest

from privlint.policy.numbering import digits, half_width, read_mark


@pytest.mark.parametrize(
    ("line", "style", "value", "rest"),
    [
        ("Article 6 (Sharing)", "article", "6", "(Sharing)"),
        ("Section 12: Contact", "article", "12", "Contact"),
        ("§ 3", "article", "3", ""),
        ("第1条（目的）", "article", "1", "（目的）"),
        ("第１２条 目的", "article", "12", "目的"),
        ("第二十七条（第三者提供）", "article", "27", "（第三者提供）"),
        ("第26条の2（個人関連情報）", "article", "26.2", "（個人関連情報）"),
        ("1.2 Cookies", "dotted", "1.2", "Cookies"),
        ("Section 4.2.1 Cookies", "dotted", "4.2.1", "Cookies"),
        ("3. Location", "number", "3", "Location"),
        ("3) Location", "number", "3", "Location"),
        ("１．氏名", "number", "1", "氏名"),
        ("2、住所", "number", "2", "住所"),
        ("２　前項の規定", "number", "2", "前項の規定"),
        ("(4) Location", "parentheses", "4", "Location"),
        ("（５）住所", "parentheses", "5", "住所"),
        ("③ 端末", "circle", "3", "端末"),
        ("a) device", "letter", "a", "device"),
        ("(iii) device", "letter", "iii", "device"),
        ("一　法令に基づく場合", "kanji", "1", "法令に基づく場合"),
        ("第2項 同意", "paragraph", "2", "同意"),
    ],
)
def test_marks(line: str, style: str, value: str, rest: str) -> None:
    assert read_mark(line) == (style, value, rest)


@pytest.mark.parametrize(
    "line",
    [
        "Article 6 applies to partners.",
        "第6条の規定により",
        "第２条第６号の目的で",
        "1,000 yen per request",
        "2026-02-10",
        "3 cookies are set",
        "a visitor",
        "Location",
        "",
    ],
)
def test_lines_without_a_number(line: str) -> None:
    assert read_mark(line) is None


def test_digits() -> None:
    assert [digits(text) for text in ("７", "十", "二十三", "百五", "⑫", "ix")] == ["7", "10", "23", "105", "12", "ix"]


def test_half_width_keeps_the_length() -> None:
    text = "（１）住所：Ａ"
    assert half_width(text) == "(1)住所:A"
    assert len(half_width(text)) == len(text)
