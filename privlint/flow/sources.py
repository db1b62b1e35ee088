"""Where personal data comes from: reads whose name, class, type or declaration says that a person's datum is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.flow import facts, numbers, shapes
from privlint.flow.facts import NO_FACTS, Fact
from privlint.model.flow import Collection
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from privlint.flow.facts import Facts, Root, Subject
    from privlint.flow.frame import Frame
    from privlint.flow.guards import Guards
    from privlint.flow.values import Value


class Read(NamedTuple):
    """A read that may give a datum: ``name`` decides with ``owner`` (the expression it is read from), its class and the
    declared type.

    ``kind`` becomes the origin's kind, ``place`` tells the classifier where the name stands; ``subject`` is whose datum
    it is. ``beside`` are the parameters or fields declared with it, ``api`` the path under which the catalogue lists
    what is read from.
    """

    name: str
    kind: str
    place: str
    text: str
    at: int
    owner: str = ""
    owner_class: str = ""
    declared: str = ""
    subject: Subject = None
    via: tuple[Root, facts.Path] | None = None
    beside: tuple[str, ...] = ()
    api: str = ""


class Intake(NamedTuple):
    """A datum taken in from outside, with what held there and whose it is."""

    collection: Collection
    guards: Guards
    subject: Subject


def by_name(frame: Frame, read: Read) -> Facts:
    """The datum that a read gives by its name; empty when it is not personal."""
    datum = frame.catalogue.names.classify(
        read.name,
        owner=read.owner,
        owner_class=read.owner_class,
        declared=read.declared,
        place=read.place,
        beside=read.beside,
    )
    return NO_FACTS if datum is None else known(frame, read, datum.category, datum.confidence)


def known(frame: Frame, read: Read, category: str, confidence: Confidence) -> Facts:
    """The datum of a read whose category is certain: declared, or given by the catalogue."""
    if category in ("none", ""):
        return NO_FACTS
    fact = Fact(
        category,
        frame.origin(read.kind, read.text, read.at),
        -1,
        (),
        None,
        Transform.RAW,
        confidence,
        numbers.owner(read.subject),
        frame.held_at(read.at),
        facts.extend(None, frame.step(read.at, "source", f"{read.text} read")),
        read.via,
    )
    if read.kind == "request":
        collect(frame, read, category, confidence)
    return facts.one(fact)


def collect(frame: Frame, read: Read, category: str, confidence: Confidence) -> None:
    """Note that a datum is taken in from outside here: the first read of it, which is where consent must already
    hold."""
    collection = Collection(
        category, confidence, frame.site(read.at), read.text, "request", "read", (), "", frame.label, read.api
    )
    intake = Intake(collection, frame.held_at(read.at), numbers.person(read.subject))
    frame.collections.setdefault(read.at, intake)


def via_of(value: Value) -> tuple[Root, facts.Path] | None:
    """The parameter a value was reached through, if it is the caller's object."""
    for fact in value.facts.values():
        if fact.origin is None and fact.role is None:
            return fact.root, fact.path
    return None


def names_person(frame: Frame, value: Value, text: str) -> bool:
    """Whether a value stands for a person by the name of its class or variable."""
    names = frame.catalogue.names
    for ident in shapes.instances(value.shape):
        if names.is_person(frame.program.classes[ident].ir.name):
            return True
    return bool(names.is_person(text.rpartition(".")[2]))
