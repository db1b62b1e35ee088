"""Bytes become a numbered LibCST module with its annotation comments; the syntax tree stays here and in ``lower``."""

from __future__ import annotations

from privlint.parse.failure import ParseFailure
from privlint.parse.module import Parsed, parse
from privlint.parse.positions import positions

__all__ = ["ParseFailure", "Parsed", "parse", "positions"]
