"""How a reader wants the report to look, as far as a format leaves it open."""

from __future__ import annotations

import msgspec


class Look(msgspec.Struct, frozen=True):
    """``width`` is in columns; ``prefix`` leads from the reader's folder to the project root and stands before paths
    in formats that people read; ``category`` tells several runs on one commit apart (SARIF)."""

    color: bool = False
    width: int = 80
    full_trace: bool = False
    snippets: bool = True
    prefix: str = ""
    category: str = ""
