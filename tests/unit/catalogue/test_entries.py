"""Every shipped entry: it parses, is found under its own path and under no other, and names what it was read from."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

import pytest

from privlint.catalogue.catalogue import Catalogue, load_catalogue
from privlint.catalogue.load import parse_rule_file, read_rule_files
from privlint.catalogue.locate import catalogue_files, rules_root
from privlint.catalogue.match import expand
from privlint.model.category import covers
from privlint.model.recipient import (
    CaptureModel,
    ConsentModel,
    FlowModel,
    SinkModel,
    SourceModel,
    ValueModel,
)

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.catalogue.tables import Entry

_FILES = catalogue_files(rules_root())


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.relative_to(rules_root()).as_posix())
def test_every_rule_file_is_well_formed(file: Path, catalogue: Catalogue) -> None:
    parse_rule_file(file.read_text(encoding="utf-8"), file.name, frozenset(catalogue.categories))


def test_an_entry_is_found_under_each_path_of_its_pattern(catalogue: Catalogue) -> None:
    lost = [
        path for entry in catalogue.entries for path in _paths(entry) if entry not in _known(catalogue, entry, path)
    ]
    assert lost == []


def test_a_look_alike_path_finds_nothing(catalogue: Catalogue) -> None:
    found = [
        other
        for entry in catalogue.entries
        if not isinstance(entry, ValueModel)
        for path in expand(entry.api)
        for other in (f"zz{path}", f"{path}.zz.zz", f"{path}_zz" if not path.endswith("*") else f"{path}.zz")
        if entry in _known(catalogue, entry, other)
    ]
    assert found == []


def test_no_path_is_described_twice(catalogue: Catalogue) -> None:
    """Two entries of one table for a path are allowed only where they reach two kinds of recipients, or
    ``when``, ``options``, ``given`` or ``unless`` tells the calls apart."""
    files = read_rule_files([(file.name, file) for file in _FILES], catalogue.categories)
    tables = [table for file in files for table in (file.sink, file.flow, file.source, file.value, file.capture)]
    described = collections.Counter(
        (
            type(entry).__name__,
            path,
            *(str(getattr(entry, key, "")) for key in ("kind", "when", "options", "given", "unless")),
        )
        for table in tables
        for entry in table
        for path in expand(entry.api)
    )
    assert [key for key, count in described.items() if count > 1] == []


def test_every_entry_says_where_it_was_read(catalogue: Catalogue) -> None:
    assert [entry.api for entry in catalogue.entries if not entry.source] == []


def test_no_entry_hides_behind_a_value_that_leads_elsewhere(catalogue: Catalogue) -> None:
    """Where two names mean one thing, the entry stands under the canonical one, so that both names find it."""
    values = [entry for entry in catalogue.entries if isinstance(entry, ValueModel)]
    described = [(entry, path) for entry in catalogue.entries for path in expand(entry.api)]
    dangling = [
        value.api
        for value in values
        if not any(path.startswith(value.is_) for entry, path in described if entry is not value)
    ]
    assert dangling == []


def test_no_value_leads_in_a_circle(catalogue: Catalogue) -> None:
    for entry in catalogue.entries:
        if isinstance(entry, ValueModel):
            for path in _paths(entry):
                end = catalogue.canonical(path)
                assert catalogue.canonical(end) == end, path


def test_roles_and_targets_follow_the_grammar(catalogue: Catalogue) -> None:
    for entry in catalogue.entries:
        if isinstance(entry, FlowModel):
            assert entry.to in {"return", "return:item", "self", "self:bound"} or entry.to.startswith(
                ("context:", "within:", "arg:")
            )
        if isinstance(entry, SinkModel):
            assert all(
                read in {"bound", "exception", "bound-exception"} or read.startswith("context:")
                for read in entry.also_reads
            )


def test_sources_name_categories_or_keys(catalogue: Catalogue) -> None:
    sources = [entry for entry in catalogue.entries if isinstance(entry, SourceModel)]
    assert [entry.api for entry in sources if not (entry.category or entry.keyed or entry.table)] == []
    assert all(key == key.lower() for entry in sources for key in entry.table)


def test_captures_name_known_categories(catalogue: Catalogue) -> None:
    keys = catalogue.categories
    for entry in catalogue.entries:
        if isinstance(entry, CaptureModel):
            assert entry.what
            assert all(any(covers(named, key) for key in keys) for named in entry.categories)


def test_the_catalogue_is_as_large_as_promised(catalogue: Catalogue) -> None:
    sinks = {path for entry in catalogue.entries if isinstance(entry, SinkModel) for path in expand(entry.api)}
    assert len(sinks) >= 600
    assert len({entry.vendor for entry in catalogue.entries if isinstance(entry, SinkModel)}) >= 120


def _paths(entry: Entry) -> list[str]:
    """The paths of an entry's pattern, with a name in place of each ``*``."""
    return [path.replace("*", "anything") for path in expand(entry.api)]


def _known(catalogue: Catalogue, entry: Entry, path: str) -> tuple[object, ...]:
    match entry:
        case SinkModel():
            return catalogue.sinks(path)
        case FlowModel():
            return (catalogue.flow(path),)
        case SourceModel():
            return (catalogue.source(path),)
        case CaptureModel():
            return catalogue.captures(path)
        case ConsentModel():
            return (catalogue.consent(path),)
        case ValueModel():
            return (entry,) if catalogue.canonical(path) == catalogue.canonical(entry.is_) else ()
