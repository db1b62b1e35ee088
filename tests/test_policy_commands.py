"""``privlint policy`` from end to end: on a small project with its own policy, and on the shop under three policies."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click.testing
import msgspec
import pytest

from privlint.cli.main import privlint
from privlint.model.policy import Policy
from privlint.policy.load import read_policy
from privlint.policy.text import read_clauses
from tests.checkout import ROOT
from tests.expectations import read_case

if TYPE_CHECKING:
    from click.testing import Result
    from pytest_snapshot.plugin import Snapshot  # type: ignore[import-untyped]

COUNTER = ROOT / "fixtures" / "policy" / "counter"
SNAPSHOTS = ROOT / "tests" / "snapshots" / "policy"
SENTENCE = "A company measures visits on our behalf"


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the counter's project, to stand in and to change."""
    project = tmp_path / "counter"
    shutil.copytree(COUNTER, project)
    monkeypatch.chdir(project)
    return project


def _run(*arguments: str) -> Result:
    return click.testing.CliRunner().invoke(privlint, arguments, prog_name="privlint", catch_exceptions=False)


def _json(*arguments: str) -> Any:
    return json.loads(_run("policy", *arguments, "--output-format", "json").stdout)


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _insert_article(text: str) -> str:
    """The counter's policy with a new third article, and the later ones a number higher."""
    for number in range(6, 2, -1):
        text = text.replace(f"Article {number} (", f"Article {number + 1} (")
    return text.replace("Article 4 (Third", "Article 3 (Tastings)\n\nNobody is written down.\n\nArticle 4 (Third")


# -- check -----------------------------------------------------------------------------------------------


def test_a_mapping_that_fits(counter: Path) -> None:
    done = _run("policy", "check")
    assert (done.exit_code, done.stdout) == (0, "Text and mapping fit.\n")


def test_one_sentence_changed_names_that_clause_and_the_code_under_it(counter: Path) -> None:
    _edit(counter / "policy.txt", SENTENCE, "A firm measures visits on our behalf")
    (drift,) = _json("check")
    assert (drift["rule"], drift["kind"], drift["clause"]) == ("PRV801", "changed", "3.1")
    assert (drift["file"], drift["line"]) == ("policy.txt", 19)
    assert [voice["place"] for voice in drift["code"]] == ["counter.py:19"]
    assert _run("policy", "check").exit_code == 1


def test_the_run_reports_it_too(counter: Path) -> None:
    _edit(counter / "policy.txt", SENTENCE, "A firm measures visits on our behalf")
    report = json.loads(_run("check", "--no-cache", "--output-format", "json").stdout)
    (finding,) = (one for one in report["findings"] if one["code"] == "PRV801")
    assert (finding["place"]["path"], finding["place"]["line"]) == ("policy.txt", 19)
    assert [clause["clause"] for clause in finding["clauses"]] == ["3.1"]


def test_slips_of_the_text_in_a_run(counter: Path) -> None:
    _edit(counter / "policy.txt", "as Article 2, Paragraph 3 says", "as Article 8, Paragraph 1 says")
    report = json.loads(_run("check", "--no-cache", "--output-format", "json").stdout)
    (finding,) = (one for one in report["findings"] if one["code"] == "PRV802")
    assert "cites Article 8, Paragraph 1, and there is no such clause" in finding["message"]
    assert finding["place"]["line"] == 19


def test_renumbered_clauses_are_recognised_and_the_mapping_repaired(counter: Path) -> None:
    text = counter / "policy.txt"
    text.write_text(_insert_article(text.read_text(encoding="utf-8")), encoding="utf-8")
    moved, new = _json("check")
    assert (moved["kind"], moved["moved"]["3.1"], moved["moved"]["6"]) == ("renumbered", "4.1", "7")
    assert (new["kind"], new["clause"]) == ("new", "3")
    report = json.loads(_run("check", "--no-cache", "--output-format", "json").stdout)
    cited = {clause["clause"] for one in report["findings"] if one["code"] == "PRV106" for clause in one["clauses"]}
    assert cited == {"4"}

    done = _run("policy", "check", "--repair")
    assert "wrote 8 new numbers into mapping.toml" in done.stderr
    assert "renumbered" not in done.stdout
    assert [drift["kind"] for drift in _json("check")] == ["new"]


def test_check_without_a_source() -> None:
    done = _run("policy", "check", "--isolated", "--policy", "gdpr", "--policy", "appi")
    assert (done.exit_code, done.stdout) == (0, "Text and mapping fit.\n")


# -- coverage and show -----------------------------------------------------------------------------------


def test_coverage_tells_what_speaks_to_each_clause(counter: Path) -> None:
    found = _json("coverage")
    states = {clause["clause"]: clause["state"] for clause in found["clauses"]}
    assert states["2.3"] == states["3.1"] == states["5.2"] == "kept"
    assert states["3"] == states["4"] == "broken"
    assert states["2.1"] == states["3.2"] == "silent"
    assert (states["6"], states["5"]) == ("quiet", "unmapped")
    measuring = next(clause for clause in found["clauses"] if clause["clause"] == "2.3")
    assert [voice["place"] for voice in measuring["code"]] == ["counter.py:18", "counter.py:19"]


def test_loose_ends_in_both_directions(counter: Path) -> None:
    found = _json("coverage")
    assert [(one["clause"], one["what"]) for one in found["undone"]] == [
        ("5.1", 'no code is declared to fulfil "disclosure"')
    ]
    assert {one["what"] for one in found["unpromised"]} == {
        "health data is handled, and the policy does not list it",
        "user id is handled, and the policy does not list it",
    }
    assert _run("policy", "coverage").exit_code == 1


def test_a_declaration_taken_away_falls_silent(counter: Path) -> None:
    _edit(counter / "counter.py", "# privlint: fulfils=deletion\n", "")
    assert [one["clause"] for one in _json("coverage")["undone"]] == ["5.1", "5.2"]


@pytest.mark.parametrize("output_format", ["text", "markdown"])
def test_coverage_in_every_format(counter: Path, output_format: str, snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    suffix = {"text": "txt", "markdown": "md"}[output_format]
    snapshot.assert_match(_run("policy", "coverage", "--output-format", output_format).stdout, f"coverage.{suffix}")


def test_show(counter: Path) -> None:
    shown = {clause["clause"]: clause for clause in _json("show", "3")}
    assert list(shown) == ["3", "3.1", "3.2"]
    assert shown["3.1"]["cites"] == ["2.3"]
    assert SENTENCE in shown["3.1"]["text"]
    assert "exception that basis= may cite" in shown["3.2"]["rows"]


def test_show_among_several_policies(counter: Path) -> None:
    (shown,) = _json("show", "gdpr:6.1.a", "--policy", "deskrex", "--policy", "gdpr")
    assert (shown["policy"], shown["clause"]) == ("gdpr", "6.1.a")
    done = _run("policy", "show", "6.14", "--policy", "deskrex")
    assert done.exit_code == 2
    assert 'there is no clause "6.14"' in done.stderr


# -- diff and import -------------------------------------------------------------------------------------


def test_diff_of_texts_names_the_clause_and_the_code(counter: Path) -> None:
    shutil.copy("policy.txt", "old.txt")
    _edit(counter / "policy.txt", "Measuring visits", "Counting visits")
    (one,) = _json("diff", "old.txt", "policy.txt")
    assert (one["what"], one["old"], one["new"]) == ("changed", "2.3", "2.3")
    assert {voice["place"] for voice in one["code"]} == {"counter.py:18", "counter.py:19"}
    assert _run("policy", "diff", "old.txt", "policy.txt").exit_code == 1


def test_diff_of_mappings_tells_which_rows_came_and_went(counter: Path) -> None:
    shutil.copy("mapping.toml", "new.toml")
    _edit(counter / "new.toml", 'purposes = ["provide-service", "support"]', 'purposes = ["support"]')
    (one,) = _json("diff", "mapping.toml", "new.toml")
    assert (one["what"], one["old"]) == ("remapped", "4")
    assert one["details"] == [
        "no longer permits log (purpose provide-service or support)",
        "now permits log (purpose support)",
    ]
    assert {voice["place"] for voice in one["code"]} >= {"counter.py:14"}


def test_diff_of_the_same(counter: Path) -> None:
    done = _run("policy", "diff", "policy.txt", "policy.txt")
    assert (done.exit_code, done.stdout) == (0, "No clause differs.\n")


def test_a_draft_can_be_checked_at_once(counter: Path) -> None:
    done = _run("policy", "import", "policy.txt", "-o", "draft.toml")
    assert done.stderr.startswith("privlint: wrote 16 clauses to draft.toml; ")
    assert _run("policy", "check", "--policy", "draft.toml").exit_code == 0
    assert _run("policy", "import", "policy.txt", "-o", "draft.toml").exit_code == 2
    report = json.loads(_run("check", "--no-cache", "--policy", "draft.toml", "--output-format", "json").stdout)
    assert {"PRV106", "PRV101"} <= {finding["code"] for finding in report["findings"]}


def test_import_to_standard_output_has_the_hashes(counter: Path) -> None:
    draft = _run("policy", "import", "policy.txt", "--id", "mine").stdout
    assert 'id = "mine"' in draft
    text = (counter / "policy.txt").read_text(encoding="utf-8")
    assert all(clause.sha256 in draft for clause in read_clauses(text))


def test_a_file_without_clauses(counter: Path) -> None:
    Path("empty.txt").write_text("Nothing.\n", encoding="utf-8")
    done = _run("policy", "import", "empty.txt")
    assert done.exit_code == 2
    assert "no clause was found" in done.stderr


# -- several policies at once ----------------------------------------------------------------------------


def test_the_shop_under_three_policies(monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot) -> None:
    """Each finding that the shop's comments expect cites clauses of every policy that objects, under its name."""
    shop = ROOT / "fixtures" / "shop"
    monkeypatch.chdir(shop)
    expected = {(truth.file, truth.line, truth.code) for truth in read_case(shop) if truth.sort == "expect"}
    policies = [word for name in ("deskrex", "gdpr", "appi") for word in ("--policy", name)]
    report = json.loads(_run("check", "--no-cache", *policies, "--output-format", "json").stdout)
    lines = []
    for finding in report["findings"]:
        place = finding["place"]
        if (place["path"], place["line"], finding["code"]) not in expected:
            continue
        cited = " ".join(f"{clause['policy']}:{clause['clause']}" for clause in finding["clauses"])
        lines.append(f"{place['path']}:{place['line']} {finding['code']} {cited}")
    snapshot.snapshot_dir = SNAPSHOTS
    snapshot.assert_match("\n".join(lines) + "\n", "shop-under-three-policies.txt")
    flows = [finding for finding in report["findings"] if finding["recipient"]["kind"]]
    by_all = [one for one in flows if {clause["policy"] for clause in one["clauses"]} == {"deskrex", "gdpr", "appi"}]
    assert len(by_all) > len(flows) / 2


# -- the guide -------------------------------------------------------------------------------------------

GUIDE = (ROOT / "docs" / "policy-guide.md").read_text(encoding="utf-8")


def test_the_guide_names_commands_and_flags_that_are_there() -> None:
    commands = re.findall(r"privlint (policy \w+|check)((?: -{1,2}[a-z][a-z-]*| [^-`\s]\S*)*)", GUIDE)
    assert len(commands) > 8
    for command, rest in commands:
        helped = _run(*command.split(), "--help")
        assert helped.exit_code == 0, command
        assert [flag for flag in re.findall(r"--?[a-z][a-z-]*", rest) if flag not in helped.stdout] == []


def test_the_smallest_mapping_of_the_guide_works(tmp_path: Path) -> None:
    (smallest,) = (text for text in re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL) if text.startswith("[policy]"))
    (tmp_path / "mapping.toml").write_text(smallest, encoding="utf-8")
    assert read_policy(tmp_path / "mapping.toml", "mapping.toml").permit[0].purposes == ("support",)


def test_the_guide_explains_every_table() -> None:
    tables = set(msgspec.json.schema(Policy)["$defs"]["Policy"]["properties"]) - {"policy", "path"}
    assert tables <= set(re.findall(r"\[\[(\w+)\]\]", GUIDE))
