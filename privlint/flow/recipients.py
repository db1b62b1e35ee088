"""Recipients: a call that the catalogue, a declaration or a logger's name marks as a sink takes what its arguments
hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.flow import addresses, facts, log_contexts, shapes, templates
from privlint.flow.facts import NO_FACTS
from privlint.flow.frame import Args
from privlint.flow.serialise import dumped, shown, taken
from privlint.flow.sources import Read, by_name
from privlint.flow.summary import Hit, Sink
from privlint.flow.values import BLANK, Value, item, key_of
from privlint.model.recipient import Kind, Role, SinkModel
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.facts import Facts
    from privlint.flow.frame import Frame

_LEVELS = frozenset(
    {"debug", "info", "warning", "warn", "error", "critical", "exception", "fatal", "log", "trace", "success"}
)
#: Ids that say little in one's own log, and single a person out at a third party.
_OPAQUE = frozenset({"user.unique_id", "user.account.username"})
#: The argument of an entry whose attribute discloses what is assigned to it.
ASSIGNED = "="
#: The argument of an entry whose items disclose what is put there.
_ITEM = "[]"
_NAMED_LOGGER = SinkModel(
    "a logger",
    Kind.LOG,
    "logging",
    {"*": Role.STRINGIFY, "extra": Role.DEEP, "exc_info": Role.EXCEPTION},
    also_reads=("bound",),
    confidence=Confidence.MEDIUM,
)


def reach(frame: Frame, path: str, receiver: Value | None, args: Args, at: int) -> bool:
    """Note what a call of ``path`` hands to recipients; true when it is a sink at all."""
    models = frame.catalogue.sinks(path)
    fitting = [model for model in models if _applies(frame, model, args)]
    particular = {model.vendor for model in fitting if model.when}
    for model in fitting:
        if model.when or model.vendor not in particular:
            hand_over(frame, model, path, receiver, args, at)
    return bool(models)


def disclose_assigned(frame: Frame, path: str, value: Value, at: int) -> None:
    """An assignment to the attribute ``path`` of a client may hand over what is assigned (``scope.user = …``)."""
    _disclose(frame, path, ASSIGNED, value, at)


#: An exception is followed through so many others that it was raised because of.
_CHAIN = 4


def disclose_put(frame: Frame, path: str, value: Value, at: int) -> None:
    """Putting something under a key of ``path`` may hand it over (``session["card"] = …``)."""
    _disclose(frame, path, _ITEM, value, at)


def _disclose(frame: Frame, path: str, argument: str, value: Value, at: int) -> None:
    for model in frame.catalogue.sinks(path):
        if argument in model.args:
            hand_over(frame, model, path, None, Args(keywords=((argument, value),)), at)


def keywords(frame: Frame, args: Args) -> dict[str, Value]:
    """The keyword arguments, with the known keys of ``**values``."""
    spread = frame.now.kids(args.double_star) if args.double_star is not None else {}
    known = {str(key): kid for label, kid in spread.items() if (key := key_of(label)) is not None}
    return known | dict(args.keywords)


def _applies(frame: Frame, model: SinkModel, args: Args) -> bool:
    """Whether the constants that the entry is limited to are passed."""
    for name, wanted in model.when.items():
        given = args.get(int(name)) if name.isdigit() else keywords(frame, args).get(name)
        if given is None or wanted not in shapes.constants(given.shape):
            return False
    return True


def log_by_name(frame: Frame, name: str, owner: str, receiver: Value, args: Args, at: int) -> bool:
    """A level method of something called ``logger`` whose class is not known: people inject loggers without types."""
    if name not in _LEVELS or receiver.shape or not frame.catalogue.names.is_logger(owner.rpartition(".")[2]):
        return False
    model = _NAMED_LOGGER
    if name == "exception":
        model = SinkModel(
            model.api, model.kind, model.vendor, model.args, ("bound", "exception"), confidence=model.confidence
        )
    hand_over(frame, model, f"{owner.rpartition('.')[2]}.{name}", receiver, args, at)
    return True


def call_declared_recipient(frame: Frame, text: str, args: Args, at: int) -> Value | None:
    """A call that a comment on its statement declares to be a sink (``recipient=analytics:PostHog``)."""
    declared = frame.knowledge.declared
    for pragma in declared.pragmas.get(frame.module.path, ()):
        if pragma.bound in ("statement", "item") and pragma.first <= at <= pragma.last and not pragma.problem:
            for entry in pragma.entries:
                if entry.key == "recipient":
                    to_declared(frame, entry.value, text, args, at)
                    return BLANK
    return None


def to_declared(frame: Frame, recipient: str, text: str, args: Args, at: int) -> None:
    """Hand every argument to a declared recipient ``kind:vendor``."""
    kind, _, vendor = recipient.partition(":")
    if kind in Kind.__members__.values():
        hand_over(frame, SinkModel(text, Kind(kind), vendor or text, {"*": Role.DEEP}), text, None, args, at)


def hand_over(frame: Frame, model: SinkModel, path: str, receiver: Value | None, args: Args, at: int) -> None:
    """Every argument's facts reach the sink in the role the entry gives it."""
    host, first_party, model = frame.operations.address(frame, model, args, receiver)
    sink = Sink(
        model,
        path,
        frame.site(at),
        frame.function,
        frame.texts.nth(frame.texts.of_at(at), at),
        _options(frame, args),
        host,
        first_party,
        addresses.scheme(frame, args, receiver) if model.kind is Kind.HTTP or host else "",
    )
    shown_by_repr = _by_repr(args) if model.kind is Kind.LOG else frozenset()
    template = _template(model, args)
    for label, role, value in _arguments(model, args):
        if template is not None and label == "1":
            _note(frame, sink, label, role, templates.percent(frame, template, value, at), at)
        elif label in shown_by_repr:
            _note(frame, sink, label, role, shown(frame, value, "__repr__"), at)
        else:
            _take(frame, sink, label, role, value, at)
    if receiver is not None and "self" in model.args:
        _note(frame, sink, "self", model.args["self"], dumped(frame, receiver), at)
    for context in model.also_reads:
        _note(frame, sink, context, Role.DEEP, _context(frame, context, receiver), at)


def _template(model: SinkModel, args: Args) -> str | None:
    """The message of a logging call that names keys of its one argument, a mapping."""
    if model.kind is not Kind.LOG or len(args.positional) != 2 or args.star is not None:
        return None
    text = shapes.constant_text(args.positional[0].shape)
    return text if templates.names_keys(text) else None


def _by_repr(args: Args) -> frozenset[str]:
    """The arguments that a constant format string shows by ``%r``."""
    template = shapes.constant_text(args.positional[0].shape) if args.positional else None
    if template is None or "%r" not in template:
        return frozenset()
    directives = re.findall(r"%[-+ #0-9.*]*([a-zA-Z])", template.replace("%%", ""))
    return frozenset(str(index) for index, letter in enumerate(directives, start=1) if letter == "r")


def _options(frame: Frame, args: Args) -> tuple[tuple[str, str | bool | int], ...]:
    found: list[tuple[str, str | bool | int]] = []
    for name, value in keywords(frame, args).items():
        constants = shapes.constants(value.shape)
        if len(constants) == 1 and isinstance(constants[0], str | bool | int):
            found.append((name, constants[0] if not isinstance(constants[0], str) or len(constants[0]) < 40 else "…"))
    return tuple(sorted(found))


def _arguments(model: SinkModel, args: Args) -> Iterator[tuple[str, Role, Value]]:
    """Each argument with its label and role; those the entry ignores are left out."""
    rest = model.args.get("*", Role.IGNORE)
    for index, value in enumerate(args.positional):
        role = model.args.get(str(index), rest)
        if role is not Role.IGNORE:
            yield str(index), role, value
    for name, value in args.keywords:
        role = model.args.get(name, model.args.get("**", rest))
        if role is not Role.IGNORE:
            yield name, role, value
    for label, spread in (("*", args.star), ("**", args.double_star)):
        if spread is not None and (rest is not Role.IGNORE or label == "**"):
            yield label, Role.DEEP, spread


def _take(frame: Frame, sink: Sink, label: str, role: Role, value: Value, at: int) -> None:
    if role is Role.EXCEPTION:
        if shapes.constants(value.shape) and not any(shapes.constants(value.shape)):
            return
        caught = value if value.facts or value.kids else frame.now.exc
        found = _traceback(frame, caught)
    else:
        found = taken(frame, value, role)
    if not found and value.is_blank and not label.isdigit() and not label.startswith("*"):
        # track(email=x) with x unknown: the keyword says what is passed
        read = Read(label, "keyword", "keyword", label, at)
        found = {key: fact.but(conf=min(fact.conf, Confidence.MEDIUM)) for key, fact in by_name(frame, read).items()}
    _note(frame, sink, label, role, found, at)


def _context(frame: Frame, context: str, receiver: Value | None) -> Facts:
    """What a call sends besides its arguments."""
    if context == "bound":
        bound = frame.now.part(receiver, "#bound") if receiver is not None else None
        return dumped(frame, bound) if bound is not None else NO_FACTS
    if context == "exception" or (context == "bound-exception" and _asks_for_exception(frame, receiver)):
        return _traceback(frame, frame.now.exc)
    if context.startswith("context:"):
        return log_contexts.held(frame, context.removeprefix("context:"))
    return NO_FACTS


def _traceback(frame: Frame, exception: Value | None) -> Facts:
    """What the trace of an exception shows: its message, and those of the exceptions behind it."""
    found: list[Facts] = []
    while exception is not None and len(found) < _CHAIN:
        found.append(dumped(frame, exception))
        exception = frame.now.part(exception, "#cause")
    return facts.union(found)


def _asks_for_exception(frame: Frame, receiver: Value | None) -> bool:
    """Whether the receiver was told to send the exception in flight (``logger.opt(exception=True)``)."""
    bound = frame.now.part(receiver, "#bound") if receiver is not None else None
    asked = frame.now.part(bound, item("exception")) if bound is not None else None
    return asked is not None and True in shapes.constants(asked.shape)


def _note(frame: Frame, sink: Sink, label: str, role: Role, found: Facts, at: int) -> None:
    """Note each fact under the name of the parameter it is passed for, where the entry knows that."""
    order = sink.model.order
    if label.isdigit() and int(label) < len(order):
        label = order[int(label)]
    for fact in found.values():
        capped = fact if fact.conf <= sink.model.confidence else fact.but(conf=sink.model.confidence)
        if capped.conf is Confidence.LOW and capped.category in _OPAQUE and sink.model.kind is not Kind.LOG:
            capped = capped.but(conf=Confidence.MEDIUM)
        frame.hit(Hit(capped, sink, label, role, frame.held_at(at), sink.site))
