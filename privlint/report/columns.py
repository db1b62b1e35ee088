"""Columns in the units of other tools; privlint itself counts code points from 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.report.redact import redacted_lines

if TYPE_CHECKING:
    from privlint.model.place import Place


def utf8_columns(place: Place, source: str) -> tuple[int, int]:
    """First and end column in UTF-8 bytes from 1, as reviewdog counts them."""
    return _bytes_before(source, place.line, place.column), _bytes_before(source, place.end_line, place.end_column)


def _bytes_before(source: str, line: int, column: int) -> int:
    """The column ``column`` of a line in bytes; the same number where the line is not known."""
    lines = redacted_lines(source)
    if line > len(lines):
        return column
    return len(lines[line - 1][0][: column - 1].encode("utf-8", "surrogatepass")) + 1
