"""Where the rule files lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

import functools
import os
from pathlib import Path

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
