"""Kinds of personal data, by dotted key; a key stands for itself and for everything below it."""

from __future__ import annotations

import msgspec

from privlint.model.scale import Confidence


class Category(msgspec.Struct, frozen=True):
    """A kind of personal data.

    ``key`` is a Fideslang 3.1 data category (``user.contact.email``) or, with ``extension``, one of ours. ``label`` is
    how messages name it (``e-mail address``). ``identifying`` data single a person out; ``special`` data are sensitive
    by law. ``references`` are keys of other vocabularies, prefixed (``dpv:EmailAddress``, ``tcf:7``,
    ``apple:EmailAddress``).
    """

    key: str
    label: str
    identifying: bool = False
    special: bool = False
    extension: bool = False
    references: tuple[str, ...] = ()


class Datum(msgspec.Struct, frozen=True):
    """The verdict on one name: which category it denotes, how surely, and on what evidence."""

    category: str
    confidence: Confidence
    why: str = ""


def covers(pattern: str, key: str) -> bool:
    """Whether ``key`` is ``pattern`` or lies below it; ``*`` covers every key."""
    return pattern == "*" or key == pattern or key.startswith(pattern + ".")
