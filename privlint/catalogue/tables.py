"""Rule files compiled: entries by number, found through one trie; plain data, so that it can be cached as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from privlint.catalogue.hosts import Host
from privlint.catalogue.match import Node, expand, insert
from privlint.catalogue.schema import Acceptance, Marker, RuleFile, SinkEntry, Vendor
from privlint.model.recipient import (
    CaptureModel,
    ConsentModel,
    FlowModel,
    SinkModel,
    SourceModel,
    ValueModel,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Entry: TypeAlias = SinkModel | FlowModel | ValueModel | SourceModel | CaptureModel | ConsentModel


class Tables(msgspec.Struct, frozen=True, array_like=True):
    """Everything the rule files say. The numbers in ``trie`` count through the first six tables in their order."""

    sinks: tuple[SinkModel, ...] = ()
    flows: tuple[FlowModel, ...] = ()
    values: tuple[ValueModel, ...] = ()
    sources: tuple[SourceModel, ...] = ()
    captures: tuple[CaptureModel, ...] = ()
    consents: tuple[ConsentModel, ...] = ()
    hosts: tuple[Host, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    markers: tuple[Marker, ...] = ()
    trie: Node = msgspec.field(default_factory=Node)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries about paths, by number."""
        return (*self.sinks, *self.flows, *self.values, *self.sources, *self.captures, *self.consents)


def compile_tables(layers: Iterable[Sequence[RuleFile]]) -> Tables:
    """Compile layers of rule files; what a later layer says of a path replaces what earlier ones said of it.

    It replaces entries of the same table only: a user's ``[[sink]]`` leaves our ``[[flow]]`` for the same path alone.
    """
    by_path: dict[tuple[type[Entry], str], list[Entry]] = {}
    others = Tables()
    for layer in layers:
        by_path.update(_entries_by_path(layer))
        others = _with_others(others, layer)
    tables = _pools(others, by_path)
    numbers = {id(entry): number for number, entry in enumerate(tables.entries)}
    for (_, path), entries in by_path.items():
        insert(tables.trie, path).entries += [numbers[id(entry)] for entry in entries]
    return tables


def _entries_by_path(files: Sequence[RuleFile]) -> dict[tuple[type[Entry], str], list[Entry]]:
    found: dict[tuple[type[Entry], str], list[Entry]] = {}
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


def _with_others(tables: Tables, files: Sequence[RuleFile]) -> Tables:
    """Add what is not found by path; a later host of the same name and path, or marker of the same name, wins."""
    hosts = {(host.name, host.path): host for host in tables.hosts}
    markers = {marker.name: marker for marker in tables.markers}
    hosts.update({(host.name, host.path): host for file in files for host in file.host})
    markers.update({marker.name: marker for file in files for marker in file.marker})
    vendors = (*tables.vendors, *(vendor for file in files for vendor in file.vendor))
    acceptances = (*tables.acceptances, *(rule for file in files for rule in file.accept))
    return Tables(
        hosts=tuple(hosts.values()), markers=tuple(markers.values()), vendors=vendors, acceptances=acceptances
    )


def _pools(others: Tables, by_path: dict[tuple[type[Entry], str], list[Entry]]) -> Tables:
    kept = {id(entry): entry for entries in by_path.values() for entry in entries}.values()
    return Tables(
        sinks=tuple(entry for entry in kept if isinstance(entry, SinkModel)),
        flows=tuple(entry for entry in kept if isinstance(entry, FlowModel)),
        values=tuple(entry for entry in kept if isinstance(entry, ValueModel)),
        sources=tuple(entry for entry in kept if isinstance(entry, SourceModel)),
        captures=tuple(entry for entry in kept if isinstance(entry, CaptureModel)),
        consents=tuple(entry for entry in kept if isinstance(entry, ConsentModel)),
        hosts=others.hosts,
        vendors=others.vendors,
        acceptances=others.acceptances,
        markers=others.markers,
    )
