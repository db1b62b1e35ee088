"""``privlint check``: exit codes, where reports go, what the flags change."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from privlint.cli.output import FORMATS
from privlint.errors import UserError
from privlint.model.scale import Confidence, Severity
from privlint.report import FORMATS as RENDERERS
from privlint.report import render
from tests.unit.report.sample import IN_LOG, NOTHING, REPORT, SILENCED

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.conftest import FakePipeline

    Run = Callable[..., Result]


def with_severities(*severities: Severity) -> object:
    findings = tuple(msgspec.structs.replace(IN_LOG, severity=severity) for severity in severities)
    return msgspec.structs.replace(REPORT, findings=findings)


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        (Severity.NOTE, (), 0),
        (Severity.WARNING, (), 1),
        (Severity.NOTE, ("--fail-on", "note"), 1),
        (Severity.WARNING, ("--fail-on", "error"), 0),
        (Severity.ERROR, ("--fail-on", "error"), 1),
        (Severity.ERROR, ("--fail-on", "never"), 0),
        (Severity.ERROR, ("--exit-zero",), 0),
    ],
)
def test_exit_code(run: Run, pipeline: FakePipeline, severity: Severity, fail_on: tuple[str, ...], code: int) -> None:
    pipeline.report = with_severities(severity)  # type: ignore[assignment]
    assert run("check", *fail_on).exit_code == code
    assert (
        json.loads(run("check", *fail_on, "--output-format", "sarif").stdout)["runs"][0]["invocations"][0]["exitCode"]
        == code
    )


def test_what_is_silenced_does_not_fail(run: Run, pipeline: FakePipeline) -> None:
    pipeline.report = msgspec.structs.replace(REPORT, findings=(SILENCED,))
    assert run("check").exit_code == 0
    assert run("check", "--include-suppressed").exit_code == 0


def test_incomplete_analysis_fails_on_demand(run: Run, pipeline: FakePipeline) -> None:
    cut = msgspec.structs.replace(IN_LOG, code="PRV905", severity=Severity.NOTE)
    pipeline.report = msgspec.structs.replace(REPORT, findings=(cut,))
    assert run("check").exit_code == 0
    assert run("check", "--config", "fail-on-incomplete = true").exit_code == 1


def test_mistakes_are_two_whatever_else_is_asked(run: Run, pipeline: FakePipeline) -> None:
    pipeline.error = UserError("no such clause", file="own.toml", line=3, hint='did you mean "6.1"?')
    done = run("check", "--exit-zero")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == 'privlint: own.toml:3: no such clause\n  hint: did you mean "6.1"?\n'


def test_all_mistakes_of_the_configuration_are_told(run: Run) -> None:
    Path("privlint.toml").write_text('selct = []\nfail-on = "eror"\n')
    done = run("check")
    assert done.exit_code == 2
    assert "privlint.toml:1: unknown key" in done.stderr
    assert "privlint.toml:2: fail-on" in done.stderr


def test_faults_are_three_and_quote_nothing(run: Run, pipeline: FakePipeline) -> None:
    pipeline.error = KeyError("taro@example.com")
    done = run("check", "--exit-zero")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "builtins.KeyError" in done.stderr
    assert "privlint/cli/check.py:" in done.stderr
    assert "taro" not in done.stderr


def test_interruption_has_a_code_of_its_own(run: Run, pipeline: FakePipeline) -> None:
    pipeline.error = KeyboardInterrupt()
    assert run("check").exit_code == 130


def test_what_is_cut_is_told(run: Run, pipeline: FakePipeline) -> None:
    long = msgspec.structs.replace(IN_LOG, trace=IN_LOG.trace * 50)
    pipeline.report = msgspec.structs.replace(REPORT, findings=(long,))
    told = "privlint: sarif: 1 trace shortened to 100 steps; json has all.\n"
    assert run("check", "--output", "sarif=a.sarif").stderr == told
    assert run("check", "--output", "sarif=a.sarif", "--quiet").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--output-fromat", "json"), "--output-format"),
        (("--output-format", "jsn"), "json"),
        (("--fail-on", "fatal"), "warning"),
        (("--output", "sarif"), 'expected FORMAT=FILE, not "sarif"'),
        (("--output", "srif=x"), 'did you mean "sarif"?'),
        (("--output", "sarif=none/x"), "cannot be written"),
        (("--per-file-ignores", "x"), "expected PATTERN:RULE"),
        (("-j", "-1"), "-1"),
        (("--config", "none.toml"), "there is no file"),
    ],
)
def test_mistakes_in_flags(run: Run, arguments: tuple[str, ...], words: str) -> None:
    done = run("check", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_formats_are_those_there_are() -> None:
    assert tuple(RENDERERS) == FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_standard_output_holds_the_report_and_nothing_else(run: Run, format: str) -> None:
    done = run("check", "--output-format", format)
    assert done.stdout_bytes == render(REPORT, format)
    assert done.stderr == ""


def test_further_outputs_go_to_files(run: Run) -> None:
    done = run("check", "--output", "sarif=a.sarif", "--output", "json=b.json", PRIVLINT_OUTPUT_FORMAT="concise")
    assert done.stdout_bytes == render(REPORT, "concise")
    assert Path("a.sarif").read_bytes() == render(REPORT, "sarif")
    assert Path("b.json").read_bytes() == render(REPORT, "json")


def test_colour_is_for_terminals(run: Run) -> None:
    assert "\x1b[" not in run("check").stdout
    assert "\x1b[" in run("check", "--color", "always").stdout
    assert "\x1b[" in run("check", FORCE_COLOR="1").stdout
    assert "\x1b[" not in run("check", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[" not in run("check", "--color", "never", FORCE_COLOR="1").stdout


def test_files_are_never_coloured(run: Run) -> None:
    run("check", "--color", "always", "--output", "full=a.txt")
    assert Path("a.txt").read_bytes() == render(REPORT, "full")


def test_projects_that_were_left_out_are_told(run: Run, pipeline: FakePipeline) -> None:
    pipeline.report = msgspec.structs.replace(NOTHING, elsewhere=("api", "web"))
    assert "api, web; check them by name" in run("check").stderr
    assert run("check", "--quiet").stderr == ""


def test_skipped_files_are_told_apart_from_the_report(run: Run, pipeline: FakePipeline) -> None:
    pipeline.report = msgspec.structs.replace(NOTHING, skipped=2, statistics={"parsed": 7})
    assert run("check").stderr == "privlint: 2 notebooks and oversized files were skipped\n"
    assert run("check", "--quiet").stderr == ""
    assert "privlint: parsed: 7" in run("check", "--verbose").stderr


def test_flags_become_settings(run: Run, pipeline: FakePipeline, tmp_path: Path) -> None:
    Path("app").mkdir()
    run(
        *(
            "check",
            "app",
            "--select",
            "PRV1,PRV201",
            "--select",
            "PRV3",
            "--ignore",
            "PRV101",
            "--strict",
            "--no-cache",
        ),
        *("--fail-on", "error", "--per-file-ignores", "a/*:PRV1", "--per-file-ignores", "a/*:PRV2", "--force-exclude"),
        *("--no-respect-gitignore", "-j", "3", "--policy", "deskrex", "--extend-exclude", "x,y", "--exclude", "z"),
    )
    ((settings, paths, cwd),) = pipeline.asked
    assert (paths, cwd) == (("app",), str(tmp_path))
    assert settings.select == ("PRV1", "PRV201", "PRV3")
    assert settings.ignore == ("PRV101",)
    assert settings.min_confidence is Confidence.LOW
    assert settings.fail_on is Severity.ERROR
    assert settings.per_file_ignores == (("a/*", ("PRV1", "PRV2")),)
    assert (settings.cache, settings.force_exclude, settings.respect_gitignore) == (False, True, False)
    assert (settings.jobs, settings.extend_exclude, settings.exclude) == (3, ("x", "y"), ("z",))


def test_environment_is_weaker_than_flags(run: Run, pipeline: FakePipeline) -> None:
    run("check", PRIVLINT_JOBS="5", PRIVLINT_CACHE_DIR="there")
    run("check", "-j", "1", PRIVLINT_JOBS="5")
    assert [(settings.jobs, settings.cache_dir) for settings, _, _ in pipeline.asked] == [
        (5, "there"),
        (1, ".privlint_cache"),
    ]


def test_configuration_from_the_environment(run: Run, pipeline: FakePipeline) -> None:
    Path("my file.toml").write_text("preview = true\n")
    run("check", PRIVLINT_CONFIG="my file.toml", PRIVLINT_CACHE="0")
    ((settings, _, _),) = pipeline.asked
    assert (settings.config_file, settings.preview, settings.cache) == ("my file.toml", True, False)


def test_paths_in_a_terminal_start_from_the_working_folder(run: Run) -> None:
    Path("demo").mkdir()
    Path("demo", "privlint.toml").touch()
    assert "\ndemo/shop/signup.py:11:21" in run("check", "demo", "--output-format", "concise").stdout
    assert '"uri": "shop/signup.py"' in run("check", "demo", "--output-format", "sarif").stdout
    done = run("check", "demo", "--output-format", "gitlab", "--path-prefix", "demo/")
    assert '"path": "demo/shop/signup.py"' in done.stdout


def test_showing_settings_and_files_checks_nothing(run: Run, pipeline: FakePipeline) -> None:
    shown = run("check", "--show-settings", "--select", "PRV1")
    assert 'select = ["PRV1"]  # --select' in shown.stdout
    assert run("check", "--show-files").stdout == "shop/signup.py\nshop/track.py\n"
    assert pipeline.asked == []


def test_statistics_instead_of_findings(run: Run) -> None:
    assert run("check", "--statistics").stdout_bytes == render(REPORT, "statistics")


def test_job_summary_of_github(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    run("check", "--output-format", "github", GITHUB_STEP_SUMMARY=str(page))
    assert page.read_bytes() == render(REPORT, "markdown")
    run("check", "--output-format", "json", GITHUB_STEP_SUMMARY=str(page))
    assert page.read_bytes() == render(REPORT, "markdown")


@pytest.mark.skipif(os.name == "nt", reason="names of files are Unicode there")
def test_any_name_of_a_file_can_be_printed(run: Run, pipeline: FakePipeline) -> None:
    path = os.fsdecode(b"caf\xe9.py")
    finding = msgspec.structs.replace(IN_LOG, site=msgspec.structs.replace(IN_LOG.site, path=path), place=None)
    pipeline.report = msgspec.structs.replace(REPORT, findings=(finding,))
    assert b"caf\\udce9.py:1:1" in run("check").stdout_bytes
