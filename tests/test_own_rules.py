"""The rule file that the documentation shows, used on the code beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint import pipeline
from privlint.settings.load import Overrides, load
from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_the_documented_rule_file_does_what_is_written(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8")
    configuration, rules = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(configuration)
    (tmp_path / "privlint").mkdir()
    (tmp_path / "privlint" / "acme.toml").write_text(rules)
    (tmp_path / "main.py").write_text(code)
    report = pipeline.check(load(str(tmp_path), Overrides(values={"cache": False, "jobs": 1})), (".",), str(tmp_path))
    found = {(finding.place.line, finding.code) for finding in report.findings if finding.place}
    assert found == {
        (number, code) for number, line in enumerate(code.splitlines(), 1) for code in re.findall(r"# (PRV\d+)", line)
    }
    assert len(found) == 2


def test_a_changed_rule_file_in_a_folder_is_no_unchanged_run(tmp_path: Path) -> None:
    (tmp_path / "privlint.toml").write_text('rules = ["own"]\n')
    (tmp_path / "own").mkdir()
    (tmp_path / "main.py").write_text("import shop\n\n\ndef join(user):\n    shop.tell(user.email)\n")
    settings = load(str(tmp_path), Overrides(values={"jobs": 1}))
    told = []
    for kind in ("analytics", "ads"):
        sink = f'[[sink]]\napi = "shop.tell"\nkind = "{kind}"\nvendor = "Shop"\nargs = {{ "0" = "value" }}\n'
        (tmp_path / "own" / "shop.toml").write_text(sink)
        told += [finding.code for finding in pipeline.check(settings, (".",), str(tmp_path)).findings]
    assert told == ["PRV103", "PRV104"]
