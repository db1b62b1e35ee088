"""Where nodes and comments stand, read off LibCST's own code generation at an eighth of its provider's cost.

LibCST keeps no positions: its ``PositionProvider`` writes the module out again and counts. ``_Recorder`` does the same
with plain integers. It leans on ``CodegenState``, which is not public, so it first proves itself on a sample; should it
ever disagree with the provider, the provider is used.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import libcst as cst
from libcst._nodes.internal import CodegenState
from libcst.metadata import MetadataWrapper, PositionProvider

from privlint.parse.walk import ReadVisitor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self


class Span(NamedTuple):
    """From the first code point of a node to just behind its last: lines from 1, columns from 0."""

    line: int
    column: int
    end_line: int
    end_column: int


class Comment(NamedTuple):
    """A comment, from its first ``#`` to the end of the line; ``in_brackets``: a bracket is open around it."""

    text: str
    line: int
    column: int
    in_brackets: bool


class Spans(NamedTuple):
    """The spans of semantic nodes by ordinal, and every comment in the order written."""

    nodes: list[Span]
    comments: list[Comment]


def read_spans(module: cst.Module, nodes: Sequence[cst.CSTNode]) -> Spans:
    """The spans of ``nodes`` (all semantic nodes of ``module``, by ordinal) without parentheses, and all comments."""
    return _record(module, nodes) if _recorder_is_right() else _ask_provider(module, nodes)


def _record(module: cst.Module, nodes: Sequence[cst.CSTNode]) -> Spans:
    recorder = _Recorder(module)
    module._codegen(recorder)
    return Spans([recorder.spans[id(node)] for node in nodes], recorder.comments)


def _ask_provider(module: cst.Module, nodes: Sequence[cst.CSTNode]) -> Spans:
    ranges = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    spans = [Span(at.start.line, at.start.column, at.end.line, at.end.column) for at in map(ranges.__getitem__, nodes)]
    bracketed = {id(comment) for node in ranges for comment in _comments_in_brackets(node)}
    comments = [
        Comment(node.value, at.start.line, at.start.column, id(node) in bracketed)
        for node, at in ranges.items()
        if isinstance(node, cst.Comment)
    ]
    return Spans(spans, sorted(comments, key=lambda comment: (comment.line, comment.column)))


def _comments_in_brackets(node: cst.CSTNode) -> list[cst.Comment]:
    if not isinstance(node, cst.ParenthesizedWhitespace):
        return []
    comments = [node.first_line.comment, *(line.comment for line in node.empty_lines)]
    return [comment for comment in comments if comment is not None]


class _Recorder(CodegenState):
    """Counts lines and columns while LibCST writes a module out, and notes where nodes begin and end."""

    _NEWLINE = re.compile(r"\r\n?|\n")

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.spans: dict[int, Span] = {}
        self.comments: list[Comment] = []
        self.line = 1
        self.column = 0
        self.tokens.append("")  # what is written is not kept, yet LibCST asks whether anything was
        self._starts: list[tuple[int, int]] = []
        self._in_brackets = False

    def add_token(self, value: str) -> None:
        if "\n" in value or "\r" in value:
            lines = self._NEWLINE.split(value)
            self.line += len(lines) - 1
            self.column = len(lines[-1])
        else:
            self.column += len(value)

    def add_indent_tokens(self) -> None:
        self.column += sum(map(len, self.indent_tokens))

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._starts.append((self.line, self.column))
        if node.__class__ is cst.Comment:
            self.comments.append(Comment(node.value, self.line, self.column, self._in_brackets))
        elif node.__class__ is cst.ParenthesizedWhitespace:
            self._in_brackets = True

    def after_codegen(self, node: cst.CSTNode) -> None:
        line, column = self._starts.pop()
        self.spans.setdefault(id(node), Span(line, column, self.line, self.column))
        if node.__class__ is cst.ParenthesizedWhitespace:
            self._in_brackets = False

    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Any:
        return _Inside(self, node, start_node, end_node)


class _Inside:
    """The part of a node's code without its leading lines and parentheses."""

    __slots__ = ("column", "end_node", "line", "node", "recorder", "start_node")

    def __init__(
        self, recorder: _Recorder, node: cst.CSTNode, start_node: cst.CSTNode | None, end_node: cst.CSTNode | None
    ) -> None:
        self.recorder = recorder
        self.node = node
        self.start_node = start_node
        self.end_node = end_node

    def __enter__(self) -> Self:
        self.line, self.column = self.recorder.line, self.recorder.column
        return self

    def __exit__(self, *_: object) -> None:
        spans = self.recorder.spans
        start, end = (self.line, self.column), (self.recorder.line, self.recorder.column)
        if self.start_node is not None:
            start = spans[id(self.start_node)][:2]
        if self.end_node is not None:
            end = spans[id(self.end_node)][2:]
        spans[id(self.node)] = Span(*start, *end)


_SAMPLE = """\
# a comment above
@decorated  # one behind
def f(a: int, *, b: str = "é") -> None:
    if (a and
            b):  # inside
        return (yield (a + b), [c for c in a])

    elif not a: pass
    else:
        with a as b, (c): ...
    for x in {1: 2, **a}:
        x.y[1:2] += f(x, k=lambda: f"{x!r}")
    try:
        raise (ValueError)
    except* (A, B) as e:
        pass
    finally:
        del a
class C(D, m=E):
    '''text
    more'''
    match x:
        case [1, *_] if y: z = 1; w = 2
    # last
"""


@functools.cache
def _recorder_is_right() -> bool:
    module = cst.parse_module(_SAMPLE)
    visitor = ReadVisitor()
    module.visit(visitor)
    try:
        return _record(module, visitor.nodes) == _ask_provider(module, visitor.nodes)
    except (AttributeError, KeyError, TypeError):
        return False
