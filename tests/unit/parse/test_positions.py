"""Places of nodes, and their agreement with LibCST's own provider."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from privlint.model.place import Place
from privlint.parse import parse, positions, spans
from privlint.parse.walk import ReadVisitor
from tests.unit.parse.samples import EVERY_SYNTAX, NODES

TRICKY = (
    "",
    "\n",
    "# only a comment",
    "x = 1",
    "\x0cx = 1\n\x0c\ndef f():\n\x0c    pass\n",
    "if a:\n\tx = '''é\r\n漢字 \U0001f600'''; y = (b)  # c\n",
    "a = (  # one\n  # two\n  b,  # three\n)  # four\n",
    "x = 1\r\nclass C:\r\n    y = 2\r\n",
    "x = 1\ry = 2\r",
)


@pytest.mark.parametrize("source", [EVERY_SYNTAX, *TRICKY, (NODES / "module.py").read_text(encoding="utf-8")])
def test_recorder_agrees_with_the_provider(source: str) -> None:
    module = cst.parse_module(source)
    visitor = ReadVisitor()
    module.visit(visitor)
    assert spans._record(module, visitor.nodes) == spans._ask_provider(module, visitor.nodes)


def test_the_provider_steps_in_for_a_recorder_that_errs(monkeypatch: pytest.MonkeyPatch) -> None:
    def err(self: object, value: str) -> None:
        raise TypeError(value)

    source = b"user.email  # privlint: purpose=support\n"
    right = parse(source, "a.py").pragmas, positions(source, "a.py", range(5))
    monkeypatch.setattr(spans._Recorder, "add_token", err)
    spans._recorder_is_right.cache_clear()
    try:
        assert (parse(source, "a.py").pragmas, positions(source, "a.py", range(5))) == right
    finally:
        monkeypatch.undo()
        spans._recorder_is_right.cache_clear()
    assert spans._recorder_is_right()


def test_columns_count_code_points_from_one_and_end_exclusively() -> None:
    source = "\ufeffx = '漢\U0001f600' + name\r\n".encode()
    parsed = parse(source, "a.py")
    visitor = ReadVisitor()
    parsed.module.visit(visitor)
    name = next(n for n in visitor.nodes if isinstance(n, cst.Name) and n.value == "name")
    ordinal = parsed.ordinals[id(name)]
    assert positions(source, "a.py", [ordinal]) == {ordinal: Place("a.py", 1, 12, 1, 16)}


def test_ordinals_the_file_does_not_have_are_left_out() -> None:
    assert positions(b"x\n", "a.py", [-1, 0, 99]).keys() == {0}


def test_this_very_file() -> None:
    data = Path(__file__).read_bytes()
    parsed = parse(data, "t.py")
    places = positions(data, "t.py", range(parsed.nodes))
    lines = parsed.text.splitlines()
    for ordinal, node in ((parsed.ordinals[id(n)], n) for n in _names(parsed.module)):
        place = places[ordinal]
        assert lines[place.line - 1][place.column - 1 : place.end_column - 1] == node.value


def _names(module: cst.Module) -> list[cst.Name]:
    visitor = ReadVisitor()
    module.visit(visitor)
    return [node for node in visitor.nodes if isinstance(node, cst.Name)]
