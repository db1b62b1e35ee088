"""New numbers for the clauses of a mapping: in the value that is judged by, and in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.model.policy import Policy

#: Keys whose words are ids of clauses.
_ONE = ("clause",)
_SEVERAL = ("also", "cites")
_TABLES = ("purpose", "data", "consent", "permit", "forbid", "obligation", "exception", "cite")
_LINE = re.compile(r"^(\s*)(id|clause|also|cites)(\s*=\s*)(.*)$")
_TABLE = re.compile(r"^\s*\[\[?\s*([\w.-]+)\s*\]\]?")
_TEXT = re.compile(r'"([^"\\]*)"')


def renumbered(policy: Policy, moved: Mapping[str, str]) -> Policy:
    """The policy with the clauses ``moved`` names under their new ids, wherever they are named."""
    if not moved:
        return policy
    clauses = [msgspec.structs.replace(_row(one, moved), id=moved.get(one.id, one.id)) for one in policy.clause]
    tables = {name: tuple(_row(row, moved) for row in getattr(policy, name)) for name in _TABLES}
    return msgspec.structs.replace(policy, clause=tuple(clauses), **tables)


def renumbered_text(text: str, moved: Mapping[str, str]) -> str:
    """The text of a policy file with new ids; comments, order and spelling stay."""
    table = ""
    lines = []
    for line in text.splitlines(keepends=True):
        if header := _TABLE.match(line):
            table = header[1]
        found = _LINE.match(line)
        if found and (found[2] != "id" or table == "clause"):
            value = _TEXT.sub(lambda match: f'"{moved.get(match[1], match[1])}"', found[4])
            line = f"{found[1]}{found[2]}{found[3]}{value}" + ("\n" if line.endswith("\n") else "")
        lines.append(line)
    return "".join(lines)


def _row(row: msgspec.Struct, moved: Mapping[str, str]) -> msgspec.Struct:
    """A row with every id it names turned."""
    new: dict[str, object] = {key: moved.get(getattr(row, key), getattr(row, key)) for key in _ONE if hasattr(row, key)}
    new |= {key: tuple(moved.get(one, one) for one in getattr(row, key)) for key in _SEVERAL if hasattr(row, key)}
    return msgspec.structs.replace(row, **new)
