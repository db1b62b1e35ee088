"""What a function does with the fields of data-subject models: gives them out, overwrites them, deletes objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from privlint.flow import shapes
from privlint.flow.calling import gather
from privlint.flow.facts import steps_of
from privlint.flow.generic_views import handed_up, is_generic, left_to_framework, objects_of, serializers_of
from privlint.flow.relations import aliases, is_requester, user_model
from privlint.flow.serializers import functions_behind, is_serializer, serialized, shown_of, shows
from privlint.model import ir
from privlint.model.category import covers
from privlint.model.program import ClassId
from privlint.model.scale import Transform
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from privlint.flow.facts import Fact
    from privlint.flow.frame import Frame
    from privlint.flow.generic_views import Doing
    from privlint.flow.guards import Guards
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.relations import Relation
    from privlint.flow.serializers import FieldKey
    from privlint.flow.state import State
    from privlint.flow.values import Value
    from privlint.model.ir import Instr
    from privlint.model.module import FunctionIR
    from privlint.model.program import FunctionId
    from privlint.model.rights import SubjectModel

_DELETING = frozenset(
    "delete adelete delete_instance hard_delete _raw_delete purge erase delete_many delete_one destroy remove"
    " bulk_delete".split()
)
_UPDATING = frozenset({"update", "aupdate", "values"})
#: Methods of collections after which an object is in them no longer.
_TAKING_OUT = frozenset({"clear", "remove", "discard"})
_GIVING = re.compile(
    r"(?i)response$|^render|jsonify$|^respond|^json$|dumps?$|^write|^send|serializ|^to_(json|csv|excel|dict)$|^export"
    r"|^attach|^model_to_dict$|^asdict$|^model_validate$|^from_orm$|^as_dict$"
)
_DEEP = 4


class Act(NamedTuple):
    """One act.

    ``fields`` are known outright; ``categories`` are those of the data it passes on, ``read`` the fields from which
    these were read, as far as their traces tell.
    ``clears`` overwrites with something that is no personal datum, ``writes`` with anything else. ``confirmed``: who
    is asking was confirmed before, in the same function. ``returned``: given to whoever called the function.
    """

    kind: Literal["gives", "writes", "clears", "deletes"]
    function: FunctionId
    at: int
    fields: frozenset[FieldKey]
    categories: frozenset[str] = frozenset()
    confirmed: bool = False
    read: frozenset[FieldKey] = frozenset()
    returned: bool = False


class Recorder:
    """Takes down the acts of the functions it watches, and which kinds of recipients they call."""

    def __init__(self, knowledge: Knowledge, models: dict[ClassId, SubjectModel], known: tuple[Relation, ...]) -> None:
        self._knowledge = knowledge
        self._models = models
        self._user = user_model(knowledge)
        self._accessors = {(one.parent, one.accessor): one.child for one in known if one.accessor}
        self._orphans = {(one.parent, one.accessor): one.child for one in known if one.orphans}
        self._personal = {(cls, one.name): one.category for cls, model in models.items() for one in model.fields}
        self._aliases = aliases(knowledge, known)
        self._blind: set[tuple[str, int]] = set()
        self.acts: list[Act] = []
        self.reached: dict[FunctionId, set[str]] = {}
        #: The functions of the serializers that each function makes: the framework calls them.
        self.behind: dict[FunctionId, set[FunctionId]] = {}

    # -- what the watch tells ------------------------------------------------------------------------------------------

    def called(self, frame: Frame, instr: ir.Call) -> None:
        """A call that deletes, updates, gives out, or reaches a recipient."""
        made = frame.texts.made.get(instr.func)
        name = made.attr if isinstance(made, ir.GetAttr) else made.name if isinstance(made, ir.Load) else ""
        given = gather(frame, instr)
        self._reach(frame, instr)
        self._by_names(frame, instr, given.all())
        taken_out = self._taken_out(frame, made) if isinstance(made, ir.GetAttr) else None
        if name in _TAKING_OUT and taken_out is not None:
            self._act("deletes", frame, instr.at, self._whole(taken_out))
        elif name in _DELETING:
            self._act(
                "deletes", frame, instr.at, self._whole([*self._named(frame, instr.func), *_classes(given.all())])
            )
        elif name in _UPDATING:
            self._update(frame, instr)
        elif _GIVING.search(name) and not shapes.has(frame.value(instr.func).shape, "cls"):
            shown = self._shown(frame, made, given.all()) if isinstance(made, ir.GetAttr) else None
            if isinstance(made, ir.GetAttr) and self._chosen(frame, made):
                pass  # what the serializer shows, as below
            elif shown is None:
                self._give(frame, instr.at, given.all(), frame.held)
            else:
                self._act("gives", frame, instr.at, shown)
        for entry in frame.value(instr.func).shape:
            if entry[0] == "cls" and isinstance(entry[1], ClassId) and is_serializer(self._knowledge, entry[1]):
                self._act("gives", frame, instr.at, self._serialized(entry[1], frame.function.base))
        if isinstance(made, ir.GetAttr):
            self._hand_up(frame, made, instr.at, given.all())

    def _hand_up(self, frame: Frame, made: ir.GetAttr, at: int, given: list[Value]) -> None:
        """``super().perform_destroy(instance)`` and ``self.get_serializer(member)`` of a generic view."""
        for own in self._chosen(frame, made):
            self._act("gives", frame, at, self._by_framework("gives", own, frame.function.base))
        for entry in frame.value(made.obj).shape:
            above = entry[1] if entry[0] == "super" and isinstance(entry[1], ClassId) else None
            view = frame.receiver_class(above) if above is not None else None
            if view is not None and frame.program.method(view, made.attr, after=above) is None:
                for doing in handed_up(self._knowledge, view, made.attr):
                    passed = self._whole(_classes(given)) if doing == "deletes" else set()
                    self._act(doing, frame, at, passed | self._by_framework(doing, view, frame.function.base))

    def _chosen(self, frame: Frame, made: ir.GetAttr) -> list[ClassId]:
        """The generic views whose serializer ``self.get_serializer(member)`` makes."""
        if made.attr != "get_serializer":
            return []
        views = shapes.instances(frame.value(made.obj).shape)
        return [
            view
            for view in views
            if is_generic(self._knowledge, view) and frame.program.method(view, made.attr) is None
        ]

    def _by_framework(self, doing: Doing, view: ClassId, here: FunctionId) -> set[FieldKey]:
        if doing == "deletes":
            return self._whole(objects_of(self._knowledge, view))
        return set().union(*(self._serialized(one, here) for one in serializers_of(self._knowledge, view)))

    def _serialized(self, cls: ClassId, here: FunctionId) -> set[FieldKey]:
        """What a serializer shows; its functions run behind the one that it is made in."""
        self.behind.setdefault(here, set()).update(functions_behind(self._knowledge, cls))
        return serialized(self._knowledge, cls)

    def written(self, frame: Frame, obj: Value, name: str, new: Value, at: int) -> None:
        """An attribute of an object is overwritten."""
        owners = shapes.instances(obj.shape)
        self._act(_writing(frame, new), frame, at, {(cls, name) for cls in owners})
        orphaned = [self._orphans[(cls, name)] for cls in owners if (cls, name) in self._orphans]
        self._act("deletes", frame, at, self._whole(orphaned))

    def returned(self, frame: Frame, value: Value, state: State) -> None:
        """Something is given back."""
        self._give(frame, frame.at, [value], state.held, returned=True)

    def inherited(self, cls: ClassId, body: FunctionId) -> None:
        """What a generic view does for a class without a method of the project."""
        for doing in left_to_framework(self._knowledge, cls):
            fields = self._by_framework(doing, cls, body)
            if fields:
                self.acts.append(Act(doing, body, 0, frozenset(fields)))

    def read_in(self, function: FunctionId, categories: Collection[str]) -> set[FieldKey]:
        """The personal fields that a function reads, of these categories."""
        path = self._knowledge.program.modules[function.module].path
        span = self._knowledge.program.function(function)
        calls = {instr.at for instr in walk(span.body) if isinstance(instr, ir.Call)}
        guessed = set().union(*(self._knowledge.fields_read.get(one, set()) for one in self._blind))
        read: set[FieldKey] = set()
        for (where, node), fields in self._knowledge.fields_read.items():
            if where == path and span.at <= node <= span.end and (where, node) not in self._blind:
                read |= fields - guessed if node in calls else fields  # what a call reads is read inside what it calls
        return {field for field in read | self._own(span) if self._personal.get(field) in categories}

    def _own(self, function: FunctionIR) -> set[FieldKey]:
        """Fields of the user model read from the person behind the request."""
        if self._user is None:
            return set()
        made = definitions(function.body)
        reads = [instr for instr in made.values() if isinstance(instr, ir.GetAttr)]
        return {(self._user, instr.attr) for instr in reads if is_requester(made.get(instr.obj), made)}

    # -- taking down ---------------------------------------------------------------------------------------------------

    def _act(
        self, kind: Literal["gives", "writes", "clears", "deletes"], frame: Frame, at: int, fields: set[FieldKey]
    ) -> None:
        if fields:
            fields = fields | {self._aliases[field][1:] for field in fields if field in self._aliases}
            self.acts.append(Act(kind, frame.function.base, at, frozenset(fields), confirmed=confirmed(frame.held)))

    def _give(self, frame: Frame, at: int, given: Iterable[Value], held: Guards, *, returned: bool = False) -> None:
        fields: set[FieldKey] = set()
        categories: set[str] = set()
        read: set[FieldKey] = set()
        sure = True
        for value in given:
            for one in _inside(frame, value):
                fields |= self._whole(_classes([one]))
                for fact in one.facts.values():
                    if fact.origin is not None:
                        categories.add(fact.category)
                        read.update(self._traced(fact))
                        sure = sure and confirmed(fact.guards.plus(held))
        if fields or categories:
            ok = confirmed(held) or (sure and not fields)
            here = frame.function.base
            known = (frozenset(fields), frozenset(categories), ok, frozenset(read), returned)
            self.acts.append(Act("gives", here, at, *known))

    def _traced(self, fact: Fact) -> Iterator[FieldKey]:
        """The fields that a datum was read from."""
        for step in steps_of(fact.trace):
            if (step.site.path, step.site.node) not in self._blind:
                fields = self._knowledge.fields_read.get((step.site.path, step.site.node), set())
                yield from (field for field in fields if self._personal.get(field) == fact.category)

    def _update(self, frame: Frame, instr: ir.Call) -> None:
        """``query.update(email="")``, ``update(User).values({User.email: ""})``."""
        classes = list(self._named(frame, instr.func))
        for reg, label in instr.args:
            table = frame.texts.made.get(reg)
            written = [(label, reg)] if label else []
            if isinstance(table, ir.BuildDict):
                written += [(_key(frame.texts.made.get(key)), value) for key, value in table.entries]
            for name, value in written:
                self._act(_writing(frame, frame.value(value)), frame, instr.at, {(cls, name) for cls in classes})

    def _shown(self, frame: Frame, made: ir.GetAttr, given: list[Value]) -> set[FieldKey] | None:
        """What ``UserSchema().dump(user)`` and ``UserOut.model_validate(user)`` show; None for calls of any other
        kind."""
        showing = [
            entry[1]
            for entry in frame.value(made.obj).shape
            if entry[0] in ("inst", "cls") and isinstance(entry[1], ClassId)
        ]
        showing = [cls for cls in showing if shows(self._knowledge, cls, made.attr)]
        if not showing:
            return None
        models = _classes(given)
        return set().union(*(shown_of(self._knowledge, cls, models) for cls in showing))

    def _taken_out(self, frame: Frame, made: ir.GetAttr) -> list[ClassId] | None:
        """The classes of objects that are deleted when they are taken out of a collection (``delete-orphan``); None
        where the receiver is no collection of related objects."""
        collection = frame.texts.made.get(made.obj)
        if not isinstance(collection, ir.GetAttr):
            return None
        owners = shapes.instances(frame.value(collection.obj).shape)
        named = [(cls, self._aliases.get((cls, collection.attr), (collection.attr,))[0]) for cls in owners]
        keys = [key for key in named if key in self._accessors]
        return [self._orphans[key] for key in keys if key in self._orphans] if keys else None

    def _by_names(self, frame: Frame, instr: ir.Call, given: list[Value]) -> None:
        """A call that hands over an object with names of its fields, to a function that reads by them:
        ``dump(user, "email", "phone")``."""
        called = frame.value(instr.func).shape
        for function in [*shapes.functions(called), *shapes.methods(called)]:
            reads = _unnamed_reads(self._knowledge.program.function(function).body)
            words = {word for value in given for word in _words(frame, value)} if reads else set()
            owners = [cls for value in given for cls in shapes.instances(value.shape)] if words else []
            fields = {(cls, field.name) for cls in owners for _, field in self._knowledge.program.fields(cls)}
            named = {field for field in fields if field[1] in words}
            if named:
                self._act("gives", frame, instr.at, named)
                path = self._knowledge.program.modules[function.module].path
                self._blind |= {(frame.module.path, instr.at), *((path, at) for at in reads)}

    def _whole(self, classes: Iterable[ClassId]) -> set[FieldKey]:
        """Every declared field of the classes."""
        return {(cls, field.name) for cls in classes for _, field in self._knowledge.program.fields(cls)}

    def _reach(self, frame: Frame, instr: ir.Call) -> None:
        """The kinds of recipients that a call reaches, whatever it hands over."""
        kinds: set[str] = set()
        for entry in frame.value(instr.func).shape:
            if entry[0] == "ext":
                kinds |= {model.kind.value for model in frame.catalogue.sinks(str(entry[1]))}
        for function in [
            *shapes.functions(frame.value(instr.func).shape),
            *shapes.methods(frame.value(instr.func).shape),
        ]:
            recipient = self._knowledge.declared.function(function).recipient
            kinds |= {recipient[0]} if recipient is not None else set()
        for pragma in self._knowledge.declared.pragmas.get(frame.module.path, ()):
            if pragma.bound == "statement" and pragma.first <= instr.at <= pragma.last:
                kinds |= {entry.value.partition(":")[0] for entry in pragma.entries if entry.key == "recipient"}
        if kinds:
            self.reached.setdefault(frame.function.base, set()).update(kinds)

    def _named(self, frame: Frame, func: int) -> Iterator[ClassId]:
        """The classes at the root of a chain: ``session.query(User).filter(…)``, ``customer.orders.all()``.

        What hangs on an object by an attribute of which nothing is known is not the object.
        """
        made, attributes = frame.texts.made.get(func), 0
        while isinstance(made, ir.GetAttr | ir.Call):
            reg = made.obj if isinstance(made, ir.GetAttr) else made.func
            if isinstance(made, ir.Call):
                yield from _classes(gather(frame, made).positional)
            else:
                attributes += 1
                value = frame.value(reg)
                owners = shapes.instances(value.shape)
                children = [self._accessors[(cls, made.attr)] for cls in owners if (cls, made.attr) in self._accessors]
                if children:
                    yield from children
                    return
                if self._user is not None and is_requester(made, frame.texts.made):
                    yield from [self._user] if attributes == 2 else []
                    return
                found = _classes([value])
                if found:
                    yield from found if attributes == 1 or not owners else []
                    return
            made = frame.texts.made.get(reg)


def _writing(frame: Frame, new: Value) -> Literal["writes", "clears"]:
    """What overwriting with a value does: whoever keeps a datum in a field only writes it."""
    return "writes" if any(_is_personal(fact) for fact in frame.facts_on(new).values()) else "clears"


def _is_personal(fact: Fact) -> bool:
    """Whether a new value is a datum itself, or whatever a caller passes; ids in made-up values are neither."""
    if fact.origin is None:
        return fact.role is None
    return fact.transform.counted is Transform.RAW and not covers("user.unique_id", fact.category)


def confirmed(held: Guards) -> bool:
    """Whether who is asking was confirmed."""
    return any(guard.kind == "identity" for guard, _ in held)


def _unnamed_reads(body: ir.Region) -> list[int]:
    """The places where ``getattr`` reads an attribute whose name is not written there."""
    made = definitions(body)
    found = []
    for instr in walk(body):
        if isinstance(instr, ir.Call) and len(instr.args) > 1:
            callee, name = made.get(instr.func), made.get(instr.args[1][0])
            if isinstance(callee, ir.Load) and callee.name == "getattr" and not isinstance(name, ir.Const):
                found.append(instr.at)
    return found


def _words(frame: Frame, value: Value) -> list[str]:
    """The constant strings that a value is, or holds as items."""
    entries = [value, *frame.now.kids(value).values()]
    return [word for entry in entries for word in shapes.constants(entry.shape) if isinstance(word, str)]


def _key(instr: Instr | None) -> str:
    return instr.attr if isinstance(instr, ir.GetAttr) else str(getattr(instr, "value", ""))


def _classes(given: Iterable[Value]) -> list[ClassId]:
    """The project classes that values are, are objects of, or are queries over."""
    return [
        entry[1]
        for value in given
        for entry in value.shape
        if entry[0] in ("inst", "query", "cls", "super") and isinstance(entry[1], ClassId)
    ]


def _inside(frame: Frame, value: Value, depth: int = _DEEP) -> Iterator[Value]:
    """The value and its parts; functions and classes are passed over."""
    if shapes.has(value.shape, "cls") or shapes.has(value.shape, "fn"):
        return
    yield value.but(facts=frame.facts_on(value) if frame.state is not None else value.facts)
    if depth:
        kids = frame.now.kids(value) if frame.state is not None else value.kids
        for label, kid in kids.items():
            if not label.startswith("#") or label in ("#of", "#row"):
                yield from _inside(frame, kid, depth - 1)
