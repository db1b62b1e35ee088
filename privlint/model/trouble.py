"""What could not be analysed, as a value: never an exception that ends the run, never silence."""

from __future__ import annotations

import msgspec

from privlint.model.place import Site


class Trouble(msgspec.Struct, frozen=True, order=True):
    """A file that was not analysed (PRV904) or a limit that was hit (PRV905).

    ``code`` is the rule that reports it; ``reason`` is one clause without a final stop, ``detail`` tells the user what
    to do. ``line`` is 1-based, 0 when only the file is known; ``site`` stands for a node instead of a line.
    """

    code: str
    path: str
    reason: str
    line: int = 0
    detail: str = ""
    site: Site | None = None
