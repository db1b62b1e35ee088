"""Building strings in every form: what is shown of each part is in the result as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, shapes, templates, urls, values
from privlint.flow.frame import Args
from privlint.flow.narrowing import members
from privlint.flow.serialise import shown
from privlint.flow.templates import built
from privlint.flow.values import ANY_ITEM, Value

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.model import ir

_OPERATORS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "|": "or", "&": "and", "%": "mod", "<<": "lshift",
              ">>": "rshift", "//": "floordiv", "@": "matmul", "**": "pow", "^": "xor"}  # fmt: skip
_ARITHMETIC = frozenset({"-", "*", "/", "//", "**", "@", "<<", ">>", "^", "-=", "*=", "/=", "//=", "**="})


def formatted(frame: Frame, parts: list[tuple[Value, str]], at: int) -> Value:
    """An f-string; one of constants only is a constant."""
    constants = [shapes.constants(value.shape) for value, _ in parts]
    if all(len(found) == 1 for found in constants) and not any(conversion for _, conversion in parts):
        return values.of(shapes.literal("".join(str(found[0]) for found in constants)))
    by = {"r": "__repr__", "s": "__str__", "a": "__repr__"}
    value = built(frame, facts.union(shown(frame, part, by.get(how, "__format__")) for part, how in parts), at)
    return urls.begun(value, (part for part, _ in parts))


def binary(frame: Frame, instr: ir.Binary) -> Value:
    """``left op right`` on strings, containers and numbers."""
    left, right = frame.value(instr.left), frame.value(instr.right)
    op = instr.op.removesuffix("=")
    own = _operator(frame, left, right, instr.op, instr.at)
    if own is not None:
        return own
    if op == "%" and not left.shape >= shapes.NUMBER:
        template = shapes.constant_text(left.shape)
        found = templates.percent(frame, template, right, instr.at)
        value = built(frame, facts.join(frame.facts_on(left), found), instr.at)
        return value if template is None else urls.begun(value, urls.of_percent(template, right, frame.now.kids(right)))
    if op == "|" and (left.shape >= shapes.DICT or right.shape >= shapes.DICT):
        merged = left if instr.op == "|=" else frame.now.new(("new", instr.at), values.BLANK, shapes.DICT)
        if instr.op != "|=":
            frame.operations.update(frame, merged, left, instr.at)
        frame.operations.update(frame, merged, right, instr.at)
        return merged.but(shape=merged.shape | _made_outside(left) | _made_outside(right))
    if op in ("|", "&", "-", "^") and (left.shape | right.shape) & shapes.SET:
        constants = _constants(frame, left, right, op)
        if constants is not None:
            kids = {values.item(at): values.of(shapes.literal(constant)) for at, constant in enumerate(constants)}
            return frame.now.new(("new", instr.at), Value(kids=kids), shapes.SET)
        kids = {ANY_ITEM: _items(frame, left, right, instr.at) if op in "|^" else frame.now.elements(left)}
        return frame.now.new(("new", instr.at), Value(kids=kids), shapes.SET)
    if op == "+":
        return _plus(frame, left, right, instr)
    if op == "|" and (_made_outside(left) or _made_outside(right)):
        return values.join(left, right)  # a chain of an SDK's objects: what is called on it, is called on each
    found = facts.join(frame.facts_on(left), frame.facts_on(right))
    return Value(shapes.NUMBER if op in _ARITHMETIC and not found else shapes.UNKNOWN, found)


def _constants(frame: Frame, left: Value, right: Value, op: str) -> list[str | int | float | bool | None] | None:
    """The members of a set that two sets of constants make (``row.keys() - PRIVATE``); None where one is not known."""
    one, two = members(frame, left), members(frame, right)
    if one is None or two is None:
        return None
    if op in ("&", "-"):
        return [member for member in one if (member in two) is (op == "&")]
    kept = one if op == "|" else [member for member in one if member not in two]
    return [*kept, *(member for member in two if member not in one)]


def _operator(frame: Frame, left: Value, right: Value, op: str, at: int) -> Value | None:
    """An operator that the class of one side defines is a call; the left side is asked first."""
    name = _OPERATORS.get(op.removesuffix("="))
    if name is None or not (shapes.instances(left.shape) or shapes.instances(right.shape)):
        return None
    asked = [(left, right, f"__{name}__"), (right, left, f"__r{name}__")]
    if op.endswith("="):
        asked.insert(0, (left, right, f"__i{name}__"))
    for own, other, method in asked:
        result = call_special(frame, own, method, (other,), at)
        if result is not None:
            return result
    return None


def call_special(frame: Frame, value: Value, name: str, given: tuple[Value, ...], at: int) -> Value | None:
    """Call the method behind an operator; None where the class of the value has none."""
    for cls in shapes.instances(value.shape):
        method = frame.program.method(cls, name)
        if method is not None:
            return frame.call(Value(shapes.atom("method", method), kids={"#self": value}), Args(given), at, name)
    return None


def _made_outside(value: Value) -> shapes.Shape:
    """The objects of classes outside the project that the value may be."""
    return frozenset(entry for entry in value.shape if entry[0] == "ext" and str(entry[1]).endswith("()"))


def _plus(frame: Frame, left: Value, right: Value, instr: ir.Binary) -> Value:
    lists = shapes.LIST | shapes.TUPLE
    if left.shape & lists or right.shape & lists:
        if instr.op == "+=" and left.locs:
            frame.now.write(left, ANY_ITEM, _items(frame, left, right, instr.at), strong=False)
            return left
        kids = {ANY_ITEM: _items(frame, left, right, instr.at)}
        return frame.now.new(("new", instr.at), Value(kids=kids), (left.shape | right.shape) & lists or shapes.LIST)
    constants = shapes.constants(left.shape), shapes.constants(right.shape)
    if all(len(found) == 1 and isinstance(found[0], str) for found in constants):
        return values.of(shapes.literal(f"{constants[0][0]}{constants[1][0]}"))
    found = facts.join(shown(frame, left), shown(frame, right))
    if not found and not left.shape | right.shape >= shapes.STR and urls.beginning(left) is None:
        return values.BLANK
    return urls.begun(built(frame, found, instr.at), (left, right))


def _items(frame: Frame, left: Value, right: Value, at: int) -> Value:
    return values.join(frame.operations.iterate(frame, left, at), frame.operations.iterate(frame, right, at))
