"""Objects of the standard library that hold what they are made of: deques, ordered dicts, namespaces, named tuples,
buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, shapes, values
from privlint.flow.builtin_calls import mapping
from privlint.flow.values import ANY_ITEM, BLANK, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.flow.frame import Args, Frame


def construct(frame: Frame, path: str, args: Args, at: int) -> Value | None:
    """The object that calling ``path`` makes; None for any other path."""
    if path in _ROW_WRITERS:
        return _writer(args)
    model = _MODELS.get(path)
    return None if model is None else model(frame, args, at)


def _sequence(frame: Frame, args: Args, at: int) -> Value:
    source = args.positional[0] if args.positional else BLANK
    content = frame.flat(source)
    kids = {label: kid for label, kid in content.kids.items() if label.startswith("[")}
    if not kids and args.positional:
        kids = {ANY_ITEM: frame.operations.iterate(frame, source, at)}
    return frame.now.new(("new", at), Value(facts=content.facts, kids=kids), shapes.LIST)


def _defaults(frame: Frame, args: Args, at: int) -> Value:
    return mapping(frame, args._replace(positional=args.positional[1:]), at)


def _counter(frame: Frame, args: Args, at: int) -> Value:
    """Counts by value: the values are its keys."""
    source = args.positional[0] if args.positional else BLANK
    item = frame.operations.iterate(frame, source, at)
    known = facts.join(frame.facts_on(item), frame.facts_on(source))
    kids = {values.KEYS: Value(facts=known)} if known else {}
    return frame.now.new(("new", at), Value(kids=kids), shapes.DICT)


def _namespace(frame: Frame, args: Args, at: int) -> Value:
    kids = {f".{name}": value for name, value in args.keywords}
    return frame.now.new(("new", at), Value(kids=kids), shapes.atom("kind", "namespace"))


def _buffer(frame: Frame, args: Args, at: int) -> Value:
    made = frame.now.new(("new", at), BLANK, shapes.atom("kind", "buffer"))
    for value in args.positional[:1]:
        frame.now.absorb(made, frame.facts_on(value))
    return made


def _writer(args: Args) -> Value | None:
    """What writes rows is what they are written to: a file, a response, a buffer; None where that is not known."""
    target = args.get(0, "f")
    return target if target is not None and target.shape else None


def _named_tuple(frame: Frame, args: Args, at: int) -> Value:
    """``namedtuple("Point", ["x", "y"])`` makes a class: a record by the names it is given."""
    names = args.get(1, "field_names")
    if names is None:
        return BLANK
    text = shapes.constant_text(names.shape)
    words = text.replace(",", " ").split() if text is not None else _words(frame, names)
    kids = {f"#field:{index}": values.of(shapes.literal(word)) for index, word in enumerate(words)}
    return Value(shapes.atom("record", "namedtuple"), kids=kids)


def _words(frame: Frame, names: Value) -> list[str]:
    kids = frame.now.kids(names)
    return [word for label in values.labels_of(kids) if (word := shapes.constant_text(kids[label].shape)) is not None]


def make_record(record: Value, args: Args) -> Value:
    """An object of a class that ``namedtuple`` made: its items by position and by name."""
    fields = [label for label in sorted(record.kids) if label.startswith("#field:")]
    names = [str(shapes.constant_text(record.kids[label].shape)) for label in fields]
    given = {**dict(zip(names, args.positional, strict=False)), **dict(args.keywords)}
    kids: values.Kids = {}
    for index, name in enumerate(names):
        if name in given:
            kids[values.item(index)] = given[name]
            kids[f".{name}"] = given[name]
    return Value(shapes.TUPLE, kids=kids)


def _data_frame(frame: Frame, args: Args, at: int) -> Value:
    """A data frame made of a dict of columns, or of a list of rows that are dicts."""
    source = args.get(0, "data") or BLANK
    columns = frame.now.kids(source if source.shape & shapes.DICT else frame.now.elements(source))
    column, named = shapes.external("pandas.DataFrame().column"), (label for label in columns if label.startswith("["))
    kids = {label: Value(column, frame.operations.everything(frame, columns[label])) for label in named}
    made = Value(facts=frame.facts_on(source), kids=kids)
    return frame.now.new(("new", at), made, shapes.external("pandas.DataFrame()"))


def _secret(frame: Frame, args: Args, at: int) -> Value:
    """A string that shows itself to nobody but who asks for its value."""
    value = args.positional[0] if args.positional else BLANK
    return secret(value)


def secret(value: Value) -> Value:
    """``SecretStr(value)``."""
    return Value(shapes.external("pydantic.SecretStr()"), kids={"#secret": value})


_ROW_WRITERS = frozenset({"csv.writer", "csv.DictWriter"})
_MODELS: dict[str, Callable[[Frame, Args, int], Value]] = {
    "collections.deque": _sequence,
    "collections.UserList": _sequence,
    "collections.OrderedDict": mapping,
    "collections.ChainMap": mapping,
    "collections.UserDict": mapping,
    "types.MappingProxyType": mapping,
    "collections.defaultdict": _defaults,
    "collections.Counter": _counter,
    "collections.namedtuple": _named_tuple,
    "types.SimpleNamespace": _namespace,
    "argparse.Namespace": _namespace,
    "threading.local": _namespace,
    "pandas.DataFrame": _data_frame,
    "polars.DataFrame": _data_frame,
    "io.StringIO": _buffer,
    "io.BytesIO": _buffer,
    "pydantic.SecretStr": _secret,
    "pydantic.SecretBytes": _secret,
    "pydantic.types.SecretStr": _secret,
}
