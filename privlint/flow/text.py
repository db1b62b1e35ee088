"""How the code says it: the normalised expression behind a register, for messages, origins and names."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.walk import definitions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.model.ir import Instr, Reg
    from privlint.model.module import FunctionIR

#: Longer expressions are abbreviated: they are shown, and compared as origins.
_LONGEST = 60


class Texts:
    """The expressions of one function. Literals other than short plain keys are left out, so that no datum is ever
    printed."""

    def __init__(self, function: FunctionIR) -> None:
        self.made: Mapping[Reg, Instr] = definitions(function.body)
        self._texts: dict[Reg, str] = {}
        self._positions: dict[str, list[int]] | None = None
        self._calls: dict[int, str] | None = None

    def of(self, reg: Reg, depth: int = 0) -> str:
        """The expression in register ``reg``, for example ``order.customer.email``; ``…`` where it is too involved."""
        known = self._texts.get(reg)
        if known is None:
            known = self._text(self.made.get(reg), depth)
            self._texts[reg] = known = known if len(known) <= _LONGEST else f"{known[: _LONGEST - 1]}…"
        return known

    def at(self, reg: Reg) -> int:
        """The node of the instruction that writes a register; -1 where there is none."""
        made = self.made.get(reg)
        return made.at if made is not None else -1

    def of_at(self, at: int) -> str:
        """The expression that the call at node ``at`` calls."""
        if self._calls is None:
            self._calls = {instr.at: self.of(instr.func) for instr in self.made.values() if isinstance(instr, ir.Call)}
        return f"{self._calls.get(at, '…')}(…)"

    def nth(self, text: str, at: int) -> int:
        """How many reads with this very text stand before the node ``at``."""
        if self._positions is None:
            self._positions = {}
            for reg, instr in self.made.items():
                if isinstance(instr, ir.GetAttr | ir.GetItem | ir.Call):
                    self._positions.setdefault(self.of(reg), []).append(instr.at)
            for positions in self._positions.values():
                positions.sort()
        return bisect_left(self._positions.get(text, []), at)

    def _text(self, instr: Instr | None, depth: int) -> str:
        if instr is None or depth > 12:
            return "…"
        match instr:
            case ir.Load():
                return instr.name.partition("@")[0]
            case ir.GetAttr():
                return f"{self.of(instr.obj, depth + 1)}.{instr.attr}"
            case ir.GetItem():
                return f"{self.of(instr.obj, depth + 1)}[{self.of(instr.key, depth + 1)}]"
            case ir.Call():
                return f"{self.of(instr.func, depth + 1)}(…)"
            case ir.Await():
                return self.of(instr.src, depth + 1)
            case ir.Const():
                return _constant(instr.value)
            case ir.Format() | ir.Binary():
                return "a string" if isinstance(instr, ir.Format) else "an expression"
            case _:
                return "…"


def _constant(value: object) -> str:
    """A key as it is; any other literal only by its type."""
    if isinstance(value, str):
        return f'"{value}"' if plain_key(value) else '"…"'
    return str(value) if isinstance(value, bool | int) and abs(int(value)) < 100 else "…"


def plain_key(text: str) -> bool:
    """Whether a string is short and plain enough to be a key, and no datum."""
    return text.replace("_", "").replace("-", "").isidentifier() and len(text) <= 40
