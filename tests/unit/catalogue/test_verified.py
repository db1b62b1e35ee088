"""``docs/catalogue.md``, the record of the last verification, speaks of every rule file there is."""

from __future__ import annotations

import re

from privlint.catalogue.locate import catalogue_files, rules_root

_PAGE = (rules_root().parent / "docs" / "catalogue.md").read_text(encoding="utf-8")
_TABLES = re.compile(r"^\[\[(?:sink|flow|source|capture|consent)\]\]", re.MULTILINE)


def test_every_file_with_entries_was_verified() -> None:
    verified = set(re.findall(r"^\| `([^`]+)` \|", _PAGE, re.MULTILINE))
    files = [file for file in catalogue_files(rules_root()) if _TABLES.search(file.read_text(encoding="utf-8"))]
    assert verified == {file.relative_to(rules_root()).as_posix() for file in files}


def test_hardly_anything_is_open() -> None:
    paths, confirmed, by_name = (sum(column) for column in zip(*_counts(), strict=True))
    assert confirmed + by_name >= 0.97 * paths


def _counts() -> list[tuple[int, int, int]]:
    rows = re.findall(r"^\| `[^`]+` \| (\d+) \| (\d+) \| (\d+) \|", _PAGE, re.MULTILINE)
    return [(int(paths), int(confirmed), int(by_name)) for paths, confirmed, by_name in rows]
