"""The checkout the tests run in: where it lies and which files belong to the project."""

from __future__ import annotations

import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Hidden folders hold environments, caches and version control, save this one.
_HIDDEN_BUT_OURS = frozenset({".ci", ".github"})
_PRODUCED = frozenset({"__pycache__", "build", "dist", "node_modules", "venv"})


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file of the project in sorted order, as absolute paths; what tools produce is left out."""
    return tuple(sorted(_walk(ROOT)))


def python_files(*folders: str) -> list[Path]:
    """The Python files below the given folders of the checkout, at least one in each."""
    found: list[Path] = []
    for folder in folders:
        below = [path for path in files() if path.suffix == ".py" and path.is_relative_to(ROOT / folder)]
        if not below:
            raise FileNotFoundError(ROOT / folder)
        found += below
    return found


def relative(path: Path) -> str:
    """The path as readers name it: POSIX, from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in folder.iterdir():
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name not in _HIDDEN_BUT_OURS
            if not hidden and path.name not in _PRODUCED and not path.name.endswith(".egg-info"):
                found += _walk(path)
        elif path.name != ".git":  # a file in a further working tree
            found.append(path)
    return found
