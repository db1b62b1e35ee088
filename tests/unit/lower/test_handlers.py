"""Every node that LibCST can make has a handler."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, get_args

import libcst as cst
import pytest

from privlint.lower.expressions import EXPRESSIONS
from privlint.lower.operators import AUGMENTED, BINARY, COMPARISON, UNARY
from privlint.lower.patterns import PATTERNS
from privlint.lower.statements import STATEMENTS
from privlint.lower.targets import ASSIGN, DELETE
from privlint.model import ir
from tests.unit.lower.render import FLAT, NESTED

if TYPE_CHECKING:
    from collections.abc import Collection

TABLES = {
    cst.BaseExpression: EXPRESSIONS,
    cst.BaseSmallStatement: STATEMENTS,
    cst.BaseStatement: STATEMENTS,
    cst.BaseSuite: STATEMENTS,
    cst.MatchPattern: PATTERNS,
    cst.BaseBinaryOp: BINARY,
    cst.BaseAugOp: AUGMENTED,
    cst.BaseUnaryOp: UNARY,
    cst.BaseCompOp: COMPARISON,
    cst.BaseAssignTargetExpression: ASSIGN,
    cst.BaseDelTargetExpression: DELETE,
}


@pytest.mark.parametrize(("base", "table"), TABLES.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_every_concrete_class_is_handled(base: type, table: Collection[Any]) -> None:
    classes = [cls for cls in vars(cst).values() if inspect.isclass(cls) and issubclass(cls, base)]
    concrete = {cls for cls in classes if not inspect.isabstract(cls)}
    assert concrete
    assert concrete - set(table) == set()


def test_goldens_can_show_every_instruction() -> None:
    assert set(get_args(ir.Instr)) == set(FLAT) | set(NESTED)
