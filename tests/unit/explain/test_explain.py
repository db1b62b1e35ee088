"""Explanations of small projects: what cleared a line, what silenced it, what nothing is known of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click.testing
import pytest
from msgspec.structs import replace

from privlint import pipeline
from privlint.cli.main import privlint
from privlint.errors import UserError
from privlint.explain.text import lines
from privlint.settings.options import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.explain.explanation import Explanation

CODE = """\
import logging
from posthog import Posthog
from django.db import models
logger = logging.getLogger(__name__)
posthog = Posthog("key")
class Customer(models.Model):
    email = models.EmailField()
    notes = models.TextField()
def guarded(customer: Customer):
    if customer.has_consent("analytics"):
        posthog.capture("seen", properties={"email": customer.email})
    enrich(customer.email)
    logger.info("secretword")
    logger.info(customer.email)  # privlint: ignore[PRV101] -- asked for by support
    return customer
    logger.info(customer.email)
def asked(customer: Customer):
    reveal_taint(customer.email)
    return reveal_type(customer)
def kept(customer: Customer):
    logger.info(reveal_taint(customer.email))
def named(customer: Customer, other: Customer):
    logger.info(customer.username)
    if other.has_consent("analytics"):
        posthog.capture("seen", properties={"email": customer.email})
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.privlint]\n", encoding="utf-8")
    return Settings(root=str(tmp_path), policies=("deskrex",), jobs=1, cache=False)


def explained(settings: Settings, line: int) -> Explanation:
    return pipeline.explain(settings, "app.py", line, settings.root)


def told(explanation: Explanation) -> str:
    return " ".join(" ".join(lines(explanation, 200)).split())


def test_a_guard(settings: Settings) -> None:
    explanation = explained(settings, 11)
    (content,) = (
        content for one in explanation.calls[0].arguments if one.label == "properties" for content in one.contents
    )
    assert [(held.kind, held.scope, held.match) for held in content.held] == [("consent", "analytics", "same")]
    assert [verdict.outcome for verdict in explanation.verdicts] == ["permitted"]
    assert [judged for judged in explanation.findings if not judged.silent] == []


def test_an_unknown_callee(settings: Settings) -> None:
    explanation = explained(settings, 12)
    text = told(explanation)
    assert "callee not known; its result may hold what its arguments hold" in text
    assert "recipient none: no sink entry matches this call" in text
    assert text.startswith("app.py:12: not reported; no recipient is called")


def test_a_recipient_that_gets_nothing(settings: Settings) -> None:
    text = told(explained(settings, 13))
    assert "recipients are called, and no personal data is known to reach them" in text
    assert "secretword" not in text


def test_a_suppression(settings: Settings) -> None:
    explanation = explained(settings, 14)
    (judged,) = explanation.findings
    assert judged.silent == "a comment silences it: asked for by support"
    assert [verdict.outcome for verdict in explanation.verdicts] == ["silenced"]


def test_what_is_never_reached(settings: Settings) -> None:
    explanation = explained(settings, 16)
    assert (explanation.calls, explanation.unreached) == ((), 1)
    assert "no way leads to 1 of the calls" in told(explanation)


def test_a_rule_that_is_left_out(settings: Settings) -> None:
    explanation = explained(replace(settings, ignore=("PRV101",)), 21)
    assert [judged.silent for judged in explanation.findings] == ["its rule is not selected for this file"]
    assert [verdict.outcome for verdict in explanation.verdicts] == ["left out"]


def test_what_is_not_sure_enough(settings: Settings) -> None:
    explanation = explained(settings, 23)
    assert [verdict.outcome for verdict in explanation.verdicts] == ["left out"]
    assert "its confidence is low, and medium is the least that is reported" in told(explanation)


def test_a_guard_about_somebody_else(settings: Settings) -> None:
    explanation = explained(settings, 25)
    assert [verdict.outcome for verdict in explanation.verdicts] == ["reported"]
    assert 'consent for "analytics" by another person: other.has_consent(…)' in told(explanation)


def test_what_the_code_asks_itself(settings: Settings) -> None:
    taint, kind = told(explained(settings, 18)), told(explained(settings, 19))
    assert "callee a question to privlint explain, which gives its argument back" in taint
    assert "e-mail address, raw, high confidence, of customer, read as customer.email in app:asked" in taint
    assert "argument 0 customer, an object of app.Customer: whatever callers pass as customer" in kind


def test_asking_changes_nothing(settings: Settings) -> None:
    (verdict,) = explained(settings, 21).verdicts
    (flow,) = verdict.flows
    assert (verdict.outcome, flow.confidence.word) == ("reported", "high")
    assert all("reveal" not in step.text for step in flow.steps)


def test_a_line_without_calls(settings: Settings) -> None:
    assert told(explained(settings, 15)).startswith("app.py:15: not reported")


@pytest.mark.parametrize(("line", "words"), [(99, "no line 99"), (0, "no line 0")])
def test_no_such_line(settings: Settings, line: int, words: str) -> None:
    with pytest.raises(UserError, match=words):
        explained(settings, line)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("app.py", 'expected FILE:LINE, not "app.py"'),
        ("app.py:x", 'expected FILE:LINE, not "app.py:x"'),
        ("app.py:0", 'expected FILE:LINE, not "app.py:0"'),
        ("gone.py:1", "gone.py"),
        ("pyproject.toml:1", '"pyproject.toml" is not a Python file'),
    ],
)
def test_mistakes_end_with_2(settings: Settings, monkeypatch: pytest.MonkeyPatch, where: str, words: str) -> None:
    monkeypatch.chdir(settings.root)
    done = click.testing.CliRunner().invoke(privlint, ["explain", "--no-cache", where])
    assert done.exit_code == 2
    assert words in done.stderr


def test_json_names_places(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(settings.root)
    arguments = ["explain", "--no-cache", "--policy", "deskrex", "--output-format", "json", "app.py:14:5"]
    done = click.testing.CliRunner().invoke(privlint, arguments)
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["path"], document["line"]) == ("app.py", 14)
    assert document["calls"][0]["site"] == {"path": "app.py", "line": 14, "column": 5, "end_line": 14, "end_column": 32}
    assert document["findings"][0]["silent"]
    assert "node" not in done.stdout


def test_watching_leaves_the_analysis_as_it_is(settings: Settings) -> None:
    site = explained(settings, 11).calls[0].site
    plain = pipeline.analyse(settings, (), settings.root)
    watched = pipeline.analyse(settings, (), settings.root, frozenset({site}))
    assert [one.site for one in watched.observations] == [site]
    assert (plain.analysis, plain.findings, plain.observations) == (watched.analysis, watched.findings, ())


def test_a_call_in_a_test_is_explained_too(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_app.py").write_text("from app import kept\n\nkept(None)\n", encoding="utf-8")
    explanation = pipeline.explain(settings, "tests/test_app.py", 3, settings.root)
    assert explanation.calls[0].taken_for == ("the function app.kept",)
