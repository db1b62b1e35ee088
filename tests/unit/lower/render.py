"""The IR as text for golden tests: one instruction a line, nested regions indented, ordinals left out."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from privlint.model import ir
from privlint.model import module as module_ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from privlint.model.types import TypeExpr


def render(module: module_ir.ModuleIR) -> str:
    """Every class, then every function with its body."""
    lines: list[str] = []
    for index, cls in enumerate(module.classes):
        lines.append(f"class {index} {cls.qualname} = body {cls.body}{_class_details(cls)}")
    for index, function in enumerate(module.functions):
        lines.append(f"{function.kind} {index} {function.qualname}{_function_details(function)}")
        lines.extend(f"  {line}" for line in render_region(function.body))
    return "\n".join(lines) + "\n"


def render_region(region: ir.Region) -> Iterator[str]:
    """The lines of a region."""
    for instruction in region:
        yield from _instruction(instruction)


def render_type(node: TypeExpr) -> str:
    """A type in one line: constants in quotes, arguments in brackets, keywords after a colon."""
    text = f"'{node.constant}'" if node.name == "'" else node.name
    inside = [render_type(arg) for arg in node.args]
    inside += [f"{name}: {render_type(value)}" for name, value in node.keywords]
    return f"{text}[{', '.join(inside)}]" if inside else text


def _class_details(cls: module_ir.ClassIR) -> str:
    parts = [f"bases={[render_type(base) for base in cls.bases]}"] if cls.bases else []
    parts += [f"{name}={render_type(value)}" for name, value in cls.keywords]
    parts += [f"@{render_type(call)}" for call in cls.decorator_calls]
    parts += [f"dialect={cls.dialect!r}"] if cls.dialect else []
    return "".join(f" {part}" for part in parts)


def _function_details(function: module_ir.FunctionIR) -> str:
    params = [_param(param) for param in function.params]
    parts = [f"({', '.join(params)})"] if function.kind in ("function", "lambda") else []
    parts += [f"-> {render_type(function.returns)}"] if function.returns else []
    parts += [f"in {function.parent}"] if function.parent >= 0 else []
    parts += [f"of class {function.owner}"] if function.owner >= 0 else []
    parts += ["async"] if function.is_async else []
    parts += ["generator"] if function.is_generator else []
    parts += [f"@{name}" for name in function.decorators]
    parts += [f"locals={','.join(function.locals)}"] if function.locals else []
    parts += [f"dialect={function.dialect!r}"] if function.dialect else []
    return "".join(f" {part}" for part in parts)


def _param(param: module_ir.Param) -> str:
    marks = {"positional-only": "/", "positional": "", "star": "*", "keyword-only": "!", "double-star": "**"}
    declared = f": {render_type(param.declared)}" if param.declared else ""
    return f"{marks[param.kind]}{param.name}{declared}{' =' if param.has_default else ''}"


def _instruction(node: ir.Instr) -> Iterator[str]:
    nested = NESTED.get(type(node))
    if nested is not None:
        yield from nested(node)
        return
    text = FLAT[type(node)](node)
    dst = getattr(node, "dst", None)
    yield text if dst is None else f"{_reg(dst)} = {text}"


def _if(node: ir.If) -> Iterator[str]:
    for word, arm in zip(chain(["if"], repeat("elif")), node.arms, strict=False):
        yield from _block(word, arm.header)
        yield from _block(f"  then {_reg(arm.cond)}", arm.body)
    yield from _optional("  else", node.orelse)


def _while(node: ir.While) -> Iterator[str]:
    yield from _block("while", node.header)
    yield from _block(f"  do {_reg(node.cond)}", node.body)
    yield from _optional("  else", node.orelse)


def _for(node: ir.For) -> Iterator[str]:
    marks = " async" * node.is_async + " comprehension" * node.comprehension
    yield from _block(f"for {_reg(node.item)} in {_reg(node.iterable)}{marks}", node.target)
    yield from _block("  do", node.body)
    yield from _optional("  else", node.orelse)


def _try(node: ir.Try) -> Iterator[str]:
    yield from _block("try*" if node.group else "try", node.body)
    for handler in node.handlers:
        yield from _block("  except", handler.header)
        types = ",".join(_reg(register) for register in handler.types)
        yield from _block(f"  handle {types or 'all'}{' as ' * bool(handler.name)}{handler.name}", handler.body)
    yield from _optional("  else", node.orelse)
    yield from _optional("  finally", node.final)


def _with(node: ir.With) -> Iterator[str]:
    yield from _block(f"with{' async' * node.is_async} {_reg(node.manager)} as {_reg(node.entered)}", node.body)


def _logic(node: ir.Logic) -> Iterator[str]:
    yield f"{_reg(node.dst)} = {node.op}"
    for region, register in node.operands:
        yield from _block(f"  operand {_reg(register)}", region)


def _select(node: ir.Select) -> Iterator[str]:
    yield f"{_reg(node.dst)} = select {_reg(node.cond)}"
    yield from _block(f"  then {_reg(node.then_value)}", node.then)
    yield from _block(f"  else {_reg(node.else_value)}", node.orelse)


def _block(head: str, region: ir.Region) -> Iterator[str]:
    yield head
    indent = " " * (len(head) - len(head.lstrip()) + 2)
    yield from (indent + line for line in render_region(region))


def _optional(head: str, region: ir.Region) -> Iterator[str]:
    if region:
        yield from _block(head, region)


def _import(node: ir.Import) -> str:
    origin = "." * node.level + node.module
    return f"from {origin} import {node.name}" if node.name else f"import {origin}{' (top)' * node.top}"


def _unpack(node: ir.Unpack) -> str:
    star = [f"*{_reg(node.star)}"] if node.star != ir.NONE else []
    return " ".join(["unpack", _reg(node.src), "->", *map(_reg, node.before), *star, *map(_reg, node.after)])


def _argument(register: ir.Reg, label: str) -> str:
    return f"{label}{'=' * label.isidentifier()}{_reg(register)}"


def _reg(register: ir.Reg) -> str:
    return "-" if register == ir.NONE else f"%{register}"


def _declared(node: TypeExpr | None) -> str:
    return f": {render_type(node)}" if node else ""


NESTED: dict[type[ir.Node], Callable[[Any], Iterator[str]]] = {
    ir.If: _if,
    ir.While: _while,
    ir.For: _for,
    ir.Try: _try,
    ir.With: _with,
    ir.Logic: _logic,
    ir.Select: _select,
}
FLAT: dict[type[ir.Node], Callable[[Any], str]] = {
    ir.Const: lambda n: repr(n.value),
    ir.Opaque: lambda n: " ".join(["opaque", n.kind, *map(_reg, n.sources)]),
    ir.Load: lambda n: f"{n.scope} {n.name}",
    ir.Store: lambda n: f"{n.scope} {n.name}{_declared(n.declared)} <- {_reg(n.src)}",
    ir.Declare: lambda n: f"{n.scope} {n.name}{_declared(n.declared)}",
    ir.Delete: lambda n: f"delete {n.scope} {n.name}",
    ir.GetAttr: lambda n: f"{_reg(n.obj)}.{n.attr}",
    ir.SetAttr: lambda n: f"{_reg(n.obj)}.{n.attr}{_declared(n.declared)} <- {_reg(n.src)}",
    ir.DelAttr: lambda n: f"delete {_reg(n.obj)}.{n.attr}",
    ir.GetItem: lambda n: f"{_reg(n.obj)}[{_reg(n.key)}]",
    ir.GetSlice: lambda n: f"{_reg(n.obj)}[{_reg(n.lower)}:{_reg(n.upper)}:{_reg(n.step)}]",
    ir.SetItem: lambda n: f"{_reg(n.obj)}[{_reg(n.key)}] <- {_reg(n.src)}",
    ir.DelItem: lambda n: f"delete {_reg(n.obj)}[{_reg(n.key)}]",
    ir.Build: lambda n: " ".join([n.kind, *("*" * star + _reg(item) for item, star in n.items)]),
    ir.BuildDict: lambda n: " ".join(["dict", *(f"{_reg(key)}:{_reg(value)}" for key, value in n.entries)]),
    ir.Accumulate: lambda n: f"accumulate {_reg(n.target)} {_reg(n.key)}:{_reg(n.value)}",
    ir.Format: lambda n: " ".join(["format", *(_reg(part) + "!" * bool(how) + how for part, how in n.parts)]),
    ir.Binary: lambda n: f"{_reg(n.left)} {n.op} {_reg(n.right)}",
    ir.Unary: lambda n: f"{n.op} {_reg(n.operand)}",
    ir.Compare: lambda n: f"{_reg(n.left)} {n.op} {_reg(n.right)}",
    ir.Call: lambda n: f"call {_reg(n.func)}({', '.join(_argument(*arg) for arg in n.args)})",
    ir.Await: lambda n: f"await {_reg(n.src)}",
    ir.Yield: lambda n: f"yield{' from' * n.delegate} {_reg(n.src)}",
    ir.Unpack: _unpack,
    ir.DictRest: lambda n: f"rest {_reg(n.src)} without {','.join(n.keys)}",
    ir.IsInstance: lambda n: f"{_reg(n.obj)} isinstance {_reg(n.cls)}",
    ir.Discard: lambda n: f"discard {_reg(n.src)}",
    ir.MakeFunction: lambda n: " ".join(["function", str(n.index), *(f"{name}={_reg(r)}" for name, r in n.defaults)]),
    ir.MakeClass: lambda n: " ".join(
        ["class", str(n.index), *map(_reg, n.bases), *(f"{name}={_reg(r)}" for name, r in n.keywords)]
    ),
    ir.Decorate: lambda n: f"decorate {_reg(n.decorator)}({_reg(n.target)})",
    ir.Import: _import,
    ir.ImportStar: lambda n: f"from {'.' * n.level}{n.module} import *",
    ir.Return: lambda n: f"return {_reg(n.src)}",
    ir.Raise: lambda n: f"raise {_reg(n.exc)} from {_reg(n.cause)}",
    ir.Break: lambda n: "break",
    ir.Continue: lambda n: "continue",
}
