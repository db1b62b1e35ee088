"""Refuse what would end the process: a scan of raw bytes for depth and length that no parser's stack survives.

LibCST's native parser recurses over brackets and is quadratic over operator and call chains: two thousand brackets
crash it, five thousand chained calls keep it busy for minutes. CPython itself stops at 200 brackets, so nothing that
runs is refused for its depth; the limit on chains allows ten times the longest found in real code. Over patterns of
``match`` it takes twice as long for each bracket around, and four times as long for each brace.
"""

from __future__ import annotations

import re

from privlint.parse.failure import ParseFailure

MAX_DEPTH = 200
MAX_CHAIN = 1_000
#: A brace counts twice.
MAX_PATTERN_DEPTH = 16

_STRING_OR_COMMENT = re.compile(
    rb'"(?:""(?:[^"\\]|\\.|"(?!""))*+"""|[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")'
    rb"|'(?:''(?:[^'\\]|\\.|'(?!''))*+'''|[^'\\\n]*+(?:\\.[^'\\\n]*+)*+')"
    rb"|\#[^\n]*+",
    re.DOTALL,
)
_WORD_LINK = re.compile(rb"\b(?:and|or|not|else|lambda|await)\b")
_CASE = re.compile(rb"^[ \t\f]*+case\b", re.MULTILINE)
_IN_CASE = re.compile(rb"[()\[\]{}:\n]|\bif\b")
_CONTINUED = re.compile(rb"\\\r?\n")

_LINKS = b".+-*/%@&|^<>~"
_TO_KIND = bytes.maketrans(b"[{]}" + _LINKS + b";\r", b"(())" + b"." * len(_LINKS) + b",\n")
_KEPT = b"()[]{},;\r\n" + _LINKS
_DROPPED = bytes(byte for byte in range(256) if byte not in _KEPT)
_OPEN, _CLOSE, _LINK, _NEWLINE = b"(). \n".replace(b" ", b"")


def refuse_hostile(source: bytes) -> None:
    """Raise ``ParseFailure`` when brackets nest, or operators and calls are chained, beyond what can be parsed.

    ``source`` is UTF-8. A chain is counted between separators of the same bracket: a table of a hundred thousand
    entries is none, a sum of two thousand terms is one.
    """
    bare = _CONTINUED.sub(b"", _STRING_OR_COMMENT.sub(b"", source))
    structure = _WORD_LINK.sub(b".", bare).translate(_TO_KIND, _DROPPED)
    outer: list[int] = []
    links = 0
    for kind in structure:
        if kind == _LINK:
            links += 1
        elif kind == _OPEN:
            outer.append(links + 1)
            links = 0
        elif kind == _CLOSE:
            links = outer.pop() if outer else 0
        elif kind != _NEWLINE or not outer:
            links = 0
        if links > MAX_CHAIN:
            raise ParseFailure(f"an expression chains more than {MAX_CHAIN} operators or calls")
        if len(outer) > MAX_DEPTH:
            raise ParseFailure(f"brackets nest more than {MAX_DEPTH} deep")
    for case in _CASE.finditer(bare):
        _refuse_deep_pattern(bare, case.end())


def _refuse_deep_pattern(bare: bytes, start: int) -> None:
    """Raise ``ParseFailure`` when what follows the word ``case`` is a pattern that nests too deeply."""
    weights: list[int] = []
    deepest = 0
    for token in _IN_CASE.finditer(bare, start):
        word = token.group()
        if word in b"([{":
            weights.append(2 if word == b"{" else 1)
            deepest = max(deepest, sum(weights))
        elif word in b")]}" and weights:
            weights.pop()
        elif word in b")]}\n" and not weights:  # no pattern, but a name
            return
        elif not weights:
            break
    if deepest > MAX_PATTERN_DEPTH:
        raise ParseFailure(f"patterns nest more than {MAX_PATTERN_DEPTH} deep")
