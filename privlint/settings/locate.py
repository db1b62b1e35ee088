"""Which project is meant, and which configuration file is its own."""

from __future__ import annotations

import os.path
from pathlib import Path

import tomli

_ROOT_MARKS = ("pyproject.toml", "privlint.toml", ".git")


def start_folder(cwd: str, paths: tuple[str, ...]) -> Path:
    """The folder to look for the project from.

    That is the working directory, save in three cases: the one folder named is a project of its own
    (``privlint check examples/shop``), all that is named lies below one configuration of its own, or what is named lies
    outside the working directory's project.
    """
    here = Path(cwd).absolute()
    named = [Path(os.path.normpath(here / path)) for path in paths if path != "-"]
    if len(named) == 1 and named[0].is_dir() and _is_marked(named[0]):
        return named[0]
    root = project_root(here)
    if all(path.is_relative_to(root) for path in named):
        owners = {_owner(path, root) for path in named}
        return owners.pop() if len(owners) == 1 and root not in owners else here
    common = Path(os.path.commonpath(named))
    return common if common.is_dir() else common.parent


def project_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` with a project file or a repository; else ``start`` itself."""
    return next((folder for folder in (start, *start.parents) if _is_marked(folder)), start)


def find_config(start: Path) -> Path | None:
    """The nearest ``privlint.toml``, or ``pyproject.toml`` with ``[tool.privlint]``, no higher than the repository."""
    for folder in (start, *start.parents):
        file = own_config(folder)
        if file is not None:
            return file
        if (folder / ".git").exists():
            return None
    return None


def own_config(folder: Path) -> Path | None:
    """The configuration file that stands in this very folder: what makes it a project of its own inside another."""
    for name in ("privlint.toml", "pyproject.toml"):
        file = folder / name
        if file.is_file() and (name == "privlint.toml" or _has_section(file)):
            return file
    return None


def _owner(path: Path, root: Path) -> Path:
    """The folder at or above ``path`` whose configuration is nearest; ``root`` if none inside it has one."""
    inside = (folder for folder in (path, *path.parents) if folder != root and folder.is_relative_to(root))
    return next((folder for folder in inside if own_config(folder) is not None), root)


def _is_marked(folder: Path) -> bool:
    return any((folder / mark).exists() for mark in _ROOT_MARKS)


def _has_section(file: Path) -> bool:
    """Whether a pyproject speaks to privlint; one that cannot be parsed counts if it mentions the section."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    if "privlint" not in text:
        return False
    try:
        return "privlint" in tomli.loads(text).get("tool", {})
    except tomli.TOMLDecodeError:
        return "[tool.privlint" in text
