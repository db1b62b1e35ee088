"""The page that shows, for each clause of the reference policy, a fixture that breaks it and one that keeps it.

Nothing on it is claimed: every fixture of rules and policies is analysed, and a clause stands beside the fixtures whose
findings cite it and those in which other code speaks to it. Run as ``python -m tools.policy_coverage``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from privlint import pipeline
from privlint.policy.coverage import Covered, cover
from privlint.policy.load import reference_policy
from privlint.settings.load import Overrides, load
from privlint.settings.options import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
PAGE = ROOT / "docs" / "policy-coverage.md"

#: What only a mapping of one's own can keep: a contact, the lists of joint use, the dates of revisions.
_OWN_MAPPINGS = {
    "11": ("PRV802", "", "checks/PRV801/complying"),
    "8": ("PRV802", "policy/lists/violating", "policy/lists/complying"),
    "revisions": ("PRV801", "checks/PRV801/violating", "checks/PRV801/complying"),
}

#: Clauses that say what there is: what goes beyond them breaks the clause under which that is checked, in this case.
_BROKEN_UNDER = {
    "1.1": ("1", "PRV501", "checks/PRV501/violating"),
    "1.3": ("1", "PRV501", "checks/PRV501/automatic"),
    "1.3.1": ("3.1.1", "PRV301", "checks/PRV301/violating"),
    "1.3.2": ("3.1.2", "PRV301", "checks/PRV301/violating"),
}

_TEXT = """\
# The reference policy, clause by clause

For each clause: the rules that report its breach, a fixture in which code breaks it, and one in which code keeps it.
All of them are run by the tests; `python -m tools.policy_coverage` writes this page.

| clause | says | rules | broken in | kept in |
| --- | --- | --- | --- | --- |
{rows}

Clauses that list what is collected are broken under the clause that asks for the list to be kept, which then stands
beside the rule.

Headings, and clauses that no rule or declaration speaks to by themselves: {bare}.

## The matrix: who may receive what, cell by cell

For each kind of recipient: what is kept, and what is broken, each with the line of a fixture that shows it. What is
forbidden is tried under a purpose and a role that permit other data; location and survey data need their own consent
besides.

| recipient | kept | broken |
| --- | --- | --- |
{matrix}
"""


_CELL = re.compile(r" *# cell: (.+)")
_CODE = re.compile(r"# expect: (PRV\d{3})")


class Cell(NamedTuple):
    """A cell of the matrix: what is tried, the rule that reports it (empty: it is permitted), and on which line."""

    name: str
    code: str
    line: int


class Seen(NamedTuple):
    """A clause in one fixture."""

    case: str
    clause: Covered


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The text of the page."""
    cases = sorted(path.parent for topic in ("checks", "policy") for path in (FIXTURES / topic).rglob("main.py"))
    seen = [found for case in cases for found in _seen(case)]
    clauses = reference_policy().clause
    rows = {clause.id: _row(clause.id, clause.title, seen) for clause in clauses}
    bare = ", ".join(clause.id for clause in clauses if not rows[clause.id])
    matrix = "\n".join(_matrix_row(case, cells) for case, cells in read_matrix().items())
    return _TEXT.format(rows="\n".join(row for row in rows.values() if row), bare=bare, matrix=matrix)


def read_matrix() -> dict[str, list[Cell]]:
    """The cells of the matrix by kind of recipient, as the fixtures about it show them."""
    return {case.parent.name: list(_cells(case)) for case in sorted((FIXTURES / "policy" / "matrix").glob("*/main.py"))}


def _cells(file: Path) -> Iterator[Cell]:
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if name := _CELL.fullmatch(line):
            code = _CODE.search(lines[number])
            yield Cell(name[1], code[1] if code else "", number + 1)


def _matrix_row(kind: str, cells: list[Cell]) -> str:
    kept, broken = (
        ", ".join(
            f"[{cell.name}](../fixtures/policy/matrix/{kind}/main.py#L{cell.line}) {cell.code}".rstrip()
            for cell in cells
            if bool(cell.code) is is_broken
        )
        for is_broken in (False, True)
    )
    return f"| {kind} | {kept} | {broken} |"


def _seen(case: Path) -> list[Seen]:
    """The clauses of the reference policy in a fixture that is judged by it alone."""
    configured = (case / "privlint.toml").exists()
    settings = load(str(case), Overrides()) if configured else Settings(root=str(case))
    settings = msgspec.structs.replace(settings, jobs=1, cache=False)
    study = pipeline.analyse(settings, (), str(case))
    if [policy.policy.id for policy in study.policies] != ["deskrex"]:
        return []
    found = cover(study.policies, study.analysis, study.findings, pipeline.grants(study, settings), {})
    name = case.relative_to(FIXTURES).as_posix()
    return [Seen(name, clause) for clause in found.clauses]


def _row(clause: str, title: str, seen: list[Seen]) -> str:
    """The row of a clause; empty for one that neither a rule nor code speaks to."""
    here = [one for one in seen if one.clause.clause == clause]
    broken = [one for one in here if one.clause.state == "broken"]
    rules = sorted({voice.text.split()[0] for one in broken for voice in one.clause.voices if voice.kind == "finding"})
    breaking = _first([one.case for one in broken], rules)
    keeping = _first([one.case for one in here if one.clause.state == "kept"], rules) or _complying(rules)
    if clause in _OWN_MAPPINGS:
        rule, other, kept = _OWN_MAPPINGS[clause]
        rules, breaking, keeping = [rule], breaking or other, keeping or kept
    if clause in _BROKEN_UNDER:
        under, rule, case = _BROKEN_UNDER[clause]
        if any(one.case == case and one.clause.clause == under and one.clause.state == "broken" for one in seen):
            rules, breaking = [f"{rule} (under {under})"], case
    if not breaking and not keeping:
        return ""
    return f"| {clause} | {title} | {', '.join(rules)} | {_link(breaking)} | {_link(keeping)} |"


def _first(cases: list[str], rules: list[str]) -> str:
    """The most telling case: one about a policy, else one of a rule that speaks to the clause; plain ones first."""
    of_policy = [case for case in cases if case.startswith("policy/")]
    of_rule = [case for case in cases if case.split("/")[1] in rules]
    chosen = of_rule or of_policy or cases
    plain = [case for case in chosen if case.endswith(("/violating", "/complying"))]
    return next(iter(plain or chosen), "")


def _complying(rules: list[str]) -> str:
    """The case in which a rule is silent, where no row of the mapping permits anything under the clause."""
    return next(
        (f"checks/{rule}/complying" for rule in rules if (FIXTURES / "checks" / rule / "complying").exists()), ""
    )


def _link(case: str) -> str:
    return f"[{case.removeprefix('checks/')}](../fixtures/{case})" if case else "–"


if __name__ == "__main__":
    main()
