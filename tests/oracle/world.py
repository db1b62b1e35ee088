"""The worlds a fixture is run in: who has consented to what, decided from the words of the question."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

#: Words that fixtures use for the scopes of the policy.
SCOPES = {
    "analytics": "analytics",
    "tracking": "analytics",
    "track": "analytics",
    "cookies": "analytics",
    "advertising": "advertising",
    "ads": "advertising",
    "marketing": "advertising",
    "third-party": "third-party",
    "third_party": "third-party",
    "sharing": "third-party",
    "location": "location",
    "survey": "survey",
}
CONSENT_WORD = re.compile(r"consent|opt_?(in|ed_in|out|ed_out)|do_not_track|dnt|allow|may_|permission|gdpr|tracking")
REFUSAL_WORD = re.compile(r"opt_?(ed_)?out|do_not_track|dnt|without_|no_consent|not_consented|den(y|ied)|refus|revoked")


class ConsentDenied(PermissionError):
    """What a consent or identity check raises in a world where it fails."""


class World(NamedTuple):
    """One world: consent of ``subject`` for ``scopes`` is denied, every other consent is given.

    An empty ``subject`` stands for everybody and every scope. ``kinds`` are the recipients this world tells something
    about: whoever sends there although this very consent is missing, sends without the consent that counts.
    """

    subject: str = ""
    scopes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def denies(self, subject: str, scope: str) -> bool:
        """Whether the consent of ``subject`` for ``scope`` is missing; an empty word asks about any."""
        if not self.subject:
            return True
        return subject in ("", self.subject) and (not scope or scope in self.scopes)


def worlds(subjects: set[str]) -> list[World]:
    """The world in which everybody denies everything, the one in which everybody consents (told by recipients that no
    consent helps), and for each person those that miss exactly one consent.
    """
    third = {"messaging", "crm", "social", "http"}
    missing = [
        ({"analytics", "third-party"}, {"analytics"}),
        ({"advertising", "third-party"}, {"ads"}),
        ({"third-party"}, third),
        ({"location"}, {"collect-location"}),
        ({"survey"}, {"collect-survey"}),
    ]
    generous = World("nobody", kinds=frozenset({"log", "error-tracker", "ai", "ai-training"}))
    return [World(), generous] + [
        World(subject, frozenset(scopes), frozenset(kinds)) for subject in sorted(subjects) for scopes, kinds in missing
    ]


def scope_in(text: str) -> str:
    """The consent scope that the words of ``text`` name, or an empty string."""
    low = text.lower()
    return next((scope for word, scope in SCOPES.items() if word in low), "")


def asks_for_consent(name: str) -> bool:
    """Whether an attribute or function of this name tells about consent."""
    return bool(CONSENT_WORD.search(name.lower()))


def answer(world: World, subject: str, name: str, scope: str) -> bool:
    """What ``name`` says in this world: false where consent is denied, the other way round for refusals."""
    denied = world.denies(subject, scope or scope_in(name))
    return denied if REFUSAL_WORD.search(name.lower()) else not denied


def scope_among(values: list[Any]) -> str:
    """The first consent scope named by strings or enum members among ``values``."""
    texts = [str(getattr(value, "value", value)) for value in values]
    return next(filter(None, map(scope_in, texts)), "")
