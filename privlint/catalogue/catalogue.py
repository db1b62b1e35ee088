"""The catalogue as the engine asks it: what is known of an API path, a URL, a vendor."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import msgspec

from privlint.catalogue.hosts import Host, HostTable
from privlint.catalogue.load import read_rule_files
from privlint.catalogue.locate import catalogue_files, rules_root
from privlint.catalogue.match import find, join, segments, walk
from privlint.catalogue.names import Names, load_categories, load_names
from privlint.catalogue.tables import Entry, Tables, compile_tables
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

#: Raise this whenever the shape of ``Tables`` changes: it is part of the cache key.
_FORMAT = 1
#: More replacements than any honest chain of re-exports needs.
_LONGEST_CHAIN = 16

E = TypeVar("E", bound=Entry)


class Store(Protocol):
    """What the catalogue needs of the cache: bytes by namespace and key."""

    def get(self, namespace: str, key: str) -> bytes | None:
        """The bytes put there, or None."""

    def put(self, namespace: str, key: str, value: bytes) -> None:
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

    def __init__(self, tables: Tables, categories: Mapping[str, Category], names: Names) -> None:
        self.categories = categories
        self.names = names
        self._tables = tables
        self._entries = tables.entries
        self._hosts = HostTable(tables.hosts)
        self._vendors = _vendor_names(tables)
        self._markers = {marker.name: marker.key for marker in tables.markers}
        self._canonical: dict[str, str] = {}
        self._known: dict[str, Known] = {}
        self._relevant: dict[str, bool] = {}
        self._urls: dict[str, Host | None] = {}
        self._accepted: dict[tuple[Kind, Transform, str], bool] = {}

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
            candidates = {path, self.canonical(path)}
            self._relevant[path] = any(find(self._tables.trie, segments(candidate)) for candidate in candidates)
        return self._relevant[path]

    def host(self, url_prefix: str) -> Host | None:
        """Who answers at a URL of which only the constant beginning is known."""
        if url_prefix not in self._urls:
            self._urls[url_prefix] = self._hosts.find(url_prefix)
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
        return self._vendors.get(_plain(word))

    def marker(self, name: str) -> str | None:
        """The annotation key that the marker of this name, inside a marker module, stands for."""
        return self._markers.get(name)

    @property
    def vendors(self) -> tuple[str, ...]:
        """The names of all vendors, sorted."""
        return tuple(sorted(set(self._vendors.values()), key=str.casefold))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry about an API path, in the order of the rule files."""
        return self._entries

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
        nodes = find(self._tables.trie, segments(path))
        return [tuple(self._entries[number] for number in node.entries) for node in nodes]

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
        parts = segments(path)
        steps = walk(self._tables.trie, parts)
        for length in range(len(steps), 0, -1):
            for node in steps[length - 1]:
                for entry in (self._entries[number] for number in node.entries):
                    if isinstance(entry, ValueModel):
                        return join([*segments(entry.is_), *parts[length:]])
        return path


def load_catalogue(extra: tuple[str, ...] = (), cache: Store | None = None) -> Catalogue:
    """The shipped catalogue, overridden by the rule files ``extra`` (paths as the user gave them).

    With a store, the compiled tables are kept there and read back as long as no rule file changes. Raises UserErrors
    naming every mistake in every file.
    """
    root = rules_root()
    shipped = [(path.relative_to(root.parent).as_posix(), path) for path in catalogue_files(root)]
    own = [(name, Path(name)) for name in extra]
    categories = load_categories(root)
    key = _key([path for _, path in (*shipped, *own)])
    blob = cache.get("catalogue", key) if cache is not None else None
    if blob is not None:
        tables = msgspec.msgpack.decode(blob, type=Tables)
    else:
        tables = compile_tables([read_rule_files(files, categories) for files in (shipped, own)])
        if cache is not None:
            cache.put("catalogue", key, msgspec.msgpack.encode(tables))
    return Catalogue(tables, categories, load_names(root))


def _key(files: list[Path]) -> str:
    """A digest of what tells one state of the rule files from another without reading them."""
    digest = hashlib.sha256(str(_FORMAT).encode())
    for path in files:
        try:
            state = path.stat()
        except OSError:
            continue
        digest.update(f"{path.as_posix()}\0{state.st_mtime_ns}\0{state.st_size}\0".encode())
    return digest.hexdigest()


def _first(found: list[tuple[Entry, ...]], kind: type[E]) -> tuple[E, ...]:
    """The entries of one table at the most exact node that has any."""
    for entries in found:
        fitting = tuple(entry for entry in entries if isinstance(entry, kind))
        if fitting:
            return fitting
    return ()


def _vendor_names(tables: Tables) -> dict[str, str]:
    """Canonical vendor names by every plain spelling of the name and its aliases."""
    named = [{entry.vendor for entry in table} for table in (tables.sinks, tables.captures, tables.hosts)]
    spellings = {_plain(name): name for name in set().union(*named)}
    for vendor in tables.vendors:
        spellings.update({_plain(word): vendor.name for word in (vendor.name, *vendor.aliases)})
    return spellings


def _plain(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())
