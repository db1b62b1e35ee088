"""ModuleIR, the waist of the line: one file's functions, classes and annotations, lowered to the instructions of
``ir``."""

from __future__ import annotations

from typing import Literal

import msgspec

from privlint.model.ir import Region
from privlint.model.pragma import Pragma
from privlint.model.types import TypeExpr

#: Raise this whenever the shape or the meaning of the IR changes: it is part of every cache key.
IR_FORMAT = 2


class Param(msgspec.Struct, frozen=True, array_like=True):
    """A parameter; ``kind`` is ``positional-only``, ``positional``, ``star`` (``*args``), ``keyword-only`` or
    ``double-star``."""

    name: str
    kind: str
    at: int
    has_default: bool = False
    declared: TypeExpr | None = None


class FunctionIR(msgspec.Struct, frozen=True, array_like=True):
    """A function, lambda, class body or module body.

    ``qualname`` is Python's, with ``<locals>`` left out (``Cart.total``, ``make.inner``, ``<lambda>`` gets its ordinal
    among siblings: ``f.<lambda>2``), ``<module>`` for function 0 and the class's own qualname for a class body.
    ``parent`` is the index of the enclosing function (-1 for the module), ``owner`` the index of the class whose body
    directly defines it (-1 without). ``at`` and ``end`` are the first and last ordinals of the whole definition,
    decorators included. ``decorators`` are the decorators' dotted names, outermost first, as written, with ``()`` where
    called, ``?`` where computed. ``dialect`` holds the directives for other tools that the docstring has: ``pii`` and
    ``no_pii``, those of Open edX.
    """

    name: str
    qualname: str
    kind: Literal["module", "function", "lambda", "class"]
    at: int
    end: int
    body: Region
    registers: int
    params: tuple[Param, ...] = ()
    returns: TypeExpr | None = None
    parent: int = -1
    owner: int = -1
    is_async: bool = False
    is_generator: bool = False
    decorators: tuple[str, ...] = ()
    locals: tuple[str, ...] = ()
    dialect: str = ""


class ClassIR(msgspec.Struct, frozen=True, array_like=True):
    """A class: ``body`` is the index of the function that runs its body; ``bases`` as written."""

    name: str
    qualname: str
    at: int
    end: int
    body: int
    bases: tuple[TypeExpr, ...] = ()
    keywords: tuple[tuple[str, TypeExpr], ...] = ()
    decorators: tuple[str, ...] = ()
    decorator_calls: tuple[TypeExpr, ...] = ()
    dialect: str = ""


class ModuleIR(msgspec.Struct, frozen=True, array_like=True):
    """One file, lowered: plain data, the same bytes for the same source, whatever was configured.

    ``nodes`` is how many ordinals the module has. ``lines`` counts physical lines. ``module`` and ``path`` are those of
    the ``SourceFile``; relative imports are kept as written and resolved when modules are linked.
    """

    path: str
    module: str
    is_package: bool
    lines: int
    nodes: int
    functions: tuple[FunctionIR, ...]
    classes: tuple[ClassIR, ...] = ()
    pragmas: tuple[Pragma, ...] = ()
    format: int = IR_FORMAT

    def absolute(self, module: str, level: int) -> str:
        """The absolute name of a module that this one imports with ``level`` leading dots."""
        if not level:
            return module
        parts = self.module.split(".")
        drop = level - 1 if self.is_package else level
        base = parts[: len(parts) - drop] if drop else parts
        return ".".join([*base, module] if module else base)
