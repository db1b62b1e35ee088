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
_ONE = frozenset({"get", "get_one", "get_or_none", "get_by_id", "get_or_404", "find_one", "one_or_404", "fetch_one"})
_MANY = frozenset({"select", "filter", "find", "find_all", "find_many", "all"})


def from_session(frame: Frame, name: str, receiver: Value | None, args: Args, at: int) -> Value | None:
    """What a call that names a table gives; None when it names none."""
    first = args.positional[0] if args.positional else BLANK
    if name in _RUNNING and shapes.has(first.shape, "query"):
        return first
    if name in _STATEMENTS and (statement := _statement(frame, args, at)) is not None:
        return statement
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
    columns = [column for value in args.positional for column in _columns(value)]
    if not columns:
        return None
    row = values.join_all(_column(frame, cls, name, at) for cls, name in columns)
    return Value(frozenset((("query", columns[0][0]),)), kids={"#row": row, ANY_ITEM: row})


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
