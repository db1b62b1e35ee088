"""Syntax tree to IR: a visitor over statements and definitions, dispatch tables over expressions and patterns.

A function's scopes, registers and regions are resolved here; nothing is judged, looked up or evaluated.
"""

from __future__ import annotations

from privlint.lower.module import lower

__all__ = ["lower"]
