"""The hash of a line as GitHub's upload action computes it, so that an alert keeps its identity.

A polynomial rolling hash over the 100 UTF-16 code units from the start of the line, spaces and tabs left out, every
end of line counted as one; the end of the file counts as 65535 and is followed by zeros. Checked against the test
vectors of github/codeql-action, src/fingerprints.test.ts (MIT).
"""

from __future__ import annotations

import functools
import re
from collections import Counter

_WINDOW = 100
_BASE = 37
_MASK = (1 << 64) - 1
_FIRST_FACTOR = pow(_BASE, _WINDOW, 1 << 64)
_LF = 10
_END_OF_FILE = 65535


@functools.lru_cache(maxsize=4)
def line_hashes(source: str) -> tuple[str, ...]:
    """The hash of every line, ``<hex>:<how many lines so far had it>``; the line behind the last line end counts."""
    units = _code_units(source)
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == _LF)]
    padded = [*units, _END_OF_FILE, *([0] * _WINDOW)]
    seen: Counter[str] = Counter()
    hashes = []
    for value in _rolling(padded, starts):
        digits = f"{value:x}"
        seen[digits] += 1
        hashes.append(f"{digits}:{seen[digits]}")
    return tuple(hashes)


def _code_units(source: str) -> list[int]:
    # Ends of lines first, blanks second: "\r \n" is two ends.
    text = re.sub(r"[ \t]", "", source.replace("\r\n", "\n").replace("\r", "\n"))
    encoded = text.encode("utf-16-le", "surrogatepass")
    return [low + 256 * high for low, high in zip(encoded[::2], encoded[1::2], strict=True)]


def _rolling(units: list[int], starts: list[int]) -> list[int]:
    """The hash of the window that begins at each of ``starts``, which rise."""
    value = 0
    for unit in units[:_WINDOW]:
        value = (value * _BASE + unit) & _MASK
    values, at = [], 0
    for start in starts:
        while at < start:
            value = (value * _BASE + units[at + _WINDOW] - _FIRST_FACTOR * units[at]) & _MASK
            at += 1
        values.append(value)
    return values
