"""One scan of the project's folders, pruned as it goes."""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from privlint.discover.named import PYTHON_SUFFIXES
from privlint.model.trouble import Trouble
from privlint.settings.locate import own_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.discover.excludes import Excludes

#: A folder with one of these is where a project, and so its imports, may start.
PROJECT_FILES = frozenset({"pyproject.toml", "setup.cfg", "setup.py", "manage.py", "requirements.txt", "Pipfile"})

_CONFIG_FILES = frozenset({"pyproject.toml", "privlint.toml"})


class Tree(msgspec.Struct):
    """What a scan found, all paths relative to the root and POSIX, the root being empty.

    ``files`` maps Python files to their sizes in bytes; ``packages`` are folders with an ``__init__.py``, ``projects``
    those with a project file, ``src_folders`` those called ``src``. ``elsewhere`` are folders with a configuration of
    their own, into which the scan did not go.
    """

    files: dict[str, int] = msgspec.field(default_factory=dict)
    packages: set[str] = msgspec.field(default_factory=set)
    projects: set[str] = msgspec.field(default_factory=set)
    src_folders: set[str] = msgspec.field(default_factory=set)
    elsewhere: set[str] = msgspec.field(default_factory=set)
    notebooks: int = 0
    troubles: list[Trouble] = msgspec.field(default_factory=list)


def scan(root: str, excludes: Excludes, besides: Iterable[str], wanted: Iterable[str]) -> Tree:
    """Scan everything below the root that is not excluded, and ``besides`` these files and folders.

    A folder with a configuration of its own is another project, unless one of the paths ``wanted`` lies in it.
    """
    tree = Tree()
    entered = {above for path in wanted for above in _with_those_above(path)}
    pending = [""]
    for path in besides:
        place = Path(root, path)
        if place.is_dir():
            pending.append(path)
        else:
            tree.files[path] = place.stat().st_size
    while pending:
        pending.extend(_scan_folder(root, pending.pop(), excludes, entered, tree))
    return tree


def _with_those_above(path: str) -> Iterator[str]:
    while path:
        yield path
        path = posixpath.dirname(path)


def _scan_folder(root: str, folder: str, excludes: Excludes, entered: set[str], tree: Tree) -> Iterator[str]:
    """Note what one folder holds; the folders to scan next."""
    try:
        with os.scandir(f"{root}/{folder}") as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        tree.troubles.append(Trouble("PRV904", folder or ".", f"the folder cannot be read: {error.strerror}"))
        return
    names = {entry.name for entry in found}
    if folder and "pyvenv.cfg" in names:
        return
    if folder and folder not in entered and not _CONFIG_FILES.isdisjoint(names) and own_config(Path(root, folder)):
        tree.elsewhere.add(folder)
        return
    _note_folder(folder, names, tree)
    for entry in found:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            if not excludes.match(path, is_folder=True):
                yield path
        elif entry.name.endswith((*PYTHON_SUFFIXES, ".ipynb")) and not excludes.match(path, False):
            _note_file(root, path, entry, tree)


def _note_folder(folder: str, names: set[str], tree: Tree) -> None:
    if "__init__.py" in names:
        tree.packages.add(folder)
    if not PROJECT_FILES.isdisjoint(names):
        tree.projects.add(folder)
    if folder == "src" or folder.endswith("/src"):
        tree.src_folders.add(folder)


def _note_file(root: str, path: str, entry: os.DirEntry[str], tree: Tree) -> None:
    if path.endswith(".ipynb"):
        tree.notebooks += 1
        return
    if not _is_unicode(path):
        shown = path.encode(errors="surrogateescape").decode(errors="replace")
        tree.troubles.append(Trouble("PRV904", shown, "its name is not valid Unicode"))
        return
    try:
        status = entry.stat()
    except OSError as error:
        tree.troubles.append(Trouble("PRV904", path, f"it cannot be read: {error.strerror}"))
        return
    if stat.S_ISREG(status.st_mode) and not (entry.is_symlink() and _leads_back(root, entry.path)):
        tree.files[path] = status.st_size


def _is_unicode(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _leads_back(root: str, link: str) -> bool:
    """Whether a link's target is a file of this project, which is then found in its own place."""
    return os.path.realpath(link).startswith(os.path.realpath(root) + os.sep)
