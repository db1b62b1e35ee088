"""What is written about privlint is what privlint is: commands, pages, codes, findings, links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from privlint.judge import rules
from privlint.lower import lower
from privlint.model.ir import Call, GetAttr
from privlint.parse import parse
from tests.checkout import ROOT, files, relative
from tests.expectations import read_text
from tests.unit.lower.render import render_region
from tools.write_docs import pages

if TYPE_CHECKING:
    from pathlib import Path

CODE = re.compile(r"\bPRV\d{3}\b")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
SECTIONS = ("What it finds", "Why it matters", "Example", "What to do instead", "Limits")

MARKDOWN = [path for path in files() if path.suffix == ".md"]
CODES = {rule.code for rule in rules()}


@pytest.mark.parametrize("heading", ["Try it", "Test it"])
def test_readme_has_one_command_under_each_heading(heading: str) -> None:
    (command,) = (body for _, body in FENCE.findall(_section(heading)))
    assert command.count("\n") == 1
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q ")


def test_generated_pages_are_fresh() -> None:
    wanted = pages()
    written = {relative(path) for path in files() if path.is_relative_to(ROOT / "docs" / "rules")}
    assert written == {name for name in wanted if name.startswith("docs/rules/")}
    assert [name for name, text in wanted.items() if _read(name) != text] == [], "run python -m tools.write_docs"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_every_rule_has_a_whole_page(rule: object) -> None:
    page = next(info.page for info in rules() if info == rule)
    places = [page.find(heading) for heading in SECTIONS]
    assert -1 not in places
    assert places == sorted(places)


def test_changelog_names_every_rule() -> None:
    assert set(CODE.findall(_read("CHANGELOG.md"))) == CODES


def test_fixtures_show_every_rule() -> None:
    shown = {
        truth.code
        for path in files()
        if path.suffix in {".py", ".toml"} and path.is_relative_to(ROOT / "fixtures")
        for truth in read_text(path.read_text(encoding="utf-8", errors="replace"), relative(path))
        if truth.sort == "expect"
    }
    assert CODES - shown == set()


def test_readme_names_no_rule_that_is_not_there() -> None:
    named = {code for path in MARKDOWN for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert named - CODES == set()


def test_readme_shows_five_findings() -> None:
    shown = FENCE.findall(_section("Five findings"))
    assert [language for language, _ in shown] == ["text"] * 5
    assert len({CODE.findall(body)[0] for _, body in shown}) == 5


def test_architecture_shows_what_lowering_makes() -> None:
    file = "teashop/observability/errors.py"
    parsed = parse((ROOT / "fixtures" / "shop" / file).read_bytes(), file)
    module = lower(
        module=parsed.module,
        ordinals=parsed.ordinals,
        ends=parsed.ends,
        pragmas=parsed.pragmas,
        path=file,
        name="teashop.observability.errors",
        is_package=False,
        lines=parsed.lines,
        nodes=parsed.nodes,
    )
    body = module.functions[-1].body
    (call,) = (node for node in body if isinstance(node, Call))
    (attribute,) = (node for node in body if isinstance(node, GetAttr) and node.attr == "email")
    text = _read("ARCHITECTURE.md").replace("\n", " ")
    assert " ".join(render_region(body)) in text
    assert f"the call to `set_user` is node {call.at}, `customer.email` node {attribute.at}." in text


@pytest.mark.parametrize("path", MARKDOWN, ids=relative)
def test_links_lead_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    assert [link for link in LINK.findall(text) if not (path.parent / link).exists()] == []


def _section(heading: str) -> str:
    """The text of the README below a heading, up to the next."""
    return _read("README.md").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
