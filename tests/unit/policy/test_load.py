"""Reading policy files: what they mean, and every mistake with its line."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from privlint.errors import UserError, UserErrors
from privlint.judge import rules
from privlint.policy import load_policies
from privlint.policy.load import read_policy, shipped_policies
from privlint.settings.options import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """\
[policy]
id = "mine"
title = "Mine"
revision = 2026-01-01

[[clause]]
id = "1"
title = "Everything"
"""


def _settings(root: Path, *policies: str) -> Settings:
    return Settings(root=str(root), policies=policies, origins={"policy": ("pyproject.toml", 7)})


def _errors(text: str, tmp_path: Path, **known: tuple[str, ...]) -> list[str]:
    """The messages for a policy file of this text, with lines and hints."""
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_policy(file, "mine.toml", **known)
    errors = caught.value.errors if isinstance(caught.value, UserErrors) else (caught.value,)
    return [f"{error.line}: {error.message}" + (f" ({error.hint})" if error.hint else "") for error in errors]


def test_the_smallest_policy(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(HEADER, encoding="utf-8")
    (policy,) = load_policies(_settings(tmp_path, "mine.toml"))
    assert (policy.policy.id, policy.policy.revision) == ("mine", datetime.date(2026, 1, 1))
    assert policy.path == "mine.toml"


def test_several_policies_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(HEADER, encoding="utf-8")
    found = load_policies(_settings(tmp_path, "mine.toml", "deskrex"))
    assert [policy.policy.id for policy in found] == ["mine", "deskrex"]


@pytest.mark.parametrize(
    ("added", "message"),
    [
        (
            '\n[[permit]]\nrecipient = "log"\nclause = "1"\npurpose = ["x"]\n',
            '13: unknown key "purpose" in [[permit]] (did you mean "purposes"?)',
        ),
        ('\n[[permitt]]\nclause = "1"\n', '10: unknown key "permitt" in the policy file (did you mean "permit"?)'),
        ('path = "x"\n', '9: unknown key "path" in [[clause]] (known keys: cites, id, preview, sha256, source, title)'),
        ("preview = 1\n", "9: clause.preview should be true or false"),
        ('cites = "1"\n', "9: clause.cites should be a list"),
        ("cites = [1]\n", "9: clause.cites should be text in quotes"),
        ('\n[[data]]\ncategory = "user.name"\n', '10: [[data]] needs "clause"'),
        (
            '\n[[data]]\ncategory = "user.name"\nclause = "11"\n',
            '12: unknown clause "11" (did you mean "1"?)',
        ),
        (
            '\n[[permit]]\nrecipient = "logs"\nclause = "1"\n',
            '11: unknown recipient kind "logs" (did you mean "log"?)',
        ),
        (
            '\n[[permit]]\nrecipient = "log"\nclause = "1"\nroles = ["procesor"]\n',
            '13: unknown role "procesor" (did you mean "processor"?)',
        ),
        (
            '\n[[permit]]\nrecipient = "log"\nclause = "1"\ntransforms = ["mask"]\n',
            '13: unknown transform "mask" (did you mean "masked"?)',
        ),
        (
            '\n[[permit]]\nrecipient = "log"\nclause = "1"\nconsent = "ads"\n',
            '13: unknown scope of consent "ads"',
        ),
        ('\n[[clause]]\nid = "1"\ntitle = "Again"\n', '11: the clause "1" is there twice'),
        (
            '\n[[purpose]]\nid = "a"\nclause = "1"\n\n[[purpose]]\nid = "b"\nclause = "1"\naliases = ["a"]\n',
            '17: "a" means the purpose "a" already',
        ),
    ],
)
def test_mistakes_have_a_line_and_the_nearest_word(added: str, message: str, tmp_path: Path) -> None:
    assert _errors(HEADER + added, tmp_path) == [message]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    text = HEADER.replace("2026-01-01", '"2026-01-01"') + 'titel = "x"\n\n[[forbid]]\nrecipient = "*"\n'
    assert _errors(text, tmp_path) == [
        "4: policy.revision should be a date such as 2026-02-10, without quotes",
        '9: unknown key "titel" in [[clause]] (did you mean "title"?)',
        '11: [[forbid]] needs "categories"',
        '11: [[forbid]] needs "clause"',
    ]


def test_a_time_is_no_date(tmp_path: Path) -> None:
    (message,) = _errors(HEADER.replace("2026-01-01", "2026-01-01T10:00:00"), tmp_path)
    assert message.startswith("4: policy.revision should be a date")


def test_a_table_that_is_missing(tmp_path: Path) -> None:
    assert _errors("", tmp_path) == ['1: the policy file needs "policy"']
    assert _errors('policy = "x"\n', tmp_path) == ["1: policy should be a table"]


def test_text_that_is_no_toml(tmp_path: Path) -> None:
    (message,) = _errors(HEADER + "id = \n", tmp_path)
    assert message.startswith("9: not valid TOML")


def test_categories_and_rules_are_checked_once_they_are_known(tmp_path: Path) -> None:
    text = HEADER + '\n[[cite]]\nrule = "PRV110"\nclause = "1"\n\n[[data]]\ncategory = "user.emial"\nclause = "1"\n'
    found = _errors(text, tmp_path, categories=("user.email", "user.name"), rules=("PRV101", "PRV301"))
    assert found == [
        '11: unknown rule "PRV110" (did you mean "PRV101"?)',
        '15: unknown category "user.emial" (did you mean "user.email"?)',
    ]


def test_own_categories_may_refine_known_ones(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(HEADER + '\n[[data]]\ncategory = "user.name.nick"\nclause = "1"\n', encoding="utf-8")
    policy = read_policy(file, "mine.toml", categories=("user", "user.name"))
    assert policy.data[0].category == "user.name.nick"


def test_a_policy_that_is_nowhere(tmp_path: Path) -> None:
    with pytest.raises(UserErrors) as caught:
        load_policies(_settings(tmp_path, "deskrx", "other.toml"))
    first, second = caught.value.errors
    assert str(first) == (
        'pyproject.toml:7: there is no policy "deskrx", neither shipped nor as a file\n  hint: did you mean "deskrex"?'
    )
    assert second.message == 'there is no policy "other.toml", neither shipped nor as a file'


def test_two_policies_of_one_id(tmp_path: Path) -> None:
    for name in ("mine.toml", "again.toml"):
        (tmp_path / name).write_text(HEADER, encoding="utf-8")
    with pytest.raises(UserErrors, match=r'the id "mine" is that of mine\.toml too'):
        load_policies(_settings(tmp_path, "mine.toml", "again.toml"))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserErrors, match="cannot read the policy: it is not UTF-8"):
        load_policies(_settings(tmp_path, "mine.toml"))


def test_every_shipped_policy_loads() -> None:
    codes = [rule.code for rule in rules()]
    assert "deskrex" in shipped_policies()
    assert codes
    for name in shipped_policies():
        (policy,) = load_policies(Settings(root="/", policies=(name,)))
        assert policy.policy.id == name
