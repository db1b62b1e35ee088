"""Where the rule files lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

import functools
from pathlib import Path

#: Folders and files below the root whose tables make up the catalogue of APIs.
_CATALOGUE = ("sinks/**/*.toml", "sources/*.toml", "flows/*.toml", "sanitizers/*.toml", "hosts/*.toml", "*.toml")


@functools.cache
def rules_root() -> Path:
    """The folder of the shipped rule files."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "rules"
    return shipped if shipped.is_dir() else package.parent / "rules"


def catalogue_files(root: Path) -> tuple[Path, ...]:
    """The shipped files that hold entries about APIs, in a stable order."""
    found = {path for pattern in _CATALOGUE for path in root.glob(pattern)}
    return tuple(sorted(found, key=lambda path: path.relative_to(root).as_posix()))
