"""Shapes: what a value *is*, apart from what is in it. A shape is a small set of atoms; the empty set means not
known."""

from __future__ import annotations

from functools import cache

from privlint.flow import limits
from privlint.model.program import ClassId, FunctionId

#: ``(kind, detail…)``: ``inst``/``cls``/``super`` + ClassId, ``fn``/``method`` + FunctionId, ``module`` + dotted name,
#: ``ext`` + API path, ``lit`` + type name + constant, ``kind`` + builtin type, ``query`` + ClassId (a collection of
#: that class's objects).
Atom = tuple[str | int | float | bool | ClassId | FunctionId | None, ...]
Shape = frozenset[Atom]

UNKNOWN: Shape = frozenset()


def atom(kind: str, detail: str | ClassId | FunctionId) -> Shape:
    """A shape of one atom."""
    return frozenset(((kind, detail),))


def literal(value: str | int | float | bool | None) -> Shape:
    """The shape of a constant; long strings are only strings."""
    if isinstance(value, str) and len(value) > 120:
        return STR
    return frozenset((("lit", type(value).__name__, value),))


def external(path: str) -> Shape:
    """The shape of something outside the project, by its API path."""
    return frozenset((("ext", path),))


STR = atom("kind", "str")
NUMBER = atom("kind", "number")
BOOL = atom("kind", "bool")
DICT = atom("kind", "dict")
LIST = atom("kind", "list")
TUPLE = atom("kind", "tuple")
SET = atom("kind", "set")
BYTES = atom("kind", "bytes")

_KIND_OF_LITERAL = {"str": STR, "int": NUMBER, "float": NUMBER, "bool": BOOL}


def join(first: Shape, second: Shape) -> Shape:
    """Either shape. Too many constants become their type; of too many atoms the first in order stay."""
    if not first or not second:
        # what is not known may be anything, so a constant beside it decides nothing; a class or client still does
        return first if first is second else _open(first or second)
    if first is second or second <= first:
        return first
    if first <= second:
        return second
    result = first | second
    if len(result) > limits.SHAPES:
        result = _without_literals(result)
    return result if len(result) <= limits.SHAPES else frozenset(ordered(result)[: limits.SHAPES])


def _open(shape: Shape) -> Shape:
    kept = frozenset(entry for entry in shape if entry[0] != "lit")
    return shape if len(kept) == len(shape) else kept


def _without_literals(shape: Shape) -> Shape:
    widened: set[Atom] = set()
    for entry in shape:
        if entry[0] == "lit":
            widened |= _KIND_OF_LITERAL.get(str(entry[1]), frozenset())
        else:
            widened.add(entry)
    return frozenset(widened)


def lasting(shape: Shape) -> Shape:
    """What a parameter may be taken to be because one caller passes it: no constant, and no function, since other
    callers pass others and each call is followed with its own."""
    return frozenset(entry for entry in shape if entry[0] not in ("lit", "fn", "method", "partial", "getter", "super"))


def constants(shape: Shape) -> list[str | int | float | bool | None]:
    """The constants, if the shape consists of nothing else; otherwise an empty list."""
    if any(entry[0] != "lit" for entry in shape):
        return []
    found = [entry[2] for entry in ordered(shape)]
    return [value for value in found if not isinstance(value, ClassId | FunctionId)]


def constant_text(shape: Shape) -> str | None:
    """The one string the value must be; None otherwise."""
    found = constants(shape)
    return found[0] if len(found) == 1 and isinstance(found[0], str) else None


def address(text: str) -> Shape:
    """The shape of the constant beginning of a URL; unlike a literal it stays where nothing is known beside it."""
    return frozenset((("url", text),))


def one_address(shape: Shape) -> str | None:
    """The one constant beginning of a URL that the shape tells; None otherwise."""
    found = [str(entry[1]) for entry in shape if entry[0] == "url"]
    return found[0] if len(found) == 1 else None


@cache
def paths(shape: Shape) -> tuple[str, ...]:
    """The API paths among the atoms, sorted."""
    return tuple(sorted(str(entry[1]) for entry in shape if entry[0] == "ext"))


@cache
def instances(shape: Shape) -> tuple[ClassId, ...]:
    """The project classes whose instances the value may be, sorted."""
    return tuple(sorted(entry[1] for entry in shape if entry[0] == "inst" and isinstance(entry[1], ClassId)))


@cache
def classes(shape: Shape) -> tuple[ClassId, ...]:
    """The project classes that the value may be, sorted."""
    return tuple(sorted(entry[1] for entry in shape if entry[0] == "cls" and isinstance(entry[1], ClassId)))


@cache
def functions(shape: Shape) -> tuple[FunctionId, ...]:
    """The project functions the value may be, sorted."""
    return tuple(sorted(entry[1] for entry in shape if entry[0] == "fn" and isinstance(entry[1], FunctionId)))


@cache
def methods(shape: Shape) -> tuple[FunctionId, ...]:
    """The project methods bound to a receiver that the value may be, sorted."""
    return tuple(sorted(entry[1] for entry in shape if entry[0] == "method" and isinstance(entry[1], FunctionId)))


@cache
def has(shape: Shape, kind: str) -> bool:
    """Whether some atom is of that kind."""
    return any(entry[0] == kind for entry in shape)


def is_harmless(shape: Shape) -> bool:
    """Whether the value is certainly a constant, number or truth value: nothing personal whatever its name."""
    return bool(shape) and all(
        entry[0] in ("lit", "module", "fn", "cls", "method") or entry == ("kind", "bool") for entry in shape
    )


@cache
def ordered(shape: Shape) -> tuple[Atom, ...]:
    """The atoms in a stable order."""
    if len(shape) <= 1:
        return tuple(shape)
    return tuple(sorted(shape, key=lambda entry: (str(entry[0]), str(entry[1:]))))
