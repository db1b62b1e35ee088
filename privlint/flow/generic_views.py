"""Generic views: what Django and the REST framework do in methods that a class of the project leaves to them, or hands
on to by ``super()``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from privlint.flow import shapes
from privlint.flow.loaded_classes import class_named
from privlint.flow.relations import is_requester, user_model
from privlint.flow.serializers import models_of
from privlint.model import ir
from privlint.model.program import ClassId
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.knowledge import Knowledge
    from privlint.flow.shapes import Shape
    from privlint.model.program import FunctionId

Doing = Literal["gives", "deletes"]

_PACKAGES = ("django.views.generic", "rest_framework.generics", "rest_framework.viewsets", "rest_framework.mixins")
#: What the framework does in which of its methods, and which of its classes do so at all.
_METHODS: dict[Doing, frozenset[str]] = {
    "gives": frozenset({"get", "list", "retrieve"}),
    "deletes": frozenset({"delete", "destroy", "perform_destroy", "form_valid", "post"}),
}
_DOING: dict[Doing, re.Pattern[str]] = {
    "gives": re.compile(r"^rest_framework\..*(Retrieve|List|ModelViewSet)"),
    "deletes": re.compile(r"Destroy|rest_framework\..*\.ModelViewSet|DeleteView|DeletionMixin"),
}
#: Methods that tell which objects a view is about: they give them to the framework, not to anybody outside.
TELLING = frozenset({"get_object", "get_queryset"})
#: Methods to which the framework passes an object of the class that this attribute of the view names.
_PASSING = {
    "perform_create": "serializer_class",
    "perform_update": "serializer_class",
    "form_valid": "form_class",
    "form_invalid": "form_class",
}


def is_generic(knowledge: Knowledge, cls: ClassId) -> bool:
    """Whether the class inherits from generic views."""
    return any(base.startswith(_PACKAGES) for base in knowledge.program.external_bases(cls))


def handed_up(knowledge: Knowledge, cls: ClassId, method: str) -> tuple[Doing, ...]:
    """What the framework does where a view of this class calls a method of it by ``super()``."""
    return tuple(doing for doing in doings(knowledge, cls) if method in _METHODS[doing])


def left_to_framework(knowledge: Knowledge, cls: ClassId) -> tuple[Doing, ...]:
    """What the framework does by itself, since no class of the project has a method for it."""
    found = knowledge.program.method
    return tuple(
        doing for doing in doings(knowledge, cls) if all(found(cls, method) is None for method in _METHODS[doing])
    )


def doings(knowledge: Knowledge, cls: ClassId) -> Iterator[Doing]:
    """What the framework can do for a view of this class."""
    bases = knowledge.program.external_bases(cls) if is_generic(knowledge, cls) else []
    return (doing for doing, words in _DOING.items() if any(words.search(base) for base in bases))


def serializers_of(knowledge: Knowledge, cls: ClassId) -> list[ClassId]:
    """The serializers by which a view answers: those its method chooses from, or the one that its class names."""
    chosen = knowledge.program.method(cls, "get_serializer_class")
    returned = shapes.classes(_returned(knowledge, chosen)) if chosen is not None else ()
    return list(returned or _of_attribute(knowledge, cls, "serializer_class"))


def handed_down(knowledge: Knowledge, cls: ClassId, method: str) -> list[ClassId]:
    """The class of what the framework passes to a method of a view besides itself: the serializer or form that the
    class of the view names."""
    attribute = _PASSING.get(method)
    if attribute is None or not is_generic(knowledge, cls):
        return []
    above = (entry for entry in knowledge.program.classes[cls].mro if isinstance(entry, ClassId))
    return next(filter(None, (list(_by_name(knowledge, entry, attribute)) for entry in above)), [])


def objects_of(knowledge: Knowledge, cls: ClassId) -> list[ClassId]:
    """The classes of the objects that a view is about."""
    for name in sorted(TELLING):
        method = knowledge.program.method(cls, name)
        found = _told(knowledge, method) if method is not None else []
        if found:
            return found
    named = [*_of_attribute(knowledge, cls, "queryset"), *_of_attribute(knowledge, cls, "model")]
    return named or [
        model
        for one in serializers_of(knowledge, cls)
        for model in models_of(knowledge, knowledge.program.classes[one])
    ]


def _told(knowledge: Knowledge, method: FunctionId) -> list[ClassId]:
    """The classes of what ``get_object`` or ``get_queryset`` gives back: the person behind the request is the user."""
    found = _kinds(_returned(knowledge, method))
    made = definitions(knowledge.program.function(method).body)
    ends = [instr for instr in walk(knowledge.program.function(method).body) if isinstance(instr, ir.Return)]
    asks = any(is_requester(made.get(end.src), made) for end in ends)
    user = user_model(knowledge) if asks and not found else None
    return found if user is None else [user]


def _returned(knowledge: Knowledge, method: FunctionId) -> Shape:
    summary = knowledge.summaries.get(method)
    return summary.returns.shape if summary is not None else frozenset()


def _of_attribute(knowledge: Knowledge, cls: ClassId, name: str) -> list[ClassId]:
    """The classes that an attribute of a class names, or is a query over: the nearest one that says so."""
    for entry in knowledge.program.classes[cls].mro:
        if isinstance(entry, ClassId):
            cell = knowledge.cells.get(("class", entry, name))
            found = _kinds(cell.shape) if cell is not None else []
            found = found or list(_by_name(knowledge, entry, name))
            if found:
                return found
    return []


def _by_name(knowledge: Knowledge, cls: ClassId, name: str) -> Iterator[ClassId]:
    """The class that the body of a class assigns to an attribute by a name."""
    info = knowledge.program.classes[cls]
    body = knowledge.program.modules[info.module].functions[info.ir.body].body
    made = definitions(body)
    for instr in walk(body):
        named = made.get(instr.src) if isinstance(instr, ir.Store) and instr.name == name else None
        found = class_named(knowledge, info.module, named.name) if isinstance(named, ir.Load) else None
        if found is not None:
            yield found


def _kinds(shape: Shape) -> list[ClassId]:
    return [e[1] for e in shape if e[0] in ("inst", "query", "cls") and isinstance(e[1], ClassId)]
