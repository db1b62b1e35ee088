"""What words of a policy's text suggest, from ``rules/policies/import/words.toml``."""

from __future__ import annotations

import functools
import re
from typing import TypeAlias

import tomli

from privlint.catalogue.locate import rules_root

#: A table of the file: what is suggested, and the words that suggest it, in the order of the file.
Table: TypeAlias = dict[str, re.Pattern[str]]


@functools.cache
def suggestions() -> dict[str, Table]:
    """Every table by its name."""
    text = (rules_root() / "policies" / "import" / "words.toml").read_text(encoding="utf-8")
    return {
        table: {name: re.compile(pattern, re.IGNORECASE) for name, pattern in rows.items()}
        for table, rows in tomli.loads(text).items()
    }


def suggested(table: str, text: str) -> dict[str, str]:
    """All that a text suggests, each with the words it rests on."""
    return {name: match[0] for name, pattern in suggestions()[table].items() if (match := pattern.search(text))}
