"""The classifier: whether a name denotes personal data, on the evidence of its words, its owner and its type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.categories import load_categories
from privlint.catalogue.consent_words import ConsentReader, ConsentWord
from privlint.catalogue.declared_types import DeclaredTypes
from privlint.catalogue.function_names import FunctionNames
from privlint.catalogue.lexicon import Lexicon, Standing, compile_lexicon
from privlint.catalogue.owners import Owner, OwnerReader
from privlint.catalogue.reading import Reading, read
from privlint.catalogue.vocabulary import ConsentWords, FunctionWords, TypeWords, Words, load_vocabulary
from privlint.model.category import Datum, covers
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.model.scale import Transform

__all__ = ["ConsentWord", "NameTables", "Names", "compile_names", "load_categories", "load_names"]

#: Points that a score needs, highest first.
_THRESHOLDS = ((6, Confidence.HIGH), (4, Confidence.MEDIUM), (2, Confidence.LOW))
#: What a telling type is worth, and the most that name and type together are.
_TYPE_POINTS, _MOST_POINTS = 6, 8
#: Places whose names in capitals are data all the same: a column ``EMAIL``, a header ``REMOTE_ADDR``. Elsewhere
#: capitals begin a constant or a class.
_FOREIGN_NAMES = frozenset({"key", "column", "keyword"})
#: A key that holds any of these is no name but prose, a path or a template.
_NOT_A_NAME = re.compile(r"[^\w\s.:@$()\[\]-]|\w[.!?:]\s")


class NameTables(msgspec.Struct, frozen=True, array_like=True):
    """All that the classifier knows, compiled; plain data, so that a cache can keep it as bytes."""

    lexicon: Lexicon
    types: TypeWords
    functions: FunctionWords
    consent: ConsentWords
    scopes: dict[str, Words]


def load_names(root: Path) -> Names:
    """The classifier over the word lists below ``root``, the folder of rules; raises ``UserError`` for a bad file."""
    return Names(compile_names(root))


def compile_names(root: Path) -> NameTables:
    """What ``Names`` is made from; costs much more than making it, so keep it. Raises ``UserError`` for a bad file."""
    vocabulary = load_vocabulary(root)
    return NameTables(
        compile_lexicon(vocabulary), vocabulary.types, vocabulary.functions, vocabulary.consent, vocabulary.scopes
    )


class Names:
    """Answers what names mean; every answer is remembered, since the same names come by the thousand."""

    def __init__(self, tables: NameTables) -> None:
        self._lexicon = tables.lexicon
        self._spelling = tables.lexicon.spelling
        self._types = DeclaredTypes(tables.types)
        self._functions = FunctionNames(tables.functions, tables.lexicon)
        self._owners = OwnerReader(tables.lexicon, self._functions.without_getter)
        self._consents = ConsentReader(tables.consent, tables.scopes, tables.lexicon.spelling)
        self._readings: dict[str, Reading | None] = {}
        self._got: dict[str, Reading | None] = {}
        self._data: dict[tuple[str, str, str, str, str], Datum | None] = {}
        self._consent_words: dict[str, ConsentWord | None] = {}
        self._refusals: dict[str, ConsentWord | None] = {}

    def classify(
        self,
        name: str,
        *,
        owner: str = "",
        owner_class: str = "",
        declared: str = "",
        place: str = "attr",
        beside: tuple[str, ...] = (),
    ) -> Datum | None:
        """The personal datum that ``name`` denotes, or None.

        ``name`` is an identifier, key or column; ``owner`` the text of the object it is read from (``order.customer``);
        ``owner_class`` that object's class, which beats ``owner``; ``declared`` the declared type or field class
        (``EmailField``); ``place`` one of ``attr key param column local keyword field const``; ``beside`` the names of
        all parameters or fields that it is declared among.
        """
        try:
            reading = self._readings[name]
        except KeyError:
            reading = self._readings[name] = self._read(name)
        if reading is None and not declared and not (self._is_holder(owner_class) or self._is_holder(owner)):
            return None
        if reading is not None and not reading.not_beside.isdisjoint(beside):
            return None
        asked = (name, owner, owner_class, declared, place)
        try:
            return self._data[asked]
        except KeyError:
            datum = self._data[asked] = self._judge(reading, *asked) or self._part(*asked)
            return datum

    def getter_datum(self, name: str, *, owner: str = "") -> Datum | None:
        """The datum that a function named ``get_email`` or ``fetch_phone_number`` returns, or None."""
        if name not in self._got:
            words = self._spelling.words(name)
            rest = self._functions.without_getter(words)
            self._got[name] = read(self._lexicon, rest, verb=words[0]) if rest else None
        reading = self._got[name]
        return self._judge(reading, name, owner, "", "", "local") if reading is not None else None

    def consent(self, name: str) -> ConsentWord | None:
        """How a function or attribute of this name asks for, or sets, a person's consent; None if it does not."""
        if name not in self._consent_words:
            self._consent_words[name] = self._consents.read(name)
        return self._consent_words[name]

    def opt_out_flag(self, name: str) -> ConsentWord | None:
        """The consent word of a flag such as ``analytics_opt_out`` or ``do_not_track``, negated or not, else None."""
        if name not in self._refusals:
            self._refusals[name] = self.consent(name) if self._consents.is_refusal(name) else None
        return self._refusals[name]

    def scope(self, word: str) -> str:
        """The policy's scope that a common word means (``marketing``: ``advertising``); other words as given."""
        return self._consents.scope(word)

    def transform(self, name: str) -> Transform | None:
        """What a function of this name does to the data it is given (``mask_email``), or None."""
        return self._functions.transform(name)

    def is_person(self, name: str) -> bool:
        """Whether an object of this name is a person: ``current_user``, ``order.customer``, ``UserSchema``."""
        return self._owners.read(name).standing is Standing.PERSON

    def is_thing(self, name: str) -> bool:
        """Whether an object of this name is known to be no person: ``product``, ``file``."""
        return self._owners.read(name).standing is Standing.THING

    def promises_no_data(self, name: str) -> bool:
        """Whether the result of a function of this name is no data: ``save``, ``is_valid``, ``count``."""
        return self._functions.is_silent(name)

    def is_logger(self, name: str) -> bool:
        """Whether an object of this name is a logger: ``logger``, ``self.log``."""
        return self._functions.is_logger(name)

    def identity_check(self, name: str) -> bool:
        """Whether a function of this name confirms who is asking: ``verify_identity``, ``check_password``."""
        return self._functions.is_identity_check(name)

    def _read(self, name: str) -> Reading | None:
        return None if _NOT_A_NAME.search(name) else read(self._lexicon, self._spelling.words(name))

    def _judge(
        self, reading: Reading | None, name: str, owner: str, owner_class: str, declared: str, place: str
    ) -> Datum | None:
        if place == "const" or (place not in _FOREIGN_NAMES and _names_no_variable(name)):
            return None
        category, phrase, points = self._points(reading, name, declared)
        if not category or not self._types.allow(declared, category):
            return None
        who = self._owner(reading, owner, owner_class)
        if who is None:
            return None
        # Name and type together are surer of what it is, and no surer of whose.
        score = (min(points, _TYPE_POINTS) if who.standing is Standing.THING else points) + (who.standing or 0)
        confidence = next((level for least, level in _THRESHOLDS if score >= least), None)
        if confidence is None:
            return None
        confidence = min(confidence, reading.cap) if reading is not None else confidence
        return Datum(category, confidence, _reason(phrase, who, declared))

    def _is_holder(self, owner: str) -> bool:
        return not self._lexicon.holders.isdisjoint(self._owners.read(owner).last[-1:])

    def _part(self, name: str, owner: str, owner_class: str, declared: str, place: str) -> Datum | None:
        """The datum that a name is together with what it is a part of: ``card.number``, ``Address.line1``."""
        holder = owner_class if self._is_holder(owner_class) else owner
        whole = self._owners.read(holder)
        if not self._is_holder(holder) or whole.configured or place == "const":
            return None
        words = self._spelling.words(name)
        reading = read(self._lexicon, (*whole.last, *words))
        if not words or reading is None or f"{whole.last[-1]} {words[0]}" not in reading.phrase:
            return None
        if reading.standing is Standing.THING or not self._types.allow(declared, reading.category):
            return None
        return Datum(reading.category, min(Confidence.MEDIUM, reading.cap), f"named {reading.phrase}")

    def _points(self, reading: Reading | None, name: str, declared: str) -> tuple[str, str, int]:
        """Category, the phrase that tells it and the points of name and type; a finer category beats a coarser."""
        telling = self._types.category(declared)
        if reading is None:
            return ("" if self._lexicon.is_role(name) else telling), "", _TYPE_POINTS
        if not telling:
            return reading.category, reading.phrase, reading.weight
        if covers(telling, reading.category) or covers(reading.category, telling):
            finer = max(telling, reading.category, key=len)
            return finer, reading.phrase, min(reading.weight + _TYPE_POINTS, _MOST_POINTS)
        return telling, "", _TYPE_POINTS

    def _owner(self, reading: Reading | None, owner: str, owner_class: str) -> Owner | None:
        """Whose datum: as the name says, else as the owner's class, else as its text; None if it cannot be one."""
        by_class, by_text = self._owners.read(owner_class), self._owners.read(owner)
        if by_class.configured or by_text.configured:
            return None
        if reading is not None and not reading.not_of.isdisjoint(by_class.words | by_text.words):
            return None
        if reading is not None and reading.standing is not None:
            return Owner(reading.owner, reading.standing)
        return by_class if by_class.standing is not None else by_text


def _names_no_variable(name: str) -> bool:
    """Whether a name is written as constants, classes or Python's own attributes are."""
    start = name.lstrip("_")[:1]
    return (start.isascii() and start.isupper()) or (name.startswith("__") and name.endswith("__"))


def _reason(phrase: str, who: Owner, declared: str) -> str:
    """The evidence in a few words, without literal values."""
    reasons = [f"named {phrase}"] if phrase else []
    if who.standing is Standing.PERSON:
        reasons.append(f"of {who.head}")
    if declared:
        reasons.append(f"declared {declared}")
    return ", ".join(reasons)
