"""What the terminal can show: whether to colour, and how wide it is."""

from __future__ import annotations

import os
import shutil
import sys

#: The width where there is no terminal, so that reports in files are the same everywhere.
DEFAULT_WIDTH = 80

_WIDEST = 120


def wants_color(choice: str) -> bool:
    """Whether to colour standard output: ``always``, ``never``, or ``auto`` by terminal and environment."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("CLICOLOR") == "0":
        return False
    if os.environ.get("FORCE_COLOR", "0") != "0" or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def text_width() -> int:
    """How many columns a line of text may take."""
    return min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else DEFAULT_WIDTH
