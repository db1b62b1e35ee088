"""Where imports start, and so what a file is called by those who import it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privlint.discover.tree import Tree
    from privlint.settings.options import Settings


class SourceRoots:
    """The folders imports start from.

    They are those of ``src`` in the configuration; else every project folder and the ``src`` folder in it; else, for a
    file in none of these, the folder above its outermost package, or the project root, if its folder is no package. The
    innermost root that holds a file is its own.
    """

    def __init__(self, settings: Settings, tree: Tree) -> None:
        self._packages = tree.packages
        self._project = posixpath.basename(settings.root.replace("\\", "/").rstrip("/"))
        configured = {posixpath.normpath(path).removeprefix("./") for path in settings.src}
        src_folders = {src for src in tree.src_folders - tree.packages if posixpath.dirname(src) in tree.projects}
        self._roots = {"" if path == "." else path for path in configured} or tree.projects | src_folders
        self._by_folder: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The source root of a file, relative to the project root."""
        folder = posixpath.dirname(path)
        if folder not in self._by_folder:
            self._by_folder[folder] = self._find(folder)
        return self._by_folder[folder]

    def module_name(self, path: str, source_root: str) -> tuple[str, bool]:
        """The dotted name of a file below its source root, and whether it is a package's ``__init__``."""
        below = path[len(source_root) + 1 :] if source_root else path
        parts = posixpath.splitext(below)[0].split("/")
        is_package = parts[-1] == "__init__"
        if is_package:
            parts.pop()
        return ".".join(parts) or posixpath.basename(source_root) or self._project, is_package

    def _find(self, folder: str) -> str:
        above = folder
        while above not in self._roots:
            if not above:
                return self._above_packages(folder)
            above = posixpath.dirname(above)
        return above

    def _above_packages(self, folder: str) -> str:
        if folder not in self._packages:
            return ""  # packages need no ``__init__.py``
        while folder and folder in self._packages:
            folder = posixpath.dirname(folder)
        return folder
