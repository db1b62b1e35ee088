"""What is not looked at: other people's code, build products, what the configuration and git leave out."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec import GitIgnoreSpec

    from privlint.settings.options import Settings

    #: Patterns, and how a path is told to them: what is put before it, how many characters of it are left out.
    _Placed: TypeAlias = tuple[str, int, GitIgnoreSpec]

#: Names of folders that hold no code of the project's own; ``exclude`` replaces them.
DEFAULT_FOLDERS = frozenset(
    {
        *(".bzr", ".git", ".hg", ".svn", ".direnv", ".eggs", ".idea", ".vscode", ".nox", ".tox"),
        *(".cache", ".hypothesis", ".ipynb_checkpoints", ".mypy_cache", ".privlint_cache", ".pytest_cache"),
        *(".pytype", ".ruff_cache", "__pycache__", "__pypackages__", "_build", "build", "dist"),
        *(".pyenv", ".venv", "venv", "node_modules", "site-packages"),
    }
)
GENERATED_SUFFIXES = ("_pb2.py", "_pb2_grpc.py")


class Excludes:
    """The excludes of a project; every path is judged relative to its root, never by the folders the root lies in."""

    def __init__(self, settings: Settings) -> None:
        self._defaults = not settings.exclude
        patterns = (*settings.exclude, *settings.extend_exclude)
        self._patterns = compile_patterns(patterns) if patterns else None
        self._root = Path(settings.root)
        self._respect_gitignore = settings.respect_gitignore
        self._by_folder: dict[str, tuple[_Placed, ...]] = {}

    def match(self, path: str, is_folder: bool) -> bool:
        """Whether an exclude or a ``.gitignore`` names this very path; what lies above it is not asked again."""
        name = posixpath.basename(path)
        if self._defaults and (name in DEFAULT_FOLDERS if is_folder else name.endswith(GENERATED_SUFFIXES)):
            return True
        subject = path + "/" if is_folder else path
        if self._patterns is not None and self._patterns.check_file(subject).include:
            return True
        return self._respect_gitignore and self._is_ignored_by_git(subject)

    def cover(self, path: str, is_folder: bool) -> bool:
        """Whether the path or a folder above it is excluded."""
        if self.match(path, is_folder):
            return True
        above = posixpath.dirname(path)
        return above != "" and self.cover(above, is_folder=True)

    def _is_ignored_by_git(self, subject: str) -> bool:
        """The innermost ``.gitignore`` that has a matching pattern decides."""
        for prefix, skipped, spec in self._git_specs(posixpath.dirname(subject.rstrip("/"))):
            ignored = spec.check_file(prefix + subject[skipped:]).include
            if ignored is not None:
                return ignored
        return False

    def _git_specs(self, folder: str) -> tuple[_Placed, ...]:
        """The ignore files that speak about what lies in a folder, innermost first."""
        known = self._by_folder.get(folder)
        if known is None:
            above = self._git_specs(posixpath.dirname(folder)) if folder else self._git_specs_above_root()
            spec = _read_patterns(self._root / folder / ".gitignore")
            known = above if spec is None else (("", len(folder) + 1 if folder else 0, spec), *above)
            self._by_folder[folder] = known
        return known

    def _git_specs_above_root(self) -> tuple[_Placed, ...]:
        """Where the root lies inside a larger repository, that one's ignore files count as well."""
        folders = [self._root, *self._root.parents]
        top = next((nth for nth, folder in enumerate(folders) if (folder / ".git").exists()), 0)
        files = [folder / ".gitignore" for folder in folders[1 : top + 1]] + [folders[top] / ".git/info/exclude"]
        placed = []
        for file in files:
            spec = _read_patterns(file)
            if spec is not None:
                inside = self._root.relative_to(folders[top] if file.name == "exclude" else file.parent).as_posix()
                placed.append(("" if inside == "." else inside + "/", 0, spec))
        return tuple(placed)


def compile_patterns(patterns: Iterable[str]) -> GitIgnoreSpec:
    """Compile patterns of ``.gitignore`` syntax."""
    # Loading pathspec takes as long as scanning a project: only those who have patterns pay.
    from pathspec import GitIgnoreSpec  # noqa: PLC0415

    return GitIgnoreSpec.from_lines(patterns)


def _read_patterns(file: Path) -> GitIgnoreSpec | None:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    patterns = [line for line in lines if line.strip() and not line.startswith("#")]
    return compile_patterns(patterns) if patterns else None
