"""Calls of which nothing is known: one documented rule, quiet where names promise that no data comes back.

The result holds, as a whole, what the arguments and the receiver hold, one step less sure. Functions that only report,
store or count give nothing back. An unknown getter (``get_email()``) is a source by its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, numbers, shapes, values
from privlint.flow.facts import NO_FACTS
from privlint.flow.serialise import dumped
from privlint.flow.sources import Read, known
from privlint.flow.values import BLANK, TRUTH, Value
from privlint.model.recipient import Role
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Args, Frame


#: What makes a record out of its arguments: they become its fields, and its id is its own.
CREATES = frozenset("create acreate get_or_create aget_or_create update_or_create aupdate_or_create".split())
#: What finds something by its arguments gives back what it found, not what it was given.
_LOOKUPS = ("get_", "find", "fetch", "filter", "lookup", "retrieve", "load_", "query", "search", "select")

#: What opens something by a password does not give the password back.
_UNLOCKS = ("sign", "login", "log_in", "auth", "connect", "open", "unlock", "decrypt", "verify", "bind")
_PASSWORD = "user.authorization.password"


def call_unknown(
    frame: Frame,
    callee: Value,
    receiver: Value | None,
    name: str,
    args: Args,
    at: int,
    text: str,
    *,
    external: bool = False,
) -> Value:
    """The result of calling something unknown as ``text``."""
    if frame.now.tested:
        for value in (*args.all(), *([] if receiver is None else [receiver])):
            frame.now.rewritten(value)
    names = frame.catalogue.names
    transform = names.transform(name)
    vn = _number(receiver, name, args, at)
    if transform is None and names.promises_no_data(name):
        return Value(vn=vn)
    if receiver is not None and name in CREATES and transform is None:
        return _created(frame, name, args, at)
    if name.startswith(_UNLOCKS):
        args = _without_passwords(frame, args)
    looked_up = transform is None and (name.startswith(_LOOKUPS) or _gets_by_field(name, args))
    given = [] if looked_up else [_carried(frame, value) for value in args.all()]
    carried = facts.union([*given, _from_receiver(frame, receiver, name)])
    if transform is not None:
        changed = facts.transformed(carried, transform)
        return Value(
            facts=facts.with_step(changed, frame.step(at, "transform", f"{transform.value} by {name}()")), vn=vn
        )
    data = _getter(frame, receiver, name, at, text)
    doubtful = facts.transformed(carried, Transform.RAW, lower=1)
    if doubtful:
        doubtful = facts.with_step(
            doubtful, frame.step(at, "call", f"through {name or 'a call'}(), which is not known")
        )
    found = facts.join(data, doubtful)
    if not found and vn is None:
        return BLANK
    return Value(facts=found, vn=vn, locs=(("call", at),))


def _gets_by_field(name: str, args: Args) -> bool:
    """``users.get(email=email)`` finds a row; ``headers.get(key, default)`` may give its argument back."""
    return name in ("get", "aget") and bool(args.keywords) and not args.positional


def _without_passwords(frame: Frame, args: Args) -> Args:
    """The arguments that what was opened may hold: no password, by what it is or by the keyword it is passed as."""
    positional = tuple(_unlocking(frame, value) for value in args.positional)
    keywords = [
        (label, _unlocking(frame, value))
        for label, value in args.keywords
        if (datum := frame.catalogue.names.classify(label, place="keyword")) is None or datum.category != _PASSWORD
    ]
    return args._replace(positional=positional, keywords=tuple(keywords))


def _unlocking(frame: Frame, value: Value) -> Value:
    known = frame.facts_on(value)
    if all(fact.category != _PASSWORD for fact in known.values()):
        return value
    return Value(value.shape, {key: fact for key, fact in known.items() if fact.category != _PASSWORD})


def _created(frame: Frame, name: str, args: Args, at: int) -> Value:
    """``records.create(owner=user)``: a new object with those fields; in a pair with whether it is new."""
    loc = ("call", at)
    frame.now.heap[loc] = Value(kids={f".{label}": frame.flat(value) for label, value in args.keywords})
    made = Value(vn=loc, locs=(loc,))
    if "_or_" not in name:
        return made
    return Value(shapes.TUPLE, kids={values.item(0): made, values.item(1): TRUTH})


def _carried(frame: Frame, value: Value) -> Facts:
    """Facts about an argument itself; what lies deeper inside it may or may not come back, and is left out."""
    result: Facts = {}
    for fact in frame.facts_on(value).values():
        kept = fact
        if fact.origin is None and fact.role is None:
            if value.shape:
                continue
            kept = fact.turned(role=Role.IGNORE)
        result[kept.key] = kept
    return result


def _from_receiver(frame: Frame, receiver: Value | None, name: str) -> Facts:
    if receiver is None:
        return NO_FACTS
    if name.startswith("to_"):
        return dumped(frame, receiver)  # ``frame.to_json()``, ``row.to_dict()``
    return {key: fact for key, fact in frame.facts_on(receiver).items() if fact.origin is not None}


def _getter(frame: Frame, receiver: Value | None, name: str, at: int, text: str) -> Facts:
    """``get_email()``, ``customer.fetch_phone()``: the rest of the name is the datum."""
    owner = text.rpartition(".")[0]
    datum = frame.catalogue.names.getter_datum(name, owner=owner)
    if datum is None:
        return NO_FACTS
    subject = receiver.vn if receiver is not None else None
    return known(frame, Read(name, "call", "attr", f"{text}(…)", at, subject=subject), datum.category, datum.confidence)


def _number(receiver: Value | None, name: str, args: Args, at: int) -> facts.Subject:
    """Looking a person up by one id gives that person: ``get_user(user_id)``, ``get_object_or_404(User, pk=pk)``."""
    given = (*args.positional, *(value for _, value in args.keywords))
    wanted = [value for value in given if value.vn is not None and not _is_table(value)]
    if name.startswith(("get", "fetch", "load", "find", "lookup", "retrieve")) and len(wanted) == 1:
        number = wanted[0].vn
        if number is not None and number[0] != "global" and numbers.depth(number) < 5:
            return ("by", number)
    return ("call", at)


def _is_table(value: Value) -> bool:
    return shapes.has(value.shape, "cls") or shapes.has(value.shape, "query")
