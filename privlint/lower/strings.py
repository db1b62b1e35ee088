"""The value of a string literal, read from its source text without evaluating any of it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TypeAlias

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Iterator

StringPart: TypeAlias = cst.SimpleString | cst.FormattedString | cst.TemplatedString

_ESCAPE = re.compile(r"\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|.)", re.DOTALL)
_SIMPLE = {
    "\n": "",
    "\r": "",
    "\r\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_REPLACEMENT = "\ufffd"


def text_of(node: cst.BaseExpression) -> str | None:
    """The text of a literal, adjacent literals joined; None for bytes, f-strings, t-strings and everything else."""
    if type(node) is cst.SimpleString:
        return _simple(node)
    if type(node) is not cst.ConcatenatedString:
        return None
    texts = [_simple(part) if type(part) is cst.SimpleString else None for part in parts_of(node)]
    return None if None in texts else "".join(text for text in texts if text)


def parts_of(node: cst.BaseString) -> Iterator[StringPart]:
    """The literals that stand side by side in an implicit concatenation, left to right."""
    while type(node) is cst.ConcatenatedString:
        assert isinstance(node.left, StringPart)
        yield node.left
        node = node.right
    assert isinstance(node, StringPart)
    yield node


def unescaped(text: str, prefix: str) -> str:
    """``text`` with its escapes replaced, unless ``prefix`` says that it is raw."""
    if "\\" not in text or "r" in prefix:
        return text
    return _ESCAPE.sub(_replacement, text)


def _simple(node: cst.SimpleString) -> str | None:
    source = node.value
    start = 0
    while source[start] not in "'\"":
        start += 1
    prefix = source[:start].lower()
    if "b" in prefix:
        return None
    quotes = 3 if source[start : start + 3] in ("'''", '"""') and len(source) >= start + 6 else 1
    return unescaped(source[start + quotes : -quotes], prefix)


def _replacement(match: re.Match[str]) -> str:
    escape = match[1]
    kind = escape[0]
    if escape in _SIMPLE:
        return _SIMPLE[escape]
    if kind in "01234567":
        return chr(int(escape, 8))
    if len(escape) > 1 and kind in "xuU":
        return _character(int(escape[1:], 16))
    if len(escape) > 1 and kind == "N":
        try:
            return unicodedata.lookup(escape[2:-1])
        except KeyError:
            return _REPLACEMENT
    return match[0]


def _character(code: int) -> str:
    # A lone surrogate cannot be written to any file, the cache's included.
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return _REPLACEMENT
    return chr(code)
