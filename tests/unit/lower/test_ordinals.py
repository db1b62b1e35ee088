"""Every instruction names the syntax node it stands for."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from privlint.model import ir
from privlint.parse import parse
from tests.unit.lower.lowering import instructions, lowered

#: Which nodes an instruction may come from: its own, then those that are lowered to it.
ORIGINS: dict[type[ir.Node], tuple[type[cst.CSTNode], ...]] = {
    ir.Load: (cst.Name, cst.Assert, cst.MatchClass),
    ir.Store: (
        cst.Name,
        cst.FunctionDef,
        cst.ClassDef,
        cst.ImportAlias,
        cst.NamedExpr,
        cst.TypeParameters,
        cst.TypeAlias,
    ),
    ir.GetAttr: (cst.Attribute, cst.MatchClass, cst.MatchKeywordElement),
    ir.SetAttr: (cst.Attribute,),
    ir.GetItem: (cst.Subscript, cst.MatchMappingElement, cst.MatchClass),
    ir.GetSlice: (cst.Subscript,),
    ir.SetItem: (cst.Subscript,),
    ir.Call: (cst.Call, cst.Assert, cst.MatchClass),
    ir.Binary: (cst.BinaryOperation, cst.AugAssign),
    ir.Format: (cst.FormattedString, cst.ConcatenatedString),
    ir.Select: (cst.IfExp,),
    ir.Accumulate: (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp, cst.StarredDictComp),
    ir.Discard: (cst.Expr,),
    ir.MakeFunction: (cst.FunctionDef, cst.Lambda),
    ir.MakeClass: (cst.ClassDef,),
    ir.Decorate: (cst.Decorator,),
    ir.Import: (cst.ImportAlias,),
    ir.If: (cst.If, cst.Assert, cst.Match, cst.CompIf),
    ir.For: (cst.For, cst.CompFor, cst.ListComp),
    ir.While: (cst.While,),
    ir.Try: (cst.Try, cst.TryStar),
    ir.With: (cst.WithItem,),
    ir.Raise: (cst.Raise, cst.Assert),
}
SOURCES = [
    path.read_text(encoding="utf-8").partition("---\n")[0] for path in Path(__file__).parent.glob("golden/*.txt")
]


@pytest.fixture(scope="module")
def origins() -> set[tuple[type[ir.Node], type[cst.CSTNode]]]:
    """Every pair of an instruction's type and its node's type in the sources of the golden texts."""
    found: set[tuple[type[ir.Node], type[cst.CSTNode]]] = set()
    for source in SOURCES:
        nodes = _nodes(source)
        for function in lowered(source).functions:
            for instruction in instructions(function.body):
                assert isinstance(instruction, ir.Node)
                found.add((type(instruction), nodes[instruction.at]))
    return found


@pytest.mark.parametrize("instruction", ORIGINS, ids=lambda cls: cls.__name__)
def test_origin(instruction: type[ir.Node], origins: set[tuple[type[ir.Node], type[cst.CSTNode]]]) -> None:
    assert {node for kind, node in origins if kind is instruction} == set(ORIGINS[instruction])


def test_definitions_span_their_decorators() -> None:
    source = "@a.b\nclass C:\n    @d\n    def f(x, *, y=1): pass\nz\n"
    nodes = _nodes(source)
    module = lowered(source)
    (cls,) = module.classes
    body, method = module.functions[1:]
    assert [nodes[n] for n in (cls.at, body.at, method.at)] == [cst.ClassDef, cst.ClassDef, cst.FunctionDef]
    assert [nodes[param.at] for param in method.params] == [cst.Param, cst.Param]
    assert nodes[cls.at + 1] is nodes[method.at + 1] is cst.Decorator
    assert method.end == cls.end == body.end
    assert nodes[cls.end + 1] is cst.SimpleStatementLine


def _nodes(source: str) -> dict[int, type[cst.CSTNode]]:
    """The types of nodes by ordinal."""
    parsed = parse(source.encode(), "sample.py")
    found: dict[int, type[cst.CSTNode]] = {}
    pending: list[cst.CSTNode] = [parsed.module]
    while pending:
        node = pending.pop()
        if id(node) in parsed.ordinals:
            found[parsed.ordinals[id(node)]] = type(node)
        pending.extend(node.children)
    return found
