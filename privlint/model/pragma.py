"""A ``# privlint:`` comment, parsed but not yet judged: its words are checked against the policy later."""

from __future__ import annotations

import msgspec

from privlint.model.place import Place


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One ``key=value`` of an annotation; ``value`` is empty for a bare key such as ``identity-check``."""

    key: str
    value: str = ""


class Pragma(msgspec.Struct, frozen=True, array_like=True):
    """One annotation comment and the nodes it binds to.

    ``first`` and ``last`` are pre-order ordinals, both inclusive: the annotation holds for every node between them.
    Both are -1 when nothing stands below the comment (reported as PRV902). ``bound`` says to what: ``file``,
    ``statement``, ``block`` (def, class, with: header and body), ``condition`` (the header of if, for, while …),
    ``item`` (one parameter, field, argument or key of a parenthesised list), ``nothing``.

    ``ignore`` holds the codes or names inside ``ignore[…]`` exactly as written; ``is_ignore`` is true even when the
    brackets are missing or empty. ``problem`` says what does not parse; it is empty when all is well.
    """

    place: Place
    first: int
    last: int
    bound: str
    entries: tuple[Entry, ...] = ()
    is_ignore: bool = False
    ignore: tuple[str, ...] = ()
    until: str = ""
    reason: str = ""
    problem: str = ""
