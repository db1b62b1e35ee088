"""Making objects of project classes: by their own ``__init__``, or as dataclass, pydantic and the like synthesise
one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, shapes, values
from privlint.flow.adapters import keep_parts
from privlint.flow.answers import keep_instance
from privlint.flow.applying import Application
from privlint.flow.binding import bind, supply_defaults
from privlint.flow.builtin_calls import raised_value
from privlint.flow.serialise import field_value
from privlint.flow.stdlib_types import secret
from privlint.flow.typing import value_of
from privlint.flow.values import BLANK, Value
from privlint.flow.variants import specialised

if TYPE_CHECKING:
    from privlint.flow.frame import Args, Frame
    from privlint.model.program import ClassId, Field

_SYNTHESISED = frozenset({"dataclass", "attrs", "pydantic", "msgspec", "namedtuple", "typeddict"})
#: Class methods that build an object out of a mapping or another object.
_FROM_MAPPING = frozenset(
    {"model_validate", "parse_obj", "from_orm", "model_construct", "construct", "from_dict", "from_obj"}
)


def construct(frame: Frame, cls: ClassId, args: Args, at: int, text: str) -> Value:
    """``C(args)``."""
    info = frame.program.classes[cls]
    if info.kind == "exception":
        return _exception(frame, cls, args, at, text)
    if info.kind == "enum":
        return values.of(shapes.BOOL)
    if info.kind == "typeddict":
        made = frame.now.new(("new", at), BLANK, shapes.atom("inst", cls))
        _fill(frame, made, cls, args, at, item=True)
        return made
    made = frame.now.new(("new", at), BLANK, shapes.atom("inst", cls))
    frame.knowledge.note_made(frame.function, made.locs[0], made.shape)
    keep_instance(frame, made, cls, args)
    init = frame.program.method(cls, "__init__")
    if init is None and info.kind == "plain":
        made = _by_base(frame, cls, made, args, at, text)
    if init is not None:
        whole = args._replace(positional=(made, *args.positional))
        passed = bind(frame, frame.program.function(init), whole, at)
        supply_defaults(frame, init, values.NO_KIDS, passed)
        chosen = specialised(frame, init, passed)
        Application(frame, chosen, passed, at, text).run(frame.knowledge.summary(chosen, frame.function))
        return made
    _fill(frame, made, cls, args, at, item=False)
    if info.kind in _SYNTHESISED and args.star is None and args.double_star is None:
        _leave_defaults(frame, made, cls)
    post = frame.program.method(cls, "__post_init__")
    if post is not None and frame.state is not None:
        Application(frame, post, {0: made}, at, text).run(frame.knowledge.summary(post, frame.function))
    return made


def _by_base(frame: Frame, cls: ClassId, made: Value, args: Args, at: int, text: str) -> Value:
    """A class without ``__init__`` of its own is built as its base outside the project builds it."""
    for base in frame.program.external_bases(cls):
        if base.startswith(("builtins.", "?", "typing.")):
            continue
        built = frame.call(values.of(shapes.external(frame.catalogue.canonical(base))), args, at, text)
        keep_parts(frame, made, frame.catalogue.canonical(base), args)
        kids = values.join_kids(made.kids, built.kids)
        return Value(made.shape, facts.join(made.facts, built.facts), kids, made.vn, None, made.locs)
    return made


def _exception(frame: Frame, cls: ClassId, args: Args, at: int, text: str) -> Value:
    """An exception of the project: its arguments are its message, and its ``__init__`` may keep them as fields."""
    message = raised_value(frame, "", args).kids["#msg"]
    kids = {"#msg": message}
    kids.update((f".{name}", frame.flat(value)) for name, value in args.keywords)
    made = frame.now.new(("new", at), Value(kids=kids), shapes.atom("inst", cls))
    init = frame.program.method(cls, "__init__")
    if init is not None:
        passed = bind(frame, frame.program.function(init), args._replace(positional=(made, *args.positional)), at)
        Application(frame, init, passed, at, text).run(frame.knowledge.summary(init, frame.function))
    return made


def _fill(frame: Frame, made: Value, cls: ClassId, args: Args, at: int, *, item: bool) -> None:
    """Arguments to fields, in the order of declaration, base classes first."""
    fields = [field for _, field in frame.program.fields(cls) if field.in_init]
    known = {field.name: field for field in fields}
    for field, value in zip([field for field in fields if not field.kw_only], args.positional, strict=False):
        _put(frame, made, cls, field, value, at, item=item)
    for name, value in args.keywords:
        if name in known:
            _put(frame, made, cls, known[name], value, at, item=item)
        else:
            frame.now.write(made, _label(name, item=item), frame.stored(value, at, f".{name}"))
    if args.double_star is not None:
        for name, field in known.items():
            label = values.item(name)
            if frame.now.part(args.double_star, label) is not None or frame.facts_on(args.double_star):
                _put(frame, made, cls, field, frame.now.read(args.double_star, label), at, item=item)


def _leave_defaults(frame: Frame, made: Value, cls: ClassId) -> None:
    """Fields that were not passed hold their defaults, where these are constants, and nothing that other objects of
    the class hold."""
    for owner, field in frame.program.fields(cls):
        label = f".{field.name}"
        if field.has_default and frame.now.part(made, label) is None:
            default = frame.knowledge.read(("class", owner, field.name), frame.function)
            if shapes.constants(default.shape):
                frame.now.write(made, label, values.of(default.shape))


def _label(name: str, *, item: bool) -> str:
    return values.item(name) if item else f".{name}"


def _put(frame: Frame, made: Value, cls: ClassId, field: Field, value: Value, at: int, *, item: bool) -> None:
    if field.declared in ("SecretStr", "SecretBytes"):
        frame.now.write(made, _label(field.name, item=item), secret(value))
        return
    kept = frame.stored(value, at, f".{field.name}")
    if not kept.shape:
        declared = value_of(frame.program, frame.catalogue, frame.program.classes[cls].module, field.type)
        kept = kept.but(shape=declared.shape)
    category = frame.knowledge.declared.field(frame.program.classes[cls], field)
    if category == "none":
        kept = kept.but(facts=facts.NO_FACTS)
    frame.now.write(made, _label(field.name, item=item), kept)
    if not item:
        frame.knowledge.put_field(cls, field.name, frame.shared(kept), frame.function, at)


def class_method(frame: Frame, cls: ClassId, name: str, args: Args, at: int, text: str) -> Value | None:
    """Class methods that frameworks add: ``Model.model_validate(mapping)``; None for any other."""
    if name not in _FROM_MAPPING or frame.program.classes[cls].kind not in _SYNTHESISED:
        return None
    made = frame.now.new(("new", at), BLANK, shapes.atom("inst", cls))
    source = args.positional[0] if args.positional else args.double_star or BLANK
    for _, field in frame.program.fields(cls):
        for label in (values.item(field.name), f".{field.name}"):
            if frame.now.part(source, label) is not None:
                _put(frame, made, cls, field, frame.now.read(source, label), at, item=False)
                break
        else:
            carried = {key: fact for key, fact in frame.facts_on(source).items() if fact.origin is None}
            owners = [owner for owner in shapes.instances(source.shape) if frame.program.field(owner, field.name)]
            if owners:
                read = values.join_all(field_value(frame, source, owner, field.name) for owner in owners)
                _put(frame, made, cls, field, read, at, item=False)
            elif carried:
                frame.now.write(made, f".{field.name}", frame.now.read(source, values.item(field.name)))
    for name_, value in args.keywords:
        frame.now.write(made, f".{name_}", frame.stored(value, at, f".{name_}"))
    return made


def object_method(frame: Frame, receiver: Value, cls: ClassId, name: str, args: Args, at: int) -> Value | None:
    """Methods that frameworks add to records: dumps, copies, ``dict()``; None for any other."""
    kind = frame.program.classes[cls].kind
    if kind not in _SYNTHESISED and kind not in ("django", "sqlalchemy"):
        return None
    if name in ("model_dump", "dict", "_asdict", "to_dict", "asdict"):
        return _dumped(frame, receiver, args)
    if name in ("model_dump_json", "json", "to_json"):
        dumped = _dumped(frame, receiver, args)
        return Value(shapes.STR, frame.operations.everything(frame, dumped))
    if name in ("copy", "model_copy", "_replace", "replace"):
        return copied(frame, receiver, args, at)
    return None


def _dumped(frame: Frame, receiver: Value, args: Args) -> Value:
    """The object's fields as a dict, as ``include=`` and ``exclude=`` choose them."""
    without = names_in(frame, args, "exclude") or frozenset()
    return as_dict(frame, receiver, only=names_in(frame, args, "include"), without=without)


def names_in(frame: Frame, args: Args, keyword: str) -> frozenset[str] | None:
    """The constant names that an argument lists; None without the argument."""
    given = args.get(-1, keyword)
    if given is None:
        return None
    items = [*frame.now.kids(given).items()]
    words: list[object] = [values.key_of(label) for label, _ in items if given.shape >= shapes.DICT]
    words += [word for _, kid in items for word in shapes.constants(kid.shape)]
    return frozenset(str(word) for word in words if isinstance(word, str))


def as_dict(
    frame: Frame,
    source: Value,
    *,
    only: frozenset[str] | None = None,
    without: frozenset[str] = frozenset(),
    whole: bool = False,
) -> Value:
    """The object's fields as a dict (``asdict``, ``model_dump``); ``whole``: also those left out of dumps
    (``vars``)."""
    made = frame.now.new(("dict", frame.at), BLANK, shapes.DICT)
    # of an object that was made here, all that was put into it is known; of others, what any code puts into them
    made_here = bool(source.locs) and all(loc[0] == "new" for loc in source.locs)
    for cls in shapes.instances(source.shape):
        for _, field in frame.program.fields(cls):
            wanted = (field.in_dump or whole) and field.name not in without and (only is None or field.name in only)
            if wanted and field.declared not in ("SecretStr", "SecretBytes"):
                frame.now.write(made, values.item(field.name), field_value(frame, source, cls, field.name))
        for name in () if made_here else sorted(frame.knowledge.field_names(cls, frame.function)):
            if not frame.program.field(cls, name) and name not in without and (only is None or name in only):
                frame.now.write(made, values.item(name), field_value(frame, source, cls, name))
    for label, kid in frame.now.kids(source).items():
        name = label[1:]
        if label.startswith(".") and name not in without and (only is None or name in only):
            frame.now.write(made, values.item(name), kid)
    carried = frame.facts_on(source)
    frame.now.absorb(made, {key: fact for key, fact in carried.items() if fact.origin is None})
    return made


def copied(frame: Frame, receiver: Value, args: Args, at: int) -> Value:
    flat = frame.flat(receiver)
    made = frame.now.new(("new", at), Value(facts=flat.facts, kids=flat.kids), receiver.shape)
    changes = args.get(-1, "update")
    if changes is not None:
        for label, kid in frame.now.kids(changes).items():
            key = values.key_of(label)
            if isinstance(key, str):
                frame.now.write(made, f".{key}", kid)
    for name, value in args.keywords:
        if name not in ("update", "deep", "include", "exclude"):
            frame.now.write(made, f".{name}", frame.stored(value, at, f".{name}"))
    return Value(made.shape, facts.join(made.facts, receiver.facts), made.kids, receiver.vn, None, made.locs)
