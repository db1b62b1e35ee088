"""Calls that leave the project: the catalogue says what reaches a recipient, what comes back, and what is called in
turn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.flow import addresses, facts, log_contexts, numbers, records, shapes, stdlib_types, urls, values
from privlint.flow.adapters import processed
from privlint.flow.consent import model_guard
from privlint.flow.facts import NO_FACTS
from privlint.flow.frame import Args
from privlint.flow.globals import target_value
from privlint.flow.items import constant_item
from privlint.flow.orm import external_query
from privlint.flow.recipients import keywords, reach
from privlint.flow.sanitizing import after_declared_call, tidies
from privlint.flow.serialise import dumped, shown
from privlint.flow.sources import Read, known
from privlint.flow.templates import call_template
from privlint.flow.unknown import call_unknown
from privlint.flow.values import ANY_ITEM, BLANK, Value
from privlint.model.flow import Capture
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Frame
    from privlint.model.recipient import CaptureModel, FlowModel, SourceModel

#: Packages whose functions hand an object on as it is.
_TRANSPARENT = tuple(
    "copy. msgspec.structs. django.forms. sqlalchemy.orm. asyncio. typing. contextlib. dataclasses. attr. attrs."
    " cattrs. gettext. django.utils.translation. flask_babel. flask_babelex. flask_babelplus.".split()
)
#: Defaults by which a framework is told what to pass.
_INJECTIONS = frozenset({"fastapi.Depends", "fastapi.Security", "fastapi.params.Depends", "litestar.di.Provide"})
#: Functions that make a connection, an object as a constructor does.
_CONNECTING = frozenset({"connect", "create_connection"})
_CALLS = re.compile(r"(?P<callee>\w+)\((?P<args>[^)]*)\)")
#: The keyed readers of request objects: ``request.form.get("email")`` reads an item.
_READERS = frozenset(
    {"get", "pop", "getlist", "get_all", "getone", "getall", "setdefault", "get_argument", "get_arguments"}
)
#: Readers of settings, whose default tells an address where nothing else does.
_SETTINGS = frozenset({"get", "getenv", "config", "env", "str"})
#: Methods by which lists and messages of any library take in what they are given.
_COLLECTING = frozenset({"append", "extend", "insert", "CopyFrom", "MergeFrom"})


def call_external(
    frame: Frame, path: str, callee: Value, receiver: Value | None, args: Args, at: int, text: str
) -> Value:
    """Call the API path ``path``, of which the configuration may say more than the catalogue knows."""
    result = _call_known(frame, path, callee, receiver, args, at, text)
    declared = frame.knowledge.declared.outside(path)
    if declared is None or frame.state is None:
        return result
    return after_declared_call(frame, declared, path, args, result, at, text)


def _call_known(
    frame: Frame, path: str, callee: Value, receiver: Value | None, args: Args, at: int, text: str
) -> Value:
    """What the catalogue knows of the call."""
    path, args = processed(frame, path, receiver, args, at)
    catalogue = frame.catalogue
    for capture in catalogue.captures(path):
        if _concerns(frame, capture, args):
            _capture(frame, capture, args, at)
    reached = reach(frame, path, receiver, args, at)
    special = _special(frame, path, receiver, args, at)
    if special is not None:
        return special
    read = _read_request(frame, path, receiver, args, at, text)
    if read is not None:
        return read
    model = catalogue.flow(path)
    if model is not None:
        given = _flow(frame, model, path, receiver, args, at)
        if path == "urllib.parse.urljoin" and len(args.positional) == 2:
            return urls.starting(given.but(shape=shapes.STR), urls.joined(*args.positional))
        return given
    consent = catalogue.consent(path)
    if consent is not None:
        implies, normal = model_guard(frame, consent, args, at, text)
        frame.now.held = frame.now.held.plus(normal)
        return values.TRUTH.telling(implies)
    return _unmodelled(frame, path, callee, receiver, args, at, text, reached=reached)


def _unmodelled(
    frame: Frame, path: str, callee: Value, receiver: Value | None, args: Args, at: int, text: str, *, reached: bool
) -> Value:
    """A call of which the catalogue knows at most what its result is."""
    grown = frame.catalogue.canonical(f"{path}()") if path.count("(") < 6 else path
    result = _result(frame, grown, at)
    source = frame.catalogue.source(grown)
    if source is not None and not (source.bare and args.all()):
        return _source(frame, source, result, at, text)
    last = path.rpartition(".")[2]
    if last in _COLLECTING and receiver is not None and not reached:
        for value in args.all():
            frame.now.write(receiver, ANY_ITEM, Value(facts=dumped(frame, value)), strong=False)
        return BLANK
    if last[:1].isupper() or last in _CONNECTING:
        return _opaque_object(frame, result, args, path)
    if reached or frame.catalogue.knows(grown):
        return result
    unknown = call_unknown(frame, callee, receiver, last, args, at, text, external=True)
    made = unknown.but(shape=unknown.shape or result.shape, locs=unknown.locs or result.locs)
    default = args.get(1, "default") if last in _SETTINGS else None
    return made if default is None else urls.starting(made, urls.beginning(default) or "")


def _special(frame: Frame, path: str, receiver: Value | None, args: Args, at: int) -> Value | None:
    """Calls that the engine itself models: imports by name, objects of the standard library, secrets, queries."""
    if path in _INJECTIONS and args.all():
        return Value(kids={"#dependency": args.all()[0]})
    if path == "importlib.import_module" and args.positional:
        name = shapes.constant_text(args.positional[0].shape)
        return BLANK if name is None else target_value(frame, frame.program.named_module(name))
    if path.endswith("get_user_model"):
        user = frame.knowledge.user_model()
        return None if user is None else Value(frozenset((("cls", user),)))
    made = stdlib_types.construct(frame, path, args, at) or call_template(frame, path, receiver, args, at)
    if made is not None:
        return made
    hidden = receiver.kids.get("#secret") if receiver is not None else None
    if hidden is not None and path.endswith(".get_secret_value"):
        return hidden
    return external_query(frame, path, receiver, args, at)


def _result(frame: Frame, path: str, at: int) -> Value:
    return Value(shapes.external(path), vn=("call", at), locs=(("call", at),))


def _source(frame: Frame, model: SourceModel, result: Value, at: int, text: str) -> Value:
    subject = numbers.REQUEST if model.subject == "request" else ("call", at)
    if model.category and not model.keyed:
        read = Read(text, "request", "attr", text, at, subject=subject)
        return result.but(facts=known(frame, read, model.category, model.confidence), vn=subject)
    return result.but(vn=subject)


def _opaque_object(frame: Frame, result: Value, args: Args, path: str) -> Value:
    """A constructor of an unknown class keeps its arguments as fields, so that printing the object stays quiet."""
    kids = {f".{name}": frame.flat(value) for name, value in args.keywords}
    base = addresses.base(path, args)
    if base is not None:
        kids[addresses.BASE] = base
    content = Value(kids=kids)
    for loc in result.locs:
        frame.now.heap[loc] = content
    return result


def _read_request(frame: Frame, path: str, receiver: Value | None, args: Args, at: int, text: str) -> Value | None:
    """``request.form.get("email")`` and its kind: a read of one key of something taken in from outside."""
    base, _, method = path.rpartition(".")
    if method not in _READERS or receiver is None or frame.catalogue.source(base) is None:
        return None
    key = shapes.constant_text(args.positional[0].shape) if args.positional else None
    if key is None:
        return frame.now.elements(receiver)
    shown_text = f'{text.rpartition(".")[0]}["{key}"]'
    return constant_item(frame, receiver, key, at, text.rpartition(".")[0], shown_text)


def _concerns(frame: Frame, model: CaptureModel, args: Args) -> bool:
    """Whether the options that the entry is about are passed, and none that it leaves to other entries."""
    passed = {name for name in (*model.given, *model.unless) if _option(frame, args, name) is not None}
    return passed.issuperset(model.given) and passed.isdisjoint(model.unless)


def _capture(frame: Frame, model: CaptureModel, args: Args, at: int) -> None:
    """Automatic capture that this call switches on."""
    if args.double_star is not None and model.options and not frame.now.kids(args.double_star):
        return
    for name, wanted in model.options.items():
        given = _option(frame, args, name)
        constants = shapes.constants(given.shape) if given is not None else []
        if given is None:
            if not model.default_on:
                return
        elif (constants and wanted not in constants) or (not constants and isinstance(wanted, bool) and not wanted):
            return
    frame.captures[(at, model.what)] = Capture(
        model.kind, model.vendor, model.api, frame.site(at), model.what, tuple(model.categories), frame.label
    )


def _option(frame: Frame, args: Args, name: str) -> Value | None:
    """The value of an option: a keyword, or with ``.`` an entry of the dict that a keyword is given."""
    keyword, *keys = name.split(".")
    given = keywords(frame, args).get(keyword)
    for key in keys:
        given = frame.now.part(given, values.item(key)) if given is not None else None
    return given


# -- flow models ---------------------------------------------------------------------------------------------------


def _flow(frame: Frame, model: FlowModel, path: str, receiver: Value | None, args: Args, at: int) -> Value:
    if receiver is not None and "()" not in path and not model.returns_self and model.to != "self:bound":
        receiver = None  # a function or class of a module: what it makes is the object
    called = _called(frame, model, args, at)
    taken = _taken(frame, model, path, receiver, args)
    if model.kill:
        if model.to.startswith("context:"):
            log_contexts.unbind(frame, model.to, args)
        return BLANK
    if model.transform is not Transform.RAW and taken and not tidies(model, path, args):
        taken = facts.with_step(
            taken, frame.step(at, "transform", f"{model.transform.value} by {path.rpartition('.')[2]}()")
        )
        taken = facts.transformed(taken, model.transform)
    if model.returns_self and receiver is not None:
        given = _into(frame, path, model, receiver, taken, args, at)
        return given if model.to == "self:bound" else receiver
    result = _into(frame, path, model, receiver, taken, args, at)
    grown = frame.catalogue.canonical(f"{path}()")
    whole = called if called is not None else BLANK
    shape = whole.shape or (shapes.external(grown) if frame.catalogue.knows(grown) else _text_shape(path))
    if result.is_blank and not whole.is_blank:
        return whole
    merged = values.join(result, whole) if called is not None else result
    text = merged.shape if shapes.constant_text(merged.shape) is not None else shapes.UNKNOWN  # of a translation
    return merged.but(shape=shape or text, vn=("call", at))


def _text_shape(path: str) -> shapes.Shape:
    return (
        shapes.STR
        if path.rpartition(".")[2] in ("dumps", "quote", "urlencode", "hexdigest", "escape")
        else shapes.UNKNOWN
    )


def _plain_fields(frame: Frame, args: Args) -> Facts:
    """``json.dumps(user, default=vars)`` opens objects that a serialiser alone would refuse."""
    if args.get(-1, "default") is None or not args.positional:
        return NO_FACTS
    return dumped(frame, frame.operations.as_dict(frame, args.positional[0], whole=True))


def _taken(frame: Frame, model: FlowModel, path: str, receiver: Value | None, args: Args) -> Facts:
    """What the call takes from its arguments; serialisers open objects, other calls see what printing would show."""
    opens = any(word in path for word in ("dumps", "dump", "encode", "asdict", "astuple", "unstructure", "to_builtins"))
    look = dumped if opens else shown
    found: list[Facts] = [_plain_fields(frame, args)] if opens else []
    for source in model.from_:
        if source == "*":
            found.extend(look(frame, value) for value in args.all())
        elif source == "self":
            found.append(dumped(frame, receiver) if receiver is not None else NO_FACTS)
        elif source == "exception":
            found.append(dumped(frame, frame.now.exc) if frame.now.exc is not None else NO_FACTS)
        else:
            value = _argument(args, source)
            found.append(look(frame, value) if value is not None else NO_FACTS)
    return facts.union(found)


def _argument(args: Args, label: str) -> Value | None:
    return args.get(int(label)) if label.isdigit() else args.get(-1, label)


def _into(
    frame: Frame, path: str, model: FlowModel, receiver: Value | None, taken: Facts, args: Args, at: int
) -> Value:
    """Put what was taken where the model says; gives the call's result."""
    target = model.to
    if target == "return":
        return _same_object(frame, path, model, args, taken) or Value(facts=taken)
    if target == "return:item" and model.from_ == ("*",) and args.star is None and len(args.positional) > 1:
        return Value(shapes.TUPLE, kids={values.item(index): value for index, value in enumerate(args.positional)})
    if target == "return:item":
        return Value(shapes.LIST, kids={ANY_ITEM: Value(facts=taken)})
    if target.startswith(("context:", "within:")):
        log_contexts.bind(frame, target, taken, args)
        return BLANK
    if target.startswith("arg:"):
        value = _argument(args, target.removeprefix("arg:"))
        if value is not None:
            frame.now.absorb(value, taken)
        return BLANK
    if receiver is None:
        return _made(frame, path, target, taken, args, at)
    if target == "self:bound":
        return _bound(frame, path, receiver, args, at)
    frame.now.absorb(receiver, taken)
    return receiver if model.returns_self else BLANK


def _made(frame: Frame, path: str, target: str, taken: Facts, args: Args, at: int) -> Value:
    """An object that a class outside makes of what it is given; a request remembers where it goes."""
    made = _result(frame, frame.catalogue.canonical(f"{path}()"), at)
    if target == "self:bound":
        return Value(made.shape, kids={"#bound": Value(facts=taken)}, vn=made.vn, locs=made.locs)
    frame.now.absorb(made, taken)
    base = addresses.base(path, args)
    if base is not None:
        frame.now.write(made, addresses.BASE, base)
    return made


def _bound(frame: Frame, path: str, receiver: Value, args: Args, at: int) -> Value:
    """A copy of a logger (or scope) with more bound to it, or less; the receiver itself stays as it was."""
    known = frame.now.part(receiver, "#bound")
    fresh = known is None or path.endswith(".new")  # structlog: what was bound before is dropped
    kids = {} if fresh or known is None else dict(frame.now.kids(known))
    carried = NO_FACTS if fresh or known is None else frame.facts_on(known)
    if path.endswith("unbind"):
        for value in args.positional:
            kids.pop(values.item(shapes.constant_text(value.shape)), None)
    else:
        kids.update((values.item(name), frame.flat(value)) for name, value in args.keywords)
        spread = [*args.positional, *([args.double_star] if args.double_star is not None else [])]
        carried = facts.union([carried, *(dumped(frame, value) for value in spread)])
    every = {**receiver.kids, "#bound": Value(facts=carried, kids=kids)}
    return Value(receiver.shape, receiver.facts, every, ("call", at))


def _same_object(frame: Frame, path: str, model: FlowModel, args: Args, taken: Facts) -> Value | None:
    """Calls that give their one argument back (copies, casts, awaitables): its parts stay apart."""
    if model.transform is not Transform.RAW or "self" in model.from_ or not path.startswith(_TRANSPARENT):
        return None
    named = [value for source in model.from_ if (value := _argument(args, source)) is not None]
    chosen = named or list(args.positional[:1])
    if len(chosen) != 1:
        return None
    last = path.rpartition(".")[2]
    if last == "model_to_dict":
        only, without = records.names_in(frame, args, "fields"), records.names_in(frame, args, "exclude")
        return records.as_dict(frame, chosen[0], only=only, without=without or frozenset())
    if last in ("asdict", "astuple", "unstructure"):
        return frame.operations.as_dict(frame, chosen[0])
    if last in ("replace", "evolve"):
        return frame.operations.copied(frame, chosen[0], args)
    if not path.startswith("copy."):
        return chosen[0] if chosen[0].kids or chosen[0].shape or chosen[0].locs else Value(facts=taken)
    flat = frame.flat(chosen[0])
    if not flat.kids:
        return flat if flat.shape else Value(facts=taken)
    return frame.now.new(("new", frame.at), Value(facts=flat.facts, kids=flat.kids), flat.shape)


def _called(frame: Frame, model: FlowModel, args: Args, at: int) -> Value | None:
    """The function an argument is, called with what the model passes on (threads, executors, ``reduce``)."""
    match = _CALLS.fullmatch(model.calls) if model.calls else None
    if match is None:
        return None
    target = _argument(args, match["callee"])
    if target is None:
        return None
    used = {match["callee"]}
    positional: list[Value] = []
    keywords: list[tuple[str, Value]] = []
    for item in (part.strip() for part in match["args"].split(",") if part.strip()):
        _passed(frame, item, args, used, positional, keywords)
    return frame.call(target, Args(tuple(positional), tuple(keywords)), at, "")


def _passed(
    frame: Frame, item: str, args: Args, used: set[str], positional: list[Value], keywords: list[tuple[str, Value]]
) -> None:
    if item == "*rest":
        positional.extend(value for index, value in enumerate(args.positional) if str(index) not in used)
        keywords.extend((name, value) for name, value in args.keywords if name not in used)
        return
    stars = len(item) - len(item.lstrip("*"))
    name = item.lstrip("*").removesuffix("[*]")
    used.add(name)
    value = _argument(args, name)
    if value is None:
        return
    if item.endswith("[*]"):
        value = frame.operations.iterate(frame, value, frame.at)
    if stars == 0:
        positional.append(value)
    elif stars == 1:
        kids = frame.now.kids(value)
        known = [kids[label] for label in values.labels_of(kids) if label != ANY_ITEM]
        positional.extend(known or [frame.operations.iterate(frame, value, frame.at)])
    else:
        for label, kid in frame.now.kids(value).items():
            key = values.key_of(label)
            if isinstance(key, str):
                keywords.append((key, kid))
