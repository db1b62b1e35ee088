"""Where something stands in the scanned project: a site inside the analysis, a place for readers."""

from __future__ import annotations

import msgspec


class Site(msgspec.Struct, frozen=True, order=True):
    """A node of a file, by its ordinal: what the analysis keeps instead of a position.

    ``path`` is POSIX, relative to the project root; ``node`` is the node's pre-order ordinal in its module
    (see ``ModuleIR``), -1 for the file as a whole.
    """

    path: str
    node: int


class Place(msgspec.Struct, frozen=True, order=True):
    """A span in a file as readers count it: lines and columns from 1, columns in code points, end exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
