"""ModuleIR, the waist of the line: what one file says, without syntax tree, positions, catalogue or policy.

A module is a list of functions; function 0 is the module's own body. A function body is a *region*: a sequence of
instructions over registers, in which control flow is nested (``If``, ``Loop``, ``Try``, ``With``), since Python has no
goto. A register is an integer, unique in its function and written once, save by ``Select`` and ``Logic``, which merge
two regions. ``at`` is the pre-order ordinal of the instruction's node in its module: with the file, it leads to a
position when one is needed. Register ``NONE`` (-1) stands for an operand that is absent.

Scopes are resolved here: a name is ``local`` to its function, ``free`` (of an enclosing function) or ``global`` (of the
module or builtin). Comprehensions are lowered in place, their targets renamed so that they hide nothing.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from privlint.model.types import TypeExpr

Reg: TypeAlias = int
NONE: Reg = -1
Scope: TypeAlias = Literal["local", "free", "global"]


class Node(msgspec.Struct, frozen=True, array_like=True, tag=True, gc=False):
    """An instruction; ``at`` is the ordinal of the syntax node it was lowered from."""

    at: int


class Const(Node, frozen=True):
    """``dst`` is a literal: a string, a number that fits 64 bits, a truth value or None."""

    dst: Reg
    value: str | int | float | bool | None


class Opaque(Node, frozen=True):
    """``dst`` is a value whose content is not kept: ``bytes``, ``number``, ``ellipsis``, ``slice``, ``unknown`` …"""

    dst: Reg
    kind: str
    sources: tuple[Reg, ...] = ()


class Load(Node, frozen=True):
    """``dst`` is what ``name`` holds."""

    dst: Reg
    name: str
    scope: Scope


class Store(Node, frozen=True):
    """``name`` now holds ``src``; ``declared`` is the annotation of an annotated assignment."""

    name: str
    scope: Scope
    src: Reg
    declared: TypeExpr | None = None


class Declare(Node, frozen=True):
    """``name: type`` without a value, in a function, class or module body."""

    name: str
    scope: Scope
    declared: TypeExpr


class Delete(Node, frozen=True):
    """``del name``."""

    name: str
    scope: Scope


class GetAttr(Node, frozen=True):
    """``dst = obj.attr``."""

    dst: Reg
    obj: Reg
    attr: str


class SetAttr(Node, frozen=True):
    """``obj.attr = src``; ``src`` is NONE for a bare declaration ``self.x: T``."""

    obj: Reg
    attr: str
    src: Reg
    declared: TypeExpr | None = None


class DelAttr(Node, frozen=True):
    """``del obj.attr``."""

    obj: Reg
    attr: str


class GetItem(Node, frozen=True):
    """``dst = obj[key]`` (a slice is ``GetSlice``)."""

    dst: Reg
    obj: Reg
    key: Reg


class GetSlice(Node, frozen=True):
    """``dst = obj[lower:upper:step]``, absent bounds being NONE."""

    dst: Reg
    obj: Reg
    lower: Reg
    upper: Reg
    step: Reg


class SetItem(Node, frozen=True):
    """``obj[key] = src``; a slice assignment has an ``Opaque`` slice as key."""

    obj: Reg
    key: Reg
    src: Reg


class DelItem(Node, frozen=True):
    """``del obj[key]``."""

    obj: Reg
    key: Reg


class Build(Node, frozen=True):
    """``dst`` is a new ``list``, ``tuple`` or ``set`` of items; ``True`` beside an item means it was starred."""

    dst: Reg
    kind: Literal["list", "tuple", "set"]
    items: tuple[tuple[Reg, bool], ...]


class BuildDict(Node, frozen=True):
    """``dst`` is a new dict of (key, value) entries in order; a key of NONE means ``**value``."""

    dst: Reg
    entries: tuple[tuple[Reg, Reg], ...]


class Accumulate(Node, frozen=True):
    """The comprehension's collection ``target`` gains ``value`` (under ``key``, NONE unless it is a dict)."""

    target: Reg
    key: Reg
    value: Reg


class Format(Node, frozen=True):
    """``dst`` is a string of parts (an f-string); each part has its conversion: ``""``, ``"r"``, ``"s"``, ``"a"``."""

    dst: Reg
    parts: tuple[tuple[Reg, str], ...]


class Binary(Node, frozen=True):
    """``dst = left op right``; ``op`` as written, with ``=`` appended for an augmented assignment."""

    dst: Reg
    op: str
    left: Reg
    right: Reg


class Unary(Node, frozen=True):
    """``dst = op operand``; ``op`` is ``not``, ``-``, ``+`` or ``~``."""

    dst: Reg
    op: str
    operand: Reg


class Compare(Node, frozen=True):
    """``dst = left op right`` for one comparison; a chain is a ``Logic`` of several."""

    dst: Reg
    op: str
    left: Reg
    right: Reg


class Logic(Node, frozen=True):
    """``dst`` is ``and`` / ``or`` over operands; each operand's region runs only if those before it did not decide."""

    dst: Reg
    op: Literal["and", "or"]
    operands: tuple[tuple[Region, Reg], ...]


class Select(Node, frozen=True):
    """``dst`` is ``then_value if cond else else_value``; each region runs on its branch only."""

    dst: Reg
    cond: Reg
    then: Region
    then_value: Reg
    orelse: Region
    else_value: Reg


class Call(Node, frozen=True):
    """``dst = func(args)``; an argument's label is its keyword, ``""`` if positional, ``"*"`` or ``"**"``."""

    dst: Reg
    func: Reg
    args: tuple[tuple[Reg, str], ...]


class Await(Node, frozen=True):
    """``dst = await src``."""

    dst: Reg
    src: Reg


class Yield(Node, frozen=True):
    """``dst = yield src`` (``src`` NONE when bare); ``delegate`` for ``yield from``."""

    dst: Reg
    src: Reg
    delegate: bool = False


class Unpack(Node, frozen=True):
    """``src`` is spread over ``before``, then ``star`` (NONE without one; a list), then ``after``."""

    src: Reg
    before: tuple[Reg, ...]
    star: Reg
    after: tuple[Reg, ...]


class DictRest(Node, frozen=True):
    """``dst`` is ``src`` without the constant ``keys``: the ``**rest`` of a mapping pattern."""

    dst: Reg
    src: Reg
    keys: tuple[str, ...]


class IsInstance(Node, frozen=True):
    """``dst`` tells whether ``obj`` is an instance of ``cls``: the test of a class pattern."""

    dst: Reg
    obj: Reg
    cls: Reg


class Discard(Node, frozen=True):
    """The value of an expression statement is not used."""

    src: Reg


class MakeFunction(Node, frozen=True):
    """``dst`` is function ``index`` of this module as a value; ``defaults`` are its parameters' defaults."""

    dst: Reg
    index: int
    defaults: tuple[tuple[str, Reg], ...] = ()


class MakeClass(Node, frozen=True):
    """``dst`` is class ``index`` of this module; its body, a function of its own, runs here."""

    dst: Reg
    index: int
    bases: tuple[Reg, ...] = ()
    keywords: tuple[tuple[str, Reg], ...] = ()


class Decorate(Node, frozen=True):
    """``dst = decorator(target)``, innermost decorator first; ``target`` is a function or class just made."""

    dst: Reg
    decorator: Reg
    target: Reg


class Import(Node, frozen=True):
    """``import module`` (``name`` empty; ``top``: the package ``a`` of ``a.b``) or ``from module import name``."""

    dst: Reg
    module: str
    name: str = ""
    level: int = 0
    top: bool = False


class ImportStar(Node, frozen=True):
    """``from module import *``."""

    module: str
    level: int = 0


class Arm(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One ``if``/``elif`` (or ``case``): the region that computes ``cond``, and the body that runs if it is true."""

    header: Region
    cond: Reg
    body: Region


class If(Node, frozen=True):
    """The first arm whose condition holds runs; else ``orelse``. Header regions run in order until one holds."""

    arms: tuple[Arm, ...]
    orelse: Region = ()


class While(Node, frozen=True):
    """``while``: ``header`` computes ``cond`` before each round; ``orelse`` runs when it turned false."""

    header: Region
    cond: Reg
    body: Region
    orelse: Region = ()


class For(Node, frozen=True):
    """``for``: each element of ``iterable`` stands in ``item`` while ``target`` (the unpacking) and ``body`` run."""

    iterable: Reg
    item: Reg
    target: Region
    body: Region
    orelse: Region = ()
    is_async: bool = False
    comprehension: bool = False


class Handler(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``except types as name``: ``header`` computes the registers of ``types`` (none: catches all)."""

    at: int
    header: Region
    types: tuple[Reg, ...]
    name: str
    body: Region


class Try(Node, frozen=True):
    """``try``; ``group`` for ``except*``. A handler's ``name`` is a local of the function."""

    body: Region
    handlers: tuple[Handler, ...]
    orelse: Region = ()
    final: Region = ()
    group: bool = False


class With(Node, frozen=True):
    """One context manager: ``manager`` is entered, what it gives stands in ``entered``, ``body`` (target first)
    runs."""

    manager: Reg
    entered: Reg
    body: Region
    is_async: bool = False


class Return(Node, frozen=True):
    """``return src`` (NONE: bare)."""

    src: Reg


class Raise(Node, frozen=True):
    """``raise exc from cause`` (NONE: re-raise / no cause)."""

    exc: Reg
    cause: Reg = NONE


class Break(Node, frozen=True):
    """``break``."""


class Continue(Node, frozen=True):
    """``continue``."""


Instr: TypeAlias = (
    Const | Opaque | Load | Store | Declare | Delete | GetAttr | SetAttr | DelAttr | GetItem | GetSlice | SetItem
    | DelItem | Build | BuildDict | Accumulate | Format | Binary | Unary | Compare | Logic | Select | Call | Await
    | Yield | Unpack | DictRest | IsInstance | Discard | MakeFunction | MakeClass | Decorate | Import | ImportStar
    | If | While | For | Try | With | Return | Raise | Break | Continue
)  # fmt: skip
Region: TypeAlias = tuple[Instr, ...]
