"""Find a callable of an unpacked package by its API path: source and stubs are read with ``ast``, never imported.

The way is that of an import: names of modules, re-exports, classes with their bases, attributes set in ``__init__``,
properties and factories by their return annotation. Where a receiver is made dynamically the search falls back on every
class of the package that has such a method, and says so.
"""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITION = re.compile(r"\bdef (\w+)\(")
#: With a value anywhere, without one at the top of a module: stubs declare variables so.
_ASSIGNMENT = re.compile(r"^(?:\s*(?:self\.)?(?=\w+(?:: [^=\n]+)? = )|(?=\w+: ))(\w+)", re.MULTILINE)
#: Folders that hold no API: tests, and what the standard library's folder has besides itself.
_SKIPPED = frozenset({"tests", "test", "site-packages", "idlelib", "lib2to3", "turtledemo", "ensurepip"})


@dataclass(frozen=True)
class Found:
    """A definition, the module it stands in and whether the path means an instance of it."""

    node: Definition
    module: str
    instance: bool = False


class Package:
    """The Python files below a folder, as modules by dotted name; stubs win over sources."""

    def __init__(self, *roots: Path) -> None:
        self._files: dict[str, Path] = {}
        self._trees: dict[str, ast.Module] = {}
        self._bound: dict[str, dict[str, ast.stmt]] = {}
        self._by_name: dict[str, dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]]] = {}
        self._named: dict[tuple[str, str], Found | None] = {}
        self._members: dict[tuple[str, int, str], Found | None] = {}
        for root in roots:
            for suffix in ("py", "pyi"):
                for path in root.rglob(f"*.{suffix}"):
                    parts = list(path.relative_to(root).with_suffix("").parts)
                    if not _SKIPPED.isdisjoint(parts):
                        continue
                    self._files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path

    def names(self, module: str) -> dict[str, ast.stmt]:
        """The statements that bind each name at the top of a module, also below ``if`` and ``try``."""
        if module in self._bound:
            return self._bound[module]
        bound = self._bound[module] = {}
        for statement in _statements(self._tree(module).body):
            for name in _bound_names(statement):
                if isinstance(statement, Definition) or name not in bound:
                    bound[name] = statement
        return bound

    def has_module(self, name: str) -> bool:
        return name in self._files or any(file.startswith(name + ".") for file in self._files)

    def _tree(self, module: str) -> ast.Module:
        if module not in self._trees:
            path = self._files.get(module)
            text = path.read_text(encoding="utf-8-sig", errors="replace") if path else ""
            try:
                self._trees[module] = ast.parse(text)
            except SyntaxError:
                self._trees[module] = ast.parse("")
        return self._trees[module]

    def find(self, parts: list[str]) -> Found | None:
        """The definition at the end of an API path given in segments, or None."""
        module, rest = self._module(parts)
        if not module:
            return None
        found = self._name(module, rest[0])
        for part in rest[1:]:
            if found is None:
                return None
            found = self._called(found) if part == "()" else self._member(found, part)
        return found

    def passes_on(self, parts: list[str]) -> bool:
        """Whether a module binds the name at the end of a path, be it by an import from another package."""
        module, rest = self._module([part for part in parts if part != "()"])
        return bool(module) and len(rest) == 1 and rest[0] in self.names(module)

    def methods(self, name: str) -> list[Found]:
        """Every function or method of this name in the package."""
        modules = self._defining.get(name, ())
        return [Found(node, module) for module in modules for node in self._functions(module).get(name, ())]

    def _functions(self, module: str) -> dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]]:
        if module not in self._by_name:
            found = self._by_name[module] = {}
            for node in ast.walk(self._tree(module)):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    found.setdefault(node.name, []).append(node)
        return self._by_name[module]

    @functools.cached_property
    def _defining(self) -> dict[str, list[str]]:
        """The modules in which a function of each name is defined, by a glance at their text."""
        modules: dict[str, list[str]] = {}
        for module, path in self._files.items():
            for name in set(_DEFINITION.findall(path.read_text(encoding="utf-8", errors="replace"))):
                modules.setdefault(name, []).append(module)
        return modules

    def assigns(self, name: str) -> bool:
        """Whether the name is made by assignment anywhere: a partial, an alias, a method set on an instance."""
        return name in self._assigning

    @functools.cached_property
    def _assigning(self) -> frozenset[str]:
        texts = (path.read_text(encoding="utf-8", errors="replace") for path in self._files.values())
        return frozenset(name for text in texts for name in _ASSIGNMENT.findall(text))

    def constructor(self, found: Found) -> Found | None:
        """The ``__init__`` of a class, its own or inherited."""
        return self._member(Found(found.node, found.module, instance=True), "__init__")

    def _module(self, parts: list[str]) -> tuple[str, list[str]]:
        """The longest module that leaves something to look up in it, and what it leaves."""
        for length in range(len(parts) - 1, 0, -1):
            name = ".".join(parts[:length])
            if "(" not in name and name in self._files:
                return name, parts[length:]
        return "", []

    def _name(self, module: str, name: str) -> Found | None:
        """What a name of a module stands for; None while that is being found out, so that circles end."""
        if (module, name) not in self._named:
            self._named[module, name] = None
            self._named[module, name] = self._resolved(module, name)
        return self._named[module, name]

    def _resolved(self, module: str, name: str) -> Found | None:
        statement = self.names(module).get(name)
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return Found(statement, module)
            case ast.ImportFrom():
                source = self._absolute(module, statement)
                original = next((alias.name for alias in statement.names if (alias.asname or alias.name) == name), name)
                return self._name(source, original)
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                return self._expression(module, value)
            case _:
                return self._starred(module, name)

    def _starred(self, module: str, name: str) -> Found | None:
        for statement in _statements(self._tree(module).body):
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                found = self._name(self._absolute(module, statement), name)
                if found is not None:
                    return found
        return None

    def _absolute(self, module: str, statement: ast.ImportFrom) -> str:
        if not statement.level:
            return statement.module or ""
        path = self._files.get(module)
        is_package = path is not None and path.stem == "__init__"
        base = module.split(".")[: len(module.split(".")) - statement.level + is_package]
        return ".".join([*base, *([statement.module] if statement.module else [])])

    def _expression(self, module: str, value: ast.expr) -> Found | None:
        """What an expression at the top of a module stands for: a name, an attribute or a call of one."""
        match value:
            case ast.Name(id=name):
                return self._name(module, name)
            case ast.Attribute(value=inner, attr=name):
                owner = self._expression(module, inner)
                return self._member(owner, name) if owner else self._dotted(module, value)
            case ast.Call(func=function):
                owner = self._expression(module, function)
                return self._called(owner) if owner else None
            case ast.Subscript(slice=inner) if ast.unparse(value.value).split(".")[-1] in {"Optional", "Type", "type"}:
                return self._expression(module, inner)
            case ast.Subscript(value=inner):
                return self._expression(module, inner)
            case ast.BinOp(left=left):
                return self._expression(module, left)
            case ast.Constant(value=str(text)):
                return self._expression(module, ast.parse(text, mode="eval").body)
            case _:
                return None

    def _dotted(self, module: str, value: ast.Attribute) -> Found | None:
        """``resources.Chat`` where ``resources`` is a module."""
        if not isinstance(value.value, ast.Name):
            return None
        statement = self.names(module).get(value.value.id)
        if isinstance(statement, ast.ImportFrom):
            target = f"{self._absolute(module, statement)}.{value.value.id}"
            return self._name(target, value.attr) if target in self._files else None
        return None

    def _called(self, found: Found) -> Found | None:
        if isinstance(found.node, ast.ClassDef):
            return self._member(found, "__call__") if found.instance else Found(found.node, found.module, instance=True)
        if found.node.returns is None:
            return None
        result = self._expression(found.module, found.node.returns)
        return Found(result.node, result.module, instance=True) if result else None

    def _member(self, found: Found, name: str) -> Found | None:
        """What an attribute of a class or its instances stands for, in the class itself or the nearest base."""
        key = (found.module, id(found.node), name)
        if key not in self._members:
            self._members[key] = None
            self._members[key] = self._found_member(found, name)
        return self._members[key]

    def _found_member(self, found: Found, name: str) -> Found | None:
        if not isinstance(found.node, ast.ClassDef):
            return None
        for statement in _statements(found.node.body):
            if isinstance(statement, Definition) and statement.name == name:
                return self._own(Found(statement, found.module))
            if name in _bound_names(statement):
                return self._attribute(found.module, statement)
        for node in ast.walk(found.node):
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and _sets_attribute(node, name):
                return self._attribute(found.module, node)
        for base in found.node.bases:
            parent = self._expression(found.module, base)
            member = self._member(parent, name) if parent else None
            if member is not None:
                return member
        return None

    def _own(self, found: Found) -> Found | None:
        """A property stands for its value, anything else for itself."""
        decorators = {ast.unparse(decorator).split(".")[-1] for decorator in found.node.decorator_list}
        return self._called(found) if decorators & {"property", "cached_property"} else found

    def _attribute(self, module: str, statement: ast.stmt) -> Found | None:
        if isinstance(statement, ast.AnnAssign):
            found = self._expression(module, statement.annotation)
            return Found(found.node, found.module, instance=True) if found else None
        return self._expression(module, statement.value) if isinstance(statement, ast.Assign) else None


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        for field in ("body", "orelse", "finalbody"):
            if isinstance(statement, (ast.If, ast.Try, ast.With)):
                yield from _statements(getattr(statement, field, ()))
        for handler in getattr(statement, "handlers", ()):
            yield from _statements(handler.body)


def _bound_names(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.ImportFrom(names=names):
            return [alias.asname or alias.name for alias in names]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []


def _sets_attribute(statement: ast.Assign | ast.AnnAssign, name: str) -> bool:
    """Whether the statement is ``self.name = …`` or ``self.name: …``."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return any(ast.unparse(target) == f"self.{name}" for target in targets if isinstance(target, ast.Attribute))
