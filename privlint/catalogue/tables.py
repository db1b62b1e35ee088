"""Rule files compiled to plain data that a cache can keep as bytes: entries on one shelf a package, found by trie.

A run touches a few of the packages the catalogue knows, so shelves stay encoded until a path of theirs is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from privlint.catalogue.hosts import Host
from privlint.catalogue.match import Node, expand, insert, segments
from privlint.catalogue.schema import Acceptance, RuleFile, SinkEntry
from privlint.model.category import Category
from privlint.model.recipient import (
    CaptureModel,
    ConsentModel,
    FlowModel,
    SinkModel,
    SourceModel,
    ValueModel,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from privlint.catalogue.names import NameTables

Entry: TypeAlias = SinkModel | FlowModel | ValueModel | SourceModel | CaptureModel | ConsentModel
ByPath: TypeAlias = dict[tuple[type[Entry], str], list[Entry]]


class Shelf(msgspec.Struct, frozen=True, array_like=True):
    """The entries about one top-level package. The numbers in ``trie`` count through the tables in their order."""

    sinks: tuple[SinkModel, ...]
    flows: tuple[FlowModel, ...]
    values: tuple[ValueModel, ...]
    sources: tuple[SourceModel, ...]
    captures: tuple[CaptureModel, ...]
    consents: tuple[ConsentModel, ...]
    trie: Node

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, by number."""
        return (*self.sinks, *self.flows, *self.values, *self.sources, *self.captures, *self.consents)


class Tables(msgspec.Struct, frozen=True, array_like=True):
    """Everything the rule files say. ``shelves`` holds encoded ``Shelf`` values by package, ``names`` an encoded
    ``NameTables``; ``vendors`` maps plain spellings to names, ``markers`` marker names to annotation keys; ``switches``
    are the keywords whose constants decide what a call means (``purpose``, ``store``)."""

    shelves: dict[str, msgspec.Raw]
    hosts: tuple[Host, ...]
    vendors: dict[str, str]
    acceptances: tuple[Acceptance, ...]
    markers: dict[str, str]
    categories: dict[str, Category]
    names: msgspec.Raw
    switches: tuple[str, ...] = ()


def compile_tables(
    layers: Sequence[Sequence[RuleFile]], categories: Mapping[str, Category], names: NameTables
) -> Tables:
    """Compile layers of rule files; what a later layer says of a path replaces what earlier ones said of it.

    It replaces entries of the same table only: a user's ``[[sink]]`` leaves our ``[[flow]]`` for the same path alone.
    """
    files = [file for layer in layers for file in layer]
    hosts = {(host.name, host.path): host for file in files for host in file.host}
    return Tables(
        shelves={package: _encoded(shelf) for package, shelf in _shelves(layers).items()},
        hosts=tuple(hosts.values()),
        vendors=_vendor_names(files),
        acceptances=tuple(rule for file in files for rule in file.accept),
        markers={marker.name: marker.key for file in files for marker in file.marker},
        categories=dict(categories),
        names=_encoded(names),
        switches=tuple(sorted({name for file in files for sink in file.sink for name in _switches(sink)})),
    )


def _switches(sink: SinkEntry) -> Iterator[str]:
    yield from (name for name in (*sink.when, *sink.needs_options) if not name.isdigit())


def plain(name: str) -> str:
    """A name without case, spaces and punctuation, so that spellings of a vendor meet."""
    return "".join(character for character in name.casefold() if character.isalnum())


def package_of(path: str) -> str:
    """The first segment of a path."""
    return path.split(".", 1)[0].split("(", 1)[0].split("[", 1)[0]


def _shelves(layers: Iterable[Sequence[RuleFile]]) -> dict[str, Shelf]:
    merged: ByPath = {}
    for layer in layers:
        merged.update(_entries_by_path(layer))
    packages: dict[str, ByPath] = {}
    for (table, path), entries in merged.items():
        packages.setdefault(package_of(path), {})[table, path] = entries
    return {package: _shelf(by_path) for package, by_path in packages.items()}


def _entries_by_path(files: Sequence[RuleFile]) -> ByPath:
    found: ByPath = {}
    for file in files:
        sinks = [_sink(entry) for entry in file.sink]
        for table in (sinks, file.flow, file.value, file.source, file.capture, file.consent):
            for entry in table:
                for path in expand(entry.api):
                    found.setdefault((type(entry), path), []).append(entry)
    return found


def _sink(entry: SinkEntry) -> SinkModel:
    """The sink with a role for each position whose parameter has one; positions written out stand."""
    by_position = {str(at): entry.args[name] for at, name in enumerate(entry.order) if name in entry.args}
    fields = {name: getattr(entry, name) for name in SinkModel.__struct_fields__}
    return SinkModel(**{**fields, "args": {**by_position, **entry.args}})


def _shelf(by_path: ByPath) -> Shelf:
    kept = {id(entry): entry for entries in by_path.values() for entry in entries}.values()
    shelf = Shelf(
        sinks=tuple(entry for entry in kept if isinstance(entry, SinkModel)),
        flows=tuple(entry for entry in kept if isinstance(entry, FlowModel)),
        values=tuple(entry for entry in kept if isinstance(entry, ValueModel)),
        sources=tuple(entry for entry in kept if isinstance(entry, SourceModel)),
        captures=tuple(entry for entry in kept if isinstance(entry, CaptureModel)),
        consents=tuple(entry for entry in kept if isinstance(entry, ConsentModel)),
        trie=Node(),
    )
    numbers = {id(entry): number for number, entry in enumerate(shelf.entries)}
    for (_, path), entries in by_path.items():
        insert(shelf.trie, segments(path)).entries += [numbers[id(entry)] for entry in entries]
    return shelf


def _vendor_names(files: Iterable[RuleFile]) -> dict[str, str]:
    """Names of vendors by every plain spelling of the name and its aliases."""
    files = list(files)
    named = {entry.vendor for file in files for table in (file.sink, file.capture, file.host) for entry in table}
    spellings = {plain(name): name for name in sorted(named)}
    for vendor in (vendor for file in files for vendor in file.vendor):
        spellings.update({plain(word): vendor.name for word in (vendor.name, *vendor.aliases)})
    return spellings


def _encoded(value: Shelf | NameTables) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(value))
