"""What policies, annotations and configurations mean, statement by statement: small projects kept in text files.

These hold what no run of a program can confirm (categories that are declared, words that are unknown) or what only a
configuration says. ``=== name`` begins a project, ``--- path`` a file of it (without one: ``main.py``); comments in it
tell what is expected, as in fixtures. ``[strict]`` in a name asks for findings of low confidence too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from privlint import pipeline
from tests.cases import settings_of
from tests.checkout import ROOT
from tests.expectations import matches, read_case

if TYPE_CHECKING:
    from pathlib import Path


def read_projects() -> dict[str, dict[str, str]]:
    """The files of every project, by the name of its file and its own."""
    found: dict[str, dict[str, str]] = {}
    for source in sorted((ROOT / "tests" / "data" / "statements").glob("*.txt")):
        for block in source.read_text(encoding="utf-8").split("\n=== ")[1:]:
            name, _, body = block.partition("\n")
            parts = f"--- main.py\n{body}".split("--- ")[1:]
            files = dict(part.partition("\n")[::2] for part in parts)
            found[f"{source.stem}: {name}"] = {path: text for path, text in files.items() if text or path != "main.py"}
    return found


PROJECTS = read_projects()


@pytest.mark.parametrize("name", PROJECTS)
def test_says_what_is_expected_and_nothing_else(name: str, tmp_path: Path) -> None:
    for path, text in PROJECTS[name].items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    settings = msgspec.structs.replace(settings_of(tmp_path), strict="[strict]" in name)
    findings = [one for one in pipeline.check(settings, (".",), str(tmp_path)).findings if not one.suppressed]
    missing = []
    for truth in read_case(tmp_path):
        fitting = (
            one
            for one in findings
            if one.place
            and (one.place.path, one.place.line, one.code) == (truth.file, truth.line, truth.code)
            and matches(truth.words, one.categories)
        )
        if truth.sort == "expect" and (found := next(fitting, None)):
            findings.remove(found)
        elif truth.sort == "expect":
            missing.append(f"{truth.file}:{truth.line} {truth.code} {sorted(truth.words)}")
    surplus = [f"{one.place} {one.code} {one.categories}: {one.message}" for one in findings]
    assert (missing, surplus) == ([], [])
