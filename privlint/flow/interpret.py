"""One function, interpreted: its parameters are set up, its body is run, its summary is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, numbers, shapes, values
from privlint.flow.blocks import run
from privlint.flow.flattening import outgoing
from privlint.flow.frame import Args, Frame
from privlint.flow.generic_views import handed_down
from privlint.flow.globals import publish_filled, publish_shared, target_value
from privlint.flow.guards import NEVER, NOTHING
from privlint.flow.handling import is_taken_apart
from privlint.flow.raising import nothing_known, summary_key
from privlint.flow.sources import Read, by_name, known
from privlint.flow.state import parameter_fact, parameter_location
from privlint.flow.summary import Summary
from privlint.flow.typing import value_of
from privlint.flow.values import ANY_ITEM, Value
from privlint.flow.variants import template
from privlint.model.program import ClassId
from privlint.model.scale import Confidence
from privlint.model.types import head_type, marker_category

if TYPE_CHECKING:
    from privlint.flow.facts import Path, Root
    from privlint.flow.frame import Operations
    from privlint.flow.guards import Guard, Guards
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.state import State
    from privlint.flow.text import Texts
    from privlint.model.module import Param
    from privlint.model.program import FunctionId


def interpret(knowledge: Knowledge, function: FunctionId, operations: Operations, texts: Texts) -> Summary:
    """Interpret a function with what is known so far; gives its summary and leaves what it found in ``knowledge``."""
    frame = Frame(function, knowledge, operations, texts)
    frame.now.held = knowledge.declared.function(function.base).guards
    guessed: dict[Root, shapes.Shape] = {}
    for index, param in enumerate(frame.ir.params):
        frame.now.env[param.name] = _parameter(frame, index, param)
        if param.declared is None and frame.now.env[param.name].shape:
            guessed[index] = frame.now.env[param.name].shape
        dependency = knowledge.injected.get((function.base, param.name)) or _annotated_dependency(frame, param)
        if dependency is not None:
            given = frame.call(dependency, Args(), param.at, param.name)
            names = [param.name, *(knowledge.program.function(one).name for one in shapes.functions(dependency.shape))]
            frame.now.env[param.name] = given.but(vn=numbers.CURRENT if any(map(numbers.is_current, names)) else None)
        if param.name in knowledge.captured(function.base):
            knowledge.put(("free", function.base, param.name), values.of(frame.now.env[param.name].shape))
    for dependency in knowledge.demanded.get(function.base, ()):
        frame.call(dependency, Args(), frame.ir.at, "")
    run(frame, frame.ir.body)
    if frame.state is not None:
        frame.exits[0].give_back(Value(shapes.literal(None), implies=NEVER), frame.state)
    if frame.fuel <= 0:
        knowledge.trouble(
            frame.module.path,
            frame.ir.at,
            f"{frame.ir.qualname} is too long to be followed exactly",
            "split the function",
        )
    knowledge.worked[function] = knowledge.worked.get(function, 0) + limits.FUEL - frame.fuel
    summary = _summary(frame)
    summary.guessed = (
        {root: guessed[root] for root in sorted(guessed) if root in _given_back(summary)} if guessed else {}
    )
    knowledge.born[function] = {key: hit for key, hit in frame.hits.items() if hit.fact.origin is not None}
    knowledge.pending[function] = frame.pending
    knowledge.handed_out[function] = frame.escaped
    knowledge.collections[function] = frame.collections
    knowledge.received[function] = frame.received
    knowledge.captures[function] = frame.captures
    return summary


def _annotated_dependency(frame: Frame, param: Param) -> Value | None:
    """``Annotated[str, Depends(mail_of)]``: the function whose result the framework passes."""
    for note in param.declared.args[1:] if param.declared is not None else ():
        if note.name.rpartition(".")[2] in ("Depends()", "Security()") and note.args:
            target = frame.program.dotted(frame.function.module, note.args[0].name)
            if target is not None and target.kind in ("function", "class"):
                return target_value(frame, target)
    return None


def _parameter(frame: Frame, index: int, param: Param) -> Value:
    """What a parameter holds: whatever the caller passes, and a datum if its name or declaration says so."""
    loc = parameter_location(index)
    fitted = template(frame.function, index)
    if fitted is not None and fitted.kids:
        frame.now.heap[loc] = Value(kids=fitted.kids)
        return Value(fitted.shape, vn=("par", index), locs=(loc,))
    own = facts.one(parameter_fact(index))
    shape, kids = _shape(frame, index, param)
    number: facts.Subject = ("par", index)
    if any(path.endswith(("Request()", "HttpRequest()", ".request")) for path in shapes.paths(shape)):
        number = numbers.REQUEST
    if param.kind in ("positional-only", "positional", "keyword-only") and not shapes.instances(shape):
        own = facts.join(_datum(frame, index, param), own)
    return Value(shape, own, kids, number, locs=(loc,))


def _shape(frame: Frame, index: int, param: Param) -> tuple[shapes.Shape, values.Kids]:
    fitted = template(frame.function, index)
    if fitted is not None:
        return fitted.shape, values.NO_KIDS
    if index == 0 and frame.ir.owner >= 0 and "staticmethod" not in frame.ir.decorators:
        kind = "cls" if "classmethod" in frame.ir.decorators or frame.ir.name == "__new__" else "inst"
        return frozenset(((kind, ClassId(frame.function.module, frame.ir.owner)),)), values.NO_KIDS
    if param.kind == "star":
        return shapes.TUPLE, values.NO_KIDS
    if param.kind == "double-star":
        return shapes.DICT, values.NO_KIDS
    declared = value_of(frame.program, frame.catalogue, frame.function.module, param.declared)
    if declared.shape:
        return declared.shape, declared.kids
    if param.name in ("request", "req") and frame.ir.kind == "function":
        return frame.knowledge.request_shape(frame.function), values.NO_KIDS
    passed = frame.knowledge.passed_as(frame.function, index)
    if not passed and index == 1 and frame.ir.owner >= 0:
        view = ClassId(frame.function.module, frame.ir.owner)
        passed = frozenset(("inst", made) for made in handed_down(frame.knowledge, view, frame.ir.name))
    if not passed and frame.knowledge.declared.function(frame.function.base).fulfils:
        return frame.knowledge.person_named(param.name), values.NO_KIDS  # what fulfils a right of a person gets one
    return passed, values.NO_KIDS


def _datum(frame: Frame, index: int, param: Param) -> facts.Facts:
    declared = frame.knowledge.declared
    qualname = frame.label.partition(":")[2]
    category = (
        declared.data(frame.module.path, param.at)
        or marker_category(param.declared)
        or declared.named("data", frame.module, f"{qualname}.{param.name}")
    )
    read = Read(
        param.name, "param", "param", param.name, param.at,
        declared=head_type(param.declared), subject=("par", index), via=(index, ()),
        beside=tuple(other.name for other in frame.ir.params),
    )  # fmt: skip
    if category:
        return known(frame, read._replace(via=None), category, Confidence.HIGH)
    datum = by_name(frame, read)
    apart = any(is_taken_apart(frame, param.name, fact.category) for fact in datum.values())
    return facts.NO_FACTS if apart else datum


def _summary(frame: Frame) -> Summary:
    exits = frame.exits[0]
    hits = {key: hit for key, hit in frame.hits.items() if hit.fact.origin is None}
    raises = _raises(frame)
    if exits.returns is None:
        ends = frame.yielded is not None or frame.ir.is_generator
        return Summary(hits=hits, raises=raises, calls=tuple(frame.calls.values()), ends=ends)
    result, state = exits.returns
    frame.state = state
    publish_shared(frame, state.heap)
    publish_filled(frame)
    writes = _writes(frame, state)
    for name in frame.knowledge.captures_of(function_of(frame)):
        if name in state.env and name not in frame.ir.locals:
            writes[(name, ())] = frame.flat(state.env[name])
    if frame.ir.is_generator:
        items = frame.yielded if frame.yielded is not None else values.BLANK
        result = Value(shapes.LIST, kids={ANY_ITEM: items, "#return": result})
    else:
        for name in sorted(frame.knowledge.captured(frame.function.base)):
            if name in state.env:
                frame.knowledge.put(("free", frame.function.base, name), frame.shared(state.env[name]))
    return Summary(
        returns=result,
        writes=writes,
        hits=hits,
        raises=raises,
        calls=tuple(frame.calls.values()),
        normal=_lasting(state.held),
    )


def _given_back(summary: Summary) -> set[Root]:
    """The parameters that leave the function as the objects they are."""
    found: set[Root] = set()
    passed_on = [value for call in summary.calls for value in (*call.args, *(value for _, value in call.keywords))]
    waiting = [summary.returns, *summary.writes.values(), *summary.raises.values(), *passed_on]
    while waiting:
        value = waiting.pop()
        found |= {fact.root for fact in value.facts.values() if fact.origin is None and not fact.path}
        waiting.extend(value.kids.values())
    return found


def function_of(frame: Frame) -> FunctionId:
    """The function as such that a frame interprets."""
    return frame.function.base


def _lasting(held: Guards) -> Guards:
    """What a caller may rely on once the function returned: checks about parameters, not declared purposes."""

    def kept(guard: Guard) -> Guard | None:
        if guard.kind in ("purpose", "basis") or guard.trusted:
            return None
        return guard if guard.subject is None or numbers.innermost(guard.subject) in ("par", "request") else None

    return held.mapped(kept) if held else NOTHING


def _writes(frame: Frame, state: State) -> dict[tuple[Root, Path], Value]:
    found: dict[tuple[Root, Path], Value] = {}
    for loc, content in sorted(state.heap.items(), key=lambda entry: str(entry[0])):
        if loc[0] != "par" or not isinstance(loc[1], int | str):
            continue
        path = tuple(str(label) for label in loc[2:])
        if len(path) >= limits.WRITE_PATH:
            continue  # what lies deeper is shared through the fields of its class
        fitted = template(frame.function, loc[1]) if isinstance(loc[1], int) and not path else None
        given = fitted.kids if fitted is not None else values.NO_KIDS
        for label, kid in content.kids.items():
            if label in given and values.same(kid, given[label]):
                continue
            if label == values.ANY_ITEM and kid.facts:
                kid = _moved(kid, loc[1], (*path, label))
            found[(loc[1], (*path, label))] = outgoing(state, kid, limits.WRITE_DEPTH, limits.WRITE_TREE)
        if content.facts:
            found[(loc[1], path)] = Value(facts=content.facts)
    if len(found) <= limits.WRITES:
        return found
    nearest = sorted(found, key=lambda entry: (len(entry[1]), str(entry)))[: limits.WRITES]
    return {entry: found[entry] for entry in nearest}


def _moved(kid: Value, root: Root, path: Path) -> Value:
    """What was put under unknown keys, without what may have stood there before: no item moves to another's key."""
    there = {key: fact for key, fact in kid.facts.items() if (fact.root, fact.path, fact.role) != (root, path, None)}
    return kid if len(there) == len(kid.facts) else kid.but(facts=there)


def _raises(frame: Frame) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for thrown, state in frame.exits[0].raises:
        if nothing_known(thrown):
            continue
        frame.state = state
        key = summary_key(thrown)
        flat = frame.flat(thrown)
        found[key] = flat if key not in found else values.join(found[key], flat)
    return found
