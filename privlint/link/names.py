"""Imports and top-level names: what each name of each module means, through re-exports, stars and cycles."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.names import imported_module, top_of
from privlint.model.target import Target
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.model.ir import Instr, Region
    from privlint.model.module import ModuleIR

#: Re-export chains longer than this are taken for cycles (chosen; the longest seen in real packages is 6).
_MAX_HOPS = 20


class Resolver:
    """Answers what a dotted name means in a module; results are cached, cycles end as external names."""

    def __init__(self, modules: tuple[ModuleIR, ...]) -> None:
        self._modules = modules
        self.by_name: dict[str, int] = {}
        for number, module in enumerate(modules):
            self.by_name.setdefault(module.module, number)
        for number, module in enumerate(modules):
            for outer in _from_outside(module):
                self.by_name.setdefault(outer, number)
        self.packages = {name[: name.rindex(".")] for name in self.by_name if "." in name}
        self._bindings = [_bindings(module) for module in modules]
        self._cache: dict[tuple[int, str], Target | None] = {}

    def exports(self, number: int) -> dict[str, Target]:
        """Every top-level name of a module with its meaning."""
        found: dict[str, Target] = {}
        for name in self.public_names(number, everything=True):
            target = self.name(number, name)
            if target is not None:
                found[name] = target
        return found

    def name(self, number: int, name: str, hops: int = 0) -> Target | None:
        """What the top-level ``name`` of module ``number`` means; None when the module does not bind it."""
        key = (number, name)
        if key in self._cache:
            return self._cache[key]
        if hops > _MAX_HOPS:
            return None
        self._cache[key] = None  # a cycle of re-exports meets this and ends
        self._cache[key] = found = self._look_up(number, name, hops)
        return found

    def dotted(self, number: int, dotted: str) -> Target | None:
        """What ``a.b.c`` means, read at the top level of module ``number``; None when ``a`` is not bound there."""
        head, *rest = dotted.split(".")
        target = self.name(number, head)
        for part in rest:
            if target is None:
                return None
            target = self.member(target, part)
        return target

    def member(self, target: Target, name: str) -> Target | None:
        """The attribute ``name`` of a module or of something outside the project; None for anything else."""
        if target.kind == "external":
            return Target("external", f"{target.name}.{name}")
        if target.kind != "module":
            return None
        return self.from_module(target.name, name)

    def from_module(self, dotted: str, name: str, hops: int = 0) -> Target | None:
        """``from dotted import name``."""
        number = self.by_name.get(dotted)
        if number is not None:
            found = self.name(number, name, hops + 1)
            if found is not None:
                return found
        inner = f"{dotted}.{name}"
        if inner in self.by_name or inner in self.packages:
            return Target("module", inner, self.by_name.get(inner, -1))
        if number is None and dotted not in self.packages:
            return Target("external", inner)
        return None

    def module(self, dotted: str) -> Target:
        """The module ``dotted``: the project's own if there is one, otherwise outside."""
        if dotted in self.by_name or dotted in self.packages:
            return Target("module", dotted, self.by_name.get(dotted, -1))
        return Target("external", dotted)

    def maker(self, variable: Target) -> Target | None:
        """What a variable of a module was made by, ``db = SQLAlchemy()``; None when no call made it, or no known
        one."""
        body = self._modules[variable.module].functions[0].body
        made = definitions(body)
        for instr in walk(body):
            call = made.get(instr.src) if isinstance(instr, ir.Store) and instr.name == variable.name else None
            if isinstance(call, ir.Call):
                return self.dotted(variable.module, path_of(made, call.func))
        return None

    def public_names(self, number: int, *, everything: bool = False, hops: int = 0) -> list[str]:
        """The names ``from module import *`` gives, or every top-level name."""
        bindings = self._bindings[number]
        if bindings.all_names is not None and not everything:
            return list(bindings.all_names)
        names = dict.fromkeys(bindings.names)
        if hops < _MAX_HOPS:
            for module, level in bindings.stars:
                dotted = self._meant(number, module, level)
                other = self.by_name.get(dotted)
                if other is not None and other != number:
                    names.update(dict.fromkeys(self.public_names(other, hops=hops + 1)))
        return [name for name in names if everything or not name.startswith("_")]

    def _meant(self, number: int, module: str, level: int) -> str:
        return imported_module(self._modules, self.by_name, self.packages, number, module, level)

    def _look_up(self, number: int, name: str, hops: int) -> Target | None:
        bindings = self._bindings[number]
        if name in bindings.names:
            return self._bound(number, name, bindings.names[name], hops)
        for module, level in bindings.stars:
            dotted = self._meant(number, module, level)
            other = self.by_name.get(dotted)
            if other is not None and other != number and name in self.public_names(other):
                return self.name(other, name, hops + 1)
        return None

    def _bound(self, number: int, name: str, bound: Instr | None, hops: int) -> Target:
        if isinstance(bound, ir.MakeFunction):
            return Target("function", name, number, (number, bound.index))
        if isinstance(bound, ir.MakeClass):
            return Target("class", name, number, (number, bound.index))
        if isinstance(bound, ir.Import):
            dotted = self._meant(number, bound.module, bound.level)
            if not bound.name:
                return self.module(top_of(dotted, bound) if bound.top else dotted)
            found = self.from_module(dotted, bound.name, hops)
            return found if found is not None else Target("external", f"{dotted}.{bound.name}")
        return Target("variable", name, number)


def _from_outside(module: ModuleIR) -> Iterator[str]:
    """What those outside the source root call a module: a folder with a ``manage.py`` is often a package as well, and
    ``src`` is what many call their own."""
    start = posixpath.dirname(module.path) if module.is_package else posixpath.splitext(module.path)[0]
    name = module.module
    folder = start.removesuffix(name.replace(".", "/")).rstrip("/")
    while folder and folder != start:
        name, folder = f"{posixpath.basename(folder)}.{name}", posixpath.dirname(folder)
        yield name


class _Bindings:
    """The top-level bindings of one module, before any is resolved; None stands for a computed value."""

    def __init__(self) -> None:
        self.names: dict[str, Instr | None] = {}
        self.stars: list[tuple[str, int]] = []
        self.all_names: tuple[str, ...] | None = None


def _bindings(module: ModuleIR) -> _Bindings:
    found = _Bindings()
    body = module.functions[0].body
    made = definitions(body)
    for instr in walk(body):
        if isinstance(instr, ir.Store):
            _bind(found, instr, _definition(made, instr.src))
        elif isinstance(instr, ir.Declare):
            found.names.setdefault(instr.name, None)
        elif isinstance(instr, ir.ImportStar):
            found.stars.append((instr.module, instr.level))
    found.all_names = _all_names(body, made)
    return found


def _bind(found: _Bindings, store: ir.Store, made: Instr | None) -> None:
    known = isinstance(made, ir.MakeFunction | ir.MakeClass | ir.Import)
    earlier = found.names.get(store.name)
    if earlier is not None and (not known or isinstance(earlier, ir.Import)):
        # try: import fast as x / except ImportError: x = None keeps the import; of two imports the first one stands.
        return
    found.names[store.name] = made if known else None


def _definition(made: Mapping[int, Instr], reg: int) -> Instr | None:
    """The function, class or import behind a register, seen through its decorators."""
    instr = made.get(reg)
    while isinstance(instr, ir.Decorate):
        instr = made.get(instr.target)
    return instr


def path_of(made: Mapping[int, Instr], reg: int) -> str:
    """The dotted name that a register was read as; empty where it is no name."""
    instr = made.get(reg)
    if isinstance(instr, ir.GetAttr):
        return f"{path_of(made, instr.obj)}.{instr.attr}"
    return instr.name if isinstance(instr, ir.Load) else ""


def _all_names(body: Region, made: Mapping[int, Instr]) -> tuple[str, ...] | None:
    """The strings of ``__all__`` as far as they are constant lists; None where the module has none."""
    names: list[str] = []
    seen = False
    for instr in body:
        if isinstance(instr, ir.Store) and instr.name == "__all__":
            seen = True
            names.extend(_strings(made, instr.src))
        elif isinstance(instr, ir.Call) and _is_all_method(made, instr):
            names.extend(text for reg, _ in instr.args for text in _strings(made, reg))
    return tuple(dict.fromkeys(names)) if seen else None


def _is_all_method(made: Mapping[int, Instr], call: ir.Call) -> bool:
    method = made.get(call.func)
    if not isinstance(method, ir.GetAttr) or method.attr not in ("append", "extend"):
        return False
    receiver = made.get(method.obj)
    return isinstance(receiver, ir.Load) and receiver.name == "__all__"


def _strings(made: Mapping[int, Instr], reg: int) -> list[str]:
    instr = made.get(reg)
    if isinstance(instr, ir.Const):
        return [instr.value] if isinstance(instr.value, str) else []
    if isinstance(instr, ir.Build):
        return [text for item, _ in instr.items for text in _strings(made, item)]
    if isinstance(instr, ir.Binary):
        return _strings(made, instr.left) + _strings(made, instr.right)
    return []
