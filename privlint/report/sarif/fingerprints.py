"""The hash of a line as GitHub's upload action computes it, so that an alert keeps its identity.

A polynomial hash over the 100 UTF-16 code units from the start of the line, spaces and tabs left out, every
end of line counted as one; the end of the file counts as 65535 and is followed by zeros. Checked against the test
vectors of github/codeql-action, src/fingerprints.test.ts (MIT).
"""

from __future__ import annotations

import functools
import operator
import re
from collections import Counter

_WINDOW = 100
_MASK = (1 << 64) - 1
_POWERS = [pow(37, exponent, 1 << 64) for exponent in reversed(range(_WINDOW))]
_LF = 10
_END_OF_FILE = 65535


@functools.lru_cache(maxsize=4)
def line_hashes(source: str) -> tuple[str, ...]:
    """The hash of every line, ``<hex>:<how many lines so far had it>``; the line behind the last line end counts."""
    units = [*_code_units(source), _END_OF_FILE]
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == _LF)]
    seen: Counter[str] = Counter()
    hashes = []
    for start in starts:
        # What lies behind the end of the file is zero, so that the shorter of the two may end the sum.
        digits = f"{sum(map(operator.mul, units[start : start + _WINDOW], _POWERS)) & _MASK:x}"
        seen[digits] += 1
        hashes.append(f"{digits}:{seen[digits]}")
    return tuple(hashes)


def _code_units(source: str) -> list[int]:
    # Ends of lines first, blanks second: "\r \n" is two ends.
    text = re.sub(r"[ \t]", "", source.replace("\r\n", "\n").replace("\r", "\n"))
    encoded = text.encode("utf-16-le", "surrogatepass")
    return [low + 256 * high for low, high in zip(encoded[::2], encoded[1::2], strict=True)]
