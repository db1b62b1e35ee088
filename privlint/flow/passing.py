"""What a callee's parameters, objects and guards are for its caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, numbers
from privlint.flow.consent import scope_of
from privlint.flow.facts import NO_FACTS
from privlint.flow.guards import REQUIRED, Guard, Guards, Implication
from privlint.flow.values import BLANK, Value

if TYPE_CHECKING:
    from privlint.flow.facts import Path, Root, Subject
    from privlint.flow.frame import Frame


#: The label of what a parameter gives back when it is called.
CALLED = "#called"


class Passed:
    """What one call passes: the arguments, and what comes back where the callee calls them (``called``)."""

    def __init__(self, frame: Frame, passed: dict[Root, Value], at: int) -> None:
        self.frame = frame
        self.passed = passed
        self.at = at
        self.called: dict[tuple[Root, Path], Value] = {}
        self._parts: dict[tuple[Root, Path], Value] = {}

    def at_path(self, root: Root, path: Path) -> Value:
        """The part of an argument that a path leads to; looked up once until something is written."""
        if not path:
            return self.root(root)
        known = self._parts.get((root, path))
        if known is None:
            if path[-1] == CALLED:
                known = self.called.get((root, path[:-1]), BLANK)
            else:
                known = self._below(self.at_path(root, path[:-1]), path[-1])
            self._parts[(root, path)] = known
        return known

    def answered(self, root: Root, path: Path, result: Value) -> None:
        """What the function that was passed there gives back when it is called."""
        self.called[(root, path)] = result
        self.forget()

    def forget(self) -> None:
        """Look up everything anew: something was written."""
        self._parts.clear()

    def _below(self, value: Value, label: str) -> Value:
        """One part; an attribute has data of the object as a whole only perhaps, as where an attribute is read."""
        found, whole = self.frame.now.read(value, label), self.frame.facts_on(value)
        if not whole or not label.startswith("."):
            return found
        put = self.frame.now.part(value, label)
        own = NO_FACTS if put is None else put.facts
        lent = {key: fact for key, fact in found.facts.items() if key in whole and key not in own}
        return found.but(facts={**found.facts, **facts.doubtful(lent)}) if lent else found

    def root(self, root: Root) -> Value:
        """The argument for a parameter, or the variable that the callee captured; BLANK for none."""
        found = self.passed.get(root)
        if found is not None:
            return found
        if isinstance(root, str):
            return self.frame.now.env.get(root, BLANK)
        return BLANK

    def guards(self, guards: Guards) -> Guards:
        """The callee's guards as they hold for the caller's objects."""
        return guards.mapped(self.guard) if guards else guards

    def guard(self, guard: Guard) -> Guard | None:
        """One guard of the callee, about the caller's object."""
        if guard.kind == REQUIRED:
            return None  # it is this very call that has to provide it
        scope = guard.scope
        if scope.startswith("<") and scope.endswith(">"):
            scope = self.scope(scope[1:-1])
        if guard.subject is None:
            return guard._replace(scope=scope)
        subject = numbers.person(self.number(guard.subject))
        return guard._replace(scope=scope, subject=subject)

    def scope(self, root: str) -> str:
        """The consent scope that a parameter names: a constant, ``<root>`` of the caller, ``?`` for unknown."""
        return scope_of(self.root(int(root) if root.isdigit() else root))

    def implication(self, implies: Implication | None) -> Implication | None:
        """What the truth of the callee's result tells of the caller's objects."""
        if implies is None:
            return None
        return Implication(self.guards(implies.true), self.guards(implies.false))

    def number(self, number: Subject) -> Subject:
        """What the callee's number means here; a part of an argument may be an object that has a number of its own."""
        known = self._part(number)
        return known if known is not None else numbers.replaced(number, self._object)

    def _part(self, number: Subject) -> Subject:
        names: list[str] = []
        while number is not None and number[0] == "attr":
            names.append(str(number[2]))
            base = number[1]
            number = base if isinstance(base, tuple) else None
        if not names or number is None or number[0] != "par":
            return None
        root = number[1]
        value: Value | None = self.root(root if isinstance(root, int | str) else -1)
        for name in reversed(names):
            value = self.frame.now.part(value, f".{name}") if value is not None else None
        return value.vn if value is not None else None

    def _object(self, number: Subject) -> Subject:
        """What the callee's innermost object is for the caller."""
        if number is None or number[0] in ("request", "global", "fn"):
            return number
        if number[0] != "par":
            return numbers.seen_from(self.at, number)
        root = number[1]
        value = self.root(root if isinstance(root, int | str) else -1)
        for label in number[2:]:
            value = self.frame.now.read(value, str(label))
        if value.vn is not None:
            return value.vn
        found = next((fact.subject for fact in value.facts.values() if fact.origin is not None), None)
        return found
