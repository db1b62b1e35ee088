"""Literals: numbers, strings, f-strings and t-strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from privlint.lower.strings import parts_of, text_of, unescaped
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.lower.builder import Builder, Table
    from privlint.lower.strings import StringPart

_INT64 = 1 << 63
#: A longer literal does not fit 64 bits, and Python refuses to read a decimal one of thousands of digits.
_LONGEST_INTEGER = 70

_EMPTY_MODULE = cst.Module(())


def _integer(b: Builder, node: cst.Integer) -> ir.Reg:
    if len(node.value) <= _LONGEST_INTEGER:
        value = int(node.value, 0)
        if value < _INT64:
            return b.const(b.at(node), value)
    return b.opaque(b.at(node), "number")


def _float(b: Builder, node: cst.Float) -> ir.Reg:
    return b.const(b.at(node), float(node.value))


def _imaginary(b: Builder, node: cst.Imaginary) -> ir.Reg:
    return b.opaque(b.at(node), "number")


def _ellipsis(b: Builder, node: cst.Ellipsis) -> ir.Reg:
    return b.opaque(b.at(node), "ellipsis")


def _string(b: Builder, node: cst.BaseString) -> ir.Reg:
    text = text_of(node)
    if text is not None:
        return b.const(b.at(node), text)
    parts = tuple(parts_of(node))
    if any(type(part) is cst.TemplatedString for part in parts):
        return b.opaque(b.at(node), "template", *_template_sources(b, parts))
    if any(type(part) is cst.FormattedString for part in parts):
        return _format(b, b.at(node), parts)
    return b.opaque(b.at(node), "bytes")


def _format(b: Builder, at: int, strings: Iterable[StringPart]) -> ir.Reg:
    """A ``Format`` whose constant parts are as long as they can be; a lone constant is a ``Const``."""
    parts: list[tuple[ir.Reg, str]] = []
    text = ""
    for piece in _pieces(strings):
        if isinstance(piece, str):
            text += piece
            continue
        if piece.equal is not None:
            text += _EMPTY_MODULE.code_for_node(piece.expression) + "="
        if text:
            parts.append((b.const(at, text), ""))
            text = ""
        by_default = "r" if piece.equal is not None and piece.format_spec is None else ""
        parts.append((b.value(piece.expression), piece.conversion or by_default))
        _evaluate_spec(b, piece)
    if not parts:
        return b.const(at, text)
    if text:
        parts.append((b.const(at, text), ""))
    dst = b.register()
    b.out.append(ir.Format(at, dst, tuple(parts)))
    return dst


def _pieces(strings: Iterable[StringPart]) -> Iterable[str | cst.FormattedStringExpression]:
    for string in strings:
        if type(string) is cst.FormattedString:
            prefix = string.prefix
            for part in string.parts:
                if type(part) is cst.FormattedStringText:
                    yield unescaped(part.value.replace("{{", "{").replace("}}", "}"), prefix)
                elif type(part) is cst.FormattedStringExpression:
                    yield part
        else:
            yield text_of(string) or ""


def _evaluate_spec(b: Builder, piece: cst.FormattedStringExpression) -> None:
    """A format spec shapes the text; what its own expressions give (a width) is not part of it."""
    for part in piece.format_spec or ():
        if type(part) is cst.FormattedStringExpression:
            b.value(part.expression)
            _evaluate_spec(b, part)


def _template_sources(b: Builder, parts: Iterable[StringPart]) -> Iterable[ir.Reg]:
    for string in parts:
        if type(string) is cst.TemplatedString:
            for part in string.parts:
                if type(part) is cst.TemplatedStringExpression:
                    yield b.value(part.expression)


LITERALS: Table = {
    cst.Integer: _integer,
    cst.Float: _float,
    cst.Imaginary: _imaginary,
    cst.Ellipsis: _ellipsis,
    cst.SimpleString: _string,
    cst.ConcatenatedString: _string,
    cst.FormattedString: _string,
    cst.TemplatedString: _string,
}
