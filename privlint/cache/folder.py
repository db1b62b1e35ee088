"""The cache's folder, marked so that git and backups leave it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MARKS = {
    ".gitignore": "# Made by privlint.\n*\n",
    "CACHEDIR.TAG": (
        "Signature: 8a477f597d28d172789f06886806bc55\n"
        "# This folder is a cache made by privlint, and may be deleted at any time.\n"
        "# About such tags: https://bford.info/cachedir/\n"
    ),
}


def make_folder(folder: Path) -> None:
    """Create the folder and its marks where they are missing; raises ``OSError`` where that is not possible."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _MARKS.items():
        mark = folder / name
        if not mark.exists():
            mark.write_text(text, encoding="utf-8")
