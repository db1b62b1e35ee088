"""The declaration at the head of every check."""

from __future__ import annotations

import msgspec

from privlint.model.recipient import Kind
from privlint.model.scale import Severity


class Check(msgspec.Struct, frozen=True):
    """The declaration of a rule.

    ``evidence`` is the type of value it judges. ``kinds`` are the recipients whose flows it reports when no more
    special rule does.
    """

    code: str
    name: str
    evidence: type
    severity: Severity
    since: str
    kinds: tuple[Kind, ...] = ()
    preview: bool = False
