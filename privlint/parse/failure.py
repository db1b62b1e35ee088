"""Why a file could not be read as Python."""

from __future__ import annotations


class ParseFailure(Exception):
    """A file that is not analysed: ``reason`` one clause without a final stop; ``line``: 1-based, 0 when unknown."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
