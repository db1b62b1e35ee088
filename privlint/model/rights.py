"""What the code keeps about people, and what it does when a person asks: evidence for collection, security, rights."""

from __future__ import annotations

import msgspec

from privlint.model.place import Site
from privlint.model.scale import Confidence


class PersonalField(msgspec.Struct, frozen=True, order=True):
    """A field of a class that holds personal data.

    ``model`` is the dotted name of the class, ``declared`` the type or field class it is declared with, ``why`` the
    evidence for the category in a few words.
    """

    model: str
    name: str
    category: str
    confidence: Confidence
    site: Site
    declared: str = ""
    why: str = ""


class OpenField(msgspec.Struct, frozen=True, order=True):
    """A field of free text or structure beside personal fields: people have to say what it holds."""

    model: str
    name: str
    site: Site
    declared: str = ""


class SubjectModel(msgspec.Struct, frozen=True, order=True):
    """A class with personal fields.

    ``name`` is its dotted name; ``stored`` tells that code keeps its objects (a table, a document, a container of the
    module), ``received`` that outsiders fill it (a form, a serializer, a request body).
    """

    name: str
    site: Site
    stored: bool
    received: bool
    fields: tuple[PersonalField, ...]
    open: tuple[OpenField, ...] = ()


class FieldRead(msgspec.Struct, frozen=True, order=True):
    """A place that reads a personal field of a model."""

    site: Site
    model: str
    field: str


class Duty(msgspec.Struct, frozen=True, order=True):
    """Code that is declared to fulfil an obligation.

    ``function`` is ``module:qualname``. ``covered`` are pairs of model and field: for a disclosure, those it gives out;
    for a deletion, those it deletes, overwrites or reaches by cascade. ``acts`` tells that it does either at all,
    ``confirmed`` that every such act comes after a check of who is asking, ``reaches`` are the kinds of recipients
    that it calls.
    """

    obligation: str
    site: Site
    function: str
    covered: tuple[tuple[str, str], ...] = ()
    acts: bool = False
    confirmed: bool = False
    reaches: tuple[str, ...] = ()


class Route(msgspec.Struct, frozen=True, order=True):
    """A function that a web framework calls, and the personal fields that its responses show.

    ``guard`` says what lets only the authenticated in, empty when nothing does.
    """

    site: Site
    function: str
    framework: str
    guard: str = ""
    shown: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...] = ()


class ScopeRequest(msgspec.Struct, frozen=True, order=True):
    """A scope asked of an identity provider; ``used`` when code reads something that only this scope gives.

    With a ``claim`` it is the other way round: code reads that field of a profile at ``site``, and asks nowhere for the
    ``scope`` that gives it.
    """

    site: Site
    scope: str
    used: bool
    gives: tuple[str, ...] = ()
    claim: str = ""


class Rights(msgspec.Struct, frozen=True):
    """All of it, each in stable order."""

    models: tuple[SubjectModel, ...] = ()
    reads: tuple[FieldRead, ...] = ()
    duties: tuple[Duty, ...] = ()
    routes: tuple[Route, ...] = ()
    scopes: tuple[ScopeRequest, ...] = ()
    unencrypted_mail: tuple[str, ...] = ()
