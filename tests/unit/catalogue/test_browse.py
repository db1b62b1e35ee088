"""What the catalogue tells people: counts, entries with their places, the user's own ones marked, and nearest words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint.catalogue.browse import Browser
from privlint.catalogue.listing import say_answer, say_summary
from privlint.errors import UserErrors
from privlint.model.recipient import Kind
from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_OWN = """\
[[sink]]
api = "posthog.{capture,seen}"
kind = "analytics"
vendor = "PostHog"
args = { properties = "deep" }
confidence = "medium"

[[flow]]
api = "acme.cover"
transform = "masked"
"""


@pytest.fixture(scope="module")
def shipped() -> Browser:
    return Browser()


@pytest.fixture
def extended(tmp_path: Path) -> Browser:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "acme.toml").write_text(_OWN)
    return Browser(("own",), str(tmp_path))


def test_every_entry_is_where_its_place_says(shipped: Browser) -> None:
    lines = {fact.file: (ROOT / fact.file).read_text(encoding="utf-8").splitlines() for fact in shipped.facts}
    heads = {"category": "[[category]]", "names": '["user'}
    lost = [
        fact.place
        for fact in shipped.facts
        if not lines[fact.file][fact.line - 1].startswith(heads.get(fact.table, f"[[{fact.table}]]"))
    ]
    assert lost == []
    assert {fact.table for fact in shipped.facts} >= {"sink", "host", "source", "flow", "category", "names", "vendor"}


def test_counts(shipped: Browser) -> None:
    summary = shipped.summary()
    assert [row.kind for row in summary.kinds] == [kind.value for kind in Kind]
    analytics = next(row for row in summary.kinds if row.kind == "analytics")
    assert {"PostHog", "Segment", "Mixpanel"} <= set(analytics.vendors)
    assert analytics.callables == len(
        {path for fact in shipped.facts if fact.table == "sink" and fact.kind == "analytics" for path in fact.paths}
    )
    assert summary.own == {}
    text = say_summary(summary, "text")
    assert f"analytics     {len(analytics.vendors):>8}{analytics.callables:>11}{analytics.hosts:>7}\n" in text
    assert "yours" not in text


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("posthog", "posthog.{alias,Posthog().alias}"),
        ("posthog.Posthog().alias", "posthog.{alias,Posthog().alias}"),
        ("posthog.client.Client().alias", "posthog.{alias,Posthog().alias}"),
        ("zeep.Client().service.SendOrder", "{zeep.Client().service.*,suds.client.Client().service.*}"),
        ("SEGMENT identify", "segment.analytics.identify"),
        ("sanitizer fernet", "cryptography.fernet.{Fernet,MultiFernet}().{encrypt,encrypt_at_time,rotate}"),
        ("graph.facebook.com", "graph.facebook.com"),
        ("identify fernet", ""),
        ("ChatGPT", "OpenAI"),
        ("date_of_birth", "user.demographic.date_of_birth"),
        ("氏名", "user.name"),
    ],
)
def test_search_finds(shipped: Browser, words: str, name: str) -> None:
    names = [fact.name for fact in shipped.search(tuple(words.split())).facts]
    assert (name in names) if name else names == []


def test_search_shows_arguments_source_versions_and_place(shipped: Browser) -> None:
    text = say_answer(shipped.search(("posthog.alias",)), "text", 100)
    assert text.splitlines()[:5] == [
        "posthog.{alias,Posthog().alias}",
        "  sink        analytics: PostHog",
        "  arguments   previous_id [0] value, distinct_id [1] value, context deep, [2] deep",
        "  read in     posthog 3.25.0 and 7.91.1, __init__.py, client.py class Client",
        "  versions    posthog 1-7",
    ]
    assert "written in  rules/sinks/analytics/posthog.toml:" in text


def test_lists_of_names_show_only_what_was_asked_for(shipped: Browser) -> None:
    (english,) = (
        fact
        for fact in shipped.search(("maiden_name",)).facts
        if fact.name == "user.name" and fact.says["language"] == "en"
    )
    assert english.says == {"language": "en", "sure": "maiden name, mother maiden name"}


def test_a_name_is_classified(shipped: Browser) -> None:
    answer = shipped.search(("customer_email",))
    assert answer.facts == ()
    assert say_answer(answer, "text", 80) == "as a name: user.contact.email, high confidence\n"
    assert "as a name: user.name, medium confidence of a person\n" in say_answer(shipped.search(("name",)), "text", 80)


def test_nothing_known_names_the_nearest_words(shipped: Browser) -> None:
    answer = shipped.search(("posthgo",))
    assert not answer.is_known
    assert "posthog" in [word.casefold() for word in answer.nearest]


def test_own_entries_are_marked_and_come_first(extended: Browser) -> None:
    answer = extended.search(("posthog", "capture"))
    first = answer.facts[0]
    assert (first.own, first.place) == (True, "own/acme.toml:1")
    (ours,) = (fact for fact in answer.facts if "posthog.{capture,capture_ai" in fact.name)
    assert ours.replaced == ("own/acme.toml:1 for posthog.capture",)
    text = say_answer(answer, "text", 80)
    assert "  written in  own/acme.toml:1, yours\n" in text
    assert "  replaced by own/acme.toml:1 for posthog.capture\n" in text
    assert "  confidence  medium\n" in text


def test_own_files_are_counted(extended: Browser, shipped: Browser) -> None:
    ours, summary = shipped.summary(), extended.summary()
    assert summary.own == {"own/acme.toml": 2}
    assert summary.sanitizers == ours.sanitizers + 1
    assert "yours        own/acme.toml: 2 entries\n" in say_summary(summary, "text")


def test_mistakes_in_own_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[[sinks]]\n")
    with pytest.raises(UserErrors, match=r"^own\.toml:1: unknown key"):
        Browser(("own.toml",), str(tmp_path))
