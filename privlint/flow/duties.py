"""Code that is declared to fulfil an obligation, with everything it calls: which fields it reaches, and who is asked
first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow.acts import Recorder, confirmed
from privlint.flow.callers import Callers
from privlint.flow.generic_views import TELLING, is_generic
from privlint.flow.loaded_classes import class_named
from privlint.flow.relations import deleted_with, relations
from privlint.flow.watching import watch
from privlint.model import ir
from privlint.model.place import Site
from privlint.model.program import ClassId, FunctionId
from privlint.model.rights import Duty
from privlint.model.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.flow.acts import Act
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.relations import Relation
    from privlint.flow.serializers import FieldKey
    from privlint.model.rights import SubjectModel

#: Which acts fulfil an obligation; others ask for none in particular.
_ACTS = {
    "disclosure": frozenset({"gives"}),
    "deletion": frozenset({"deletes", "clears"}),
    "correction": frozenset({"writes", "clears"}),
    "suspension": frozenset({"writes", "clears", "deletes"}),
}


def duties(knowledge: Knowledge, models: dict[ClassId, SubjectModel]) -> tuple[Duty, ...]:
    """Every function that fulfils an obligation, in order."""
    declared = sorted(_declared(knowledge))
    if not declared:
        return ()
    known = relations(knowledge)
    recorder = Recorder(knowledge, models, known)
    for _, function, _ in declared:
        view = knowledge.class_of_body(function)
        if view is not None:
            recorder.inherited(view, function)
    reached = _watched(knowledge, [starts for _, _, starts in declared], recorder)
    judge = _Judge(knowledge, models, known, recorder)
    return tuple(
        judge.duty(obligation, function, starts, inside)
        for (obligation, function, starts), inside in zip(declared, reached, strict=True)
    )


def _watched(knowledge: Knowledge, duties_: list[tuple[FunctionId, ...]], recorder: Recorder) -> list[set[FunctionId]]:
    """All that each duty calls, watched: also what the serializers that it makes bring along."""
    callees = _callees(knowledge)
    seen: set[FunctionId] = set()
    while True:
        reached = [set().union(*(_closure(start, callees) for start in starts)) for starts in duties_]
        fresh = set().union(*reached) - seen
        if not fresh:
            return reached
        watch(knowledge, sorted(fresh), recorder)
        seen |= fresh
        for function, behind in recorder.behind.items():
            callees.setdefault(function, set()).update(behind)


def _declared(knowledge: Knowledge) -> Iterator[tuple[str, FunctionId, tuple[FunctionId, ...]]]:
    """Obligation, the function or class body that bears it, and where it starts: a class starts in all its methods."""
    program = knowledge.program
    for number, module in enumerate(program.modules):
        for index, function_ir in enumerate(module.functions):
            function = FunctionId(number, index)
            words = list(knowledge.declared.function(function).fulfils)
            starts: tuple[FunctionId, ...] = (function,)
            owner = knowledge.class_of_body(function)
            if owner is not None:
                starts = (function, *program.classes[owner].methods.values())
            if function_ir.kind in ("function", "class"):
                yield from ((word, function, starts) for word in _split(words))


def _split(words: Iterable[str]) -> list[str]:
    return sorted({part.strip() for word in words for part in word.split("|") if part.strip()})


def _callees(knowledge: Knowledge) -> dict[FunctionId, set[FunctionId]]:
    found: dict[FunctionId, set[FunctionId]] = {}
    for callee, sites in knowledge.sites.items():
        for site in sites.values():
            found.setdefault(site.caller.base, set()).add(callee.base)
    return found


def _closure(start: FunctionId, callees: dict[FunctionId, set[FunctionId]]) -> set[FunctionId]:
    """The function and everything it calls, directly or not."""
    found: set[FunctionId] = set()
    todo = [start]
    while todo:
        function = todo.pop()
        if function not in found:
            found.add(function)
            todo.extend(callees.get(function, ()))
    return found


class _Judge:
    """Puts together what the functions of one duty do."""

    def __init__(
        self,
        knowledge: Knowledge,
        models: dict[ClassId, SubjectModel],
        known: tuple[Relation, ...],
        recorder: Recorder,
    ) -> None:
        self._knowledge = knowledge
        self._models = models
        self._known = known
        self._recorder = recorder
        self._callers = Callers(knowledge)

    def duty(
        self, obligation: str, function: FunctionId, starts: tuple[FunctionId, ...], reached: set[FunctionId]
    ) -> Duty:
        """One function, or the methods of one class, with all that they call."""
        kinds = _ACTS.get(obligation, frozenset())
        sure = set().union(*(self._sure(start, reached) for start in starts))
        acts = [act for act in self._recorder.acts if act.function in reached and act.kind in kinds]
        acts = [act for act in acts if self._touches_people(act)]
        fields = self._fields(self._to_outside(acts, reached))
        if obligation == "disclosure":
            fields |= self._read(acts, reached) | self._behind_accessors({act.function for act in acts})
        program = self._knowledge.program
        kinds_reached = set().union(*(self._recorder.reached.get(one, set()) for one in reached))
        return Duty(
            obligation,
            Site(program.modules[function.module].path, program.function(function).at),
            program.label(function),
            tuple(sorted((self._models[cls].name, name) for cls, name in fields if cls in self._models)),
            bool(acts),
            (
                all(act.confirmed or act.function in sure for act in acts)
                if acts
                else any(self._asks(start, sure) for start in starts)
            ),
            tuple(sorted(kinds_reached)),
        )

    def _to_outside(self, acts: list[Act], reached: set[FunctionId]) -> list[Act]:
        """The acts without objects that a function gives back to another of the same duty, which uses what it will
        of them."""
        inner = {
            callee.base
            for callee, sites in self._knowledge.sites.items()
            if any(site.caller.base in reached for site in sites.values())
        }
        return [act for act in acts if not act.returned or not (act.function in inner or self._tells(act.function))]

    def _tells(self, function: FunctionId) -> bool:
        """Whether a method tells the framework which objects a generic view is about."""
        ir_ = self._knowledge.program.function(function)
        return ir_.name in TELLING and is_generic(self._knowledge, ClassId(function.module, ir_.owner))

    def _touches_people(self, act: Act) -> bool:
        return bool(act.categories) or any(cls in self._models for cls, _ in act.fields) or act.kind == "deletes"

    def _fields(self, acts: list[Act]) -> set[FieldKey]:
        """The fields of all acts: outright and by cascade."""
        found = {field for act in acts for field in act.fields}
        whole = {cls for act in acts if act.kind == "deletes" for cls, _ in act.fields}
        for cls in deleted_with(whole, self._known):
            found |= {(cls, field.name) for _, field in self._knowledge.program.fields(cls)}
        return found

    def _read(self, acts: list[Act], reached: set[FunctionId]) -> set[FieldKey]:
        """The fields that the functions read, of the categories that they pass on."""
        given = {category for act in acts for category in act.categories}
        return set().union(*(self._recorder.read_in(one, given) for one in reached))

    def _behind_accessors(self, giving: set[FunctionId]) -> set[FieldKey]:
        """Fields named in functions that give something out and also name the way to their objects:
        ``customer.addresses`` and ``street``."""
        names = {word for one in giving for word in _words(self._knowledge.program.function(one).body)}
        children = {one.child for one in self._known if one.accessor in names}
        return {
            (cls, field.name)
            for cls in sorted(children & self._models.keys())
            for field in self._models[cls].fields
            if field.name in names
        }

    def _by_form(self, function: FunctionId) -> bool:
        """Whether the form that a class-based view validates first asks who is there: ``form_class = PasswordForm``."""
        program = self._knowledge.program
        owner = program.function(function).owner
        view = ClassId(function.module, owner) if owner >= 0 else self._knowledge.class_of_body(function)
        info = program.classes[view] if view is not None else None
        if info is None or "form_class" not in info.attributes:
            return False
        body = program.modules[info.module].functions[info.ir.body].body
        names = [instr.name for instr in walk(body) if isinstance(instr, ir.Load)]
        forms = [class_named(self._knowledge, info.module, name) for name in names]
        return any(
            self._knowledge.catalogue.names.identity_check(word)
            for form in forms
            if form is not None
            for method in program.classes[form].methods.values()
            for word in _words(program.function(method).body)
        )

    def _asks(self, function: FunctionId, sure: set[FunctionId]) -> bool:
        """Whether a duty without any act that was seen asks who is there."""
        summary = self._knowledge.summaries.get(function)
        return function in sure or (summary is not None and confirmed(summary.normal))

    def _sure(self, function: FunctionId, reached: set[FunctionId]) -> set[FunctionId]:
        """The functions in which it is known from outside that who is asking was confirmed."""
        names = self._knowledge.catalogue.names
        decorators = self._knowledge.program.function(function).decorators
        by_decorator = any(names.identity_check(text.removesuffix("()").rpartition(".")[2]) for text in decorators)
        if by_decorator or self._by_form(function) or confirmed(self._callers.held(function)):
            return set(reached)
        found: set[FunctionId] = set()
        changed = True
        while changed:
            changed = False
            for callee in reached - found - {function}:
                if self._all_sure(callee, found, reached):
                    found.add(callee)
                    changed = True
        return found

    def _all_sure(self, callee: FunctionId, found: set[FunctionId], reached: set[FunctionId]) -> bool:
        """Whether every call of a function, and whoever makes the serializer that it serves, comes after the check."""
        asked = [
            confirmed(site.held) or site.caller.base in found
            for key, sites in self._knowledge.sites.items()
            if key.base == callee
            for site in sites.values()
            if site.caller.base in reached
        ]
        for maker, behind in self._recorder.behind.items():
            if callee in behind and maker in reached:
                acts = [act for act in self._recorder.acts if act.function == maker and act.kind == "gives"]
                asked.append(maker in found or all(act.confirmed for act in acts))
        return bool(asked) and all(asked)


def _words(body: ir.Region) -> Iterator[str]:
    """The attributes and constant strings of a function."""
    for instr in walk(body):
        if isinstance(instr, ir.GetAttr):
            yield instr.attr
        elif isinstance(instr, ir.Const) and isinstance(instr.value, str):
            yield instr.value
