"""Canaries are found in every form that leaves the datum, and in no other text."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from tests.oracle.canaries import Sighting, sightings, text_canary, word_of

MAIL = text_canary("email", "somebody")


@pytest.mark.parametrize(
    ("text", "transform"),
    [
        (f"to {MAIL}!", "raw"),
        (MAIL.upper(), "raw"),
        (MAIL[::-1], "raw"),
        (base64.b64encode(MAIL.encode()).decode(), "raw"),
        (base64.b64encode(f"long text around {MAIL}".encode()).decode(), "raw"),
        (hashlib.sha256(MAIL.encode()).hexdigest(), "hashed"),
        (hmac.new(b"key", MAIL.encode(), "sha256").hexdigest(), "keyed-hash"),
        (MAIL.partition("@")[0], "truncated"),
        (MAIL.partition("@")[2], "domain"),
    ],
)
def test_canary_is_seen_in_every_form(text: str, transform: str) -> None:
    assert sightings(text) == {Sighting("email", "somebody", transform)}


def test_other_texts_hold_none() -> None:
    assert sightings("somebody@example.org has 3 letters") == set()


@pytest.mark.parametrize(
    ("name", "word"),
    [("user_email", "email"), ("Email", "email"), ("User-Agent", "user_agent"), ("email_sent", ""), ("name", "")],
)
def test_names_denote_words(name: str, word: str) -> None:
    assert word_of(name) == word


def test_name_of_a_person_is_personal() -> None:
    assert word_of("name", person=True) == "name"
