"""The categories of personal data, read from ``rules/categories``: one table of dotted keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.vocabulary import read_tables
from privlint.model.category import Category

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def load_categories(root: Path) -> Mapping[str, Category]:
    """Return every category below ``root`` (the folder of rules) by its key, parents before children.

    Raises ``UserError`` for a file that does not fit and for a key that is defined twice.
    """
    found: dict[str, Category] = {}
    for table in read_tables(root / "categories", _CategoryFile):
        for category in table.category:
            found[category.key] = category
    return dict(sorted(found.items()))


class _CategoryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of categories."""

    category: tuple[Category, ...]
