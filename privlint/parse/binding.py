"""Which nodes a comment speaks about: by lines, since that is how its author placed it.

A comment behind code belongs to the logical line that began last; a comment of its own belongs to the statement right
below its block; inside brackets, a ``data=`` belongs to the one item beside it.
"""

from __future__ import annotations

import bisect
import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from privlint.parse.spans import Comment, Spans
    from privlint.parse.walk import ReadVisitor


class Binding(NamedTuple):
    """The nodes an annotation holds for, as in ``Pragma``; ``problem`` tells why it cannot be placed."""

    first: int
    last: int
    bound: str
    problem: str = ""


_NOTHING = Binding(-1, -1, "nothing")
_WHOLE_BLOCK = (cst.FunctionDef, cst.ClassDef, cst.With)
_HEADED = (
    *_WHOLE_BLOCK,
    *(cst.If, cst.While, cst.For, cst.Else, cst.Match, cst.MatchCase),
    *(cst.Try, cst.TryStar, cst.ExceptHandler, cst.ExceptStarHandler, cst.Finally),
)
_STARTERS = (cst.SimpleStatementLine, *_HEADED)
_ITEM_LISTS = (cst.Call, cst.Dict, cst.List, cst.Set, cst.Tuple)
_NEWLINE = re.compile(r"\r\n?|\n")
_NAME_IN_QUOTES = re.compile(r"""["']([^\W\d]\w*)["']""")


class Binder:
    """Binds the comments of one module."""

    def __init__(self, visitor: ReadVisitor, spans: Spans, text: str) -> None:
        self._nodes = visitor.nodes
        self._last = visitor.last
        self._spans = spans.nodes
        self._ordinals = {id(node): ordinal for ordinal, node in enumerate(visitor.nodes)}
        self._lines = _NEWLINE.split(text)
        self._starts = self._find_starts()
        self._start_lines = sorted(self._starts)
        self._comment_lines = {comment.line for comment in spans.comments if self._stands_alone(comment)}

    def file(self, comment: Comment) -> Binding:
        """The whole file, if the comment stands above its first statement other than docstring and ``__future__``."""
        module = self._nodes[0]
        assert isinstance(module, cst.Module)
        body = module.body[1:] if _is_docstring(module.body[:1]) else module.body
        first = next((statement for statement in body if not _is_future_import(statement)), None)
        if first is not None and self._first_line(self._ordinals[id(first)]) <= comment.line:
            return _NOTHING._replace(problem="`file` must stand above the first statement of the file")
        return Binding(0, len(self._nodes) - 1, "file")

    def statement(self, comment: Comment) -> Binding:
        """The statement the comment is part of, or stands right above."""
        if not self._stands_alone(comment) or comment.in_brackets:
            return self._bind_beside(self._logical_line(comment))
        below = self._starts.get(self._line_below(comment))
        if below is None or self._spans[below].column < comment.column:  # nothing there, or the block ended between
            return _NOTHING
        return self._bind_below(below)

    def item(self, comment: Comment) -> Binding | None:
        """The parameter, argument, key or element beside the comment in the brackets around it; None without one."""
        if not comment.in_brackets:
            return None
        line = self._line_below(comment) if self._stands_alone(comment) else comment.line
        for items in self._item_lists_around(comment):
            beside = [item for item in items if self._spans[item].line <= line <= self._spans[item].end_line]
            if len(beside) > 1:
                names = ", ".join(_name_item(self._nodes[item], nth) for nth, item in enumerate(beside, 1))
                return _NOTHING._replace(problem=f"`data=` stands beside several items: {names}")
            if beside:
                return Binding(beside[0], self._last[beside[0]], "item")
        return None

    def _find_starts(self) -> dict[int, int]:
        """The ordinal of the outermost statement or clause that begins on a line, by line."""
        starts: dict[int, int] = {}
        for ordinal, node in enumerate(self._nodes):
            if isinstance(node, _STARTERS):
                for decorator in _decorators(node):
                    starts.setdefault(self._spans[self._ordinals[id(decorator)]].line, ordinal)
                starts.setdefault(self._spans[ordinal].line, ordinal)
        return starts

    def _first_line(self, ordinal: int) -> int:
        decorators = _decorators(self._nodes[ordinal])
        return self._spans[self._ordinals[id(decorators[0])] if decorators else ordinal].line

    def _stands_alone(self, comment: Comment) -> bool:
        return not self._lines[comment.line - 1][: comment.column].strip()

    def _line_below(self, comment: Comment) -> int:
        """The first line below a block of comments."""
        line = comment.line + 1
        while line in self._comment_lines:
            line += 1
        return line

    def _logical_line(self, comment: Comment) -> int:
        """The statement or clause that began last before the end of a comment's line."""
        return self._starts[self._start_lines[bisect.bisect_right(self._start_lines, comment.line) - 1]]

    def _bind_beside(self, ordinal: int) -> Binding:
        node = self._nodes[ordinal]
        if isinstance(node, _WHOLE_BLOCK):
            return Binding(ordinal, self._last[ordinal], "block")
        if not isinstance(node, _HEADED):
            return Binding(ordinal, self._last[ordinal], "statement")
        body = self._ordinals[id(node.cases[0] if isinstance(node, cst.Match) else node.body)]
        if isinstance(self._nodes[body], cst.SimpleStatementSuite):
            return Binding(ordinal, self._last[body], "statement")
        return Binding(ordinal, body - 1, "condition")

    def _bind_below(self, ordinal: int) -> Binding:
        node = self._nodes[ordinal]
        if not isinstance(node, _HEADED):
            return Binding(ordinal, self._last[ordinal], "statement")
        if isinstance(node, cst.If) and self._lines[self._spans[ordinal].line - 1].lstrip().startswith("elif"):
            return Binding(ordinal, self._last[self._ordinals[id(node.body)]], "block")
        return Binding(ordinal, self._last[ordinal], "block")

    def _item_lists_around(self, comment: Comment) -> Iterator[list[int]]:
        """The items of each bracketed list around a comment, innermost first."""
        statement = self._logical_line(comment)
        for ordinal in range(self._last[statement], statement - 1, -1):
            node = self._nodes[ordinal]
            if ordinal == statement and isinstance(node, cst.FunctionDef):
                yield [self._ordinals[id(param)] for param in _params(node.params)]
            elif isinstance(node, _ITEM_LISTS) and self._is_around(ordinal, comment):
                items: Sequence[cst.CSTNode] = node.args if isinstance(node, cst.Call) else node.elements
                yield [self._ordinals[id(item)] for item in items]

    def _is_around(self, ordinal: int, comment: Comment) -> bool:
        span = self._spans[ordinal]
        if isinstance(self._nodes[ordinal], cst.Tuple) and comment.line == span.end_line:
            # The span of a tuple ends with its last element, before a comma and the closing bracket.
            return ")" not in self._lines[comment.line - 1][span.end_column : comment.column]
        return span[:2] <= (comment.line, comment.column) <= span[2:]


def _decorators(node: cst.CSTNode) -> Sequence[cst.Decorator]:
    return node.decorators if isinstance(node, cst.FunctionDef | cst.ClassDef) else ()


def _params(params: cst.Parameters) -> Iterator[cst.Param]:
    every = chain(params.posonly_params, params.params, (params.star_arg,), params.kwonly_params, (params.star_kwarg,))
    return (param for param in every if isinstance(param, cst.Param))


def _is_docstring(statements: Sequence[cst.CSTNode]) -> bool:
    match statements:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())])]:
            return True
        case _:
            return False


def _is_future_import(statement: cst.CSTNode) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.ImportFrom(module=cst.Name(value="__future__"))]):
            return True
        case _:
            return False


def _name_item(item: cst.CSTNode, nth: int) -> str:
    """What to call an item in a message: a name it bears, never a value."""
    match item:
        case cst.Param(name=cst.Name(value=name)) | cst.Arg(keyword=cst.Name(value=name)):
            return name
        case cst.DictElement(key=cst.SimpleString(value=text)):
            named = _NAME_IN_QUOTES.fullmatch(text)
            return named[1] if named else f"item {nth}"
        case cst.DictElement(key=cst.Name(value=name)) | cst.Arg(value=cst.Name(value=name)):
            return name
        case cst.Element(value=cst.Name(value=name)):
            return name
        case _:
            return f"item {nth}"
