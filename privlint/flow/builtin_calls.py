"""Builtin functions and types: what each gives back of what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, numbers, shapes, values
from privlint.flow.containers import update
from privlint.flow.frame import Args
from privlint.flow.guards import ALWAYS, NEVER, NOTHING, Guard, Implication
from privlint.flow.items import write_item
from privlint.flow.recipients import reach
from privlint.flow.serialise import shown
from privlint.flow.unknown import call_unknown
from privlint.flow.values import ANY_ITEM, BLANK, TRUTH, Value
from privlint.flow.variants import template
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from privlint.flow.frame import Frame

_NO_DATA = frozenset(
    "any isinstance issubclass callable hasattr range open input type help memoryview breakpoint"
    " exit quit setattr delattr object".split()
)


def call_builtin(frame: Frame, name: str, args: Args, at: int, text: str) -> Value:
    """Call ``builtins.name``."""
    if name == "print" and _to_file(frame, args):
        return values.of(shapes.literal(None))
    if reach(frame, f"builtins.{name}", None, args, at):
        return values.of(shapes.literal(None))
    if name == "open":
        return Value(shapes.external("builtins.open()"), vn=("call", at), locs=(("call", at),))
    model = _MODELS.get(name)
    if model is not None:
        return model(frame, args, at)
    if name in _NO_DATA:
        return TRUTH if name in ("isinstance", "callable", "hasattr") else BLANK
    if name.endswith(("Error", "Exception", "Warning", "Exit", "Interrupt", "Iteration")):
        return raised_value(frame, name, args)
    return call_unknown(frame, BLANK, None, name, args, at, text)


def _to_file(frame: Frame, args: Args) -> bool:
    """``print(…, file=buffer)`` writes there and nowhere else, unless it is a standard stream."""
    target = args.get(-1, "file")
    if target is None or any(path in ("sys.stdout", "sys.stderr") for path in shapes.paths(target.shape)):
        return False
    if shapes.constants(target.shape) == [None]:
        return False
    frame.now.absorb(target, facts.union(shown(frame, value) for value in args.positional))
    return True


def raised_value(frame: Frame, name: str, args: Args) -> Value:
    """An exception object: its arguments are its message."""
    message = Value(
        shapes.TUPLE, kids={values.item(index): frame.flat(value) for index, value in enumerate(args.positional)}
    )
    return Value(shapes.atom("exc", name), kids={"#msg": message})


def _first(args: Args) -> Value:
    return args.positional[0] if args.positional else args.star or BLANK


def _str(frame: Frame, args: Args, at: int) -> Value:
    source = _first(args)
    constants = shapes.constants(source.shape)
    if len(constants) == 1 and isinstance(constants[0], str | int) and not source.facts:
        return values.of(shapes.literal(str(constants[0])))
    return Value(shapes.STR, facts.guarded(shown(frame, source), frame.held), vn=source.vn)


def _scalar(frame: Frame, args: Args, at: int) -> Value:
    return Value(shapes.NUMBER, facts.union(frame.facts_on(value) for value in args.positional), vn=_first(args).vn)


def _bool(frame: Frame, args: Args, at: int) -> Value:
    return TRUTH.telling(_first(args).implies)


def _all(frame: Frame, args: Args, at: int) -> Value:
    """``all(check(u) for u in users)``: true means that the check came out true for every element."""
    told = frame.now.elements(_first(args)).implies
    if told is None:
        return TRUTH
    return TRUTH.telling(Implication(told.true.mapped(_every), NOTHING))


def _every(guard: Guard) -> Guard:
    return guard._replace(subject=numbers.every(guard.subject))


def _sequence(shape: shapes.Shape) -> Callable[[Frame, Args, int], Value]:
    def model(frame: Frame, args: Args, at: int) -> Value:
        if not args.positional:
            return frame.now.new(("new", at), BLANK, shape)
        source = args.positional[0]
        kids = {ANY_ITEM: frame.operations.iterate(frame, source, at)}
        known = frame.operations.unrolled(frame, source)
        if known is not None:
            kids = {values.item(position): item for position, item in enumerate(known)}
        elif source.shape & (shapes.LIST | shapes.TUPLE) and shape != shapes.SET:
            kids = {label: kid for label, kid in frame.now.kids(source).items() if not label.startswith("#")} or kids
        content = Value(facts=frame.facts_on(source), kids=kids)
        return frame.now.new(("new", at), content, shape)

    return model


def mapping(frame: Frame, args: Args, at: int) -> Value:
    """``dict(…)``: of a mapping, of pairs, of keywords."""
    made = frame.now.new(("new", at), BLANK, shapes.DICT)
    for source in [*args.positional, *([args.double_star] if args.double_star is not None else [])]:
        if source.shape >= shapes.LIST:
            _from_pairs(frame, made, source)
        else:
            update(frame, made, source, at)
    for name, value in args.keywords:
        frame.now.write(made, values.item(name), value)
    return made


def _from_pairs(frame: Frame, made: Value, source: Value) -> None:
    pairs = source.kids.get("#pairs")
    if pairs is not None:
        update(frame, made, pairs, frame.at)
        return
    for label, pair in frame.now.kids(source).items():
        if label.startswith("["):
            write_item(frame, made, frame.now.read(pair, "[0]"), frame.now.read(pair, "[1]"), frame.at)


def _isinstance(frame: Frame, args: Args, at: int) -> Value:
    """``isinstance(row, dict)``, which is certain where the function is followed for a mapping of its caller."""
    source = _first(args)
    given = [template(frame.function, loc[1]) for loc in source.locs if loc[0] == "par" and isinstance(loc[1], int)]
    if len(args.positional) != 2 or len(source.locs) != 1 or len(source.locs[0]) != 2 or not given or given[0] is None:
        return TRUTH
    paths = shapes.paths(args.positional[1].shape)
    if not given[0].shape >= shapes.DICT or len(paths) != 1 or paths[0] not in _BUILTIN_TYPES:
        return TRUTH
    truth = paths[0] == "builtins.dict"
    return Value(shapes.literal(truth), implies=ALWAYS if truth else NEVER)


def _enumerate(frame: Frame, args: Args, at: int) -> Value:
    item = frame.operations.iterate(frame, _first(args), at)
    pair = Value(shapes.TUPLE, kids={"[0]": values.of(shapes.NUMBER), "[1]": item})
    return Value(shapes.LIST, kids={ANY_ITEM: pair})


def _zip(frame: Frame, args: Args, at: int) -> Value:
    if args.star is not None and not args.positional:
        return _turned(frame, args.star, at)
    known = [_in_order(frame, value) for value in args.positional]
    columns = [items for items in known if items is not None]
    if columns and len(columns) == len(known):
        rows = [Value(shapes.TUPLE, kids=_row(row)) for row in zip(*columns, strict=False)]
        return Value(shapes.LIST, kids=_row(rows))
    row = [frame.operations.iterate(frame, value, at) for value in args.positional]
    return Value(shapes.LIST, kids={ANY_ITEM: Value(shapes.TUPLE, kids=_row(row))})


def _turned(frame: Frame, rows: Value, at: int) -> Value:
    """``zip(*rows)``: the columns of the rows."""
    row = frame.operations.iterate(frame, rows, at)
    cells = _in_order(frame, row)
    if cells is None:
        column = Value(shapes.TUPLE, kids={ANY_ITEM: frame.operations.iterate(frame, row, at)})
        return Value(shapes.LIST, kids={ANY_ITEM: column})
    return Value(shapes.LIST, kids=_row([Value(shapes.TUPLE, kids={ANY_ITEM: cell}) for cell in cells]))


def _in_order(frame: Frame, value: Value) -> list[Value] | None:
    """The items of a sequence where each is known by its position."""
    if not value.shape & (shapes.LIST | shapes.TUPLE) or frame.facts_on(value):
        return None
    kids = frame.now.kids(value)
    labels = values.labels_of(kids)
    items = [kids[label] for label in labels]
    return items if items and labels == list(_row(items)) else None


def _row(items: Sequence[Value]) -> values.Kids:
    return {values.item(position): item for position, item in enumerate(items)}


def _map(frame: Frame, args: Args, at: int) -> Value:
    items = tuple(frame.operations.iterate(frame, value, at) for value in args.positional[1:])
    result = frame.call(_first(args), Args(items), at, "")
    if result.is_blank and not _first(args).shape:
        result = values.join_all(items)
    return Value(shapes.LIST, kids={ANY_ITEM: result})


def _filter(frame: Frame, args: Args, at: int) -> Value:
    source = args.positional[1] if len(args.positional) > 1 else BLANK
    item = frame.operations.iterate(frame, source, at)
    kept = frame.call(_first(args), Args((item,)), at, "")
    if kept.implies is not None:
        # what the test tells of an item it lets through holds for every item that comes out
        told = kept.implies.true
        about = told.mapped(lambda guard: guard if guard.subject == numbers.person(item.vn) else None)
        item = item.but(facts=facts.guarded(frame.facts_on(item), told)).telling(Implication(about, about))
    return Value(shapes.LIST, kids={ANY_ITEM: item})


def _same(frame: Frame, args: Args, at: int) -> Value:
    source = _first(args)
    if source.shape >= shapes.DICT:
        return Value(shapes.LIST, kids={ANY_ITEM: frame.operations.iterate(frame, source, at)})
    key = args.get(-1, "key")
    if key is not None and key.shape:
        frame.call(key, Args((frame.operations.iterate(frame, source, at),)), at, "")
    return source


def _next(frame: Frame, args: Args, at: int) -> Value:
    item = frame.operations.iterate(frame, _first(args), at)
    return values.join(item, args.positional[1]) if len(args.positional) > 1 else item


def _choose(frame: Frame, args: Args, at: int) -> Value:
    if len(args.positional) > 1:
        return values.join_all(args.positional)
    return frame.operations.iterate(frame, _first(args), at)


def _getattr(frame: Frame, args: Args, at: int) -> Value:
    """``getattr(x, name)``: exact for constant names; otherwise any attribute might be meant, which is a guess."""
    source = _first(args)
    names = shapes.constants(args.positional[1].shape) if len(args.positional) > 1 else []
    found = [frame.operations.attribute(frame, source, name, at) for name in names if isinstance(name, str)]
    if not found:
        every = frame.operations.everything(frame, source)
        found = [Value(facts={key: fact.but(conf=fact.conf.lowered(2)) for key, fact in every.items()})]
    default = args.get(2)
    if default is not None and not found[0].is_blank:
        return values.join_all(found)
    return values.join_all([*found, *([default] if default is not None else [])])


def _setattr(frame: Frame, args: Args, at: int) -> Value:
    if len(args.positional) == 3:
        names = shapes.constants(args.positional[1].shape)
        for name in names:
            frame.operations.set_attribute(frame, args.positional[0], str(name), args.positional[2], at)
        if not names:
            frame.now.absorb(args.positional[0], frame.facts_on(args.positional[2]))
    return BLANK


def _vars(frame: Frame, args: Args, at: int) -> Value:
    return Value(shapes.DICT, kids={"#of": args.positional[0]}) if args.positional else _locals(frame, args, at)


def _locals(frame: Frame, args: Args, at: int) -> Value:
    made = frame.now.new(("new", at), BLANK, shapes.DICT)
    for name, value in frame.now.env.items():
        if "@" not in name:
            frame.now.write(made, values.item(name), value)
    return made


def _globals(frame: Frame, args: Args, at: int) -> Value:
    return values.of(shapes.atom("module", frame.module.module))


def _super(frame: Frame, args: Args, at: int) -> Value:
    owner = frame.ir.owner
    if owner < 0:
        return BLANK
    receiver = frame.now.env.get(frame.ir.params[0].name, BLANK) if frame.ir.params else BLANK
    cls = ClassId(frame.function.module, owner)
    return Value(shapes.atom("super", cls), receiver.facts, receiver.kids, receiver.vn, None, receiver.locs)


def _number(frame: Frame, args: Args, at: int) -> Value:
    return values.of(shapes.NUMBER)


def _format(frame: Frame, args: Args, at: int) -> Value:
    return Value(shapes.STR, shown(frame, _first(args)))


_BUILTIN_TYPES = frozenset(
    f"builtins.{name}" for name in "dict list tuple set frozenset str bytes int float bool".split()
)
_MODELS: dict[str, Callable[[Frame, Args, int], Value]] = {
    "str": _str, "repr": _str, "ascii": _str, "format": _format, "bytes": _str, "bytearray": _str, "chr": _scalar,
    "int": _scalar, "float": _scalar, "abs": _scalar, "complex": _scalar, "round": _scalar, "divmod": _scalar,
    "pow": _scalar, "hex": _scalar, "oct": _scalar, "bin": _scalar, "bool": _bool, "all": _all,
    "list": _sequence(shapes.LIST), "tuple": _sequence(shapes.TUPLE), "set": _sequence(shapes.SET),
    "frozenset": _sequence(shapes.SET), "dict": mapping, "enumerate": _enumerate, "zip": _zip, "map": _map,
    "filter": _filter, "sorted": _same, "reversed": _same, "iter": _same, "aiter": _same, "next": _next,
    "anext": _next, "min": _choose, "max": _choose, "sum": _number,
    "len": _number, "hash": _number, "id": _number, "ord": _number, "getattr": _getattr, "setattr": _setattr,
    "isinstance": _isinstance, "vars": _vars, "locals": _locals, "globals": _globals, "super": _super,
}  # fmt: skip
