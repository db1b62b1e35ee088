"""Layers of settings and who wins; every mistake with file, line and the nearest valid word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint.errors import UserError, UserErrors
from privlint.model.scale import Confidence, Severity
from privlint.settings import Overrides, load
from privlint.settings.options import Annotated, Settings

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, **files: str) -> None:
    """Write files; a double underscore in a name stands for its folder, a single one for the dot."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def mistakes(folder: Path, overrides: Overrides | None = None) -> list[str]:
    """What loading from ``folder`` complains of."""
    with pytest.raises(UserErrors) as caught:
        load(str(folder), overrides or Overrides())
    return [str(error) for error in caught.value.errors]


def test_defaults_without_any_file(tmp_path: Path) -> None:
    settings = load(str(tmp_path), Overrides())
    assert settings == Settings(root=str(tmp_path))


def test_empty_section_is_fine(tmp_path: Path) -> None:
    write(tmp_path, pyproject_toml="[tool.privlint]\n")
    assert load(str(tmp_path), Overrides()).config_file == "pyproject.toml"


def test_pyproject_of_others_is_not_ours(tmp_path: Path) -> None:
    write(tmp_path, pyproject_toml='[project]\nname = "privlint-user"\n')
    settings = load(str(tmp_path), Overrides())
    assert (settings.root, settings.config_file) == (str(tmp_path), "")


def test_values_take_their_types(tmp_path: Path) -> None:
    write(
        tmp_path,
        privlint_toml="""\
fail-on = "never"
min-confidence = "high"
policy = ["deskrex", "law/own.toml"]
jobs = 2

[recipients]
PostHog = "processor"

[per-file-ignores]
"tests/*" = ["PRV1"]
""",
    )
    settings = load(str(tmp_path), Overrides())
    assert settings.fail_on is None
    assert settings.min_confidence is Confidence.HIGH
    assert settings.policies == ("deskrex", "law/own.toml")
    assert settings.recipients == {"posthog": "processor"}
    assert settings.per_file_ignores == (("tests/*", ("PRV1",)),)
    assert settings.origins["recipients.PostHog"] == ("privlint.toml", 7)
    assert settings.origins["per-file-ignores.tests/*.PRV1"] == ("privlint.toml", 10)


def test_strict_lowers_the_confidence(tmp_path: Path) -> None:
    write(tmp_path, privlint_toml='strict = true\nmin-confidence = "high"\n')
    assert load(str(tmp_path), Overrides()).min_confidence is Confidence.LOW


def test_flags_beat_inline_values_beat_files(tmp_path: Path) -> None:
    write(tmp_path, privlint_toml='fail-on = "note"\nselect = ["PRV1"]\nignore = ["PRV2"]\n')
    overrides = Overrides(values={"fail-on": "error"}, config=('fail-on = "warning"', 'select = ["PRV3"]'))
    settings = load(str(tmp_path), overrides)
    assert settings.fail_on is Severity.ERROR
    assert settings.select == ("PRV3",)
    assert settings.ignore == ("PRV2",)
    assert settings.origins["fail-on"] == ("--fail-on", 0)


def test_extend_starts_from_another_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        base_toml='extend-exclude = ["a"]\nselect = ["PRV1"]\n[recipients]\nA = "processor"\nB = "none"\n',
        app__privlint_toml='extend = "../base.toml"\nextend-exclude = ["b"]\n[recipients]\nB = "processor"\n',
    )
    settings = load(str(tmp_path / "app"), Overrides())
    assert settings.extend_exclude == ("a", "b")
    assert settings.select == ("PRV1",)
    assert settings.recipients == {"a": "processor", "b": "processor"}
    assert settings.origins["recipients.A"] == ("../base.toml", 4)


def test_paths_are_relative_to_the_file_they_stand_in(tmp_path: Path) -> None:
    write(tmp_path, shared__base_toml='policy = "own.toml"\n', privlint_toml='extend = "shared/base.toml"\n')
    assert load(str(tmp_path), Overrides()).policies == ("shared/own.toml",)


def test_paths_of_flags_are_relative_to_the_working_folder(tmp_path: Path) -> None:
    write(tmp_path, privlint_toml="", deep__file_txt="")
    settings = load(str(tmp_path / "deep"), Overrides(values={"cache-dir": "cache", "policy": ["../own.toml"]}))
    assert settings.root == str(tmp_path)
    assert settings.cache_dir == "deep/cache"
    assert settings.policies == ("own.toml",)


def test_annotations_speak_the_grammar_of_comments(tmp_path: Path) -> None:
    write(
        tmp_path,
        privlint_toml="""\
[basis]
"app.billing.*" = "6.5 -- court order 12"
[data]
"app.User.nick" = "none"
[identity-check]
"app.auth.confirm" = true
""",
    )
    annotations = load(str(tmp_path), Overrides()).annotations
    assert annotations == {
        "basis": (Annotated("app.billing.*", "6.5", "court order 12", "privlint.toml", 2),),
        "data": (Annotated("app.User.nick", "none", "", "privlint.toml", 4),),
        "identity-check": (Annotated("app.auth.confirm", "", "", "privlint.toml", 6),),
    }


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_toml="""\
[tool.privlint]
selct = ["PRV1"]
fail_on = "error"
fail-on = "eror"
src = "src"
ignore = ["PRV101",
          3]
jobs = -1

[tool.privlint.recipients]
PostHog = "procesor"

[tool.privlint.basis]
"app.x" = "6.5"
""",
    )
    roles = '"ad-partner", "advertiser", "joint-user", "none", "payment-provider", "processor"'
    assert mistakes(tmp_path, Overrides(values={"min-confidence": "hgh"})) == [
        '--min-confidence: expected one of "high", "low", "medium", not "hgh"\n' '  hint: did you mean "high"?',
        'pyproject.toml:2: unknown key "selct"\n  hint: did you mean "select"?',
        'pyproject.toml:3: unknown key "fail_on"\n  hint: write "fail-on"',
        'pyproject.toml:4: fail-on: expected one of "error", "never", "note", "warning", not "eror"\n'
        '  hint: did you mean "error"?',
        'pyproject.toml:5: src: expected a list, not "src"\n  hint: write ["src"]',
        "pyproject.toml:7: ignore: expected a string, not 3",
        "pyproject.toml:8: jobs: expected at least 0, not -1",
        f'pyproject.toml:11: recipients.PostHog: expected one of {roles}, not "procesor"\n'
        '  hint: did you mean "processor"?',
        'pyproject.toml:14: basis.app.x: needs a reason\n  hint: write "6.5 -- why it holds"',
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("select = [", "privlint.toml:1: not valid TOML: invalid value"),
        (
            "[tool.privlint]\n",
            'privlint.toml:1: unknown key "tool"\n  hint: in privlint.toml the keys stand at the top',
        ),
        ('extend = "none.toml"', 'privlint.toml:1: extend: there is no file "none.toml"'),
        ('extend = "privlint.toml"', 'privlint.toml:1: extend: "privlint.toml" leads back to this file'),
        ("recipients = 3", "privlint.toml:1: recipients: expected a table, not 3"),
        ("preview = 1979-05-27", "privlint.toml:1: preview: expected true or false, not a date or time"),
        ('[purpose]\n"a.b" = " "', "privlint.toml:2: purpose.a.b: expected a value"),
        ('[identity-check]\n"a.b" = false', "privlint.toml:2: identity-check.a.b: expected true"),
        ("policy = 1", "privlint.toml:1: policy: expected a string, not 1"),
    ],
)
def test_one_mistake(tmp_path: Path, text: str, complaint: str) -> None:
    write(tmp_path, privlint_toml=text)
    (found,) = mistakes(tmp_path)
    assert found.startswith(complaint)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "privlint.toml").write_bytes(b"# \xff\n")
    assert mistakes(tmp_path) == ["privlint.toml: not UTF-8, which TOML has to be"]


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ("fail-on=error", 'is neither a file nor KEY=VALUE in TOML\n  hint: quote strings: fail-on = "error"'),
        ("fail-onn=1", '--config: unknown key "fail-onn"\n  hint: did you mean "fail-on"?'),
        ("none.toml", '--config: there is no file "none.toml"'),
    ],
)
def test_mistakes_of_inline_values(tmp_path: Path, config: str, complaint: str) -> None:
    (found,) = mistakes(tmp_path, Overrides(config=(config,)))
    assert complaint in found


def test_a_file_that_is_named_replaces_the_one_found(tmp_path: Path) -> None:
    write(tmp_path, privlint_toml='select = ["PRV1"]\n', ci_toml='ignore = ["PRV2"]\n')
    settings = load(str(tmp_path), Overrides(config=("ci.toml",)))
    assert (settings.config_file, settings.select, settings.ignore) == ("ci.toml", (), ("PRV2",))


def test_isolated_reads_no_file(tmp_path: Path) -> None:
    write(tmp_path, privlint_toml="nonsense = 1\n", ci_toml="")
    assert load(str(tmp_path), Overrides(isolated=True)).config_file == ""
    assert "--isolated" in mistakes(tmp_path, Overrides(isolated=True, config=("ci.toml",)))[0]
    assert "only one file" in mistakes(tmp_path, Overrides(config=("ci.toml", "privlint.toml")))[0]


def test_errors_are_user_errors(tmp_path: Path) -> None:
    write(tmp_path, privlint_toml="a = 1\nb = 2\n")
    with pytest.raises(UserError, match=r"privlint\.toml:1.*\n.*\nprivlint\.toml:2"):
        load(str(tmp_path), Overrides())
