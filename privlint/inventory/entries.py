"""What an inventory holds: a row for every personal field, what still has to be decided, what was taken on trust."""

from __future__ import annotations

import msgspec

from privlint.model.place import Place, Site


class Spot(msgspec.Struct, frozen=True, order=True):
    """A place where something happens to a field: ``kept``, ``taken in``, ``read`` or ``sent``."""

    site: Site
    how: str
    place: Place | None = None


class Row(msgspec.Struct, frozen=True):
    """One personal field, or one datum that is read from outside and kept in no model (``model`` is then empty).

    ``subject`` is the kind of person as the code names it. ``recipients`` name vendor, kind and role; ``purposes`` and
    ``consents`` are those declared or checked on the ways to them, ``measures`` what is done to the data on the way.
    ``clauses`` list the data and permit the flows, each with its policy.
    """

    model: str
    field: str
    category: str
    label: str
    confidence: str
    subject: str = ""
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()

    @property
    def name(self) -> str:
        """The dotted name: of the field, or of the expression that reads the datum."""
        return f"{self.model}.{self.field}" if self.model else self.field


class Trust(msgspec.Struct, frozen=True, order=True):
    """A declaration that the analysis believed without proof: ``key=value``, with its reason."""

    key: str
    value: str
    reason: str
    where: str
    site: Site | None = None
    place: Place | None = None


class Question(msgspec.Struct, frozen=True, order=True):
    """A field that people have to decide on; ``why`` says what is known."""

    name: str
    why: str
    site: Site
    place: Place | None = None


class Inventory(msgspec.Struct, frozen=True):
    """The whole record, in the order of names. ``references`` are keys of other vocabularies, by category."""

    rows: tuple[Row, ...]
    questions: tuple[Question, ...] = ()
    trusted: tuple[Trust, ...] = ()
    policies: tuple[tuple[str, str, str], ...] = ()
    references: dict[str, tuple[str, ...]] = {}
    extensions: tuple[str, ...] = ()
    purpose_references: dict[str, tuple[str, ...]] = {}
