"""Annotation comments and the nodes they bind to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import libcst as cst

    from privlint.model.pragma import Pragma
    from privlint.parse.walk import ReadVisitor


def read_pragmas(module: cst.Module, visitor: ReadVisitor, path: str) -> tuple[Pragma, ...]:
    """The annotations of a module in the order they are written."""
    return ()
