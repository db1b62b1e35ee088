"""The catalogue as people ask it: how much is known, and what is known of a word."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.catalogue import load_catalogue
from privlint.catalogue.facts import TABLES, Fact, read_facts
from privlint.catalogue.locate import own_rule_files, rules_root
from privlint.catalogue.tables import plain
from privlint.model.category import Datum
from privlint.model.recipient import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.catalogue.catalogue import Catalogue

_WORD = re.compile(r"[^\W_]+")
#: What a fact says that words are looked for in; names are searched phrase by phrase.
_WEIGHTS = ("sure", "likely", "weak", "context")
#: Tables in the order in which answers show them.
_ORDER = ("category", "names", *TABLES)


class KindRow(msgspec.Struct, frozen=True):
    """What is known of one kind of recipient: its vendors, and how many callables and hosts reach them."""

    kind: str
    vendors: tuple[str, ...]
    callables: int
    hosts: int


class Summary(msgspec.Struct, frozen=True):
    """How much the catalogue knows; every number counts API paths, save categories and phrases of names.

    ``own`` are the user's files with the number of entries in each.
    """

    kinds: tuple[KindRow, ...]
    categories: int
    special_categories: int
    names: int
    languages: tuple[str, ...]
    sources: int
    sanitizers: int
    flows: int
    captures: int
    consents: int
    own: dict[str, int]


class Answer(msgspec.Struct, frozen=True):
    """What is known of the words: entries, the best first; what a single word is taken for when it is the name of
    something (``alone``) or of something of a person (``of_person``); and, where nothing is known, the nearest words.
    """

    words: tuple[str, ...]
    facts: tuple[Fact, ...]
    alone: Datum | None = None
    of_person: Datum | None = None
    nearest: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything is known."""
        return bool(self.facts or self.alone or self.of_person)


class Browser:
    """The shipped catalogue and a user's own rule files (``rules`` of the configuration, relative to ``folder``).

    Raises UserErrors with every mistake in those files.
    """

    def __init__(self, rules: tuple[str, ...] = (), folder: str = "") -> None:
        self._catalogue: Catalogue = load_catalogue(rules, folder=folder)
        self.facts = read_facts(rules_root(), own_rule_files(rules, folder), self._catalogue.categories)

    def summary(self) -> Summary:
        """How much is known."""
        categories = self._catalogue.categories.values()
        names = [fact for fact in self.facts if fact.table == "names"]
        flows = self._paths("flow")
        harmless = {path for path, fact in flows.items() if fact.what == "sanitizer"}
        own = [fact.file for fact in self.facts if fact.own]
        return Summary(
            kinds=tuple(self._kind(kind.value) for kind in Kind),
            categories=len(categories),
            special_categories=sum(category.special for category in categories),
            names=sum(len(_phrases(fact)) for fact in names),
            languages=tuple(dict.fromkeys(fact.says["language"] for fact in names)),
            sources=len(self._paths("source")),
            sanitizers=len(harmless),
            flows=len(flows) - len(harmless),
            captures=len(self._paths("capture")),
            consents=len(self._paths("consent")),
            own={file: own.count(file) for file in dict.fromkeys(own)},
        )

    def search(self, words: tuple[str, ...]) -> Answer:
        """Every entry that has all of the words, in whatever case; an API path is also looked up as code reaches it."""
        found = [narrowed for fact in self.facts if (narrowed := self._about(fact, words))]
        whole = {word.casefold() for word in words}
        found.sort(key=lambda fact: (not fact.own, not whole <= _whole_words(fact), _ORDER.index(fact.table)))
        names, name = self._catalogue.names, words[0] if len(words) == 1 else ""
        alone, of_person = names.classify(name), names.classify(name, owner="user")
        answer = Answer(words, tuple(found), alone, of_person)
        return answer if answer.is_known else msgspec.structs.replace(answer, nearest=self._nearest(words))

    def _about(self, fact: Fact, words: Iterable[str]) -> Fact | None:
        """The fact if it has all of the words, of its lists of names only what has; else None."""
        if fact.table == "names":
            fitting = {weight: _fitting(text, words) for weight, text in fact.says.items() if weight in _WEIGHTS}
            kept = {weight: text for weight, text in fitting.items() if text}
            says = {"language": fact.says["language"], **kept}
            return msgspec.structs.replace(fact, says=says) if kept else None
        text = _searched(fact, self._catalogue)
        fits = all(word.casefold() in text or self._reaches(word, fact) for word in words)
        return fact if fits else None

    def _reaches(self, word: str, fact: Fact) -> bool:
        """Whether ``word`` is a path that leads to the entry, by another name or through a ``*``."""
        if "." not in word or fact.table in {"host", "category", "vendor"}:
            return False
        canonical = self._catalogue.canonical(word)
        known = (*self._catalogue.sinks(word), self._catalogue.flow(word), self._catalogue.source(word))
        return canonical in fact.paths or any(entry is not None and entry.api == fact.name for entry in known)

    def _nearest(self, words: tuple[str, ...]) -> tuple[str, ...]:
        known = {plain(word): word for fact in self.facts for word in _vocabulary(fact)}
        close = [difflib.get_close_matches(plain(word), known, n=3, cutoff=0.6) for word in words]
        return tuple(dict.fromkeys(known[match] for matches in close for match in matches))

    def _kind(self, kind: str) -> KindRow:
        # A path may reach two kinds (a client that copies prompts), but an entry of the user's replaces all of ours.
        own = {path: fact.own for path, fact in self._paths("sink").items()}
        facts = [fact for fact in self.facts if fact.table == "sink" and fact.kind == kind]
        sinks = {path: fact for fact in facts for path in fact.paths if fact.own == own[path]}
        hosts = [fact for fact in self.facts if fact.table == "host" and fact.kind == kind]
        vendors = {fact.vendor for fact in (*sinks.values(), *hosts)}
        return KindRow(kind, tuple(sorted(vendors, key=str.casefold)), len(sinks), len(hosts))

    def _paths(self, table: str) -> dict[str, Fact]:
        """Every API path of one table with its entry, the user's where there are two."""
        chosen = [fact for fact in self.facts if fact.table == table]
        return {path: fact for fact in reversed(chosen) for path in fact.paths}


def _searched(fact: Fact, catalogue: Catalogue) -> str:
    """All text of a fact in which words are looked for."""
    label = catalogue.categories[fact.category].label if fact.category in catalogue.categories else ""
    said = (fact.says.get(key, "") for key in ("categories", "table", "transform", "is", "aliases", "label", "key"))
    return "\n".join((*fact.paths, fact.what, fact.kind, fact.vendor, fact.category, label, *said)).casefold()


def _whole_words(fact: Fact) -> set[str]:
    """The words of a fact, each as a whole, and its vendor and kind."""
    texts = (fact.name, fact.category, *(fact.says.get(weight, "") for weight in _WEIGHTS))
    words = {word.casefold() for text in texts for word in _WORD.findall(text)}
    return words | {fact.vendor.casefold(), fact.kind, fact.what}


def _vocabulary(fact: Fact) -> set[str]:
    """Words that somebody who looks for the fact may have meant."""
    names = re.findall(r"\w{3,}", fact.name) if fact.table != "names" else list(_phrases(fact))
    return {word for word in (*names, fact.vendor, fact.kind, fact.what, fact.category) if word}


def _fitting(text: str, words: Iterable[str]) -> str:
    wanted = [word.casefold().replace("_", " ") for word in words]
    return ", ".join(phrase for phrase in text.split(", ") if all(word in phrase for word in wanted))


def _phrases(fact: Fact) -> tuple[str, ...]:
    return tuple(phrase for weight in _WEIGHTS if weight in fact.says for phrase in fact.says[weight].split(", "))
