"""Why a file could not be read as Python."""

from __future__ import annotations


class ParseFailure(Exception):
    """A file that is not analysed: ``reason`` is one clause without a final stop, ``line`` is 1-based (0: none known)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
