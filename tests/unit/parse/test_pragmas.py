"""What each annotation comment binds to, told by the source text of the nodes it covers."""

from __future__ import annotations

import keyword
import re

import libcst as cst
import pytest

from privlint.model.pragma import Entry
from privlint.parse import parse
from privlint.parse.walk import ReadVisitor

CASES = {
    "trailing, on a simple statement": ("log(a)  # privlint: k\nb", [("statement", "log(a)")]),
    "trailing, on the closing line": ("log(\n    a,\n)  # privlint: k\nb", [("statement", "log(\n    a,\n)")]),
    "trailing, on a line between": ("log(\n    a,  # privlint: k\n)\nb", [("statement", "log(\n    a,\n)")]),
    "trailing, behind a continued line": ("x = a + \\\n    b  # privlint: k", [("statement", "x = a + \\\n    b")]),
    "trailing, behind a text of several lines": ('x = """\n"""  # privlint: k', [("statement", 'x = """\n"""')]),
    "trailing, behind two statements": ("a; b  # privlint: k", [("statement", "a; b")]),
    "trailing, behind another comment": ("a  # type: ignore  # privlint: k", [("statement", "a")]),
    "two behind one another": ("a  # privlint: k # privlint: m", [("statement", "a"), ("statement", "a")]),
    "trailing, on a def": ("def f():  # privlint: k\n    a\nb", [("block", "def f():\n    a")]),
    "trailing, on the last line of a header": (
        "def f(\n    a,\n):  # privlint: k\n    b",
        [("block", "def f(\n    a,\n):\n    b")],
    ),
    "trailing, on a decorator": ("@d  # privlint: k\n@e\ndef f():\n    a", [("block", "@d\n@e\ndef f():\n    a")]),
    "trailing, on a class": ("class C(\n    B,  # privlint: k\n):\n    a", [("block", "class C(\n    B,\n):\n    a")]),
    "trailing, on a with": ("with a:  # privlint: k\n    b", [("block", "with a:\n    b")]),
    "trailing, on an if": ("if a:  # privlint: k\n    b\nelse:\n    c", [("condition", "a")]),
    "trailing, on an elif": ("if a:\n    b\nelif c:  # privlint: k\n    d", [("condition", "c")]),
    "trailing, on a for": ("for a in b:  # privlint: k\n    c", [("condition", "a in b")]),
    "trailing, on an else": ("if a:\n    b\nelse:  # privlint: k\n    c", [("condition", "")]),
    "trailing, on a try": ("try:  # privlint: k\n    b\nfinally:\n    c", [("condition", "")]),
    "trailing, on a handler": ("try:\n    b\nexcept E as e:  # privlint: k\n    c", [("condition", "E as e")]),
    "trailing, on a case": ("match a:\n    case b if c:  # privlint: k\n        d", [("condition", "b if c")]),
    "trailing, on a match": ("match a:  # privlint: k\n    case b:\n        d", [("condition", "a")]),
    "trailing, on a one-line if": ("if a: b()  # privlint: k\nelse: c()", [("statement", "if a: b()")]),
    "trailing, on a one-line def": ("def f(): b()  # privlint: k\nc", [("block", "def f(): b()")]),
    "alone, above a statement": ("# privlint: k\na\nb", [("statement", "a")]),
    "alone, at the head of a block of comments": ("# privlint: k\n# prose\na", [("statement", "a")]),
    "alone, above a def": ("# privlint: k\n@d\ndef f():\n    a\nb", [("block", "@d\ndef f():\n    a")]),
    "alone, between decorator and def": ("@d\n# privlint: k\ndef f():\n    a\nb", [("block", "@d\ndef f():\n    a")]),
    "alone, above an if": (
        "# privlint: k\nif a:\n    b\nelse:\n    c\nd",
        [("block", "if a:\n    b\nelse:\n    c")],
    ),
    "alone, above an elif": (
        "if a:\n    b\n# privlint: k\nelif c:\n    d\nelse:\n    e",
        [("block", "elif c:\n    d")],
    ),
    "alone, above an else": ("if a:\n    b\n# privlint: k\nelse:\n    c", [("block", "else:\n    c")]),
    "alone, first in a block": ("def f():\n    # privlint: k\n    a\n    b", [("statement", "a")]),
    "alone, further left than the block": ("def f():\n# privlint: k\n    a\n    b", [("statement", "a")]),
    "alone, last in a block": ("def f():\n    a\n    # privlint: k\nb", [("nothing", "")]),
    "alone, last in a block before an else": ("if a:\n    b\n    # privlint: k\nelse:\n    c", [("nothing", "")]),
    "alone, last in the file": ("a\n# privlint: k\n", [("nothing", "")]),
    "alone, nothing but comments": ("# privlint: k", [("nothing", "")]),
    "alone, above a blank line": ("# privlint: k\n\na", [("nothing", "")]),
    "alone, above a blank line at the head of a block": ("def f():\n    # privlint: k\n\n    a", [("nothing", "")]),
    "alone, inside brackets": ("log(\n    # privlint: k\n\n    a,\n)", [("statement", "log(\n\n    a,\n)")]),
    "file, above everything": ("# privlint: file k\n\na", [("file", "a")]),
    "file, below docstring and future": (
        '"""d"""\nfrom __future__ import b\n# privlint: file k\na',
        [("file", "d __future__ b a")],
    ),
    "prose": ("# privlint finds flows\na  # see privlint: docs", []),
    "in a string": ("x = '# privlint: k'", []),
}


def covered(source: str) -> list[tuple[str, list[str]]]:
    """How each pragma is bound, and the words of the code it covers."""
    parsed = parse(source.encode(), "a.py")
    visitor = ReadVisitor()
    parsed.module.visit(visitor)
    return [
        (
            (pragma.bound, [word for node in visitor.nodes[pragma.first : pragma.last + 1] for word in word_of(node)])
            if pragma.first >= 0
            else (pragma.bound, [])
        )
        for pragma in parsed.pragmas
    ]


def word_of(node: cst.CSTNode) -> list[str]:
    match node:
        case cst.Name(value=word) | cst.Integer(value=word):
            return [word]
        case cst.SimpleString():
            return re.findall(r"\w+", str(node.raw_value))
        case _:
            return []


def words_of(code: str) -> list[str]:
    return [word for word in re.findall(r"\w+", code) if not keyword.iskeyword(word)]


@pytest.mark.parametrize("case", CASES)
def test_binds(case: str) -> None:
    source, expected = CASES[case]
    assert covered(source) == [(bound, words_of(code)) for bound, code in expected]


ITEMS = {
    "parameter": ("def f(\n    a,\n    b: str = c,  # privlint: data=x\n):\n    d", "b: str = c"),
    "last parameter without a comma": ("def f(\n    a,\n    b  # privlint: data=x\n):\n    d", "b"),
    "keyword-only parameter": ("def f(\n    *,\n    b: int,  # privlint: data=x\n): d", "b: int"),
    "argument": ("f(\n    1,\n    a=b.c,  # privlint: data=x\n)", "a=b.c"),
    "argument that ends here": ("f(\n    a=g(\n        1,\n    ),  # privlint: data=x\n)", "a=g(\n        1,\n    )"),
    "argument opened here": ("f(\n    a=g(  # privlint: data=x\n        1,\n    ),\n)", "a=g(\n        1,\n    )"),
    "key": ("d = {\n    'a': 1,\n    'b': {},  # privlint: data=x\n}", "'b': {}"),
    "element": ("d = [\n    'a',\n    'b',  # privlint: data=x\n]", "'b'"),
    "element of a tuple": ("d = (\n    'a',\n    'b',  # privlint: data=x\n)", "'b'"),
    "innermost list": ("f(\n    a=g(\n        b=1,  # privlint: data=x\n    ),\n)", "b=1"),
    "inside an item": (
        "f(\n    a=(\n        b  # privlint: data=x\n        + c\n    ),\n)",
        "a=(\n        b\n        + c\n    )",
    ),
    "alone, above the item": ("f(\n    a=1,\n    # privlint: data=x\n    b=2,\n)", "b=2"),
}


@pytest.mark.parametrize("case", ITEMS)
def test_data_binds_to_the_item_beside_it(case: str) -> None:
    source, expected = ITEMS[case]
    assert covered(source) == [("item", words_of(expected))]


def test_data_on_the_closing_line_binds_to_the_statement() -> None:
    assert covered("f(\n    a,\n)  # privlint: data=x") == [("statement", ["f", "a"])]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(\n    a, b,  # privlint: data=x\n): c", "a, b"),
        ("f(\n    a=1, b=2, **c,  # privlint: data=x\n)", "a, b, c"),
        ("d = {\n    'a': 1, 'no name': 2, k: 3,  # privlint: data=x\n}", "a, item 2, k"),
    ],
)
def test_data_beside_several_items_names_them_and_no_values(source: str, names: str) -> None:
    (pragma,) = parse(source.encode(), "a.py").pragmas
    assert pragma.problem == f"`data=` stands beside several items: {names}"
    assert (pragma.first, pragma.last, pragma.bound) == (-1, -1, "nothing")


def test_other_keys_beside_data_bind_to_the_statement() -> None:
    pragmas = parse(b"f(\n    a=1,  # privlint: data=x, purpose=y -- why\n)", "a.py").pragmas
    assert [(p.bound, p.entries, p.reason) for p in pragmas] == [
        ("item", (Entry("data", "x"),), "why"),
        ("statement", (Entry("purpose", "y"),), "why"),
    ]


@pytest.mark.parametrize(
    "source", ["a\n# privlint: file k\nb", "a  # privlint: file k", "@d  # privlint: file k\ndef f(): a"]
)
def test_file_below_the_first_statement_is_a_problem(source: str) -> None:
    (pragma,) = parse(source.encode(), "a.py").pragmas
    assert pragma.problem == "`file` must stand above the first statement of the file"
    assert pragma.first == -1


def test_places_are_those_of_the_annotation_itself() -> None:
    (pragma,) = parse("é = a  # noqa  # privlint: k -- r\n".encode(), "b.py").pragmas
    assert (pragma.place.path, pragma.place.line) == ("b.py", 1)
    assert (pragma.place.column, pragma.place.end_column) == (16, 34)


@pytest.mark.parametrize("case", CASES)
def test_every_ordinal_is_inside_the_module(case: str) -> None:
    parsed = parse(CASES[case][0].encode(), "a.py")
    assert all(-1 <= pragma.first <= pragma.last < parsed.nodes for pragma in parsed.pragmas)
