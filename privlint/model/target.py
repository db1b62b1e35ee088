"""What a name means, once imports are followed."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Target(NamedTuple):
    """What a dotted name means.

    ``kind``: ``module`` (``name`` its dotted name), ``function`` or ``class`` (``ident``), ``variable`` (``name`` in
    ``module``), ``external`` (``name`` is an API path outside the project).
    """

    kind: Literal["module", "function", "class", "variable", "external"]
    name: str
    module: int = -1
    ident: tuple[int, int] = (-1, -1)
