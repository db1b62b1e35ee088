"""Arguments to parameters, as Python binds them: ``*args`` and ``**kwargs`` keep what they forward apart, key by
key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes, values
from privlint.flow.values import ANY_ITEM, Value
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.flow.facts import Root
    from privlint.flow.frame import Args, Frame
    from privlint.model.module import FunctionIR, Param
    from privlint.model.program import FunctionId


def bind(frame: Frame, function: FunctionIR, args: Args, at: int) -> dict[Root, Value]:
    """The value of each parameter that a call gives one to."""
    passed: dict[Root, Value] = {}
    ordered = list(enumerate(function.params))
    plain = [entry for entry in ordered if entry[1].kind in ("positional-only", "positional")]
    positional = [*args.positional, *_spread(frame, args.star, len(plain) - len(args.positional))]
    for (index, _), value in zip(plain, positional, strict=False):
        passed[index] = value
    certain = {index for (index, _), _ in zip(plain, args.positional, strict=False)}
    rest = _keywords(frame, ordered, passed, args, certain)
    for index, param in ordered:
        if param.kind == "star":
            passed[index] = _star(frame, positional[len(plain) :], args.star, len(plain) < len(args.positional), at)
        elif param.kind == "double-star":
            passed[index] = _double_star(frame, rest, args.double_star, at)
    return passed


def supply_defaults(frame: Frame, callee: FunctionId, kids: Mapping[str, Value], passed: dict[Root, Value]) -> None:
    """Add what parameters hold that a call leaves out: the function's value has it, of methods that of their class."""
    function = frame.program.function(callee)
    left = [index for index, param in enumerate(function.params) if param.has_default and index not in passed]
    if not left:
        return
    if function.owner >= 0:
        made = frame.knowledge.read(("class", ClassId(callee.module, function.owner), function.name), frame.function)
        kids = {**made.kids, **kids}
    for index in left:
        value = kids.get(f"#default:{function.params[index].name}")
        if value is not None:
            passed[index] = value


def _spread(frame: Frame, star: Value | None, wanted: int) -> list[Value]:
    """The positions that ``*values`` fills: those known, then any element for the rest."""
    if star is None or wanted <= 0:
        return []
    found: list[Value] = []
    for position in range(wanted):
        label = values.item(position)
        if frame.now.part(star, label) is None and not frame.facts_on(star):
            break
        found.append(frame.now.read(star, label))
    return found


def _keywords(
    frame: Frame, ordered: list[tuple[int, Param]], passed: dict[Root, Value], args: Args, certain: set[int]
) -> list[tuple[str, Value]]:
    """Bind keywords (and the known keys of ``**values``) by name; return those that no parameter takes."""
    by_name = {param.name: index for index, param in ordered if param.kind in ("positional", "keyword-only")}
    rest: list[tuple[str, Value]] = []
    for name, value in args.keywords:
        if name in by_name:
            passed[by_name[name]] = value
        else:
            rest.append((name, value))
    if args.double_star is not None:
        for name, index in by_name.items():
            label = values.item(name)
            given = frame.now.part(args.double_star, label) is not None or frame.facts_on(args.double_star)
            if index not in certain and given:
                value = frame.now.read(args.double_star, label)
                # ``*args`` of unknown length may fill it as well
                passed[index] = values.join(passed[index], value) if index in passed else value
    return rest


def _star(frame: Frame, surplus: list[Value], star: Value | None, behind: bool, at: int) -> Value:
    if star is not None and not surplus and not behind:
        return star
    kids = {values.item(position): value for position, value in enumerate(surplus)}
    if star is not None:
        kids[ANY_ITEM] = frame.operations.iterate(frame, star, at)
    return Value(shapes.TUPLE, kids=kids)


def _double_star(frame: Frame, rest: list[tuple[str, Value]], spread: Value | None, at: int) -> Value:
    if spread is not None and not rest:
        return spread
    made = frame.now.new(("kwargs", at), values.BLANK, shapes.DICT)
    if spread is not None:
        frame.operations.update(frame, made, spread, at)
    for name, value in rest:
        frame.now.write(made, values.item(name), value)
    return made
