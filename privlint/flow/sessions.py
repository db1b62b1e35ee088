"""Objects out of a session or a model class: ``session.get(User, 1)``, ``select(User.email)``, ``User.get(…)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes, values
from privlint.flow.sources import Read
from privlint.flow.values import ANY_ITEM, BLANK, Value
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.frame import Args, Frame

_STATEMENTS = frozenset({"select", "query"})
_RUNNING = frozenset({"scalars", "execute", "exec", "stream", "stream_scalars"})
_SAME_COLUMN = frozenset({"label", "distinct", "collate", "asc", "desc"})
_ONE = frozenset({"get", "get_one", "get_or_none", "get_by_id", "get_or_404", "find_one", "one_or_404", "fetch_one"})
_MANY = frozenset({"select", "filter", "find", "find_all", "find_many", "all"})


def from_session(frame: Frame, name: str, receiver: Value | None, args: Args, at: int) -> Value | None:
    """What a call that names a table gives; None when it names none."""
    first = args.positional[0] if args.positional else BLANK
    if name in _RUNNING and shapes.has(first.shape, "query"):
        return scalars(first) if "scalar" in name else first
    if name == "scalar" and shapes.has(first.shape, "query"):
        return scalars(first).kids.get("#row")
    if receiver is not None and name in _SAME_COLUMN and shapes.has(receiver.shape, "column"):
        return receiver
    if name in _STATEMENTS and (statement := _statement(frame, args, at)) is not None:
        return statement
    if name not in _ONE and name not in _MANY:
        return None
    tables = list(_tables(frame, first if name in ("get", "get_one", "get_or_404") else BLANK))
    own = list(_tables(frame, receiver)) if receiver is not None else []
    if name in _ONE and (tables or own):
        return Value(shapes.atom("inst", (tables or own)[0]), vn=("call", at), locs=(("call", at),))
    if name in _MANY and own:
        return values.of(frozenset((("query", own[0]),)))
    return None


def _statement(frame: Frame, args: Args, at: int) -> Value | None:
    """``select(User)``, ``select(User.email)``: a query over the class, with its rows where columns were asked for."""
    tables = [table for value in args.positional for table in _tables(frame, value)]
    if tables:
        return values.of(frozenset((("query", tables[0]),)))
    columns = [next(_columns(value), None) for value in args.positional]
    table = next((column[0] for column in columns if column is not None), None)
    if table is None:
        return None
    kids: values.Kids = {}
    for position, column in enumerate(columns):
        kids[values.item(position)] = BLANK if column is None else _column(frame, *column, at)
        if column is not None:
            kids[f".{column[1]}"] = kids[values.item(position)]
    row = Value(shapes.TUPLE, kids=kids)
    return Value(frozenset((("query", table),)), kids={"#row": row, ANY_ITEM: row})


def scalars(query: Value) -> Value:
    """The query whose rows are the first column of each; of whole objects, those."""
    row = query.kids.get("#row")
    if row is None or not row.shape >= shapes.TUPLE:
        return query
    first = row.kids.get("[0]", BLANK)
    return query.but(kids={**query.kids, "#row": first, ANY_ITEM: first})


def _tables(frame: Frame, value: Value | None) -> Iterator[ClassId]:
    for entry in shapes.ordered(value.shape) if value is not None else ():
        if entry[0] == "cls" and isinstance(entry[1], ClassId):
            info = frame.program.classes[entry[1]]
            if info.kind in ("sqlalchemy", "django") or any(key == "table" for key, _ in info.ir.keywords):
                yield entry[1]


def _columns(value: Value) -> Iterator[tuple[ClassId, str]]:
    for entry in shapes.ordered(value.shape):
        if entry[0] == "column" and isinstance(entry[1], ClassId):
            yield entry[1], str(entry[2])


def _column(frame: Frame, cls: ClassId, name: str, at: int) -> Value:
    row = Value(shapes.atom("inst", cls), vn=("item", at))
    owner = frame.program.classes[cls].ir.name
    read = Read(name, "orm", "column", f"{owner}.{name}", at, subject=row.vn)
    found = frame.operations.instance_attribute(frame, row, cls, read)
    return found if found is not None else BLANK
