"""The catalogue as the engine asks it: what is known of an API path, a URL, a vendor."""

from __future__ import annotations

import functools
import hashlib
import itertools
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import msgspec

from privlint.catalogue.categories import load_categories
from privlint.catalogue.hosts import Host, HostTable
from privlint.catalogue.load import read_rule_files
from privlint.catalogue.locate import catalogue_files, own_rule_files, rule_files, rules_root
from privlint.catalogue.match import find, join, segments, walk
from privlint.catalogue.names import Names, NameTables, compile_names
from privlint.catalogue.tables import Entry, Shelf, Tables, compile_tables, package_of, plain
from privlint.model.category import Category, covers
from privlint.model.recipient import (
    CaptureModel,
    ConsentModel,
    FlowModel,
    Kind,
    SinkModel,
    SourceModel,
    ValueModel,
)
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from privlint.catalogue.hosts import Host
    from privlint.catalogue.match import Node
    from privlint.model.category import Category

#: Raise this whenever the shape of ``Tables`` changes: it is part of the cache key.
_FORMAT = 3
#: More replacements than any honest chain of re-exports needs.
_LONGEST_CHAIN = 16

E = TypeVar("E", bound=Entry)


class Store(Protocol):
    """What the catalogue needs of the cache: bytes by kind and key."""

    def get(self, kind: str, key: bytes) -> bytes | None:
        """The bytes put there, or None."""

    def put(self, kind: str, key: bytes, value: bytes) -> None:
        """Keep the bytes."""


class Known(NamedTuple):
    """All that the catalogue says of one path."""

    sinks: tuple[SinkModel, ...] = ()
    flow: FlowModel | None = None
    source: SourceModel | None = None
    captures: tuple[CaptureModel, ...] = ()
    consent: ConsentModel | None = None


class Catalogue:
    """Lookup tables over the rule files, frozen once loaded; every answer is remembered.

    A path is how code reaches a value outside the project: ``openai.OpenAI().chat.completions.create`` for a method of
    an instance, without the call itself. Each lookup tries the path as given and then its canonical form; where both
    an exact entry and one with ``*`` fit, the exact one answers.
    """

    def __init__(self, tables: Tables) -> None:
        self.categories: Mapping[str, Category] = tables.categories
        self._tables = tables
        self._shelves: dict[str, Shelf | None] = {}
        self._canonical: dict[str, str] = {}
        self._known: dict[str, Known] = {}
        self._relevant: dict[str, bool] = {}
        self._urls: dict[str, Host | None] = {}
        self._accepted: dict[tuple[Kind, Transform, str], bool] = {}

    @functools.cached_property
    def names(self) -> Names:
        """The classifier of names."""
        return Names(msgspec.msgpack.decode(self._tables.names, type=NameTables))

    def canonical(self, path: str) -> str:
        """The path under which a re-exported name, a factory's result or a context manager is known."""
        if path not in self._canonical:
            self._canonical[path] = self._resolve(path)
        return self._canonical[path]

    def sinks(self, path: str) -> tuple[SinkModel, ...]:
        """The recipients that calling ``path`` reaches."""
        return self._at(path).sinks

    def flow(self, path: str) -> FlowModel | None:
        """What calling ``path`` does with data."""
        return self._at(path).flow

    def source(self, path: str) -> SourceModel | None:
        """The personal data that reading ``path`` gives."""
        return self._at(path).source

    @functools.cached_property
    def switches(self) -> frozenset[str]:
        """The keywords whose constants decide what a call means (``purpose="fine-tune"``)."""
        return frozenset(self._tables.switches)

    def captures(self, path: str) -> tuple[CaptureModel, ...]:
        """What calling ``path`` switches on."""
        return self._at(path).captures

    def consent(self, path: str) -> ConsentModel | None:
        """What the truth of ``path``, read or called, says about consent."""
        return self._at(path).consent

    def transform(self, path: str) -> Transform | None:
        """What calling ``path`` leaves of a datum, where it changes more than the encoding."""
        flow = self.flow(path)
        return flow.transform if flow is not None and flow.transform is not Transform.RAW else None

    def knows(self, path: str) -> bool:
        """Whether there is an entry for ``path`` or for anything below it."""
        if path not in self._relevant:
            self._relevant[path] = any(self._nodes(candidate) for candidate in {path, self.canonical(path)})
        return self._relevant[path]

    def host(self, url_prefix: str) -> Host | None:
        """Who answers at a URL of which only the constant beginning is known."""
        if url_prefix not in self._urls:
            self._urls[url_prefix] = self._host_table.find(url_prefix)
        return self._urls[url_prefix]

    def accepts(self, kind: Kind, transform: Transform, category: str) -> bool:
        """Whether a recipient of this kind may receive the datum because of what was done to it."""
        question = (kind, transform, category)
        if question not in self._accepted:
            self._accepted[question] = any(
                kind in rule.kinds
                and transform in rule.transforms
                and any(covers(key, category) for key in rule.categories)
                for rule in self._tables.acceptances
            )
        return self._accepted[question]

    def vendor(self, word: str) -> str | None:
        """The vendor known by this name or alias, in whatever case."""
        return self._tables.vendors.get(plain(word))

    def scope(self, word: str) -> str:
        """The scope of consent that a common word means (``MARKETING_EMAILS``: ``advertising``); others as they are."""
        return self.names.scope(word)

    def marker(self, name: str) -> str | None:
        """The annotation key that the marker of this name, inside a marker module, stands for."""
        return self._tables.markers.get(name)

    @property
    def vendors(self) -> tuple[str, ...]:
        """The names of all vendors, sorted."""
        return tuple(sorted(set(self._tables.vendors.values()), key=str.casefold))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry about an API path, package by package; one about several packages comes once for each."""
        shelves = [self._shelf(package) for package in sorted(self._tables.shelves)]
        return tuple(entry for shelf in shelves if shelf is not None for entry in shelf.entries)

    @property
    def hosts(self) -> tuple[Host, ...]:
        """Every entry about a host."""
        return self._tables.hosts

    def _at(self, path: str) -> Known:
        if path not in self._known:
            canonical = self.canonical(path)
            found = self._entries_at(path)
            if canonical != path:
                found += self._entries_at(canonical)
            self._known[path] = Known(
                sinks=_first(found, SinkModel),
                flow=next(iter(_first(found, FlowModel)), None),
                source=next(iter(_first(found, SourceModel)), None),
                captures=_first(found, CaptureModel),
                consent=next(iter(_first(found, ConsentModel)), None),
            )
        return self._known[path]

    def _entries_at(self, path: str) -> list[tuple[Entry, ...]]:
        shelf = self._shelf(package_of(path))
        if shelf is None:
            return []
        entries = shelf.entries
        return [tuple(entries[number] for number in node.entries) for node in self._nodes(path)]

    def _nodes(self, path: str) -> list[Node]:
        shelf = self._shelf(package_of(path))
        return find(shelf.trie, segments(path)) if shelf is not None else []

    def _shelf(self, package: str) -> Shelf | None:
        if package not in self._shelves:
            encoded = self._tables.shelves.get(package)
            self._shelves[package] = msgspec.msgpack.decode(encoded, type=Shelf) if encoded is not None else None
        return self._shelves[package]

    @functools.cached_property
    def _host_table(self) -> HostTable:
        return HostTable(self._tables.hosts)

    def _resolve(self, path: str) -> str:
        seen = {path}
        for _ in range(_LONGEST_CHAIN):
            shorter = self._replaced(path)
            if shorter in seen:
                break
            seen.add(shorter)
            path = shorter
        return path

    def _replaced(self, path: str) -> str:
        """The path with its longest prefix that is a value replaced by what it is; unchanged when there is none."""
        shelf = self._shelf(package_of(path))
        if shelf is None or not shelf.values:
            return path
        parts, entries = segments(path), shelf.entries
        steps = walk(shelf.trie, parts)
        for length in range(len(steps), 0, -1):
            for number in itertools.chain.from_iterable(node.entries for node in steps[length - 1]):
                entry = entries[number]
                if isinstance(entry, ValueModel):
                    return join([*segments(entry.is_), *parts[length:]])
        return path


def load_catalogue(extra: tuple[str, ...] = (), cache: Store | None = None, folder: str = "") -> Catalogue:
    """The shipped catalogue, overridden by the rule files ``extra`` (files or folders, relative to ``folder``).

    With a store, the compiled tables are kept there and read back as long as no rule file changes. Raises UserErrors
    naming every mistake in every file.
    """
    root = rules_root()
    own = own_rule_files(extra, folder)
    key = _key([*rule_files(root), *(path for _, path in own)])
    blob = cache.get("catalogue", key) if cache is not None else None
    if blob is None:
        blob = msgspec.msgpack.encode(_compile(root, own))
        if cache is not None:
            cache.put("catalogue", key, blob)
    return Catalogue(msgspec.msgpack.decode(blob, type=Tables))


def _compile(root: Path, own: tuple[tuple[str, Path], ...]) -> Tables:
    shipped = [(path.relative_to(root.parent).as_posix(), path) for path in catalogue_files(root)]
    categories = load_categories(root)
    layers = [read_rule_files(files, categories) for files in (shipped, own)]
    return compile_tables(layers, categories, compile_names(root))


def _key(files: list[Path]) -> bytes:
    """A digest of what tells one state of the rule files from another without reading them."""
    digest = hashlib.sha256(f"{_FORMAT}".encode())
    for path in files:
        try:
            state = path.stat()
        except OSError:
            continue
        digest.update(f"{path.as_posix()}\0{state.st_mtime_ns}\0{state.st_size}\0".encode())
    return digest.digest()


def _first(found: list[tuple[Entry, ...]], kind: type[E]) -> tuple[E, ...]:
    """The entries of one table at the most exact node that has any."""
    for entries in found:
        fitting = tuple(entry for entry in entries if isinstance(entry, kind))
        if fitting:
            return fitting
    return ()
