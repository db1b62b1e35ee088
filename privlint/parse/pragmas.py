"""Annotation comments of a module, each bound to the nodes it speaks about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.model.place import Place
from privlint.model.pragma import Pragma
from privlint.parse.binding import Binder, Binding
from privlint.parse.pragma_grammar import Annotation, find_annotations, parse_annotation
from privlint.parse.spans import read_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from privlint.parse.spans import Comment
    from privlint.parse.walk import ReadVisitor


def read_pragmas(module: cst.Module, visitor: ReadVisitor, text: str, path: str) -> tuple[Pragma, ...]:
    """The annotations of a module in the order they are written."""
    spans = read_spans(module, visitor.nodes)
    binder = Binder(visitor, spans, text)
    return tuple(pragma for comment in spans.comments for pragma in _read_comment(comment, binder, path))


def _read_comment(comment: Comment, binder: Binder, path: str) -> Iterator[Pragma]:
    for start, end, said in find_annotations(comment.text):
        place = Place(path, comment.line, comment.column + start + 1, comment.line, comment.column + end + 1)
        for annotation, binding in _bind(parse_annotation(said), comment, binder):
            yield Pragma(
                place=place,
                first=binding.first,
                last=binding.last,
                bound=binding.bound,
                entries=annotation.entries,
                is_ignore=annotation.is_ignore,
                ignore=annotation.ignore,
                until=annotation.until,
                reason=annotation.reason,
                problem=annotation.problem or binding.problem,
            )


def _bind(annotation: Annotation, comment: Comment, binder: Binder) -> Iterator[tuple[Annotation, Binding]]:
    """Pair an annotation with what it binds to; ``data=`` may bind closer than the keys beside it."""
    if annotation.is_file:
        yield annotation, binder.file(comment)
        return
    data = tuple(entry for entry in annotation.entries if entry.key == "data")
    item = binder.item(comment) if data else None
    if item is None:
        yield annotation, binder.statement(comment)
        return
    yield msgspec.structs.replace(annotation, entries=data), item
    others = tuple(entry for entry in annotation.entries if entry.key != "data")
    if others:
        yield msgspec.structs.replace(annotation, entries=others), binder.statement(comment)
