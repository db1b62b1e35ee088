"""The paths a user names: whether they exist, and what they choose."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from privlint.errors import UserError, UserErrors, nearest
from privlint.model.trouble import Trouble

if TYPE_CHECKING:
    from privlint.settings.options import Settings

PYTHON_SUFFIXES = frozenset({".py", ".pyw"})


class Named(msgspec.Struct, frozen=True):
    """What was named, relative to the root, POSIX; ``everything``: nothing narrows the report."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    everything: bool = True
    troubles: tuple[Trouble, ...] = ()

    def part_below(self, path: str) -> str | None:
        """What of ``path`` lies below the nearest named folder: empty for a named file, None without one."""
        if path in self.files:
            return ""
        above = path
        while above:
            above = posixpath.dirname(above)
            if above in self.folders:
                return path[len(above) + 1 :]
        return None


def find_named(settings: Settings, paths: tuple[str, ...], cwd: str) -> Named:
    """Sort named paths into files and folders; raise ``UserErrors`` for all that cannot be."""
    files, folders, troubles, errors = set(), set(), [], []
    everything = not paths
    for given in paths:
        place = Path(cwd, given)
        relative = _below(settings.root, place)
        if not os.path.lexists(place):
            errors.append(_missing(place, given))
        elif relative is None:
            errors.append(UserError(f'"{given}" lies outside the project "{settings.root}"', hint=_OUTSIDE))
        elif relative == "" or relative in _configuration(settings):
            everything = True
        elif place.is_dir():
            folders.add(relative)
        elif _is_python(place):
            files.add(relative)
        elif place.suffix not in {".pyi", ".ipynb"}:  # known, and nothing to follow data through
            troubles.append(Trouble("PRV904", relative, "it is not a Python file"))
    if errors:
        raise UserErrors(errors) if len(errors) > 1 else errors[0]
    return Named(frozenset(files), frozenset(folders), everything, tuple(troubles))


_OUTSIDE = "run privlint in that project, or name files of this one"


def _below(root: str, place: Path) -> str | None:
    """A path relative to the root, in the name it has after all links, unless these lead out of the project."""
    for base, path in ((os.path.realpath(root), os.path.realpath(place)), (root, os.path.normpath(place))):
        relative = os.path.relpath(path, base)
        if relative == ".":
            return ""
        if not relative.startswith(os.pardir + os.sep) and relative != os.pardir:
            return Path(relative).as_posix()
    return None


def _missing(place: Path, given: str) -> UserError:
    siblings = place.parent.iterdir() if place.parent.is_dir() else ()
    return UserError(f'"{given}" does not exist', hint=nearest(place.name, (sibling.name for sibling in siblings)))


def _configuration(settings: Settings) -> frozenset[str]:
    """The files whose change may change every finding: to name one asks for the whole report."""
    told = (settings.config_file, settings.policy_source, *settings.policies, *settings.rules)
    relative = (_below(settings.root, Path(settings.root, path)) for path in told if path)
    return frozenset(path for path in relative if path) | {"pyproject.toml", "privlint.toml"}


def _is_python(place: Path) -> bool:
    if place.suffix in PYTHON_SUFFIXES:
        return True
    if place.suffix in {".pyi", ".ipynb"} or not place.is_file():
        return False
    try:
        with place.open("rb") as file:
            first_line = file.readline(200)
    except OSError:
        return False
    return first_line.startswith(b"#!") and b"python" in first_line
