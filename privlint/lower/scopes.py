"""Which variable a name means: Python's scopes, resolved while the code is lowered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Kind: TypeAlias = Literal["module", "function", "lambda", "class"]
#: What one comprehension, or one list of type parameters, binds: names as written to names in the IR.
Frame: TypeAlias = dict[str, str]


class Scope:
    """The names of one function, lambda, class body or module body.

    A comprehension and a list of type parameters have scopes of their own in Python; here they are *frames* of the
    scope around them, whose names are renamed so that they hide nothing. A scope keeps the frames that surround its
    definition (``enclosing``), for its code sees them too.

    While ``target`` is set, assignments go to that frame: they write a comprehension's targets.

    A name may be bound further down than it is read. A ``Load`` whose name is not bound yet is therefore kept, and its
    scope is set by ``close``, before the instruction is handed out. For the same reason an inner function is lowered
    only when every function around it is closed.
    """

    def __init__(self, kind: Kind, outer: Scope | None = None) -> None:
        self.kind = kind
        self.outer = outer
        self.enclosing = tuple(outer.frames) if outer else ()
        self.frames: list[Frame] = []
        self.target: Frame | None = None
        self.bound: dict[str, None] = {}
        self.declared: dict[str, ir.Scope] = {}
        self.pending: list[ir.Load] = []

    def declare(self, names: Iterable[str], scope: ir.Scope) -> None:
        """``global names`` or ``nonlocal names``."""
        self.declared.update(dict.fromkeys(names, scope))

    def bind(self, name: str) -> tuple[str, ir.Scope]:
        """The variable that an assignment to ``name`` writes: its name in the IR, and its scope."""
        if self.target is not None:
            renamed = self.target[name]
            self.bound[renamed] = None
            return renamed, "local"
        return self.bind_here(name)

    def bind_here(self, name: str) -> tuple[str, ir.Scope]:
        """The variable that ``name := …`` writes, which is never one of a comprehension."""
        if self.declared and name in self.declared:
            return name, self.declared[name]
        if self.kind == "module":
            return name, "global"
        self.bound[name] = None
        return name, "local"

    def load(self, at: int, dst: ir.Reg, name: str) -> ir.Load:
        """The instruction that reads ``name``; its scope may be settled only when this scope is closed."""
        hidden = False
        if self.frames:
            for frame in reversed(self.frames):
                if name in frame:
                    return ir.Load(at, dst, frame[name], "local")
            # What a class body binds cannot be seen from a comprehension inside it.
            hidden = self.kind == "class"
        if name in self.bound and not hidden:
            return ir.Load(at, dst, name, "local")
        load = ir.Load(at, dst, name, "global")
        if self.outer is not None:
            self.pending.append(load)
        return load

    def close(self) -> None:
        """Settle the loads that were left open: every name that this scope binds is known now."""
        settled: dict[str, tuple[str, ir.Scope]] = {}
        for load in self.pending:
            if load.name not in settled:
                settled[load.name] = self._resolve(load.name)
            name, scope = settled[load.name]
            if scope != "global":
                msgspec.structs.force_setattr(load, "name", name)
                msgspec.structs.force_setattr(load, "scope", scope)
        self.pending.clear()

    def _resolve(self, name: str) -> tuple[str, ir.Scope]:
        if name in self.declared:
            return name, self.declared[name]
        # A class body reads a name that it has not bound so far from outside.
        if name in self.bound and self.kind != "class":
            return name, "local"
        for scope, frames in self._outward():
            for frame in reversed(frames):
                if name in frame:
                    return frame[name], "free"
            if scope.declared.get(name) == "global":
                break
            if name in scope.bound and scope.kind != "class":
                return name, "free"
        return name, "global"

    def _outward(self) -> Iterator[tuple[Scope, tuple[Mapping[str, str], ...]]]:
        """The enclosing scopes, innermost first, each with those of its frames that are visible here."""
        scope = self
        while scope.outer is not None:
            yield scope.outer, scope.enclosing
            scope = scope.outer
