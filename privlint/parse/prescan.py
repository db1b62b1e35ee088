"""Refuse what would end the process: a scan of raw bytes for depth and length that no parser's stack survives.

LibCST's native parser recurses over brackets and is quadratic over operator and call chains: two thousand brackets
crash it, five thousand chained calls keep it busy for minutes. CPython itself stops at 200 brackets, so nothing that
runs is refused for its depth; the limit on chains allows ten times the longest found in real code.
"""

from __future__ import annotations

import re

from privlint.parse.failure import ParseFailure

MAX_DEPTH = 200
MAX_CHAIN = 1_000

_STRING_OR_COMMENT = re.compile(
    rb'"(?:""(?:[^"\\]|\\.|"(?!""))*+"""|[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")'
    rb"|'(?:''(?:[^'\\]|\\.|'(?!''))*+'''|[^'\\\n]*+(?:\\.[^'\\\n]*+)*+')"
    rb"|\#[^\n]*+",
    re.DOTALL,
)
_WORD_LINK = re.compile(rb"\b(?:and|or|not|else|lambda|await)\b")
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
