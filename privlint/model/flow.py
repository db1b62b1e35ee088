"""What the engine found, before anyone judges it: data reaching a recipient, and facts about calls and declarations."""

from __future__ import annotations

import msgspec

from privlint.model.place import Place, Site
from privlint.model.recipient import Kind
from privlint.model.rights import Rights
from privlint.model.scale import Confidence, Transform
from privlint.model.trouble import Trouble


class Held(msgspec.Struct, frozen=True, order=True):
    """Something that holds on the path of a flow.

    ``kind`` is ``consent`` (``scope`` names what for; empty: the check named no scope; ``?``: not known), ``purpose``
    (``scope`` is the declared purpose as written), ``basis`` (``scope`` is a clause), ``opt-out`` (an opt-out flag was
    tested), ``identity`` (who is asking was confirmed) or ``authenticated``. ``match`` relates its subject to the
    data's: ``same``, ``other``, ``unknown`` (the data's subject is not known), ``ambient`` (the check is about the
    person at hand). ``trusted`` marks what was declared and not proved. ``text`` is how the code says it
    (``has_consent(admin, "ads")``); ``reason`` what a declaration gives.
    """

    kind: str
    scope: str
    match: str = "ambient"
    trusted: bool = False
    text: str = ""
    reason: str = ""
    site: Site | None = None


class Step(msgspec.Struct, frozen=True, order=True):
    """One step of a trace.

    ``kind``: ``source``, ``assign``, ``store``, ``format``, ``call``, ``enter``, ``return``, ``transform``, ``guard``
    (seen, but not of use), ``sink``. ``text`` is a short phrase without literal values; ``depth`` is the nesting of
    calls.
    """

    site: Site
    kind: str
    text: str
    depth: int = 0


class Origin(msgspec.Struct, frozen=True, order=True):
    """Where a datum enters the analysis, without lines: half of a finding's fingerprint.

    ``kind``: ``attr``, ``key``, ``param``, ``request``, ``orm``, ``column``, ``call``, ``keyword``, ``declared``.
    ``text`` is the normalised expression (``user.email``); ``nth`` counts equal texts in the function from 0.
    """

    module: str
    function: str
    kind: str
    text: str
    nth: int = 0


class Flow(msgspec.Struct, frozen=True):
    """One datum that reaches one argument of one recipient's call.

    ``subject`` names whose datum it is as the code does (``user``, ``request``; empty: not known). ``held`` is
    everything that holds on the way, over every path and caller. ``call_site`` is the sink call itself; ``report_site``
    is the line to report: the sink, or the call at which data enters a wrapper around it. ``sink_function`` is
    ``module:qualname``; ``sink_nth`` counts equal calls in it. ``options`` are the constant keyword arguments of the
    sink call. ``first_party`` marks traffic to the project's own hosts; ``scheme`` is that of a constant address.
    ``lapses`` are calls on the way that check no consent while other calls of the same function do.
    """

    category: str
    transform: Transform
    confidence: Confidence
    origin: Origin
    subject: str
    kind: Kind
    vendor: str
    api: str
    argument: str
    call_site: Site
    report_site: Site
    sink_function: str
    sink_nth: int
    steps: tuple[Step, ...]
    held: tuple[Held, ...] = ()
    options: tuple[tuple[str, str | bool | int], ...] = ()
    host: str = ""
    first_party: bool = False
    scheme: str = ""
    lapses: tuple[Site, ...] = ()


class Collection(msgspec.Struct, frozen=True):
    """A datum read from outside (request, form, device, OAuth profile) or declared as a stored or received field.

    ``how`` is ``read``, ``field`` (of a stored model) or ``parameter`` (of a request body); ``model`` is its class,
    ``api`` what the catalogue says it was read from (``flask.request.form``).
    """

    category: str
    confidence: Confidence
    site: Site
    text: str
    subject: str
    how: str
    held: tuple[Held, ...] = ()
    model: str = ""
    function: str = ""
    api: str = ""


class Capture(msgspec.Struct, frozen=True):
    """A call that switches on automatic capture: ``what`` in words, ``categories`` that leave."""

    kind: Kind
    vendor: str
    api: str
    site: Site
    what: str
    categories: tuple[str, ...]
    function: str = ""
    held: tuple[Held, ...] = ()


class Declaration(msgspec.Struct, frozen=True):
    """A purpose, consent, basis, sanitizer … that the code or the configuration declares.

    ``form`` is ``comment``, ``marker`` or ``configuration``; ``key`` and ``value`` are the annotation's. ``used`` is
    true when a flow passed through its scope (for ``sanitizes``: when it changed one). ``problem`` tells why it cannot
    stand, for example a redactor that returns its input. ``place`` is that of a comment.
    """

    form: str
    key: str
    value: str
    site: Site
    reason: str = ""
    used: bool = False
    problem: str = ""
    function: str = ""
    place: Place | None = None


class Analysis(msgspec.Struct, frozen=True):
    """All that the engine hands to the judge, in stable order; ``statistics`` counts what was done."""

    flows: tuple[Flow, ...] = ()
    collections: tuple[Collection, ...] = ()
    captures: tuple[Capture, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    statistics: dict[str, int] = {}
    rights: Rights = Rights()
