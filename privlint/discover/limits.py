"""Files that would belong and are not analysed: generated ones in silence, oversized ones with a word."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from privlint.model.trouble import Trouble

MAX_BYTES = 1_000_000
MAX_LINES = 20_000
#: Lines are counted only in files where there could be so many of them.
_SHORTEST_LINE = 5
_HEAD = 512


def is_generated(root: str, path: str) -> bool:
    """Whether the head of a file says that a program wrote it."""
    # With pathlib, this would be half of what discovery costs. Whoever reads the file will tell of an error.
    with contextlib.suppress(OSError):
        file = os.open(f"{root}/{path}", os.O_RDONLY)
        try:
            return b"@generated" in os.read(file, _HEAD)
        finally:
            os.close(file)
    return False


def refuse_oversized(root: str, path: str, size: int) -> Trouble | None:
    """Why a file of this size in bytes is not analysed; None when it is."""
    if size > MAX_BYTES:
        reason = f"it is larger than {MAX_BYTES:,} bytes"
    elif size > MAX_LINES * _SHORTEST_LINE and _count_lines(Path(root, path)) > MAX_LINES:
        reason = f"it has more than {MAX_LINES:,} lines"
    else:
        return None
    return Trouble("PRV905", path, reason, detail="name the file on the command line to have it analysed")


def _count_lines(file: Path) -> int:
    try:
        return file.read_bytes().count(b"\n")
    except OSError:
        return 0
