"""What callers add: guards that every known caller holds, and what they really pass where the callee only guessed by
name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import limits, numbers, shapes
from privlint.flow.guards import EVERYTHING, NOTHING, REQUIRED, Guard, Guards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from privlint.flow.facts import Path, Root, Subject
    from privlint.flow.knowledge import CallSite, Knowledge
    from privlint.flow.values import Value
    from privlint.model.program import FunctionId


class Callers:
    """Answers about the known call sites of functions, once the fixpoint is reached."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._held: dict[FunctionId, Guards] = {}
        self._handed_out = set().union(*knowledge.handed_out.values())

    def sites(self, function: FunctionId) -> list[CallSite]:
        """The call sites, in stable order."""
        return [site for _, site in sorted(self._knowledge.sites.get(function, {}).items())]

    def is_entry(self, function: FunctionId) -> bool:
        """Whether someone outside may call it: nobody here does, or it was handed out."""
        return not self._knowledge.sites.get(function) or function.base in self._handed_out

    def only_variants(self, function: FunctionId) -> bool:
        """Whether every known call of the function uses a variant, so that the function as such stands for none."""
        return (
            not function.variant
            and self._knowledge.has_variants(function)
            and not self._knowledge.sites.get(function)
            and function not in self._handed_out
        )

    def held(self, function: FunctionId, above: tuple[FunctionId, ...] = ()) -> Guards:
        """The guards that hold whenever the function is called, in terms of its own parameters."""
        known = self._held.get(function)
        if known is not None:
            return known
        if function in above or len(above) > limits.CALLS_IN_TRACE:
            return EVERYTHING if function in above else NOTHING
        if self.is_entry(function):
            self._held[function] = NOTHING
            return NOTHING
        found: Guards = EVERYTHING
        for site in self.sites(function):
            there = site.held.plus(self.held(site.caller, (*above, function)))
            found = found.shared(self._mapped(there, site))
            if not found:
                break
        result = NOTHING if found.everything else found
        if not above:
            self._held[function] = result
        return found if above else result

    def ways(self, function: FunctionId, guards: Guards) -> Iterator[tuple[Guards, CallSite | None]]:
        """What holds at a place in the function, of which ``guards`` are known, together with what its callers hold.

        Where that is a consent that a function on the way requires of its callers, there is one way for each known call
        of that function, with what holds there instead; without any, the requirement is trusted.
        """
        everything = guards.plus(self.held(function))
        asking = sorted({guard.subject for guard, _ in everything if guard.kind == REQUIRED and guard.subject})
        sites = [site for asked in asking for site in self._calls_of(asked, function)]
        if not sites:
            yield everything, None
        for asked in asking:
            own = _without(guards, asked)
            for site in self._calls_of(asked, function):
                yield own.plus(self._through(function, asked, site)), site

    def _calls_of(self, asked: Subject, function: FunctionId) -> list[CallSite]:
        """The known calls of the function that requires something; where it is ``function`` itself, of this variant."""
        if asked == _identity(function):
            return self.sites(function)
        return [
            site
            for callee in sorted(self._knowledge.sites)
            if _identity(callee) == asked
            for site in self.sites(callee)
        ]

    def _through(
        self, function: FunctionId, asked: Subject, chosen: CallSite, above: tuple[FunctionId, ...] = ()
    ) -> Guards:
        """As ``held``, if the function that requires something is called at the chosen place."""
        if _identity(function) == asked:
            return self._mapped(chosen.held.plus(self.held(chosen.caller)), chosen)
        if function in above or self.is_entry(function) or len(above) > limits.CALLS_IN_TRACE:
            return EVERYTHING if function in above else NOTHING
        found: Guards = EVERYTHING
        for site in self.sites(function):
            there = site.held.plus(self._through(site.caller, asked, chosen, (*above, function)))
            found = found.shared(_without(self._mapped(there, site), asked))
        return found if above or not found.everything else NOTHING

    def _mapped(self, guards: Guards, site: CallSite) -> Guards:
        is_person = self._knowledge.catalogue.names.is_person
        return guards.mapped(lambda guard: _seen_inside(guard, site, is_person))

    def lapses(self, function: FunctionId, depth: int = 0) -> list[CallSite]:
        """The calls that check no consent, where other calls of the function do; empty where none or all of them do."""
        if self.is_entry(function) or depth > limits.CALLS_IN_TRACE:
            return []
        sites = self.sites(function)
        bare = [site for site in sites if not _asks(site.held.plus(self.held(site.caller)))]
        if len(bare) < len(sites):
            return bare
        return next((found for site in sites if (found := self.lapses(site.caller, depth + 1))), [])

    def supplied(self, function: FunctionId, via: tuple[Root, Path], depth: int = 0) -> bool:
        """Whether every caller is known to pass something there that is tracked by itself, so that a name need not
        guess."""
        if not isinstance(via[0], int) or self.is_entry(function) or depth > limits.CALLS_IN_TRACE:
            return False
        return all(self._accounted(site, via, depth) for site in self.sites(function))

    def _accounted(self, site: CallSite, via: tuple[Root, Path], depth: int) -> bool:
        value: Value | None = site.passed.get(via[0])
        if value is None or shapes.constants(value.shape) == [None]:
            return True  # left to its default, or nothing
        for label in via[1]:
            kid = value.kids.get(label)
            if kid is None and label.startswith(".") and value.vn is not None and value.vn[0] == "new":
                return True  # made by the caller, and this attribute was never set on it
            if kid is None:
                return self._symbolic(site, value, via[1], depth)
            value = kid
        if shapes.is_harmless(value.shape) or any(fact.origin is not None for fact in value.facts.values()):
            return True
        return self._symbolic(site, value, (), depth)

    def _symbolic(self, site: CallSite, value: Value, path: Path, depth: int) -> bool:
        """The caller passes on its own parameter: then its callers decide, or its own reading by name stands."""
        roots = [fact for fact in value.facts.values() if fact.origin is None and fact.role is None]
        if not roots:
            return any(fact.origin is not None for fact in value.facts.values())
        return all(
            not isinstance(fact.root, int) or self.supplied(site.caller, (fact.root, (*fact.path, *path)), depth + 1)
            for fact in roots
        )


def _asks(guards: Guards) -> bool:
    return any(guard.kind in ("consent", REQUIRED) for guard, _ in guards)


def _identity(function: FunctionId) -> Subject:
    return (REQUIRED, function.module, function.number)


def _without(guards: Guards, asked: Subject) -> Guards:
    return guards.mapped(lambda guard: None if guard.subject == asked else guard)


def _seen_inside(guard: Guard, site: CallSite, is_person: Callable[[str], bool]) -> Guard | None:
    """A guard of the caller in the callee's terms: its person must be something that is passed."""
    if guard.subject is None or guard.kind == REQUIRED:
        return guard
    for root, value in sorted(site.passed.items(), key=lambda entry: str(entry[0])):
        if value.vn == guard.subject == numbers.REQUEST:
            return guard  # a request that is handed on is the request
        number = _relative(guard.subject, root, value)
        if number is not None:
            return guard._replace(subject=number)
    if guard.subject == numbers.REQUEST and any(
        numbers.is_of_another(value.vn, is_person) for value in site.passed.values()
    ):
        return None  # it is about the person behind the request, and somebody else is passed
    return None if guard.subject[0] not in ("request", "global") else guard


def _relative(subject: Subject, root: Root, value: Value) -> Subject:
    """The subject as a parameter (or part of one) of the callee; None when it was not passed here."""
    person = numbers.person(value.vn)
    if person is None:
        passed = {numbers.person(fact.subject) for fact in value.facts.values() if fact.origin is not None}
        return ("par", root) if passed == {subject} else None
    if person == subject:
        return ("par", root)
    return _below(subject, person, ("par", root))


def _below(subject: Subject, person: Subject, parameter: Subject) -> Subject:
    """``user.profile`` seen from inside, where ``user`` is the parameter."""
    names: list[str] = []
    current = subject
    while current is not None and current[0] == "attr":
        names.append(str(current[2]))
        base = current[1]
        current = base if isinstance(base, tuple) else None
        if current == person:
            number = parameter
            for name in reversed(names):
                number = numbers.attribute(number, name)
            return number
    return None
