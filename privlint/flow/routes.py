"""Endpoints that answer with personal data of stored models, and what guards them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.flow.acts import Recorder
from privlint.flow.authentication import Guarding
from privlint.flow.endpoints import endpoints
from privlint.flow.relations import relations
from privlint.flow.responses import answered
from privlint.flow.serializers import serialized
from privlint.flow.watching import watch
from privlint.model import ir
from privlint.model.category import covers
from privlint.model.place import Site
from privlint.model.rights import Route
from privlint.model.scale import Confidence
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.endpoints import Endpoint
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.serializers import FieldKey
    from privlint.model.program import ClassId, FunctionId
    from privlint.model.rights import SubjectModel

#: What nobody shows to everybody on purpose; names and texts often are shown.
_PRIVATE = ("user.contact", "user.demographic", "user.financial", "user.payment", "user.location.precise",
            "user.health_and_medical", "user.government_id", "user.biometric", "user.criminal_history")  # fmt: skip
#: Endpoints that people use before they are signed in, or that show a person what they just typed.
_BEFORE = re.compile(
    r"(?i)log_?in|sign_?(in|up)|regist|token|password|activat|confirm|verif|health|webhook|callback|logout"
)
_READING = frozenset({"get", "list", "retrieve"})


def routes(knowledge: Knowledge, models: dict[ClassId, SubjectModel]) -> tuple[Route, ...]:
    """Every endpoint whose answers show personal fields, in the order of files."""
    found = endpoints(knowledge)
    stored = {ident: model for ident, model in models.items() if model.stored}
    if not found or not stored:
        return ()
    recorder = Recorder(knowledge, stored, relations(knowledge))
    watch(knowledge, sorted(one for one in found if knowledge.program.function(one).kind != "class"), recorder)
    guarding = Guarding(knowledge)
    shown = _shown(recorder, stored)
    result = []
    for function, endpoint in found.items():
        fields = shown.get(function, set()) | set(_generic(knowledge, endpoint))
        names = answered(knowledge, endpoint)
        fields = fields if names is None else {field for field in fields if field[1] in names}
        personal = {(cls, name): category for cls, name, category in _private(fields, stored)}
        label = knowledge.program.label(function)
        if personal and not _BEFORE.search(label.rpartition(":")[2]):
            module = knowledge.program.modules[function.module]
            result.append(
                Route(
                    Site(module.path, knowledge.program.function(function).at),
                    label,
                    endpoint.framework,
                    guarding.of(endpoint),
                    tuple(sorted((stored[cls].name, name) for cls, name in personal)),
                    tuple(sorted(set(personal.values()))),
                )
            )
    return tuple(sorted(result))


def _shown(recorder: Recorder, stored: dict[ClassId, SubjectModel]) -> dict[FunctionId, set[FieldKey]]:
    """The fields that each endpoint gives out, by name or as a whole."""
    found: dict[FunctionId, set[FieldKey]] = {}
    for act in recorder.acts:
        if act.kind == "gives":
            fields = found.setdefault(act.function, set())
            fields |= {field for field in act.fields | act.read if field[0] in stored}
    return found


def _generic(knowledge: Knowledge, endpoint: Endpoint) -> Iterator[FieldKey]:
    """What a generic view of the REST framework shows by its ``serializer_class``."""
    answering = knowledge.program.function(endpoint.function)
    if endpoint.owner is None or (answering.kind != "class" and answering.name not in _READING):
        return
    info = knowledge.program.classes[endpoint.owner]
    body = knowledge.program.modules[info.module].functions[info.ir.body].body
    made = definitions(body)
    for instr in walk(body):
        if isinstance(instr, ir.Store) and instr.name == "serializer_class":
            named = made.get(instr.src)
            target = knowledge.program.exports[info.module].get(named.name) if isinstance(named, ir.Load) else None
            if target is not None and target.kind == "class":
                yield from serialized(knowledge, knowledge.program.class_id(target))


def _private(fields: set[FieldKey], stored: dict[ClassId, SubjectModel]) -> Iterator[tuple[ClassId, str, str]]:
    for cls, name in sorted(fields):
        for field in stored[cls].fields if cls in stored else ():
            doubtful = field.confidence is Confidence.LOW
            if field.name == name and not doubtful and any(covers(key, field.category) for key in _PRIVATE):
                yield cls, name, field.category
