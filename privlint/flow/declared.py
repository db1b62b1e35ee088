"""What the code and the configuration declare: purposes, trusted consents, categories, roles of functions."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlint.flow.guards import NOTHING, Evidence, Guard, Guards
from privlint.model.category import covers
from privlint.model.place import Site
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.flow.values import Value
    from privlint.model.pragma import Pragma
    from privlint.model.program import ClassInfo, Field, FunctionId, Program
    from privlint.settings.options import Settings

#: Annotation keys that hold for a stretch of code, and the kind of guard each becomes.
_SCOPED = ("purpose", "consent", "basis")


@dataclass(frozen=True, slots=True)
class FunctionDeclarations:
    """What is declared of one function; empty strings and tuples where nothing is."""

    guards: Guards = NOTHING
    consent_check: str | None = None
    identity_check: bool = False
    sanitizes: tuple[tuple[str, Transform], ...] = ()
    recipient: tuple[str, str] | None = None
    fulfils: tuple[str, ...] = ()


@dataclass(slots=True)
class Declared:
    """All declarations of a project, looked up by place or by name."""

    program: Program
    settings: Settings
    pragmas: dict[str, tuple[Pragma, ...]] = field(init=False)
    _functions: dict[FunctionId, FunctionDeclarations] = field(default_factory=dict, init=False)
    _scopes: dict[tuple[str, int], Guards] = field(default_factory=dict, init=False)
    marked: dict[FunctionId, list[tuple[str, str, str, int]]] = field(default_factory=dict, init=False)
    marked_guards: dict[FunctionId, Guards] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.pragmas = {module.path: module.pragmas for module in self.program.modules if module.pragmas}

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
        """What comments on the definition and the configuration say of a function."""
        known = self._functions.get(function)
        if known is None:
            known = self._functions[function] = self._read_function(function)
        return known

    def data(self, path: str, node: int) -> str:
        """The category (or ``none``) that ``data=`` declares for a parameter, assignment or key; empty without one."""
        for pragma in self.pragmas.get(path, ()):
            if pragma.bound in ("item", "statement") and pragma.first <= node <= pragma.last:
                for entry in pragma.entries:
                    if entry.key == "data":
                        return entry.value
        return ""

    def field(self, info: ClassInfo, declared: Field) -> str:
        """The category declared for a field: by comment, by its own metadata, by the configuration."""
        module = self.program.modules[info.module]
        return (
            self.data(module.path, declared.at)
            or declared.category
            or self.named("data", f"{module.module}.{info.ir.qualname}.{declared.name}")
        )

    def is_complete(self, info: ClassInfo) -> bool:
        """Whether the class declares all its personal fields, so that names no longer count (``data=complete``)."""
        module = self.program.modules[info.module]
        for pragma in self.pragmas.get(module.path, ()):
            inside = pragma.bound == "block" and pragma.first <= info.ir.at <= pragma.last
            if inside and any(entry.key == "data" and entry.value == "complete" for entry in pragma.entries):
                return True
        return self.named("data", f"{module.module}.{info.ir.qualname}") == "complete"

    def named(self, key: str, dotted: str) -> str:
        """What the configuration's table ``key`` says of a dotted path; empty when nothing matches."""
        for entry in self.settings.annotations.get(key, ()):
            if entry.pattern == dotted or fnmatch.fnmatchcase(dotted, entry.pattern):
                return entry.value
        return ""

    def _read_function(self, function: FunctionId) -> FunctionDeclarations:
        ir = self.program.function(function)
        module = self.program.modules[function.module]
        entries = [
            (entry.key, entry.value, pragma.reason)
            for pragma in self.pragmas.get(module.path, ())
            if pragma.bound == "block" and pragma.first == ir.at and not pragma.problem
            for entry in pragma.entries
        ]
        dotted = f"{module.module}.{ir.qualname}"
        configured = Guards({})
        for key, table in self.settings.annotations.items():
            for row in table:
                if row.pattern == dotted or fnmatch.fnmatchcase(dotted, row.pattern):
                    entries.append((key, row.value, row.reason))
                    if key in _SCOPED:
                        configured = configured.plus(_guards(key, row.value, row.reason, Site(module.path, ir.at)))
        entries.extend(row[:3] for row in self.marked.get(function, []))
        return _declarations(entries, configured.plus(self.marked_guards.get(function, NOTHING)))

    def mark(self, function: FunctionId, guards: Guards, key: str, words: list[str], at: int) -> bool:
        """Take over what a marker decorator says; true when it is new."""
        rows = [(key, ":".join(words) if key == "recipient" else word, "", at) for word in words or [""]]
        known = self.marked.setdefault(function, [])
        added = [row for row in rows if row not in known]
        known.extend(added)
        self.marked_guards[function] = guards.plus(self.marked_guards.get(function, NOTHING))
        self._functions.pop(function, None)
        return bool(added)


def _declarations(entries: list[tuple[str, str, str]], guards: Guards) -> FunctionDeclarations:
    values = {key: value for key, value, _ in entries}
    kind, _, vendor = values.get("recipient", "").partition(":")
    return FunctionDeclarations(
        guards,
        values.get("consent-check"),
        "identity-check" in values,
        tuple(_sanitized(value) for key, value, _ in entries if key == "sanitizes"),
        (kind, vendor) if kind else None,
        tuple(value for key, value, _ in entries if key == "fulfils"),
    )


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
        module, _, function = frame.label.partition(":")
        dotted = f"{module}.{name}" if function == "<module>" else f"{module}.{function}.{name}"
        category = declared.named("data", dotted)
    if not category or category == "complete":
        return value
    return frame.operations.declare(frame, value, category, name, at)


def sanitized(category: str, rules: tuple[tuple[str, Transform], ...]) -> Transform | None:
    """The transform that a declared sanitizer applies to a category."""
    return next((transform for pattern, transform in rules if covers(pattern, category)), None)
