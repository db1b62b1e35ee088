"""Whether a package has what an entry of the catalogue says: the callable, and the parameters that the entry names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, TypeAlias

from privlint.catalogue.match import expand, segments

if TYPE_CHECKING:
    from tools.signatures import Found, Package

Entry: TypeAlias = dict[str, Any]
#: Best first.
OUTCOMES = ("confirmed", "by method name", "dynamic", "parameters differ", "not found", "no package")
GOOD = frozenset(OUTCOMES[:2])


def spellings(path: str, values: list[dict[str, str]]) -> list[str]:
    """The path and the ones that the file's ``[[value]]`` entries lead from to it: where the code really stands."""
    found = [path]
    for value in values:
        if path == value["is"] or path.startswith((value["is"] + ".", value["is"] + "(")):
            found += [api + path[len(value["is"]) :] for api in expand(value["api"]) if "*" not in api]
    return found


def outcome(path: str, entry: Entry, package: Package, table: str) -> tuple[str, str]:
    parts = segments(path)
    found = package.find(parts)
    called = parts[-1] == "()"
    if found is not None:
        return _parameters(found, entry, package, "confirmed") if table == "sink" and not called else ("confirmed", "")
    if package.passes_on(parts):
        return "confirmed", "from another package"
    named = parts[-1] if not called else parts[-2]
    candidates = package.methods(named)
    if not candidates and package.assigns(named):
        return "by method name", "assigned"
    if not candidates:
        return (
            ("not found", f"nothing is named {named}") if package.has_module(parts[0]) else ("not found", "no module")
        )
    verdicts = [_parameters(found, entry, package, "by method name") for found in candidates]
    return min(verdicts, key=lambda verdict: OUTCOMES.index(verdict[0]))


def parameter_names(found: Found, package: Package) -> frozenset[str] | None:
    """The names of a callable's parameters but the receiver; None for one that takes any, or whose are not known."""
    node = _signature(found, package)
    if node is None or node.args.kwarg is not None:
        return None
    return frozenset((*_positional(node), *(argument.arg for argument in node.args.kwonlyargs)))


def named_parameters(entry: Entry) -> set[str]:
    """The parameters that an entry names."""
    return {
        name for name in (*entry.get("args", {}), *entry.get("order", [])) if name.isidentifier() and name != "self"
    }


def _signature(found: Found, package: Package) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """A callable's own definition, or the constructor of a class; None for a class of fields."""
    if not isinstance(found.node, ast.ClassDef):
        return found.node
    constructor = package.constructor(found)
    return constructor.node if constructor is not None and not isinstance(constructor.node, ast.ClassDef) else None


def _positional(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return names[bool(names) and names[0] in {"self", "cls", "mcs"} :]


def _parameters(found: Found, entry: Entry, package: Package, good: str) -> tuple[str, str]:
    """Whether a callable has the parameters of ``args`` and ``order``."""
    node = _signature(found, package)
    if node is None:
        return good, "fields"
    positional = _positional(node)
    names = {*positional, *(argument.arg for argument in node.args.kwonlyargs)}
    order, wanted = entry.get("order", []), named_parameters(entry)
    missing = wanted - names
    if node.args.kwarg is None and wanted and missing == wanted:
        return "parameters differ", f"has {', '.join(sorted(names)) or 'none'}; none of {', '.join(sorted(wanted))}"
    if order and node.args.vararg is None and positional[: len(order)] != order[: len(positional)]:
        return "parameters differ", f"order is {', '.join(positional)}"
    return good, f"not here: {', '.join(sorted(missing))}" if missing and node.args.kwarg is None else ""
