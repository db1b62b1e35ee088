"""One file of the project, before it is read."""

from __future__ import annotations

import msgspec


class SourceFile(msgspec.Struct, frozen=True, order=True):
    """A Python file that discovery chose: where it lies and under which dotted name it is imported.

    ``path`` is POSIX and relative to the project root. ``module`` is dotted (``shop.views``; a package's ``__init__``
    bears the package's name). ``source_root`` is the folder, relative to the project root, that imports start from.
    ``in_tests`` marks files whose findings are off by default (tests, migrations, generated code). ``named`` is true
    when the user named this very file or a folder above it on the command line.
    """

    path: str
    module: str
    is_package: bool = False
    source_root: str = ""
    in_tests: bool = False
    named: bool = False
