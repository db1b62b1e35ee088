"""The reading walk: every semantic node of a module in the order it is written, at a small part of a visit's cost.

``CSTNode.visit`` rebuilds each node it passes, even for a visitor that only reads, and two thirds of a tree are
whitespace and punctuation. The walk here follows the fields that carry meaning, on a stack of its own, so that neither
the length of a file nor the depth of its nesting matters.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The semantic fields of every semantic node, in lexical order. What is not listed is trivia: whitespace, comments,
#: parentheses, separators and operators. Types that an older LibCST lacks are passed over.
SEMANTIC_FIELDS: dict[str, str] = {
    "AnnAssign": "target annotation value",
    "Annotation": "annotation",
    "Arg": "keyword value",
    "AsName": "name",
    "Assert": "test msg",
    "Assign": "targets value",
    "AssignTarget": "target",
    "Attribute": "value attr",
    "AugAssign": "target value",
    "Await": "expression",
    "BinaryOperation": "left right",
    "BooleanOperation": "left right",
    "Break": "",
    "Call": "func args",
    "ClassDef": "decorators name type_parameters bases keywords body",
    "CompFor": "target iter ifs inner_for_in",
    "CompIf": "test",
    "Comparison": "left comparisons",
    "ComparisonTarget": "comparator",
    "ConcatenatedString": "left right",
    "Continue": "",
    "Decorator": "decorator",
    "Del": "target",
    "Dict": "elements",
    "DictComp": "key value for_in",
    "DictElement": "key value",
    "Element": "value",
    "Ellipsis": "",
    "Else": "body",
    "ExceptHandler": "type name body",
    "ExceptStarHandler": "type name body",
    "Expr": "value",
    "Finally": "body",
    "Float": "",
    "For": "target iter body orelse",
    "FormattedString": "parts",
    "FormattedStringExpression": "expression format_spec",
    "FormattedStringText": "",
    "From": "item",
    "FunctionDef": "decorators name type_parameters params returns body",
    "GeneratorExp": "elt for_in",
    "Global": "names",
    "If": "test body orelse",
    "IfExp": "body test orelse",
    "Imaginary": "",
    "Import": "names",
    "ImportAlias": "name asname",
    "ImportFrom": "module names",
    "ImportStar": "",
    "IndentedBlock": "body",
    "Index": "value",
    "Integer": "",
    "Lambda": "params body",
    "LazyImport": "names",
    "LazyImportFrom": "module names",
    "List": "elements",
    "ListComp": "elt for_in",
    "Match": "subject cases",
    "MatchAs": "pattern name",
    "MatchCase": "pattern guard body",
    "MatchClass": "cls patterns kwds",
    "MatchKeywordElement": "key pattern",
    "MatchList": "patterns",
    "MatchMapping": "elements rest",
    "MatchMappingElement": "key pattern",
    "MatchOr": "patterns",
    "MatchOrElement": "pattern",
    "MatchSequenceElement": "value",
    "MatchSingleton": "value",
    "MatchStar": "name",
    "MatchTuple": "patterns",
    "MatchValue": "value",
    "Module": "body",
    "Name": "",
    "NameItem": "name",
    "NamedExpr": "target value",
    "Nonlocal": "names",
    "Param": "name annotation default",
    "ParamSlash": "",
    "ParamSpec": "name",
    "ParamStar": "",
    "Parameters": "posonly_params posonly_ind params star_arg kwonly_params star_kwarg",
    "Pass": "",
    "Raise": "exc cause",
    "Return": "value",
    "Set": "elements",
    "SetComp": "elt for_in",
    "SimpleStatementLine": "body",
    "SimpleStatementSuite": "body",
    "SimpleString": "",
    "Slice": "lower upper step",
    "StarredDictComp": "value for_in",
    "StarredDictElement": "value",
    "StarredElement": "value",
    "Subscript": "value slice",
    "SubscriptElement": "slice",
    "TemplatedString": "parts",
    "TemplatedStringExpression": "expression format_spec",
    "TemplatedStringText": "",
    "Try": "body handlers orelse finalbody",
    "TryStar": "body handlers orelse finalbody",
    "Tuple": "elements",
    "TypeAlias": "name type_parameters value",
    "TypeParam": "param default",
    "TypeParameters": "params",
    "TypeVar": "name bound",
    "TypeVarTuple": "name",
    "UnaryOperation": "expression",
    "While": "test body orelse",
    "With": "items body",
    "WithItem": "item asname",
    "Yield": "value",
}


class ReadVisitor(cst.CSTVisitor):
    """Numbers the semantic nodes below the node it visits, in pre-order: ``module.visit(ReadVisitor())``.

    ``nodes`` are the nodes by ordinal; ``last`` gives for each ordinal the last ordinal inside that node.
    """

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[cst.CSTNode] = []
        self.last: list[int] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Walk the whole subtree of ``node`` here, and tell LibCST not to."""
        nodes, last = self.nodes, self.last
        pending: list[Any] = [node]
        while pending:
            item = pending.pop()
            children = _CHILDREN.get(item.__class__)
            if children is None:  # the ordinal of a node whose children are all done
                last[item] = len(nodes) - 1
                continue
            ordinal = len(nodes)
            nodes.append(item)
            last.append(ordinal)
            if children:
                pending.append(ordinal)
                for child_of in children:
                    child = child_of(item)
                    if child.__class__ in _CHILDREN:
                        pending.append(child)
                    elif child.__class__ is tuple:
                        pending.extend(reversed(child))
        return False


def _read_fields() -> Iterator[tuple[type[cst.CSTNode], tuple[Callable[[Any], Any], ...]]]:
    for name, fields in SEMANTIC_FIELDS.items():
        node_type = getattr(cst, name, None)
        if node_type is not None:
            # Last field first: the walk takes from the end of its stack.
            yield node_type, tuple(attrgetter(field) for field in reversed(fields.split()))


_CHILDREN = dict(_read_fields())
