"""The project's files: all of them are analysed, the named ones are reported."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import msgspec

from privlint.discover.excludes import Excludes
from privlint.discover.limits import is_generated, refuse_oversized
from privlint.discover.named import Named, find_named
from privlint.discover.roots import SourceRoots
from privlint.discover.tree import scan
from privlint.model.source import SourceFile
from privlint.model.trouble import Trouble

if TYPE_CHECKING:
    from privlint.settings.options import Settings

_TEST_FOLDERS = frozenset({"migrations", "test", "tests"})


class Discovery(msgspec.Struct, frozen=True):
    """What there is to analyse and to report.

    ``files`` are those of the whole project, sorted. ``report_paths`` are the files that the named paths select;
    None: report on everything. ``notebooks`` counts notebooks, which are not read. ``troubles`` tell of files that are
    left out though they would belong. ``elsewhere`` are folders below the root that are projects of their own, having a
    configuration of their own: none of their files is among these, unless it was named.
    """

    files: tuple[SourceFile, ...]
    report_paths: frozenset[str] | None = None
    notebooks: int = 0
    troubles: tuple[Trouble, ...] = ()
    elsewhere: tuple[str, ...] = ()


def discover(settings: Settings, paths: tuple[str, ...], cwd: str) -> Discovery:
    """Find the project's Python files below ``settings.root``; ``paths``, relative to ``cwd``, only choose among them.

    A file named by itself is part of the project even if an exclude or the size limit says otherwise. Raises
    ``UserError`` for named paths that do not exist or lie outside the project.
    """
    excludes = Excludes(settings)
    named = find_named(settings, paths, cwd)
    wanted = (*named.files, *named.folders, *map(posixpath.normpath, settings.src))
    tree = scan(settings.root, excludes, _besides(named, excludes, settings), wanted)
    roots = SourceRoots(settings, tree)
    troubles = list(tree.troubles)
    files = []
    for path in sorted(tree.files):
        if path not in named.files:
            if is_generated(settings.root, path):
                continue
            trouble = refuse_oversized(settings.root, path, tree.files[path])
            if trouble is not None:
                troubles.append(trouble)
                continue
        files.append(_describe(path, named, roots))
    return Discovery(
        files=tuple(files),
        report_paths=None if named.everything else frozenset(file.path for file in files if file.named),
        notebooks=tree.notebooks,
        troubles=tuple(sorted([*troubles, *named.troubles])),
        elsewhere=tuple(sorted(tree.elsewhere)),
    )


def _besides(named: Named, excludes: Excludes, settings: Settings) -> frozenset[str]:
    """Named paths that a scan from the root may not reach: what is excluded, and scripts without a suffix."""
    covered = {path for path in named.folders | named.files if excludes.cover(path, path in named.folders)}
    if settings.force_exclude:
        return named.files - covered
    return named.files | (named.folders & covered)


def _describe(path: str, named: Named, roots: SourceRoots) -> SourceFile:
    source_root = roots.of(path)
    module, is_package = roots.module_name(path, source_root)
    below = named.part_below(path)
    return SourceFile(
        path=path,
        module=module,
        is_package=is_package,
        source_root=source_root,
        in_tests=_is_test(path if below is None else below),
        named=below is not None,
    )


def _is_test(path: str) -> bool:
    """Whether a path is that of a test or a migration by its names; empty for a file named by itself."""
    *folders, name = path.split("/")
    return (
        not _TEST_FOLDERS.isdisjoint(folders)
        or name in {"conftest.py", "tests.py"}
        or name.startswith("test_")
        or name.endswith("_test.py")
    )
