"""Annotations wherever they may stand, and after the tools that move and remove comments went over them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from privlint.parse import Parsed, ParseFailure, parse
from tests.unit.parse.samples import EVERY_SYNTAX

if TYPE_CHECKING:
    from pathlib import Path

LINES = EVERY_SYNTAX.splitlines()


def read(lines: list[str]) -> Parsed | None:
    try:
        return parse("\n".join(lines).encode(), "a.py")
    except ParseFailure:
        return None


def test_binds_behind_and_above_every_line_of_every_syntax() -> None:
    comment = "# privlint: purpose=support"
    bound = set()
    for nth, line in enumerate(LINES):
        indent = line[: len(line) - len(line.lstrip())]
        for changed in ([f"{line}  {comment}"], [indent + comment, line]):
            parsed = read([*LINES[:nth], *changed, *LINES[nth + 1 :]])
            for pragma in parsed.pragmas if parsed else ():
                bound.add(pragma.bound)
                assert -1 <= pragma.first <= pragma.last < (parsed.nodes if parsed else 0)
                assert pragma.place.line == nth + 1
                assert (pragma.bound == "nothing") == (pragma.first == -1)
                assert pragma.problem == ""
    assert bound == {"statement", "block", "condition", "nothing"}


MOVED_BY_FORMATTERS = "log(first_argument, second_argument, third_argument, fourth)  # privlint: purpose=support\n"


@pytest.mark.parametrize("tool", ["black", "ruff"])
def test_a_formatter_moves_the_comment_and_not_what_it_means(tmp_path: Path, tool: str) -> None:
    file = tmp_path / "a.py"
    file.write_text(MOVED_BY_FORMATTERS, encoding="utf-8")
    options = {"black": ["-l", "60"], "ruff": ["format", "--isolated", "--line-length", "60"]}[tool]
    subprocess.run([sys.executable, "-m", tool, "-q", *options, str(file)], check=True)
    after = file.read_text(encoding="utf-8")
    assert after.count("\n") > MOVED_BY_FORMATTERS.count("\n")
    (was,), (is_,) = parse(MOVED_BY_FORMATTERS.encode(), "a").pragmas, parse(after.encode(), "a").pragmas
    assert is_.place.line > 1
    assert (is_.bound, is_.first, is_.last, is_.entries) == (was.bound, was.first, was.last, was.entries)


OWN_LINE = "# privlint: purpose=support\nx = 1\n# privlint: data=none\ny = 2\n"


def test_ruff_takes_annotations_for_dead_code_unless_told(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(OWN_LINE, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "-q", "--isolated", "--no-cache", "--select", "ERA001", str(file)]
    assert subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 1
    told = [*command, "--config", 'lint.task-tags = ["privlint"]']
    assert subprocess.run(told, stdout=subprocess.DEVNULL).returncode == 0
