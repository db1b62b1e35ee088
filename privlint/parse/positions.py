"""Ordinals to places, for the few nodes that are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.place import Place
from privlint.parse.module import decode, read_module
from privlint.parse.spans import read_spans
from privlint.parse.walk import ReadVisitor

if TYPE_CHECKING:
    from collections.abc import Iterable


def positions(data: bytes, path: str, ordinals: Iterable[int]) -> dict[int, Place]:
    """Where the nodes of these ordinals stand: lines and columns from 1, columns in code points, end exclusive.

    An ordinal that the file does not have (it changed since) is left out. Raises ``ParseFailure`` as ``parse`` does.
    """
    module = read_module(decode(data))
    visitor = ReadVisitor()
    module.visit(visitor)
    spans = read_spans(module, visitor.nodes).nodes
    return {
        ordinal: Place(path, span.line, span.column + 1, span.end_line, span.end_column + 1)
        for ordinal in ordinals
        if 0 <= ordinal < len(spans)
        for span in (spans[ordinal],)
    }
