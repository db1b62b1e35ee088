"""The visitor over statements: each writes its instructions, and what is nested in it becomes a region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from privlint.lower.annotations import annotation, dotted
from privlint.lower.definitions import define_class, define_function
from privlint.lower.patterns import lower_case
from privlint.lower.strings import text_of
from privlint.lower.targets import assign, augment, declare, delete
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.lower.builder import Builder

#: An expression statement that is one of these does nothing: docstrings, ``...``, strings used as comments.
_INERT = frozenset((cst.SimpleString, cst.Ellipsis, cst.Integer, cst.Float))


class StatementVisitor(cst.CSTVisitor):
    """Lowers the statements of one function body into its builder.

    ``on_visit`` walks by itself and tells LibCST not to: a stock visit rebuilds every node it passes, even for a
    visitor that only reads, and would descend into whitespace and punctuation.
    """

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self.b = builder

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Lower a statement or a block of them."""
        STATEMENTS[type(node)](self, node)
        return False

    def block(self, node: cst.CSTNode) -> ir.Region:
        """The statements of a nested block, as a region of their own."""
        return self.b.region(self.on_visit, node)

    def optional_block(self, node: cst.Else | cst.Finally | None) -> ir.Region:
        """The region of an ``else`` or ``finally``, empty where there is none."""
        return () if node is None else self.block(node.body)

    # -- blocks and lines ------------------------------------------------------------------------------------

    def visit_body(self, node: cst.Module | cst.BaseSuite | cst.SimpleStatementLine) -> None:
        """Anything that holds statements one after another."""
        for statement in node.body:
            STATEMENTS[type(statement)](self, statement)

    def visit_Pass(self, node: cst.Pass) -> None:
        """Nothing happens."""

    def visit_Expr(self, node: cst.Expr) -> None:
        """A value that is not used."""
        if type(node.value) not in _INERT and text_of(node.value) is None:
            self.b.out.append(ir.Discard(self.b.at(node), self.b.value(node.value)))

    # -- binding ---------------------------------------------------------------------------------------------

    def visit_Assign(self, node: cst.Assign) -> None:
        """``a = b = value``: the value once, then the targets from left to right."""
        src = self.b.value(node.value)
        for item in node.targets:
            assign(self.b, item.target, src)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        """``target: type`` with or without a value."""
        declared = annotation(node.annotation)
        assert declared is not None
        if node.value is None:
            declare(self.b, node.target, declared)
        else:
            assign(self.b, node.target, self.b.value(node.value), declared)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        """``target op= value``."""
        augment(self.b, node)

    def visit_TypeAlias(self, node: cst.TypeAlias) -> None:
        """``type X = value``, as ``X = value`` unless it has parameters of its own."""
        at = self.b.at(node)
        plain = node.type_parameters is None
        self.b.store(at, node.name.value, self.b.value(node.value) if plain else self.b.opaque(at, "unknown"))

    def visit_Del(self, node: cst.Del) -> None:
        """``del target``."""
        delete(self.b, node.target)

    def visit_Global(self, node: cst.Global) -> None:
        """``global names``."""
        self.b.scope.declare((item.name.value for item in node.names), "global")

    def visit_Nonlocal(self, node: cst.Nonlocal) -> None:
        """``nonlocal names``."""
        self.b.scope.declare((item.name.value for item in node.names), "free")

    def visit_Import(self, node: cst.Import | cst.LazyImport) -> None:
        """``import a.b, c as d``."""
        for alias in node.names:
            module = dotted(alias.name)
            package, _, rest = module.partition(".")
            top = alias.asname is None and bool(rest)
            self._import(alias, ir.Import(self.b.at(alias), self.b.register(), module, top=top), package)

    def visit_ImportFrom(self, node: cst.ImportFrom | cst.LazyImportFrom) -> None:
        """``from ..module import name as other``."""
        module = "" if node.module is None else dotted(node.module)
        level = len(node.relative)
        if isinstance(node.names, cst.ImportStar):
            self.b.out.append(ir.ImportStar(self.b.at(node), module, level))
            return
        for alias in node.names:
            name = dotted(alias.name)
            self._import(alias, ir.Import(self.b.at(alias), self.b.register(), module, name, level), name)

    def _import(self, alias: cst.ImportAlias, instruction: ir.Import, name: str) -> None:
        self.b.out.append(instruction)
        if alias.asname is not None:
            name = dotted(alias.asname.name)
        self.b.store(instruction.at, name, instruction.dst)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """``def``; the body is lowered later."""
        define_function(self.b, node)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """``class``; the body is lowered later."""
        define_class(self.b, node)

    # -- branches and loops ----------------------------------------------------------------------------------

    def visit_If(self, node: cst.If) -> None:
        """``if`` with all its ``elif`` arms."""
        at = self.b.at(node)
        arms = []
        branch: Any = node
        while type(branch) is cst.If:
            header, cond = self.b.region_with(self.b.value, branch.test)
            arms.append(ir.Arm(header, cond, self.block(branch.body)))
            branch = branch.orelse
        self.b.out.append(ir.If(at, tuple(arms), self.optional_block(branch)))

    def visit_Assert(self, node: cst.Assert) -> None:
        """``assert test, message``, as ``if not test: raise AssertionError(message)``."""
        at = self.b.at(node)
        header, cond = self.b.region_with(self._negated, at, node.test)
        body = self.b.region(self._raise_assertion_error, at, node.msg)
        self.b.out.append(ir.If(at, (ir.Arm(header, cond, body),)))

    def _negated(self, at: int, test: cst.BaseExpression) -> ir.Reg:
        operand = self.b.value(test)
        dst = self.b.register()
        self.b.out.append(ir.Unary(at, dst, "not", operand))
        return dst

    def _raise_assertion_error(self, at: int, message: cst.BaseExpression | None) -> None:
        error = self.b.load(at, "AssertionError")
        args = () if message is None else ((self.b.value(message), ""),)
        dst = self.b.register()
        self.b.out.append(ir.Call(at, dst, error, args))
        self.b.out.append(ir.Raise(at, dst))

    def visit_Match(self, node: cst.Match) -> None:
        """``match``, as the arms of an ``If``."""
        subject = self.b.value(node.subject)
        arms = tuple(lower_case(self.b, case, subject, self.on_visit) for case in node.cases)
        self.b.out.append(ir.If(self.b.at(node), arms))

    def visit_While(self, node: cst.While) -> None:
        """``while … else``."""
        header, cond = self.b.region_with(self.b.value, node.test)
        body = self.block(node.body)
        self.b.out.append(ir.While(self.b.at(node), header, cond, body, self.optional_block(node.orelse)))

    def visit_For(self, node: cst.For) -> None:
        """``for … else``, also asynchronous."""
        iterable = self.b.value(node.iter)
        item = self.b.register()
        target = self.b.region(assign, self.b, node.target, item)
        body = self.block(node.body)
        orelse = self.optional_block(node.orelse)
        is_async = node.asynchronous is not None
        self.b.out.append(ir.For(self.b.at(node), iterable, item, target, body, orelse, is_async))

    def visit_Break(self, node: cst.Break) -> None:
        """``break``."""
        self.b.out.append(ir.Break(self.b.at(node)))

    def visit_Continue(self, node: cst.Continue) -> None:
        """``continue``."""
        self.b.out.append(ir.Continue(self.b.at(node)))

    def visit_Return(self, node: cst.Return) -> None:
        """``return``, bare or with a value."""
        self.b.out.append(ir.Return(self.b.at(node), self.b.optional(node.value)))

    # -- exceptions and contexts -----------------------------------------------------------------------------

    def visit_Raise(self, node: cst.Raise) -> None:
        """``raise exc from cause``."""
        exc = self.b.optional(node.exc)
        cause = self.b.optional(node.cause.item if node.cause else None)
        self.b.out.append(ir.Raise(self.b.at(node), exc, cause))

    def visit_Try(self, node: cst.Try | cst.TryStar) -> None:
        """``try`` with ``except`` or ``except*``."""
        body = self.block(node.body)
        handlers = tuple(self._handler(handler) for handler in node.handlers)
        orelse = self.optional_block(node.orelse)
        final = self.optional_block(node.finalbody)
        group = type(node) is cst.TryStar
        self.b.out.append(ir.Try(self.b.at(node), body, handlers, orelse, final, group))

    def _handler(self, node: cst.ExceptHandler | cst.ExceptStarHandler) -> ir.Handler:
        header, types = self.b.region_with(self._caught, node.type)
        name = ""
        if node.name is not None and type(node.name.name) is cst.Name:
            name = node.name.name.value
            self.b.scope.bind(name)
        return ir.Handler(self.b.at(node), header, types, name, self.block(node.body))

    def _caught(self, node: cst.BaseExpression | None) -> tuple[ir.Reg, ...]:
        if type(node) is cst.Tuple:
            return tuple(self.b.value(element.value) for element in node.elements)
        return () if node is None else (self.b.value(node),)

    def visit_With(self, node: cst.With) -> None:
        """``with a as b, c:``, as one ``With`` inside another."""
        self._with_items(list(node.items), node)

    def _with_items(self, items: list[cst.WithItem], node: cst.With) -> None:
        item, rest = items[0], items[1:]
        manager = self.b.value(item.item)
        entered = self.b.register()
        body = self.b.region(self._entered, item, entered, rest, node)
        self.b.out.append(ir.With(self.b.at(item), manager, entered, body, node.asynchronous is not None))

    def _entered(self, item: cst.WithItem, entered: ir.Reg, rest: list[cst.WithItem], node: cst.With) -> None:
        if item.asname is not None:
            assign(self.b, item.asname.name, entered)
        if rest:
            self._with_items(rest, node)
        else:
            self.on_visit(node.body)


STATEMENTS: dict[type[cst.CSTNode], Callable[[StatementVisitor, Any], object]] = {
    cst.Module: StatementVisitor.visit_body,
    cst.IndentedBlock: StatementVisitor.visit_body,
    cst.SimpleStatementSuite: StatementVisitor.visit_body,
    cst.SimpleStatementLine: StatementVisitor.visit_body,
    cst.Pass: StatementVisitor.visit_Pass,
    cst.Expr: StatementVisitor.visit_Expr,
    cst.Assign: StatementVisitor.visit_Assign,
    cst.AnnAssign: StatementVisitor.visit_AnnAssign,
    cst.AugAssign: StatementVisitor.visit_AugAssign,
    cst.TypeAlias: StatementVisitor.visit_TypeAlias,
    cst.Del: StatementVisitor.visit_Del,
    cst.Global: StatementVisitor.visit_Global,
    cst.Nonlocal: StatementVisitor.visit_Nonlocal,
    cst.Import: StatementVisitor.visit_Import,
    cst.LazyImport: StatementVisitor.visit_Import,
    cst.ImportFrom: StatementVisitor.visit_ImportFrom,
    cst.LazyImportFrom: StatementVisitor.visit_ImportFrom,
    cst.FunctionDef: StatementVisitor.visit_FunctionDef,
    cst.ClassDef: StatementVisitor.visit_ClassDef,
    cst.If: StatementVisitor.visit_If,
    cst.Assert: StatementVisitor.visit_Assert,
    cst.Match: StatementVisitor.visit_Match,
    cst.While: StatementVisitor.visit_While,
    cst.For: StatementVisitor.visit_For,
    cst.Break: StatementVisitor.visit_Break,
    cst.Continue: StatementVisitor.visit_Continue,
    cst.Return: StatementVisitor.visit_Return,
    cst.Raise: StatementVisitor.visit_Raise,
    cst.Try: StatementVisitor.visit_Try,
    cst.TryStar: StatementVisitor.visit_Try,
    cst.With: StatementVisitor.visit_With,
}
