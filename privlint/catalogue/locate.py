"""Where the rule files lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from privlint.errors import UserError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Folders below the root whose files have readers of their own: policies, and the words of the classifier.
_OTHERS = frozenset({"policies", "schema", "categories", "names", "consent"})


@functools.cache
def rules_root() -> Path:
    """The folder of the shipped rule files."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "rules"
    return shipped if shipped.is_dir() else package.parent / "rules"


def rule_files(root: Path) -> tuple[Path, ...]:
    """Every TOML file below the root save the policies, in a stable order."""
    found = [
        Path(folder, name)
        for folder, _, names in os.walk(root)
        if not folder.startswith(str(root / "policies"))
        for name in names
        if name.endswith(".toml")
    ]
    return tuple(sorted(found, key=Path.as_posix))


def catalogue_files(root: Path) -> tuple[Path, ...]:
    """The shipped files that hold entries about APIs, in a stable order."""
    return tuple(path for path in rule_files(root) if path.relative_to(root).parts[0] not in _OTHERS)


def own_rule_files(names: Iterable[str], folder: str = "") -> tuple[tuple[str, Path], ...]:
    """A user's rule files as (name to show, path): ``names`` are files or folders of them, relative to ``folder``.

    A file that is not there is handed on, for whoever reads it to report; raises UserError for a folder without any.
    """
    return tuple(pair for name in names for pair in _named(name, Path(folder, name)))


def _named(name: str, place: Path) -> Iterator[tuple[str, Path]]:
    if not place.is_dir():
        yield name, place
        return
    found = sorted(place.rglob("*.toml"), key=Path.as_posix)
    if not found:
        raise UserError("the folder holds no rule file (*.toml)", file=name)
    for path in found:
        yield Path(name, path.relative_to(place)).as_posix(), path


def missing_file(name: str, place: Path) -> UserError:
    """The error that a rule file which is not there makes, with the nearest file that is."""
    beside = [other.name for other in place.parent.iterdir()] if place.parent.is_dir() else []
    return UserError("there is no such rule file", file=name, hint=nearest(place.name, beside))
