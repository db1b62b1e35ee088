"""The ledger: a file in which people keep what each field holds, and what of it no longer fits the code."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

from privlint.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.inventory.entries import Inventory

UNDECIDED = "?"
_HEAD = """\
# What each personal field of this project holds: written by `privlint inventory --write`, decided by people.
# Put a category, or "none", where "?" stands; what stands here is kept when the file is written again.
"""


def write_ledger(inventory: Inventory, known: Mapping[str, str]) -> str:
    """The text of the ledger; decisions of ``known`` (categories by field) stand, new doubts get ``?``."""
    entries = []
    for name, category in sorted(_proposed(inventory).items()):
        decided = known.get(name, UNDECIDED)
        entries.append(_entry(name, category if decided == UNDECIDED else decided))
    return "\n".join([_HEAD, *entries])


def read_ledger(text: str, file: str) -> dict[str, str]:
    """The categories by field; raises UserError for a file that is no ledger."""
    try:
        rows = tomllib.loads(text).get("field", [])
        return {str(row["name"]): str(row["category"]) for row in rows}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UserError("this is no inventory", file=file, hint="write one with privlint inventory --write") from error


def differences(inventory: Inventory, known: Mapping[str, str]) -> list[str]:
    """What somebody has to decide or put right, one line each; none when the ledger fits the code."""
    proposed = _proposed(inventory)
    lines = [f"new: {name} ({category})" for name, category in sorted(proposed.items()) if name not in known]
    lines += [f"gone: {name}" for name in sorted(known.keys() - proposed.keys())]
    for name, category in sorted(known.items()):
        guess = proposed.get(name, category)
        if category == UNDECIDED:
            lines.append(f"undecided: {name}")
        elif guess not in (category, UNDECIDED) and category != "none":
            lines.append(f"differs: {name} is {category} here and {guess} in the code")
    return lines


def _proposed(inventory: Inventory) -> dict[str, str]:
    """Category by field of every model: what the code shows, ``?`` where that is doubtful."""
    found = {row.name: row.category for row in inventory.rows if row.model}
    return found | {question.name: UNDECIDED for question in inventory.questions}


def _entry(name: str, category: str) -> str:
    return f"[[field]]\nname = {json.dumps(name)}\ncategory = {json.dumps(category)}\n"
