"""The truth about a fixture, as it stands in comments beside the lines.

``# expect: PRV101 email, phone_number; PRV103 email`` on the line to report names rules and the last words of the
categories. ``# expect-missed: PRV101 email (why)`` is a leak that is known to be missed. ``# flow: email`` is a leak
that a declaration permits.
"""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Sort: TypeAlias = Literal["expect", "missed", "flow"]

_COMMENT = re.compile(r"#\s*(expect-missed|expect|flow):\s*([^#]*)")
_SORTS: dict[str, Sort] = {"expect": "expect", "expect-missed": "missed", "flow": "flow"}
_ITEM = re.compile(r"(?:(PRV\d{3})\s*)?([\w. ,-]*?)\s*(?:\((.*)\))?$")


class Expectation(NamedTuple):
    """One truth: at ``line`` of ``file`` (relative to the case), ``code`` with the categories that ``words`` end.

    A flow that is permitted has no code.
    """

    sort: Sort
    file: str
    line: int
    code: str
    words: frozenset[str]


def read_case(case: Path) -> list[Expectation]:
    """All expectations of a folder, in Python and TOML, in order; ValueError on a comment that does not parse."""
    files = sorted([*case.rglob("*.py"), *case.rglob("*.toml")])
    found: list[Expectation] = []
    for path in files:
        read = read_text if path.suffix == ".py" else read_lines
        found += read(path.read_text(encoding="utf-8"), path.relative_to(case).as_posix())
    return found


def read_text(text: str, file: str) -> Iterator[Expectation]:
    """The expectations of one Python file."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield from _read_comment(token.string, file, token.start[0])


def read_lines(text: str, file: str) -> Iterator[Expectation]:
    """The expectations of a file of another language whose comments begin with ``#``."""
    for number, line in enumerate(text.splitlines(), start=1):
        yield from _read_comment(line, file, number)


def matches(words: frozenset[str], categories: tuple[str, ...]) -> bool:
    """Whether every category ends with one of the words, and every word ends a category."""
    ends = {word: [key for key in categories if key == word or key.endswith("." + word)] for word in words}
    return all(ends.values()) and set(categories) <= {key for keys in ends.values() for key in keys}


def _read_comment(text: str, file: str, line: int) -> Iterator[Expectation]:
    for match in _COMMENT.finditer(text):
        for item in match.group(2).split(";"):
            yield _expectation(_SORTS[match.group(1)], file, line, item.strip())


def _expectation(sort: Sort, file: str, line: int, item: str) -> Expectation:
    match = _ITEM.match(item)
    words = frozenset(word.strip() for word in match.group(2).split(",") if word.strip()) if match else frozenset()
    if match is None or (sort != "flow" and not match.group(1)):
        raise ValueError(f'{file}:{line}: "{item}" is no expectation; write "PRV101 email, phone_number"')
    return Expectation(sort, file, line, match.group(1) or "", words)
