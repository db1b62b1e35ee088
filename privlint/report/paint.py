"""Colour, and nothing but colour: the layout of a report is the same bytes without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

#: Takes a text and the name of a style, gives the text to print.
Paint: TypeAlias = Callable[[str, str], str]

_STYLES = {
    "path": "bold",
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "code": "bold",
    "dim": "dim",
    "label": "bold",
    "good": "bold green",
}


def paint_for(*, color: bool) -> Paint:
    """A painter for a terminal, or one that leaves every text as it is."""
    if not color:
        return _leave
    # Loaded here, so that only a terminal pays for it.
    from rich.color import ColorSystem
    from rich.style import Style

    styles = {name: Style.parse(definition) for name, definition in _STYLES.items()}

    def paint(text: str, style: str) -> str:
        return styles[style].render(text, color_system=ColorSystem.STANDARD) if text else ""

    return paint


def _leave(text: str, style: str) -> str:
    return text
