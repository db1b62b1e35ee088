"""Queries: managers, query sets and selects give objects of their model, or exactly the columns asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import numbers, shapes, values
from privlint.flow.consent import scope_of
from privlint.flow.frame import Args
from privlint.flow.guards import NOTHING, Evidence, Guard, Implication, single
from privlint.flow.records import construct
from privlint.flow.sessions import from_session, scalars
from privlint.flow.sources import Read
from privlint.flow.unknown import CREATES
from privlint.flow.values import ANY_ITEM, BLANK, TRUTH, Value
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from privlint.flow.facts import Subject
    from privlint.flow.frame import Frame

_ONE = frozenset(
    "get first last earliest latest create get_or_create update_or_create one one_or_none scalar scalar_one"
    " scalar_one_or_none aget afirst alast acreate get_by_id get_or_none one_or_404 first_or_404 get_or_404".split()
)
_END = frozenset("count exists aggregate delete update bulk_update aexists acount explain contains is_empty".split())
_SCOPES = frozenset({"scope", "purpose", "kind", "category", "type", "consent_type", "name"})
_PAIR = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
_DEFAULTS = frozenset({"defaults", "create_defaults"})


def call_query(frame: Frame, receiver: Value, name: str, args: Args, at: int) -> Value | None:
    """A method of a query over a project model; None when the receiver is none."""
    for entry in shapes.ordered(receiver.shape):
        if entry[0] == "query" and isinstance(entry[1], ClassId):
            return _query(frame, receiver, entry[1], name, args, at)
    return from_session(frame, name, receiver, args, at)


def _query(frame: Frame, receiver: Value, cls: ClassId, name: str, args: Args, at: int) -> Value:
    asked = _consent_asked(frame, receiver, cls, args)
    if name.startswith("scalar"):
        receiver = scalars(receiver)
    if name in ("exists", "aexists"):
        return _told(frame, asked, at)
    if name in _END:
        return BLANK
    if name in ("values", "values_list"):
        return _columns(frame, receiver, cls, name, args, at)
    if name in CREATES and "#row" not in receiver.kids:
        made = construct(frame, cls, _new_fields(frame, args), at, name)
        return Value(shapes.TUPLE, kids={"[0]": made, "[1]": TRUTH}) if name in _PAIR else made
    if name in _ONE:
        row = receiver.kids.get("#row")
        vn: Subject = _by_id(args) or ("call", at)
        found = row if row is not None else Value(shapes.atom("inst", cls), vn=vn, locs=(("call", at),))
        if name in _PAIR:
            return Value(shapes.TUPLE, kids={"[0]": found, "[1]": TRUTH})
        told = _told(frame, asked, at)
        return found if told.implies is None else found.telling(told.implies)
    kids = dict(receiver.kids)
    if asked is not None:
        kids["#asked"] = asked
    every = name == "all" and numbers.innermost(receiver.vn) in (None, "global", "new", "fn")
    vn = ("table", at) if every else ("call", at)
    return Value(receiver.shape, receiver.facts, kids, vn, _told(frame, asked, at).implies)


def _new_fields(frame: Frame, args: Args) -> Args:
    """What a new object is made with: lookups by value, and the ``defaults``."""
    fields = [(name, value) for name, value in args.keywords if "__" not in name and name not in _DEFAULTS]
    for name, value in args.keywords:
        if name in _DEFAULTS:
            kids = frame.now.kids(value)
            fields += [(str(key), kids[label]) for label in kids if (key := values.key_of(label)) is not None]
    return Args((), tuple(dict(fields).items()), None, args.double_star)


def _by_id(args: Args) -> Subject:
    """``get(pk=user_id)`` gives the person of that id."""
    given = [value for label, value in args.keywords if label in ("pk", "id", "user_id", "uuid", "user", "email")]
    chosen = given or list(args.positional[:1])
    number = chosen[0].vn if chosen else None
    return ("by", number) if number is not None and number[0] != "global" and numbers.depth(number) < 5 else None


def _columns(frame: Frame, receiver: Value, cls: ClassId, name: str, args: Args, at: int) -> Value:
    """``values("a")``, ``values_list("a", flat=True)``: exactly those columns; without names, all of them."""
    names = [text for value in args.positional if (text := shapes.constant_text(value.shape)) is not None]
    names = names or [field.name for _, field in frame.program.fields(cls)]
    row = Value(shapes.atom("inst", cls), vn=("item", at))
    columns = [(column, _column(frame, row, cls, column, at)) for column in names]
    entry = _row(name, args, columns)
    return Value(receiver.shape, kids={"#row": entry, ANY_ITEM: entry})


def _row(name: str, args: Args, columns: list[tuple[str, Value]]) -> Value:
    """One row as ``values`` or ``values_list`` gives it."""
    flat = args.get(-1, "flat")
    if name == "values":
        return Value(shapes.DICT, kids={values.item(column): value for column, value in columns})
    if flat is not None and shapes.constants(flat.shape) == [True]:
        return values.join_all(value for _, value in columns)
    return Value(shapes.TUPLE, kids={values.item(index): value for index, (_, value) in enumerate(columns)})


def _column(frame: Frame, row: Value, cls: ClassId, column: str, at: int) -> Value:
    head, _, rest = column.partition("__")
    owner = frame.program.classes[cls].ir.name
    read = Read(rest or head, "orm", "column", f"{owner}.{column}", at, owner="" if not rest else head, subject=row.vn)
    if rest:
        return Value(facts=frame.operations.named(frame, read))
    found = frame.operations.instance_attribute(frame, row, cls, read)
    if found is None or shapes.instances(found.shape):
        return BLANK  # a column that refers to another model holds its key, not the object
    return found


# -- consents kept in a table --------------------------------------------------------------------------------------


def external_query(frame: Frame, path: str, receiver: Value | None, args: Args, at: int) -> Value | None:
    """The same for a model outside the project: ``consents.Consent.objects.filter(…)``; None for anything else."""
    found = from_session(frame, path.rpartition(".")[2], receiver, args, at)
    if found is not None:
        return found
    model, marker, _ = path.partition(".objects.")
    if not marker or receiver is None:
        return None
    columns = _outside_columns(frame, path, model, receiver, args, at)
    if columns is not None:
        return columns
    asked = _asked(frame, receiver, model.rpartition(".")[2], args)
    if asked is None:
        return None
    told = _told(frame, asked, at)
    if path.endswith((".exists", ".first", ".aexists", ".count")):
        return told
    return Value(shapes.external(f"{path}()"), kids={"#asked": asked}, vn=("call", at), implies=told.implies)


def _outside_columns(frame: Frame, path: str, model: str, receiver: Value, args: Args, at: int) -> Value | None:
    """``get_user_model().objects.values_list("email", flat=True)``: the names of the columns tell what is in them."""
    name = path.rpartition(".")[2]
    row = receiver.kids.get("#row")
    if row is not None:
        return row if name in _ONE else BLANK if name in _END else receiver
    names = [text for value in args.positional if (text := shapes.constant_text(value.shape)) is not None]
    if name not in ("values", "values_list") or not names:
        return None
    owner = "User" if model.endswith("get_user_model()") else model.rpartition(".")[2]
    subject: Subject = ("item", at)
    found = [
        (column, Value(facts=frame.operations.named(frame, _read_of(column, owner, subject, at)))) for column in names
    ]
    entry = _row(name, args, found)
    return Value(shapes.LIST, kids={"#row": entry, ANY_ITEM: entry})


def _read_of(column: str, owner: str, subject: Subject, at: int) -> Read:
    head, _, rest = column.partition("__")
    holder = head if rest else owner
    return Read(rest or head, "orm", "column", f"{owner}.{column}", at, owner=holder, subject=subject)


def _consent_asked(frame: Frame, receiver: Value, cls: ClassId, args: Args) -> Value | None:
    return _asked(frame, receiver, frame.program.classes[cls].ir.name, args)


def _asked(frame: Frame, receiver: Value, model: str, args: Args) -> Value | None:
    """``Consent.objects.filter(user=u, purpose="analytics")``: who and what for, kept until someone asks if it
    exists."""
    word = frame.catalogue.names.consent(model)
    known = receiver.kids.get("#asked")
    if word is None:
        return None
    person = known.vn if known is not None else None
    scope = known.shape if known is not None else shapes.UNKNOWN
    for label, value in args.keywords:
        text = shapes.constant_text(value.shape)
        if text is not None:
            scope = shapes.literal(text)
        elif label in _SCOPES:
            scope = shapes.literal(scope_of(value))
        elif frame.catalogue.names.is_person(label.removesuffix("_id")) and value.vn is not None:
            person = numbers.person(value.vn)
    return Value(scope, vn=person)


def _told(frame: Frame, asked: Value | None, at: int) -> Value:
    if asked is None:
        return TRUTH
    scope = shapes.constant_text(asked.shape) or ""
    guard = Guard("consent", scope, asked.vn, ambient=asked.vn is None)
    return TRUTH.telling(Implication(single(guard, Evidence("a stored consent", frame.site(at))), NOTHING))
