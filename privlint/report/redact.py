"""Values that must not leave the machine: what looks like an address or a number in the code that reports show."""

from __future__ import annotations

import functools
import re

#: What stands in place of a value.
TOKEN = "[redacted]"

# Python's own ends of lines; str.splitlines knows many more.
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

# Comments and string literals, the only places where code can hold a value of this kind.
_QUOTED = re.compile(
    r"#[^\n]*" r'|"""(?:\\.|[^\\])*?"""' r"|'''(?:\\.|[^\\])*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# Telephone, card and account numbers, dates of birth, IP addresses: at least seven digits, separators between them.
_NUMBER = r"[+(]?(?:\d[\s().-]{0,2}){6,}\d"
_VALUE = re.compile(f"{_EMAIL}|{_NUMBER}")


@functools.lru_cache(maxsize=32)
def redacted_lines(source: str) -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...]:
    """Every line of ``source`` without its end, with the spans (columns from 0, end exclusive) of values to hide."""
    lines = _LINES.findall(source) or [""]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    spans: list[list[tuple[int, int]]] = [[] for _ in lines]
    at = 0
    for quoted in _QUOTED.finditer(source):
        for value in _VALUE.finditer(source, *quoted.span()):
            while starts[at + 1] <= value.start():
                at += 1
            _note(spans, starts, at, *value.span())
    return tuple((line.rstrip("\r\n"), tuple(found)) for line, found in zip(lines, spans, strict=True))


def _note(spans: list[list[tuple[int, int]]], starts: list[int], at: int, start: int, end: int) -> None:
    """Record a value that begins in line ``at`` and may run on into the lines below."""
    while at < len(spans) and start < end:
        stop = min(end, starts[at + 1])
        spans[at].append((start - starts[at], stop - starts[at]))
        start, at = stop, at + 1


def hide(line: str, spans: tuple[tuple[int, int], ...], columns: tuple[int, ...] = ()) -> tuple[str, tuple[int, ...]]:
    """``line`` with a token for each span, and where ``columns`` (from 0) lie in it."""
    moved = list(columns)
    for start, end in reversed(spans):
        line = line[:start] + TOKEN + line[end:]
        for at, column in enumerate(columns):
            if column >= end:
                moved[at] += len(TOKEN) - (end - start)
            elif column > start:
                moved[at] = start
    return line, tuple(moved)
