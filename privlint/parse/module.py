"""Bytes to a parsed module: decoding, the guard against hostile nesting, LibCST, ordinals, annotation comments."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from privlint.parse.failure import ParseFailure
from privlint.parse.pragmas import read_pragmas
from privlint.parse.prescan import refuse_hostile
from privlint.parse.walk import ReadVisitor

if TYPE_CHECKING:
    from privlint.model.pragma import Pragma

_PYTHON_2 = re.compile(r"\s*(?:print\s+[^(=\s]|exec\s+[\"']|raise\s+\w+\s*,)|.*(?:\bur[\"']|<>|`|\b0\d)")
_NOT_UTF_8 = "it is not UTF-8 and declares no other encoding"
_NO_ENCODING = "it declares an encoding that does not exist"


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file as a syntax tree.

    ``ordinals`` maps ``id(node)`` to the pre-order ordinal of every semantic node, ``ends`` to the last ordinal inside
    it; ids are good as long as ``module`` lives. ``nodes`` counts ordinals, ``lines`` physical lines. ``text`` is the
    decoded source without a byte-order mark.
    """

    module: cst.Module
    ordinals: dict[int, int]
    ends: dict[int, int]
    nodes: int
    lines: int
    pragmas: tuple[Pragma, ...]
    text: str


def parse(data: bytes, path: str) -> Parsed:
    """Parse one file; ``path`` is only written into the places of its annotations.

    Raises ``ParseFailure`` for whatever cannot be read: encoding, syntax, hostile nesting.
    """
    text = decode(data)
    refuse_hostile(text.encode())
    module = read_module(text)
    visitor = ReadVisitor()
    module.visit(visitor)
    ids = list(map(id, visitor.nodes))
    return Parsed(
        module=module,
        ordinals=dict(zip(ids, range(len(ids)), strict=True)),
        ends=dict(zip(ids, visitor.last, strict=True)),
        nodes=len(ids),
        lines=_count_lines(text),
        pragmas=read_pragmas(module, visitor, text, path) if "privlint" in text else (),
        text=text,
    )


def decode(data: bytes) -> str:
    """The text of a source file by its byte-order mark or coding line, else as UTF-8."""
    encoding = ""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = _NOT_UTF_8 if encoding.startswith("utf-8") else "its text does not fit the encoding it declares"
        raise ParseFailure(reason, data.count(b"\n", 0, error.start) + 1) from None
    except SyntaxError as error:
        raise ParseFailure(_NO_ENCODING if "unknown encoding" in str(error) else _NOT_UTF_8) from None
    except LookupError:  # a codec that is not for text
        raise ParseFailure(_NO_ENCODING) from None
    if "\0" in text:
        raise ParseFailure("it contains NUL bytes", text.count("\n", 0, text.index("\0")) + 1)
    return text


def read_module(text: str) -> cst.Module:
    """The LibCST module of decoded source, errors as ``ParseFailure``."""
    try:
        return cst.parse_module(text)
    except (cst.ParserSyntaxError, cst.CSTValidationError) as error:
        raise _explain(text, error) from None


def _explain(text: str, error: Exception) -> ParseFailure:
    """LibCST names the token after an error, if any: ask the interpreter for the line."""
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(text)
    except SyntaxError as syntax_error:
        line = syntax_error.lineno or 0
        lines = text.splitlines()
        if 0 < line <= len(lines) and _PYTHON_2.match(lines[line - 1]):
            return ParseFailure("a syntax error, by the look of it Python 2", line)
        return ParseFailure("a syntax error", line)
    except (ValueError, RecursionError, MemoryError):
        return ParseFailure("a syntax error")
    return ParseFailure("a syntax error to LibCST, though not to this Python", getattr(error, "raw_line", 0))


def _count_lines(text: str) -> int:
    unix = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return unix.count("\n") + (not unix.endswith("\n") and unix != "")
