"""What holds for every name: spelling does not matter, nothing crashes, the same question has the same answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import load_names
from privlint.catalogue.tokens import tokenise

_TABLE = Path(__file__).with_name("names.tsv")
_NAMES = load_names(rules_root())
_PLACES = st.sampled_from(["attr", "key", "param", "column", "local", "keyword", "field"])


def _snake_names() -> list[str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    names = {line.split("\t")[0] for line in lines if line and not line.startswith("#")}
    return sorted(
        name for name in names if "_" in name.strip("_") and name.replace("_", "").isalpha() and name.islower()
    )


@pytest.mark.parametrize("name", _snake_names())
def test_case_style_does_not_matter(name: str) -> None:
    names = _NAMES
    first, *rest = name.strip("_").split("_")
    styles = (first + "".join(word.title() for word in rest), name.replace("_", "-"), name.replace("_", " "))
    expected = names.classify(name, place="key")
    assert [names.classify(style, place="key") for style in styles] == [expected] * 3


@given(st.text(max_size=30), st.text(max_size=20), st.text(max_size=20), _PLACES)
def test_any_text_has_an_answer_and_keeps_it(name: str, owner: str, declared: str, place: str) -> None:
    names = _NAMES
    answer = names.classify(name, owner=owner, declared=declared, place=place)
    assert names.classify(name, owner=owner, declared=declared, place=place) == answer
    names.consent(name)
    names.transform(name)
    names.getter_datum(name, owner=owner)
    assert not (names.is_person(owner) and names.is_thing(owner))


@given(st.text())
def test_words_are_lower_case_and_not_empty(name: str) -> None:
    words = tokenise(name)
    assert all(word and not word.isdigit() for word in words)
    assert all(word == word.lower() for word in words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("customerEMail2", ("customer", "e", "mail")),
        ("IPAddress", ("ip", "address")),
        ("userIDs", ("user", "ids")),
        ("HTTP_X_FORWARDED_FOR", ("http", "x", "forwarded", "for")),
        ("address_line_1", ("address", "line")),
        ("sha256_hex", ("sha256", "hex")),
        ("md5", ("md5",)),
        ("2fa_code", ("2fa", "code")),
        ("Prénom", ("prenom",)),
        ("Straße", ("strasse",)),
        ("OAuth2Token", ("oauth", "token")),
        ("\uff25\uff4d\uff41\uff49\uff4c", ("email",)),
        ("__x__", ("x",)),
        ("", ()),
    ],
)
def test_tokenise(name: str, words: tuple[str, ...]) -> None:
    assert tokenise(name) == words


def test_tokenise_cuts_scripts_by_the_longest_known_word() -> None:
    known = {"会社", "メール", "メールアドレス"}
    assert tokenise("会社メールアドレス2", known) == ("会社", "メールアドレス")
    assert tokenise("社内メール", known) == ("社内", "メール")
    assert tokenise("か") == ("か",)
    assert tokenise("が", {"か"}) == ("が",)
