"""Calls: what is called decides, by the catalogue first, then the project's own body, then the rules for the
unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import answers, facts, functional, limits, log_contexts, numbers, shapes, values
from privlint.flow.adapters import init_of_base
from privlint.flow.applying import Application, closure
from privlint.flow.attributes import bound
from privlint.flow.binding import bind, supply_defaults
from privlint.flow.builtin_calls import call_builtin
from privlint.flow.builtin_methods import call_method
from privlint.flow.consent import call_guard
from privlint.flow.declared import declared_part
from privlint.flow.deferred import bound_task, call_deferred
from privlint.flow.external import call_external
from privlint.flow.frame import Args, Frame
from privlint.flow.guards import UNTOLD, Guard, Implication
from privlint.flow.orm import call_query
from privlint.flow.passing import CALLED
from privlint.flow.raising import may_refuse
from privlint.flow.recipients import call_declared_recipient, log_by_name
from privlint.flow.records import class_method, construct, object_method
from privlint.flow.sanitizing import after_project_call
from privlint.flow.stdlib_types import make_record
from privlint.flow.summary import ParameterCall
from privlint.flow.tested import sharpened
from privlint.flow.unknown import call_unknown
from privlint.flow.values import BLANK, Value
from privlint.flow.variants import specialised
from privlint.flow.views import hand_on
from privlint.model import ir
from privlint.model.program import ClassId, FunctionId
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.flow.shapes import Atom

#: Method names too common to tell a class by.
_COMMON = frozenset(
    "get set add run send save update info create call close read write items keys values append pop copy clear"
    " debug warning error exception critical log start stop delete remove process handle execute load dump format"
    " filter all first".split()
)

#: Calls that ask what is known of their argument, which they give back; ``privlint explain`` answers them.
REVEALING = frozenset({"reveal_taint", "reveal_type"})


def transfer_call(frame: Frame, instr: ir.Call) -> None:
    """The call instruction: arguments are gathered, the callee is looked at as a method call where it is written as
    one."""
    frame.at = instr.at
    args = gather(frame, instr)
    made = frame.texts.made.get(instr.func)
    callee = frame.value(instr.func)
    receiver = frame.value(made.obj) if isinstance(made, ir.GetAttr) else None
    name = made.attr if isinstance(made, ir.GetAttr) else made.name if isinstance(made, ir.Load) else ""
    text = frame.texts.of(instr.func)
    if name in REVEALING and not callee.shape and len(args.positional) == 1:
        frame.regs[instr.dst] = args.positional[0]
        return
    if frame.in_try:
        frame.exits[-1].throw(BLANK, frame.now.copy())  # it may raise before it has done anything
    result = dispatch(frame, Callee(callee, receiver, name, text, _owner_text(frame, made)), args, instr.at)
    frame.regs[instr.dst] = sharpened(frame.state.tested, result) if frame.state and frame.state.tested else result


def _owner_text(frame: Frame, made: ir.Instr | None) -> str:
    return frame.texts.of(made.obj) if isinstance(made, ir.GetAttr) else ""


def gather(frame: Frame, instr: ir.Call) -> Args:
    """The arguments of a call instruction."""
    positional: list[Value] = []
    keywords: list[tuple[str, Value]] = []
    star: Value | None = None
    double: Value | None = None
    for reg, label in instr.args:
        value = declared_part(frame, reg)
        if label == "":
            positional.append(value)
        elif label == "*":
            star = value if star is None else values.join(star, value)
        elif label == "**":
            double = value if double is None else values.join(double, value)
        else:
            keywords.append((label, value))
    return Args(tuple(positional), tuple(keywords), star, double)


class Callee:
    """What is called: the value, and the receiver and name if it is written ``receiver.name(…)``."""

    __slots__ = ("name", "owner", "receiver", "text", "value")

    def __init__(self, value: Value, receiver: Value | None, name: str, text: str, owner: str) -> None:
        self.value = value
        self.receiver = receiver
        self.name = name
        self.text = text
        self.owner = owner


def call(frame: Frame, value: Value, args: Args, at: int, text: str) -> Value:
    """Call a value that is not written as a method of something (callbacks, properties, decorators)."""
    return dispatch(frame, Callee(value, None, text.rpartition(".")[2], text, ""), args, at)


def dispatch(frame: Frame, callee: Callee, args: Args, at: int) -> Value:
    """Call whatever the callee may be; the results meet."""
    for value in args.all():
        frame.escape(value, callee.value)
    declared = call_declared_recipient(frame, callee.text, args, at)
    hand_on(frame, callee.name, callee.receiver, args, at)
    if callee.receiver is not None and not shapes.has(callee.value.shape, "method"):
        framework = _framework_method(frame, callee.receiver, callee, args, at)
        if framework is not None:
            return framework
    atoms = [entry for entry in shapes.ordered(callee.value.shape) if entry[0] != "lit"]
    if len(atoms) > limits.TARGETS:
        frame.knowledge.trouble(frame.module.path, at, "a call has too many targets", "some were left out")
    found: list[Value] = []
    before = frame.now.copy() if len(atoms) > 1 else None
    after = None
    for entry in atoms[: limits.TARGETS]:
        frame.state = before.copy() if before is not None else frame.state
        result = _call_atom(frame, callee, entry, args, at)
        if result is not None and frame.state is not None:
            found.append(result)
        after = frame.state if after is None else after if frame.state is None else after.join(frame.state)
    if before is not None:
        frame.state = after if after is not None else before
    if frame.state is None:
        return BLANK
    result = values.join_all(found) if found else _call_by_name(frame, callee, args, at)
    if numbers.is_current(callee.name):
        result = result.but(vn=numbers.CURRENT)
    return declared if declared is not None and result.is_blank else _telling(frame, callee, args, result, at)


def _call_atom(frame: Frame, callee: Callee, entry: Atom, args: Args, at: int) -> Value | None:
    kind, detail = entry[0], entry[1]
    if kind == "fn" and isinstance(detail, FunctionId):
        return call_project(frame, detail, callee.value, args, at, callee.text)
    if kind == "method" and isinstance(detail, FunctionId):
        receiver = callee.value.kids.get("#self", BLANK)
        whole = args._replace(positional=(receiver, *args.positional))
        return call_project(frame, detail, callee.value, whole, at, callee.text)
    if kind == "cls" and isinstance(detail, ClassId):
        may_refuse(frame, f"<{frame.program.classes[detail].kind}>", args)
        return construct(frame, detail, args, at, callee.text)
    if kind == "inst" and isinstance(detail, ClassId):
        method = frame.program.method(detail, "__call__")
        return (
            None
            if method is None
            else _call_atom(frame, _as(callee, bound(callee.value, method)), ("method", method), args, at)
        )
    if kind == "ext":
        return _call_path(frame, callee, str(detail), args, at)
    return _call_made(frame, callee, str(kind), str(detail), args, at)


def _call_path(frame: Frame, callee: Callee, path: str, args: Args, at: int) -> Value:
    """Call something outside the project."""
    may_refuse(frame, path, args)
    function = functional.made(frame, path, args, at)
    if function is not None:
        return function
    if path.startswith("builtins."):
        return call_builtin(frame, path.removeprefix("builtins."), args, at, callee.text)
    return call_external(frame, path, callee.value, callee.receiver, args, at, callee.text)


def _call_made(frame: Frame, callee: Callee, kind: str, detail: str, args: Args, at: int) -> Value | None:
    """Call what another call made: a partial, a getter, a class of named tuples; None for anything else."""
    if kind == "partial":
        inner = callee.value.kids.get("#partial", BLANK)
        return call(frame, inner, functional.with_frozen(callee.value, args), at, callee.text)
    if kind == "record":
        return make_record(callee.value, args)
    if kind == "getter":
        return functional.call_getter(frame, callee.value, detail, args, at)
    return None


def _as(callee: Callee, value: Value) -> Callee:
    return Callee(value, callee.receiver, callee.name, callee.text, callee.owner)


def call_project(frame: Frame, function: FunctionId, value: Value, args: Args, at: int, text: str) -> Value:
    """Call a function of the project by its summary."""
    passed = bind(frame, frame.program.function(function), args, at)
    supply_defaults(frame, function, value.kids, passed)
    closure(frame, value, function, passed)
    held = frame.now.held
    log_contexts.hand_down(frame, function)
    base, function = function, specialised(frame, function, passed)
    summary = frame.knowledge.summary(function, frame.function)
    result = Application(frame, function, passed, at, text).run(summary)
    if frame.program.function(function).is_generator and not summary.provisional and frame.state is not None:
        # its body runs when it is iterated or entered; then holds what it establishes
        result = result.telling(Implication(frame.state.held, frame.state.held))
        frame.state.held = held
    return after_project_call(frame, base, args, result, at, text)


def _call_by_name(frame: Frame, callee: Callee, args: Args, at: int) -> Value:
    """Nothing is known of the callee: a parameter, a logger by name, a method of a builtin type or of a few classes."""
    symbolic = _call_parameter(frame, callee, args, at)
    receiver = callee.receiver
    if receiver is not None:
        _exception_init(frame, callee, args)
        deferred = call_deferred(frame, receiver, callee.name, args, at)
        if deferred is not None:
            return deferred
        if log_by_name(frame, callee.name, callee.owner, receiver, args, at):
            return BLANK
        queried = call_query(frame, receiver, callee.name, args, at)
        if queried is not None:
            return queried
        modelled = call_method(frame, receiver, callee.name, args, at, callee.owner, callee.text)
        if modelled is not None:
            return modelled
        resolved = _by_method_name(frame, callee, receiver, args, at)
        if resolved is not None:
            return resolved
    if symbolic is not None:
        return symbolic
    return call_unknown(frame, callee.value, receiver, callee.name, args, at, callee.text)


def _exception_init(frame: Frame, callee: Callee, args: Args) -> None:
    """``super().__init__(message)`` of an exception decides what its text shows, of an adapter what it adds."""
    receiver = callee.receiver
    if callee.name != "__init__" or receiver is None:
        return
    init_of_base(frame, receiver, args)
    above = [entry[1] for entry in receiver.shape if entry[0] == "super" and isinstance(entry[1], ClassId)]
    if any(frame.program.classes[cls].kind == "exception" for cls in above):
        kids = {values.item(index): frame.flat(value) for index, value in enumerate(args.positional)}
        frame.now.write(receiver, "#msg", Value(shapes.TUPLE, kids=kids))


def _framework_method(frame: Frame, receiver: Value, callee: Callee, args: Args, at: int) -> Value | None:
    """A method that a framework adds to a class of the project (``model_dump``, ``model_validate``)."""
    for entry in shapes.ordered(receiver.shape):
        if entry[0] == "cls" and isinstance(entry[1], ClassId):
            return class_method(frame, entry[1], callee.name, args, at, callee.text)
        if entry[0] == "inst" and isinstance(entry[1], ClassId):
            made = answers.chosen(frame, entry[1], callee.name, args, at)
            made = made or answers.saved(frame, receiver, entry[1], callee.name, at)
            made = made or answers.dumped(frame, receiver, entry[1], callee.name, args)
            return made or object_method(frame, receiver, entry[1], callee.name, args, at)
    return None


def _by_method_name(frame: Frame, callee: Callee, receiver: Value, args: Args, at: int) -> Value | None:
    """An untyped receiver: the project's own method of that name, if few classes have one."""
    owners = frame.program.methods_named.get(callee.name, ())
    if not 1 <= len(owners) <= 3 or callee.name in _COMMON or callee.name.startswith("__") or receiver.shape:
        return None
    found: list[Value] = []
    for owner in owners:
        method = frame.program.classes[owner].methods[callee.name]
        if "staticmethod" in frame.program.function(method).decorators:
            return None
        whole = args._replace(positional=(receiver, *args.positional))
        found.append(call_project(frame, method, BLANK, whole, at, callee.text))
        if frame.state is None:
            return BLANK
    result = values.join_all(found)
    return result.but(facts=facts.transformed(result.facts, Transform.RAW, lower=1))


def _call_parameter(frame: Frame, callee: Callee, args: Args, at: int) -> Value | None:
    """The callee is a parameter or captured variable: whoever passes the function will know."""
    known = [fact for fact in callee.value.facts.values() if fact.origin is None and fact.role is None]
    if not known:
        return None
    fact = known[0]
    if callee.receiver is not None and (fact.root != 0 or frame.ir.owner < 0 or fact.path != (f".{callee.name}",)):
        return None  # a method of what was passed is found by the shape of what was passed
    spread = tuple(frame.flat(value) if value is not None else BLANK for value in (args.star, args.double_star))
    frame.calls[(fact.root, fact.path, at)] = ParameterCall(
        fact.root,
        fact.path,
        (*(frame.flat(value) for value in args.positional), *spread),
        tuple((name, frame.flat(value)) for name, value in args.keywords),
        frame.held_at(at),
        frame.site(at),
    )
    if callee.receiver is not None:
        return None
    given = fact.turned(path=(*fact.path, CALLED)[-limits.DEPTH :])
    return Value(facts=facts.one(given), vn=("call", at))


def _telling(frame: Frame, callee: Callee, args: Args, result: Value, at: int) -> Value:
    """A call named like a consent check whose body does not answer the question itself."""
    names = frame.catalogue.names
    if names.identity_check(callee.name):
        guard = Guard("identity", "", None, ambient=True)
        frame.hold(guard, callee.text, at)
    if result.implies is not None and result.implies != UNTOLD:
        return result
    if shapes.constants(result.shape) and not _opaque_body(frame, callee):
        return result
    implies, normal = call_guard(frame, callee.name, callee.receiver, args, at, f"{callee.text}(…)")
    if normal and not _resolved(frame, callee):
        frame.now.held = frame.now.held.plus(normal)
    return result if implies is None else result.telling(implies)


def _opaque_body(frame: Frame, callee: Callee) -> bool:
    """Whether the callee is no project function, so that only its name can tell."""
    return not _resolved(frame, callee)


def _resolved(frame: Frame, callee: Callee) -> bool:
    """Whether the callee is a project function whose body was read: it either raises or it does not."""
    return shapes.has(callee.value.shape, "fn") or shapes.has(callee.value.shape, "method")


def transfer_decorate(frame: Frame, instr: ir.Decorate) -> None:
    """``decorator(target)``: a project decorator is called, an unknown one gives the function back and may call it any
    time."""
    decorator, target = frame.value(instr.decorator), frame.value(instr.target)
    frame.at = instr.at
    if shapes.has(decorator.shape, "fn") or shapes.has(decorator.shape, "method") or shapes.has(decorator.shape, "cls"):
        result = call(frame, decorator, Args((target,)), instr.at, frame.texts.of(instr.decorator))
        if frame.state is not None and (result.shape or result.kids):
            frame.regs[instr.dst] = _decorated(frame, result, target, instr)
            return
        frame.regs[instr.dst] = BLANK  # the decorator's summary is still to come; its round brings this one back
        return
    made = frame.texts.made.get(instr.decorator)
    factory = frame.value(made.func) if isinstance(made, ir.Call) else BLANK
    unknown = not (decorator.shape or decorator.kids or decorator.facts)
    if unknown and shapes.has(factory.shape, "fn") and not frame.operations.marker(frame, factory):
        frame.regs[instr.dst] = BLANK  # made by a function of the project that is still to be interpreted
        return
    frame.operations.mark(frame, decorator, target, instr)
    frame.regs[instr.dst] = bound_task(target) if _binds(frame, made) else target


def _binds(frame: Frame, made: ir.Instr | None) -> bool:
    """Whether a decorator hands the task itself over first, as ``@shared_task(bind=True)`` does."""
    return isinstance(made, ir.Call) and any(
        label == "bind" and shapes.constants(frame.value(reg).shape) == [True] for reg, label in made.args
    )


def _decorated(frame: Frame, result: Value, target: Value, instr: ir.Decorate) -> Value:
    """What stands under the name from now on; the wrapper's call of the original counts as a call site of it."""
    for function in shapes.functions(result.shape):
        if function in shapes.functions(target.shape):
            continue
        summary = frame.knowledge.summary(function, frame.function)
        passed: dict[facts.Root, Value] = {
            label.removeprefix("#cell:"): kid for label, kid in result.kids.items() if label.startswith("#cell:")
        }
        application = Application(frame, function, passed, instr.at, "")
        for parameter_call in summary.calls:
            inner = application.at_path(parameter_call.root, parameter_call.path)
            application.note(parameter_call, inner)
            answer = application.result_of(parameter_call, inner)
            application.answered(parameter_call.root, parameter_call.path, answer)
        # one wrapper stands for every function that its decorator decorates
        frame.pending.setdefault(function, []).extend(application.hits_of_results(summary))
    return result
