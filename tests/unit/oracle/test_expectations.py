"""How the comments that state the truth are read and matched."""

from __future__ import annotations

import pytest

from tests.expectations import Expectation, matches, read_text


def test_comments_are_read() -> None:
    text = (
        'a = 1  # expect: PRV101 email, phone_number; PRV103 email\nb = "# expect: PRV101 email"\n'
        "c = 2  # expect-missed: PRV101 email (through a database)\nd = 3  # type: ignore  # flow: name.first\n"
        "e = 4  # expect: PRV903\n"
    )
    assert list(read_text(text, "f.py")) == [
        Expectation("expect", "f.py", 1, "PRV101", frozenset({"email", "phone_number"})),
        Expectation("expect", "f.py", 1, "PRV103", frozenset({"email"})),
        Expectation("missed", "f.py", 3, "PRV101", frozenset({"email"})),
        Expectation("flow", "f.py", 4, "", frozenset({"name.first"})),
        Expectation("expect", "f.py", 5, "PRV903", frozenset()),
    ]


def test_comment_that_does_not_parse_is_refused() -> None:
    with pytest.raises(ValueError, match="no expectation"):
        list(read_text("a = 1  # expect: email\n", "f.py"))


@pytest.mark.parametrize(
    ("words", "categories", "fit"),
    [
        ({"email"}, ("user.contact.email",), True),
        ({"contact.email"}, ("user.contact.email",), True),
        ({"mail"}, ("user.contact.email",), False),
        ({"email"}, ("user.contact.email", "user.name"), False),
        ({"email", "name"}, ("user.contact.email",), False),
        (set(), (), True),
    ],
)
def test_words_fit_categories(words: set[str], categories: tuple[str, ...], fit: bool) -> None:
    assert matches(frozenset(words), categories) is fit
