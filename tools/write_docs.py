"""Writes what documents take from the code: a page for each rule, their list, the configuration, the README's findings.

Run as ``python -m tools.write_docs`` after a check, a key or a message has changed; a test compares the pages.
"""

from __future__ import annotations

import re
import subprocess
import sys
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlint.judge import rules
from privlint.settings.keys import ANNOTATION_TABLES, KEYS, REASON_REQUIRED, Role, Table, Words

if TYPE_CHECKING:
    from privlint.model.finding import RuleInfo

ROOT = Path(__file__).resolve().parent.parent

#: A finding in the README: which one, and the block that shows it.
SHOWN = re.compile(r"<!-- finding (\S+) -->\n```text\n.*?```\n", re.DOTALL)
#: The first line of a finding in the report.
HEAD = re.compile(r"^fixtures/shop/(\S+:\d+):\d+: ", re.MULTILINE)

#: What the hundreds of a rule's code stand for.
FAMILIES = {
    "1": "Personal data reaches a recipient",
    "2": "Purposes",
    "3": "Consent",
    "4": "Third parties and AI",
    "5": "Collection",
    "6": "Security",
    "7": "Rights of the person",
    "8": "The policy's mapping",
    "9": "Hygiene of the analysis",
}

CONFIGURATION = """\
# Configuration

`[tool.privlint]` in `pyproject.toml`, or the same keys at the top of `privlint.toml`; the nearest file wins. Flags win
over the file. An unknown key or word ends the run with exit code 2 and the nearest valid one.

| key | value | meaning |
| --- | --- | --- |
{rows}

## Which project is checked

A project is always analysed as a whole; the paths on the command line choose what is reported. It is found from the
working directory, or from the paths where these lie in another: its root is the folder of the nearest configuration,
else the nearest with a `pyproject.toml` or a repository. So `privlint check shop/views` reports what touches that
folder, and follows data through all of the project above it.

* A folder inside with a **configuration of its own** (`privlint.toml`, or `[tool.privlint]`) is another project. It is
  left out, with a word on standard error; name it, or files in it only, and it is checked with its own configuration.
  Named together with files of the project around it, or listed in `src`, it is part of that project and judged by its
  settings.
* Any other folder with a `pyproject.toml` or `setup.py`, such as a member of a workspace, is part of the project;
  imports start from it as well.

## Annotations of code that cannot be touched

The tables {tables}
hold a dotted path or glob on the left and, on the right, what a comment would say. {reasoned} need a reason after
` -- `.

```toml
[tool.privlint.data]
"shop.models.Customer.nickname" = "none"

[tool.privlint.basis]
"shop.legal.*" = "6.9 -- orders of a court, kept in the legal archive"
```

A path begins with the module, as code imports it or by the folders it lies in. `purpose`, `consent` and `basis` may
name a function, a class, a module or a package, and hold for all that is inside; `recipient`, `sanitizes`,
`consent-check` and `identity-check` also name functions of other packages (`acme.Client.track`).

## Rule files of your own

`rules` names files that tell privlint of your own sinks, sources, sanitizers, flows and hosts, in the form of ours, and
instead of ours where both speak of the same path: [a complete example](own-rules.md).
"""


def main() -> None:
    """Write every page, and remove the pages of rules that are gone."""
    wanted = pages()
    for path in (ROOT / "docs" / "rules").glob("*.md"):
        if path.relative_to(ROOT).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """The text of every page, by its path in the checkout."""
    written = {f"docs/rules/{rule.code}.md": _rule_page(rule) for rule in rules()}
    return written | {
        "docs/rules/README.md": _rule_list(),
        "docs/configuration.md": _configuration(),
        "README.md": _readme(),
    }


def _rule_page(rule: RuleInfo) -> str:
    summary, _, rest = rule.page.partition("\n")
    facts = [f"`{rule.name}`", f"severity {rule.severity.word}", f"since {rule.since}"]
    if rule.preview:
        facts.append("preview: off unless `preview = true`")
    return f"# {rule.code}: {summary.rstrip('.')}\n\n{' · '.join(facts)}\n\n{rest.strip()}\n"


def _rule_list() -> str:
    lines = ["# Rules", "", "Codes and names never change; both are accepted everywhere."]
    for digit, family in FAMILIES.items():
        members = [rule for rule in rules() if rule.code[3] == digit]
        if members:
            lines += ["", f"## {digit}xx {family}", "", "| code | name | severity | |", "| --- | --- | --- | --- |"]
            lines += [_row(rule) for rule in members]
    return "\n".join(lines) + "\n"


def _row(rule: RuleInfo) -> str:
    return f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.severity.word} | {rule.summary} |"


def _configuration() -> str:
    return CONFIGURATION.format(
        rows="\n".join(f"| `{name}` | {_type(key.type)} | {key.meaning} |" for name, key in KEYS.items()),
        tables=", ".join(f"`{name}`" for name in ANNOTATION_TABLES),
        reasoned=" and ".join(f"`{name}`" for name in sorted(REASON_REQUIRED)),
    )


def _readme() -> str:
    """The README with its findings as privlint words them now; raises KeyError for one that is no longer found."""
    findings = _findings()
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return SHOWN.sub(lambda match: f"<!-- finding {match[1]} -->\n```text\n{findings[match[1]]}\n```\n", text)


def _findings() -> dict[str, str]:
    """What privlint says of the shop, by file and line."""
    command = [sys.executable, "-m", "privlint", "check", "--exit-zero", "--no-cache", "--color", "never"]
    done = subprocess.run([*command, "fixtures/shop"], cwd=ROOT, capture_output=True, text=True, check=True)
    starts = [match.start() for match in HEAD.finditer(done.stdout)]
    said = [done.stdout[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    return {HEAD.findall(finding)[0]: finding.strip() for finding in said}


def _type(kind: Any) -> str:
    """The type of a key's value as readers of TOML say it."""
    if typing.get_origin(kind) is typing.Literal:
        return " or ".join(f"`{word}`" for word in typing.get_args(kind))
    if typing.get_origin(kind) is typing.Annotated:
        return _type(typing.get_args(kind)[0])
    if kind == str | Words:
        return "text, or a list of texts"
    known = {bool: "`true` or `false`", int: "number", str: "text"}
    if kind in known:
        return known[kind]
    if kind == Words:
        return "list of texts"
    if kind == dict[str, Role]:
        return "table of roles: " + ", ".join(f"`{role}`" for role in typing.get_args(Role))
    return "table of texts" if kind in (Table, dict[str, str | bool]) else "table of lists"


if __name__ == "__main__":
    main()
