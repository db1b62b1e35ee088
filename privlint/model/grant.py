"""A disclosure, and what permits it."""

from __future__ import annotations

import msgspec

from privlint.model.flow import Flow


class Grant(msgspec.Struct, frozen=True):
    """A flow before one policy: the clauses whose rows permit it, none where no row does; ``role`` of its recipient."""

    flow: Flow
    policy: str
    clauses: tuple[str, ...]
    role: str = ""
