"""What holds for the IR of any code, shown on a sample of real modules."""

from __future__ import annotations

import symtable
import warnings
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from privlint.model import ir
from privlint.model import module as module_ir
from tests.unit.lower.lowering import instructions, lowered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NO_REGISTERS = {"at", "index", "level"}
WRITTEN = {"dst", "item", "entered", "before", "star", "after"}


def test_the_sample_is_large(real_code: dict[Path, module_ir.ModuleIR]) -> None:
    assert len(real_code) == 90
    assert sum(module.nodes for module in real_code.values()) > 50_000


def test_encoding_loses_nothing(real_code: dict[Path, module_ir.ModuleIR]) -> None:
    for module in real_code.values():
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(module), type=module_ir.ModuleIR) == module


def test_the_same_source_gives_the_same_ir(real_code: dict[Path, module_ir.ModuleIR]) -> None:
    for path, module in list(real_code.items())[::10]:
        assert msgspec.msgpack.encode(lowered(path.read_bytes())) == msgspec.msgpack.encode(module)


def test_every_register_is_written_once_and_before_it_is_read(real_code: dict[Path, module_ir.ModuleIR]) -> None:
    for module in real_code.values():
        for function in module.functions:
            _check_registers(function)


def test_ordinals_lie_inside_their_definition(real_code: dict[Path, module_ir.ModuleIR]) -> None:
    for module in real_code.values():
        for function in module.functions:
            assert 0 <= function.at <= function.end < module.nodes
            for instruction in instructions(function.body):
                assert isinstance(instruction, ir.Node)
                assert function.at <= instruction.at <= function.end


def test_every_definition_is_made_where_its_parent_says(real_code: dict[Path, module_ir.ModuleIR]) -> None:
    for module in real_code.values():
        made: dict[int, int] = {0: -1}
        for index, function in enumerate(module.functions):
            for instruction in instructions(function.body):
                if isinstance(instruction, ir.MakeFunction):
                    made[instruction.index] = index
                elif isinstance(instruction, ir.MakeClass):
                    made[module.classes[instruction.index].body] = index
        assert made == {index: function.parent for index, function in enumerate(module.functions)}


def test_scopes_are_those_of_the_interpreter(real_code: dict[Path, module_ir.ModuleIR]) -> None:
    compared = 0
    for path, module in real_code.items():
        expected = _symbols(path)
        counts = Counter(function.qualname for function in module.functions)
        for function in module.functions:
            if function.kind == "function" and counts[function.qualname] == 1:
                found = dict(_scopes(function))
                known = expected.get(function.qualname, {})
                common = found.keys() & known.keys()
                assert {name: found[name] for name in common} == {name: known[name] for name in common}, function
                compared += len(common)
    assert compared > 3_000


def _check_registers(function: module_ir.FunctionIR) -> None:
    written: set[ir.Reg] = set()
    for register, is_written in _registers(function.body):
        if is_written:
            assert register not in written
            written.add(register)
        else:
            assert register in written
    assert len(written) == function.registers


def _registers(value: object, is_written: bool = False) -> Iterator[tuple[ir.Reg, bool]]:
    """The registers inside a region, instruction or field in the order of execution; true for those written."""
    if type(value) is int:
        if value != ir.NONE:
            yield value, is_written
    elif isinstance(value, tuple):
        for item in value:
            yield from _registers(item, is_written)
    elif isinstance(value, ir.Const):
        yield value.dst, True
    elif isinstance(value, ir.Node | ir.Arm | ir.Handler):
        # The result comes first among the fields, and last in time; all others stand in the order they are needed.
        fields = sorted(set(value.__struct_fields__) - NO_REGISTERS, key=value.__struct_fields__.index)
        for field in sorted(fields, key="dst".__eq__):
            yield from _registers(getattr(value, field), field in WRITTEN)


def _scopes(function: module_ir.FunctionIR) -> Iterator[tuple[str, str]]:
    for instruction in instructions(function.body):
        if isinstance(instruction, ir.Load | ir.Store | ir.Declare | ir.Delete) and "@" not in instruction.name:
            yield instruction.name, instruction.scope


def _symbols(path: Path) -> dict[str, dict[str, str]]:
    """For every function of a file, the scope that the interpreter gives each of its names."""
    found: dict[str, dict[str, str]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pending = [(symtable.symtable(path.read_text(encoding="utf-8"), str(path), "exec"), "")]
    while pending:
        table, prefix = pending.pop()
        for child in table.get_children():
            qualname = f"{prefix}{child.get_name()}"
            pending.append((child, f"{qualname}."))
            if isinstance(child, symtable.Function):
                found[qualname] = {symbol.get_name(): _scope(symbol) for symbol in child.get_symbols()}
    return found


def _scope(symbol: symtable.Symbol) -> str:
    return "free" if symbol.is_free() else "global" if symbol.is_global() else "local"
