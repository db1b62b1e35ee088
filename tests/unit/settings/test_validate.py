"""Words that only the catalogue, the rules and the policies know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint.errors import UserErrors
from privlint.settings import Known, Overrides, load, validate

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = Known(
    rules={"PRV101": "personal-data-in-log", "PRV201": "unknown-purpose"},
    policies=frozenset({"deskrex"}),
    categories=frozenset({"user.contact.email", "user.name", "user.location.precise"}),
    purposes=frozenset({"support", "advertising", "marketing.advertising"}),
    scopes=frozenset({"location", "advertising", "marketing"}),
    obligations=frozenset({"disclosure", "deletion"}),
    exceptions=frozenset({"6.2", "6.5"}),
    vendors=frozenset({"posthog"}),
)


def complaints(folder: Path, text: str, overrides: Overrides | None = None) -> list[str]:
    (folder / "privlint.toml").write_text(text, encoding="utf-8")
    settings = load(str(folder), overrides or Overrides())
    with pytest.raises(UserErrors) as caught:
        validate(settings, KNOWN)
    return [str(error) for error in caught.value.errors]


def test_known_words_pass(tmp_path: Path) -> None:
    (tmp_path / "privlint.toml").write_text("""\
select = ["ALL", "PRV1", "PRV101", "unknown-purpose"]
extend-recipient-kinds = ["storage"]
[recipients]
PostHog = "processor"
[data]
"a.b" = "user.contact"
"a.c" = "none"
"a.d" = "complete"
"a.e" = "user.location.precise"
[purpose]
"a" = "support|marketing.advertising"
[consent]
"a" = "marketing -- asked at the desk"
[basis]
"a" = "6.5 -- court order"
[recipient]
"a.send" = "analytics:In House"
[sanitizes]
"a.mask" = "user.contact.email:masked"
"a.scrub" = "*:masked"
[consent-check]
"a.may" = "location"
[identity-check]
"a.who" = true
[fulfils]
"a.forget" = "deletion"
""")
    assert validate(load(str(tmp_path), Overrides()), KNOWN) == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('ignore = ["PRV999"]', '1: ignore: unknown rule "PRV999"'),
        ('select = ["PRV101",\n "personal-data-in-logs"]', '2: select: unknown rule "personal-data-in-logs"'),
        ('[per-file-ignores]\n"a" = ["PRV7"]', '2: per-file-ignores.a: unknown rule "PRV7"'),
        ('policy = "deskrx"', '1: policy: unknown policy "deskrx"\n  hint: did you mean "deskrex"?'),
        ('extend-recipient-kinds = ["storge"]', '"storge"\n  hint: did you mean "storage"?'),
        ('[data]\n"a.b" = "user.contact.emial"', '2: data.a.b: unknown category "user.contact.emial"\n  hint: did you'),
        ('[purpose]\n"a" = "support|adverts"', '2: purpose.a: unknown purpose "adverts"'),
        ('[consent]\n"a" = "locaton -- asked"', 'unknown scope of consent "locaton"\n  hint: did you mean "location"?'),
        ('[basis]\n"a" = "6.3 -- why"', 'unknown legal exception "6.3"'),
        ('[recipient]\n"a" = "analytic:X"', 'unknown recipient kind "analytic"\n  hint: did you mean "analytics"?'),
        ('[sanitizes]\n"a" = "user.name:maskd"', 'unknown transform "maskd"\n  hint: did you mean "masked"?'),
        ('[sanitizes]\n"a" = "user.nam:masked"', 'unknown category "user.nam"\n  hint: did you mean "user.name"?'),
        ('[fulfils]\n"a" = "disclosing"', 'unknown obligation "disclosing"\n  hint: did you mean "disclosure"?'),
    ],
)
def test_unknown_word(tmp_path: Path, text: str, complaint: str) -> None:
    (found,) = complaints(tmp_path, text)
    assert complaint in found
    assert found.startswith("privlint.toml:")


def test_mistakes_of_flags_name_the_flag(tmp_path: Path) -> None:
    found = complaints(tmp_path, 'ignore = ["X"]', Overrides(values={"select": ["PRV1O1"]}))
    assert found[0].startswith('--select: unknown rule "PRV1O1"\n  hint: did you mean "PRV101"?')
    assert found[1].startswith('privlint.toml:1: ignore: unknown rule "X"')


def test_unheard_of_vendor_is_only_noted(tmp_path: Path) -> None:
    (tmp_path / "privlint.toml").write_text('[recipients]\nOwnStats = "processor"\n')
    assert validate(load(str(tmp_path), Overrides()), KNOWN) == (
        'recipients: no recipient named "ownstats" is in the catalogue',
    )
