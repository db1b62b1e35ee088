"""What the engine saw at one call, for whoever asks why a line is, or is not, reported."""

from __future__ import annotations

import msgspec

from privlint.model.flow import Held, Origin
from privlint.model.place import Site
from privlint.model.recipient import Kind, Role
from privlint.model.scale import Confidence, Transform


class Content(msgspec.Struct, frozen=True, order=True):
    """A datum inside a value: under ``part`` (``['email']``; empty: the value itself), about ``subject``, with all that
    holds on its way to the call, callers included."""

    part: str
    category: str
    transform: Transform
    confidence: Confidence
    subject: str
    origin: Origin
    held: tuple[Held, ...] = ()


class Argument(msgspec.Struct, frozen=True):
    """A value at a call.

    ``label`` is a position from 0, a keyword, ``*`` or ``**`` for what is spread, ``self`` for the receiver, ``return``
    for the result; ``text`` is how the code says it. ``shape`` says in words what the value is, where that is known.
    ``passed`` are the parameters, or parts of them, that it holds: their callers decide what that is.
    """

    label: str
    text: str
    shape: tuple[str, ...] = ()
    contents: tuple[Content, ...] = ()
    passed: tuple[str, ...] = ()


class Match(msgspec.Struct, frozen=True, order=True):
    """A sink entry that the call matched; ``entry`` is its API path, ``roles`` how it treats which arguments."""

    entry: str
    kind: Kind
    vendor: str
    roles: tuple[tuple[str, Role], ...] = ()


class Observation(msgspec.Struct, frozen=True):
    """One call on the line, over all ways that lead there.

    ``callee`` is what is called as the code says it, ``taken_for`` what it may be, in words. ``arguments`` end with the
    receiver, if there is one, and the result. ``held`` is what holds at the call whatever the data, callers included;
    how its persons relate to a datum stands with the datum.
    """

    site: Site
    function: str
    callee: str
    taken_for: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    arguments: tuple[Argument, ...] = ()
    held: tuple[Held, ...] = ()
