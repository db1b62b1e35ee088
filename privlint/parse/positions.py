"""Ordinals to places, for the few nodes that are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libcst.metadata import MetadataWrapper, PositionProvider

from privlint.model.place import Place
from privlint.parse.module import decode, read_module
from privlint.parse.walk import ReadVisitor

if TYPE_CHECKING:
    from collections.abc import Iterable


def positions(data: bytes, path: str, ordinals: Iterable[int]) -> dict[int, Place]:
    """Where the nodes of these ordinals stand: lines and columns from 1, columns in code points, end exclusive."""
    module = read_module(decode(data))
    visitor = ReadVisitor()
    module.visit(visitor)
    ranges = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    found = {}
    for ordinal in ordinals:
        span = ranges[visitor.nodes[ordinal]]
        found[ordinal] = Place(path, span.start.line, span.start.column + 1, span.end.line, span.end.column + 1)
    return found
