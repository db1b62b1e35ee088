"""From guards, as the engine carries them, to what the judge is told: each related to the person the datum is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import numbers
from privlint.flow.guards import REQUIRED
from privlint.model.flow import Held

if TYPE_CHECKING:
    from privlint.catalogue.catalogue import Catalogue
    from privlint.flow.facts import Subject
    from privlint.flow.guards import Guard, Guards

#: Guards that are about code, not about a person.
_PLACES = frozenset({"purpose", "basis"})


def held_of(guards: Guards, subject: Subject, catalogue: Catalogue) -> tuple[Held, ...]:
    """Everything held, sorted, with how its person relates to the one whose datum it is."""
    found = [
        Held(
            "consent" if guard.kind == REQUIRED else guard.kind,
            "?" if guard.scope.startswith("<") else guard.scope,
            "ambient" if guard.kind in _PLACES else relation(guard, subject, catalogue),
            guard.trusted,
            evidence.text,
            evidence.reason,
            evidence.site,
        )
        for guard, evidence in guards
    ]
    return tuple(sorted(found, key=lambda held: (held.kind, held.scope, held.match, held.text)))


def relation(guard: Guard, subject: Subject, catalogue: Catalogue) -> str:
    """``same``, ``other``, ``unknown`` or ``ambient``: does the guard speak about the datum's person?"""
    if guard.ambient:
        return "ambient"
    if guard.subject == numbers.REQUEST:  # most that a request handles is about whoever sends it
        return "other" if numbers.is_of_another(subject, catalogue.names.is_person) else "ambient"
    if guard.subject is None or subject is None:
        return "unknown"
    return "same" if numbers.belongs(subject, guard.subject, catalogue.names.is_person) else "other"


def subject_text(subject: Subject, text: str) -> str:
    """Whose datum it is, as the code says it: the expression before the last dot or bracket."""
    if numbers.person(subject) == numbers.REQUEST:
        return "request"
    for mark in (".", "["):
        if mark in text:
            return text[: text.rindex(mark)] if text.rindex(mark) else ""
    return ""
