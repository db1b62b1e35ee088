"""What rule files say as people read it: every entry with its file and line, ours and the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from privlint.catalogue.load import parse_rule_file, read_rule_files
from privlint.catalogue.locate import catalogue_files
from privlint.catalogue.match import expand
from privlint.catalogue.schema import SinkEntry
from privlint.model.scale import Confidence
from privlint.settings.toml_positions import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

#: The tables of a rule file.
TABLES = ("sink", "host", "capture", "source", "flow", "value", "consent", "accept", "vendor", "marker")
#: Keys of an entry that a fact holds by themselves.
_OWN_PLACE = frozenset({"api", "name", "kind", "vendor", "args", "order", "source", "versions"})
#: Keys that are told even where they say what is usual.
_ALWAYS = frozenset({"from", "to"})


class Argument(msgspec.Struct, frozen=True):
    """A parameter by name or position (``"1"``), its position where the entry lists it, and what becomes of it."""

    name: str
    role: str
    position: int | None = None


class Fact(msgspec.Struct, frozen=True):
    """One entry: ``name`` is its API path as written, its host, its category or its vendor.

    ``category`` is the key it is about, where it is about one. ``says`` are its other keys, as text. ``own`` marks the
    user's; ``replaced`` are the places of user's entries that stand instead of it, with the path if not for all of it.
    """

    table: str
    name: str
    file: str
    line: int
    own: bool = False
    kind: str = ""
    vendor: str = ""
    category: str = ""
    arguments: tuple[Argument, ...] = ()
    says: dict[str, str] = {}
    source: str = ""
    versions: str = ""
    replaced: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The API paths that the name stands for, or the name itself."""
        return tuple(expand(self.name))

    @property
    def what(self) -> str:
        """What people call it: its table, or a sanitizer where less than the datum comes out of the call."""
        return "sanitizer" if self.table == "flow" and self.says.keys() & {"transform", "kill"} else self.table

    @property
    def place(self) -> str:
        """Where it is written, as ``file:line``."""
        return f"{self.file}:{self.line}"


def read_facts(root: Path, own: Sequence[tuple[str, Path]], categories: Iterable[str]) -> tuple[Fact, ...]:
    """Everything below ``root``, the folder of shipped rules, and in the user's ``own`` files (name to show, path).

    Own facts come first. Raises UserErrors with all that is wrong in any own file.
    """
    known = frozenset(categories)
    read_rule_files(own, known)
    theirs = [fact for shown, path in own for fact in _entries(shown, path, known, own=True)]
    replacements = {(fact.table, path): fact for fact in theirs for path in fact.paths}
    ours = [
        _replaced(fact, replacements)
        for path in catalogue_files(root)
        for fact in _entries(_shown(path, root), path, known)
    ]
    return (*theirs, *ours, *_category_facts(root), *_name_facts(root))


def _entries(shown: str, path: Path, categories: frozenset[str], *, own: bool = False) -> Iterator[Fact]:
    text = path.read_text(encoding="utf-8")
    document, file = read_toml(text, shown), parse_rule_file(text, shown, categories)
    for table in TABLES:
        for number, entry in enumerate(getattr(file, table)):
            yield _fact(table, entry, shown, document.line((table, number)), own=own)


def _fact(table: str, entry: Any, file: str, line: int, *, own: bool) -> Fact:
    written = {
        field.encode_name: _plain(value)
        for field in msgspec.structs.fields(type(entry))
        if (value := getattr(entry, field.name)) != field.default or field.encode_name in _ALWAYS
    }
    return Fact(
        table=table,
        name=written.get("api") or written.get("name") or _text(written["kinds"]),
        file=file,
        line=line,
        own=own,
        kind=written.get("kind", ""),
        vendor=written.get("vendor", ""),
        category=written.get("category", ""),
        arguments=_arguments(entry) if isinstance(entry, SinkEntry) else (),
        says={key: _text(value) for key, value in written.items() if key not in _OWN_PLACE and value},
        source=written.get("source", ""),
        versions=written.get("versions", ""),
    )


def _arguments(entry: SinkEntry) -> tuple[Argument, ...]:
    positions = {name: at for at, name in enumerate(entry.order)}
    return tuple(Argument(name, role.value, positions.get(name)) for name, role in entry.args.items())


def _plain(value: object) -> Any:
    return value.word if isinstance(value, Confidence) else msgspec.to_builtins(value)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_text(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _replaced(fact: Fact, replacements: dict[tuple[str, str], Fact]) -> Fact:
    """Our fact with the user's entries that stand instead of it, which they do path by path."""
    by_path = {path: found for path in fact.paths if (found := replacements.get((fact.table, path)))}
    if not by_path:
        return fact
    wholly = len(by_path) == len(fact.paths)
    told = [found.place if wholly else f"{found.place} for {path}" for path, found in by_path.items()]
    return msgspec.structs.replace(fact, replaced=tuple(dict.fromkeys(told)))


def _category_facts(root: Path) -> Iterator[Fact]:
    for path in sorted((root / "categories").glob("*.toml")):
        document = read_toml(path.read_text(encoding="utf-8"), _shown(path, root))
        entries = document.data["category"]
        assert isinstance(entries, list)
        for number, entry in enumerate(entries):
            says = {key: _text(value) for key, value in entry.items() if key != "key"}
            line = document.line(("category", number))
            yield Fact("category", entry["key"], document.file, line, category=entry["key"], says=says)


def _name_facts(root: Path) -> Iterator[Fact]:
    """The words by which names are recognised: one fact a category and language."""
    for path in sorted((root / "names" / "lexicon").glob("*.toml")):
        document = read_toml(path.read_text(encoding="utf-8"), _shown(path, root))
        for category, lists in document.data.items():
            assert isinstance(lists, dict)
            says = {"language": path.stem, **{weight: _text(words) for weight, words in lists.items()}}
            yield Fact("names", category, document.file, document.line((category,)), category=category, says=says)


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root.parent).as_posix()
