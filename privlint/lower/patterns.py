"""``case`` patterns, as the condition of an ``If`` arm: tests joined by ``and``, captures between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from privlint.lower.operators import logic
from privlint.lower.strings import text_of
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.lower.builder import Builder

#: Builtin classes whose one positional pattern is matched by the object itself.
_SELF_MATCHING = frozenset(
    ("bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple")
)


def lower_case(b: Builder, case: cst.MatchCase, subject: ir.Reg, block: Callable[[cst.CSTNode], Any]) -> ir.Arm:
    """One ``case`` as an arm.

    Every test is an operand of one ``Logic``; reads and captures stand in the operand of the test they precede, so
    that they run only if all tests before them held. Those after the last test open the body.
    """
    test = _Test(b)
    outside, b.out = b.out, []
    test.pattern(case.pattern, subject)
    if case.guard is not None:
        test.require(b.value(case.guard))
    body = b.out
    b.out = []
    cond = test.condition(b.at(case))
    header = tuple(b.out)
    b.out = body
    block(case.body)
    arm = ir.Arm(header, cond, tuple(b.out))
    b.out = outside
    return arm


class _Test:
    """The tests of one pattern so far; the builder's open region is what stands before the next one."""

    def __init__(self, b: Builder) -> None:
        self.b = b
        self.operands: list[tuple[ir.Region, ir.Reg]] = []

    def require(self, cond: ir.Reg) -> None:
        """The pattern holds only if ``cond`` does, which the open region computes."""
        self.operands.append((tuple(self.b.out), cond))
        self.b.out = []

    def condition(self, at: int) -> ir.Reg:
        """Write all tests into the open region; return the register of their outcome."""
        if not self.operands:
            return self.b.const(at, True)
        if len(self.operands) == 1:
            region, cond = self.operands[0]
            self.b.out.extend(region)
            return cond
        return logic(self.b, at, "and", tuple(self.operands))

    def pattern(self, node: cst.MatchPattern, subject: ir.Reg) -> None:
        """Test ``subject`` against a pattern and bind what it captures."""
        PATTERNS[type(node)](self, node, subject)

    def value(self, node: cst.MatchValue, subject: ir.Reg) -> None:
        """A literal or a dotted name: equality."""
        self._compare(node.value, "==", subject)

    def singleton(self, node: cst.MatchSingleton, subject: ir.Reg) -> None:
        """None, True or False: identity."""
        self._compare(node.value, "is", subject)

    def capture(self, node: cst.MatchAs, subject: ir.Reg) -> None:
        """``_``, ``name`` or ``pattern as name``."""
        if node.pattern is not None:
            self.pattern(node.pattern, subject)
        self._bind(node.name, subject)

    def sequence(self, node: cst.MatchSequence, subject: ir.Reg) -> None:
        """``[a, *rest, b]``: whether the subject is such a sequence is left open."""
        b, at = self.b, self.b.at(node)
        self.require(b.opaque(at, "unknown", subject))
        items = list(node.patterns)
        registers = [b.register() for _ in items]
        star = next((i for i, item in enumerate(items) if type(item) is cst.MatchStar), len(items))
        starred = registers[star] if star < len(items) else ir.NONE
        b.out.append(ir.Unpack(at, subject, tuple(registers[:star]), starred, tuple(registers[star + 1 :])))
        for item, register in zip(items, registers, strict=True):
            if type(item) is cst.MatchStar:
                self._bind(item.name, register)
            else:
                assert isinstance(item, cst.MatchSequenceElement)
                self.pattern(item.value, register)

    def mapping(self, node: cst.MatchMapping, subject: ir.Reg) -> None:
        """``{key: pattern, **rest}``: each key is in the subject; without keys, its kind is left open."""
        b, at = self.b, self.b.at(node)
        if not node.elements:
            self.require(b.opaque(at, "unknown", subject))
        for element in node.elements:
            key = b.value(element.key)
            present = b.register()
            b.out.append(ir.Compare(b.at(element), present, "in", key, subject))
            self.require(present)
            item = b.register()
            b.out.append(ir.GetItem(b.at(element), item, subject, key))
            self.pattern(element.pattern, item)
        if node.rest is not None:
            rest = b.register()
            texts = (text_of(element.key) for element in node.elements)
            b.out.append(ir.DictRest(at, rest, subject, tuple(text for text in texts if text is not None)))
            self._bind(node.rest, rest)

    def instance(self, node: cst.MatchClass, subject: ir.Reg) -> None:
        """``Class(pattern, name=pattern)``."""
        b, at = self.b, self.b.at(node)
        cls = b.value(node.cls)
        holds = b.register()
        b.out.append(ir.IsInstance(at, holds, subject, cls))
        self.require(holds)
        by_itself = type(node.cls) is cst.Name and node.cls.value in _SELF_MATCHING
        for position, item in enumerate(node.patterns):
            self.pattern(item.value, subject if by_itself else self._positional(at, subject, cls, position))
        for keyword in node.kwds:
            attribute = b.register()
            b.out.append(ir.GetAttr(b.at(keyword), attribute, subject, keyword.key.value))
            self.pattern(keyword.pattern, attribute)

    def alternatives(self, node: cst.MatchOr, subject: ir.Reg) -> None:
        """``a | b``: each alternative is an operand with tests and captures of its own."""
        b, at = self.b, self.b.at(node)
        before = b.out
        operands = tuple(self._alternative(item.pattern, at, subject) for item in node.patterns)
        b.out = before
        self.require(logic(b, at, "or", operands))

    def _alternative(self, node: cst.MatchPattern, at: int, subject: ir.Reg) -> tuple[ir.Region, ir.Reg]:
        b = self.b
        b.out = []
        test = _Test(b)
        test.pattern(node, subject)
        captures, b.out = b.out, []
        if captures and test.operands:
            # What is captured after the last test runs only if all of them held.
            b.out = captures
            test.require(b.const(at, True))
        else:
            b.out = captures
        cond = test.condition(at)
        return tuple(b.out), cond

    def _compare(self, node: cst.BaseExpression, op: str, subject: ir.Reg) -> None:
        right = self.b.value(node)
        dst = self.b.register()
        self.b.out.append(ir.Compare(self.b.at(node), dst, op, subject, right))
        self.require(dst)

    def _bind(self, name: cst.Name | None, src: ir.Reg) -> None:
        if name is not None:
            self.b.store(self.b.at(name), name.value, src)

    def _positional(self, at: int, subject: ir.Reg, cls: ir.Reg, position: int) -> ir.Reg:
        """What Python reads for a positional pattern: ``getattr(subject, cls.__match_args__[position])``."""
        b = self.b
        names = b.register()
        b.out.append(ir.GetAttr(at, names, cls, "__match_args__"))
        key, name = b.const(at, position), b.register()
        b.out.append(ir.GetItem(at, name, names, key))
        getter, dst = b.load(at, "getattr"), b.register()
        b.out.append(ir.Call(at, dst, getter, ((subject, ""), (name, ""))))
        return dst


PATTERNS: dict[type[cst.CSTNode], Callable[[_Test, Any, ir.Reg], None]] = {
    cst.MatchValue: _Test.value,
    cst.MatchSingleton: _Test.singleton,
    cst.MatchAs: _Test.capture,
    cst.MatchList: _Test.sequence,
    cst.MatchTuple: _Test.sequence,
    cst.MatchMapping: _Test.mapping,
    cst.MatchClass: _Test.instance,
    cst.MatchOr: _Test.alternatives,
}
