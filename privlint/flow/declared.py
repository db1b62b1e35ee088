"""What the code and the configuration declare: purposes, trusted consents, categories, roles of functions."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlint.flow import dialects
from privlint.flow.guards import NOTHING, Evidence, Guard, Guards
from privlint.model.category import covers
from privlint.model.place import Site
from privlint.model.program import FunctionId
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.catalogue.names import Names
    from privlint.flow.frame import Frame
    from privlint.flow.values import Value
    from privlint.model.ir import Reg
    from privlint.model.module import ModuleIR
    from privlint.model.pragma import Pragma
    from privlint.model.program import ClassInfo, Field, Program
    from privlint.settings.options import Annotated, Settings

#: Annotation keys that hold for a stretch of code, and the kind of guard each becomes.
_SCOPED = ("purpose", "consent", "basis")
#: Those that say what a call of a function does, wherever the function is written.
_OF_FUNCTIONS = ("recipient", "sanitizes", "consent-check", "identity-check")
#: An item's key or keyword and its value are the first nodes inside it.
_NAME_AND_VALUE = 2


@dataclass(frozen=True, slots=True)
class FunctionDeclarations:
    """What is declared of one function; empty strings and tuples where nothing is."""

    guards: Guards = NOTHING
    consent_check: tuple[str, ...] = ()
    identity_check: bool = False
    sanitizes: tuple[tuple[str, Transform], ...] = ()
    recipient: tuple[str, str] | None = None
    fulfils: tuple[str, ...] = ()


@dataclass(slots=True)
class Declared:
    """All declarations of a project, looked up by place or by name."""

    program: Program
    settings: Settings
    names: Names
    pragmas: dict[str, tuple[Pragma, ...]] = field(init=False)
    _of_functions: list[tuple[str, Annotated]] = field(init=False)
    _functions: dict[FunctionId, FunctionDeclarations] = field(default_factory=dict, init=False)
    _scopes: dict[tuple[str, int], Guards] = field(default_factory=dict, init=False)
    marked: dict[FunctionId, list[tuple[str, str, str, int]]] = field(default_factory=dict, init=False)
    marked_guards: dict[FunctionId, Guards] = field(default_factory=dict, init=False)
    #: Where each scoped entry of the configuration holds, by key and pattern: the functions it was found to fit.
    configured: dict[tuple[str, str], set[Site]] = field(default_factory=dict, init=False)
    #: The purposes of ``with`` blocks, with the function they stand in.
    entered: dict[Site, tuple[tuple[str, ...], str]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.pragmas = {module.path: module.pragmas for module in self.program.modules if module.pragmas}
        tables = self.settings.annotations
        self._of_functions = [(key, row) for key in _OF_FUNCTIONS for row in tables.get(key, ())]

    def at(self, path: str, node: int) -> Guards:
        """The guards that comments declare for the node."""
        pragmas = self.pragmas.get(path)
        if pragmas is None:
            return NOTHING
        key = (path, node)
        known = self._scopes.get(key)
        if known is None:
            known = NOTHING
            for pragma in pragmas:
                if pragma.first <= node <= pragma.last and not pragma.problem:
                    known = known.plus(_scope_guards(pragma, path))
            self._scopes[key] = known
        return known

    def function(self, function: FunctionId) -> FunctionDeclarations:
        """What comments on the definition, markers and the configuration say of a function."""
        known = self._functions.get(function)
        if known is None:
            known = self._functions[function] = self._read_function(function)
        return known

    def outside(self, path: str) -> FunctionDeclarations | None:
        """What the configuration says of a function outside the project, by its path; None when nothing."""
        if not self._of_functions:
            return None
        dotted = path.replace("()", "")
        entries = [
            (key, row.value, row.reason) for key, row in self._of_functions if fnmatch.fnmatchcase(dotted, row.pattern)
        ]
        return _declarations(entries, NOTHING) if entries else None

    def data(self, path: str, node: int) -> str:
        """The category (or ``none``) that ``data=`` declares for a parameter, assignment or key; empty without one."""
        for pragma in self.pragmas.get(path, ()):
            if pragma.bound in ("item", "statement") and pragma.first <= node <= pragma.last:
                for entry in pragma.entries:
                    if entry.key == "data":
                        return entry.value
        return ""

    def part(self, path: str, node: int) -> str:
        """The category that ``data=`` declares for the argument, key or element whose value is at the node.

        The value comes right behind the item's own node and its key or keyword; what is inside it is no such value.
        """
        return next(
            (
                entry.value
                for pragma in self.pragmas.get(path, ())
                if pragma.bound == "item" and 0 < node - pragma.first <= _NAME_AND_VALUE
                for entry in pragma.entries
                if entry.key == "data"
            ),
            "",
        )

    def field(self, info: ClassInfo, declared: Field) -> str:
        """The category declared for a field: by comment, by its own metadata, by the configuration, by its class."""
        module = self.program.modules[info.module]
        return (
            self.data(module.path, declared.at)
            or declared.category
            or self.named("data", module, f"{info.ir.qualname}.{declared.name}")
            or dialects.category(self.program, self.names, info, declared)
        )

    def is_complete(self, info: ClassInfo) -> bool:
        """Whether the class declares all its personal fields, so that names no longer count (``data=complete``)."""
        if dialects.denies(info):
            return True
        module = self.program.modules[info.module]
        for pragma in self.pragmas.get(module.path, ()):
            inside = pragma.bound == "block" and pragma.first <= info.ir.at <= pragma.last
            if inside and any(entry.key == "data" and entry.value == "complete" for entry in pragma.entries):
                return True
        return self.named("data", module, info.ir.qualname) == "complete"

    def named(self, key: str, module: ModuleIR, inner: str) -> str:
        """What the configuration's table ``key`` says of something in a module; empty when nothing matches."""
        entries = self.settings.annotations.get(key, ())
        names = _spellings(module, inner) if entries else ()
        return next((entry.value for entry in entries if _fits(entry.pattern, names)), "")

    def _read_function(self, function: FunctionId) -> FunctionDeclarations:
        ir = self.program.function(function)
        module = self.program.modules[function.module]
        entries = [
            (entry.key, entry.value, pragma.reason)
            for pragma in self.pragmas.get(module.path, ())
            if pragma.bound == "block" and pragma.first == ir.at and not pragma.problem
            for entry in pragma.entries
        ]
        names = _spellings(module, ir.qualname)
        around = [outer for name in names for outer in _around(name)]
        site = Site(module.path, ir.at)
        guards = NOTHING
        for key, table in self.settings.annotations.items():
            for row in table:
                if _fits(row.pattern, names):
                    entries.append((key, row.value, row.reason))
                if key in _SCOPED and _fits(row.pattern, around):
                    guards = guards.plus(_guards(key, row.value, row.reason, site))
                    self.configured.setdefault((key, row.pattern), set()).add(site)
        for bearer in (function, *self._bodies_around(function)):
            guards = guards.plus(self.marked_guards.get(bearer, NOTHING))
        entries.extend(row[:3] for row in self.marked.get(function, []))
        return _declarations(entries, guards)

    def _bodies_around(self, function: FunctionId) -> Iterator[FunctionId]:
        """The class bodies and functions that a function is written in, which a marker may stand above."""
        parent = self.program.function(function).parent
        while parent >= 0:
            outer = FunctionId(function.module, parent)
            yield outer
            parent = self.program.function(outer).parent

    def mark(self, function: FunctionId, guards: Guards, key: str, words: list[str], at: int) -> bool:
        """Take over what a marker decorator says; true when it is new."""
        values = [":".join(words)] if key == "recipient" else words or [""]
        known = self.marked.setdefault(function, [])
        added = [row for value in values if (row := (key, value, "", at)) not in known]
        known.extend(added)
        self.marked_guards[function] = guards.plus(self.marked_guards.get(function, NOTHING))
        for bearer in self.within(function):
            self._functions.pop(bearer, None)
        return bool(added)

    def within(self, function: FunctionId) -> list[FunctionId]:
        """A function, or the body of a class, and every function written inside it."""
        functions = self.program.modules[function.module].functions
        inside = {function.number}
        for number, ir in enumerate(functions):  # what is written inside comes later
            if ir.parent in inside:
                inside.add(number)
        return [FunctionId(function.module, number) for number in sorted(inside)]


def _declarations(entries: list[tuple[str, str, str]], guards: Guards) -> FunctionDeclarations:
    values = {key: value for key, value, _ in entries}
    kind, _, vendor = values.get("recipient", "").partition(":")
    return FunctionDeclarations(
        guards,
        tuple(word.strip() for word in values.get("consent-check", "").split("|") if word.strip()),
        "identity-check" in values,
        tuple(_sanitized(value) for key, value, _ in entries if key == "sanitizes"),
        (kind, vendor) if kind else None,
        tuple(value for key, value, _ in entries if key == "fulfils"),
    )


def _spellings(module: ModuleIR, inner: str) -> tuple[str, ...]:
    """How the configuration may call what is in a module: as code imports it, or by the folders it lies in."""
    folders = module.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return tuple(dict.fromkeys((f"{module.module}.{inner}", f"{folders}.{inner}")))


def _fits(pattern: str, names: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for name in names)


def _around(dotted: str) -> Iterator[str]:
    """A dotted path and those of the class, module and packages around it, innermost first."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]


def _sanitized(value: str) -> tuple[str, Transform]:
    category, _, transform = value.partition(":")
    known = {entry.value: entry for entry in Transform}
    return category or "*", known.get(transform, Transform.MASKED)


def _scope_guards(pragma: Pragma, path: str) -> Guards:
    found = NOTHING
    for entry in pragma.entries:
        if entry.key in _SCOPED:
            found = found.plus(_guards(entry.key, entry.value, pragma.reason, Site(path, pragma.first)))
    return found


def _guards(key: str, value: str, reason: str, site: Site) -> Guards:
    if key != "purpose" and not reason:
        return NOTHING  # a consent or basis without a reason does not stand; the judge reports it
    words = [word.strip() for word in value.split("|") if word.strip()]
    evidence = Evidence(f"{key}={value}", site, reason)
    return Guards({Guard(key, word, None, ambient=True, trusted=key != "purpose"): evidence for word in words})


def declared_value(frame: Frame, value: Value, name: str, at: int) -> Value:
    """The value of an assignment as ``data=`` on it declares it."""
    declared = frame.knowledge.declared
    if frame.module.path not in declared.pragmas and not declared.settings.annotations.get("data"):
        return value
    category = declared.data(frame.module.path, at)
    if not category and frame.ir.kind in ("module", "function"):
        function = frame.label.partition(":")[2]
        category = declared.named("data", frame.module, name if function == "<module>" else f"{function}.{name}")
    if not category or category == "complete":
        return value
    return frame.operations.declare(frame, value, category, name, at)


def declared_part(frame: Frame, reg: Reg) -> Value:
    """What a register holds, as ``data=`` beside it inside brackets declares it."""
    value, declared = frame.value(reg), frame.knowledge.declared
    if frame.module.path not in declared.pragmas:
        return value
    at = frame.texts.at(reg)
    category = declared.part(frame.module.path, at)
    return frame.operations.declare(frame, value, category, frame.texts.of(reg), at) if category else value


def sanitized(category: str, rules: tuple[tuple[str, Transform], ...]) -> Transform | None:
    """The transform that a declared sanitizer applies to a category."""
    return next((transform for pattern, transform in rules if covers(pattern, category)), None)
