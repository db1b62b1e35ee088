"""``privlint catalogue``: formats, exit codes, and the rule files of the configuration."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def test_the_summary_as_text_and_json(run: Run) -> None:
    done = run("catalogue")
    assert done.exit_code == 0
    assert done.stdout.startswith("recipients     vendors  callables  hosts\n")
    summary = json.loads(run("catalogue", "--output-format", "json").stdout)
    assert f"\nin all     {len({name for row in summary['kinds'] for name in row['vendors']}):>11}" in done.stdout


def test_search_as_text_and_json(run: Run) -> None:
    done = run("catalogue", "search", "posthog", "alias")
    assert done.exit_code == 0
    assert done.stdout.startswith("posthog.{alias,Posthog().alias}\n")
    (fact,) = json.loads(run("catalogue", "search", "posthog", "alias", "--output-format", "json").stdout)["facts"]
    assert (fact["kind"], fact["vendor"], fact["table"], fact["own"]) == ("analytics", "PostHog", "sink", False)
    assert fact["arguments"][0] == {"name": "previous_id", "position": 0, "role": "value"}


def test_nothing_found_is_exit_code_1_with_the_nearest_words(run: Run) -> None:
    done = run("catalogue", "search", "posthgo")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("privlint: nothing is known of 'posthgo'\n  hint: the nearest known words are ")
    done = run("catalogue", "search", "posthgo", "--output-format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["facts"] == []


def test_rule_files_of_the_configuration_count(run: Run, tmp_path: Path) -> None:
    (tmp_path / "privlint.toml").write_text('rules = ["own.toml"]\n')
    own = tmp_path / "own.toml"
    own.write_text('[[host]]\nname = "acme.example"\nvendor = "Acme"\nkind = "ads"\n')
    assert "  written in  own.toml:1, yours\n" in run("catalogue", "search", "acme.example").stdout
    assert run("catalogue", "search", "acme.example", "--isolated").exit_code == 1
    own.write_text('[[host]]\nname = "https://acme.example"\nvendor = "Acme"\nkind = "add"\n')
    done = run("catalogue")
    assert done.exit_code == 2
    assert done.stderr.splitlines()[0] == "privlint: 2 mistakes to mend"
    assert 'own.toml:2: malformed host "https://acme.example"\n  hint: write "acme.example"' in done.stderr


def test_a_word_is_needed(run: Run) -> None:
    assert run("catalogue", "search").exit_code == 2
