"""Where data goes: kinds of recipients, and what the catalogue knows of the calls that reach them."""

from __future__ import annotations

import enum

import msgspec

from privlint.model.scale import Confidence, Transform


class Kind(enum.StrEnum):
    """The kind of a recipient, as the policy file names it."""

    LOG = "log"
    ERROR_TRACKER = "error-tracker"
    ANALYTICS = "analytics"
    ADS = "ads"
    AI = "ai"
    AI_LOCAL = "ai-local"
    AI_TRAINING = "ai-training"
    MESSAGING = "messaging"
    PAYMENT = "payment"
    CRM = "crm"
    SOCIAL = "social"
    STORAGE = "storage"
    COOKIE = "cookie"
    HTTP = "http"


class Role(enum.StrEnum):
    """How a sink treats an argument."""

    VALUE = "value"  # the value itself (and the items of a container one level down)
    DEEP = "deep"  # everything inside it: containers, records, objects as the SDK would serialise them
    STRINGIFY = "stringify"  # what str() of it shows
    KEYS = "keys"  # the keys of a dict only
    EXCEPTION = "exception"  # the exception in flight (or the one given) when the value is true
    IGNORE = "ignore"  # the argument goes nowhere (event names, timestamps, time-outs)


class SinkModel(msgspec.Struct, frozen=True):
    """One catalogue entry: calling ``api`` hands some arguments to a recipient.

    ``args`` maps a parameter to its role: a name (``properties``), a position from 0 (``"1"``), ``"*"`` for every
    argument not named, ``"self"`` for the receiver's own content, ``"="`` for what is assigned to the attribute
    ``api``, ``"[]"`` for what is put under a key of it. Where an SDK changed its signature both forms are listed.
    ``also_reads`` names context the call sends besides its arguments: ``bound`` (what was bound to the receiver),
    ``exception`` (the exception in flight), ``bound-exception`` (that too, where ``exception=True`` was bound to the
    receiver), ``context:NAME`` (a context-local store, e.g. ``context:structlog``).
    ``confidence`` caps that of every flow through it. ``needs_options`` is a map of a keyword to the constant that
    switches a promise on (``store = false``): a fact for the rules on opt-outs, with ``option_default`` telling whether
    leaving it out is as good. ``when`` limits the entry to calls that pass these constants (``{purpose =
    "fine-tune"}``). ``order`` names the parameters by position. ``source`` says where the fact was read and
    ``versions`` which releases it holds for.
    """

    api: str
    kind: Kind
    vendor: str
    args: dict[str, Role]
    also_reads: tuple[str, ...] = ()
    confidence: Confidence = Confidence.HIGH
    needs_options: dict[str, str | bool | int] = {}
    option_default: bool = False
    when: dict[str, str | bool | int] = {}
    source: str = ""
    versions: str = ""
    order: tuple[str, ...] = ()


class FlowModel(msgspec.Struct, frozen=True):
    """What a call outside the project does with data: ``from_`` arguments (as in SinkModel.args) reach ``to``.

    ``to`` is ``return`` (inside the result as a whole), ``return:item`` (as its elements), ``self`` (inside the
    receiver), ``self:bound`` (bound to the receiver and its copies), ``context:NAME``, ``within:NAME`` (for the
    block of a ``with``), ``arg:N``. ``transform`` is what happens on the way; ``kill`` means nothing personal comes
    out. ``returns_self`` makes the result the receiver (fluent APIs). ``calls`` names the argument that is called
    and what it is given, as in ``0(*rest)``: each item is a parameter by name or position, ``N[*]`` for the
    elements of one, ``*N`` and ``**N`` for one spread out as positional or keyword arguments, ``*rest`` for all
    that are not named. A ``from`` of ``self`` is the receiver's content, of ``exception`` the exception in flight;
    in a call without receiver ``self`` is the object made.
    """

    api: str
    from_: tuple[str, ...] = msgspec.field(default=("*",), name="from")
    to: str = "return"
    transform: Transform = Transform.RAW
    kill: bool = False
    returns_self: bool = False
    calls: str = ""
    source: str = ""


class ValueModel(msgspec.Struct, frozen=True):
    """The value of ``api`` behaves as another path: factories, re-exports, context managers (``is`` in rule files)."""

    api: str
    is_: str = msgspec.field(name="is")
    source: str = ""


class SourceModel(msgspec.Struct, frozen=True):
    """Reading ``api`` gives personal data.

    ``category`` is fixed, or empty where the key or attribute read decides by its name (a form: ``keyed = true``).
    ``table`` gives the categories of particular keys or attributes, lower-case (``{"user-agent": …}``). ``subject`` is
    ``request`` for the person behind the current request, ``value`` for the object read itself. ``bare`` limits the
    entry to calls without arguments.
    """

    api: str
    category: str = ""
    keyed: bool = False
    bare: bool = False
    table: dict[str, str] = {}
    subject: str = "request"
    confidence: Confidence = Confidence.HIGH
    source: str = ""


class CaptureModel(msgspec.Struct, frozen=True):
    """A call that switches on automatic capture (``sentry_sdk.init(send_default_pii=True)``), judged where it stands.

    ``options`` is the constant that switches it on; empty: the call alone does. ``default_on``: on unless the option is
    given another value. ``a.b`` is the entry ``b`` of a dict ``a``. Calls that lack an option of ``given`` or pass one
    of ``unless`` are not meant. ``categories`` are what then leaves, ``what`` says it.
    """

    api: str
    kind: Kind
    vendor: str
    options: dict[str, str | bool | int] = {}
    default_on: bool = False
    given: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    what: str = ""
    source: str = ""
    versions: str = ""


class ConsentModel(msgspec.Struct, frozen=True):
    """A call or attribute outside the project whose truth means consent.

    ``scope`` is fixed, or taken from the argument ``scope_arg`` (name or position). ``negated``: truth means there is
    none. ``subject_arg`` is whom it is about; empty: the request at hand. ``raises``: returning at all means consent.
    """

    api: str
    scope: str = ""
    scope_arg: str = ""
    subject_arg: str = ""
    negated: bool = False
    raises: bool = False
    source: str = ""
