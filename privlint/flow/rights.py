"""After the fixpoint: what the project keeps about people, and what it does when they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.flow.duties import duties
from privlint.flow.integrations import scope_requests
from privlint.flow.routes import routes
from privlint.flow.subjects import declared_collections, subject_models
from privlint.model.ir import GetAttr
from privlint.model.place import Site
from privlint.model.rights import FieldRead, Rights
from privlint.model.walk import walk

if TYPE_CHECKING:
    from privlint.flow.knowledge import Knowledge
    from privlint.model.flow import Analysis
    from privlint.model.program import ClassId
    from privlint.model.rights import SubjectModel

#: What encrypts a connection to a mail server.
_ENCRYPTED_MAIL = frozenset({"starttls", "SMTP_SSL"})

_ENDPOINT_RULE = frozenset({"PRV603", "unauthenticated-disclosure"})


def with_rights(knowledge: Knowledge, analysis: Analysis) -> Analysis:
    """The analysis with its models, their fields as collections, and what code does for the rights of people."""
    models = subject_models(knowledge)
    rights = Rights(
        models=tuple(models.values()),
        reads=tuple(_reads(knowledge, models)),
        duties=duties(knowledge, models),
        routes=routes(knowledge, models) if _on_trial(knowledge) else (),
        scopes=scope_requests(knowledge),
        unencrypted_mail=_plain_mail(knowledge),
    )
    collections = (*analysis.collections, *declared_collections(models))
    return msgspec.structs.replace(analysis, collections=collections, rights=rights)


def _on_trial(knowledge: Knowledge) -> bool:
    """Whether the rule on endpoints, which is in preview, was asked for: watching every endpoint takes its time."""
    settings = knowledge.settings
    return settings.preview or not {*settings.select, *settings.extend_select}.isdisjoint(_ENDPOINT_RULE)


def _reads(knowledge: Knowledge, models: dict[ClassId, SubjectModel]) -> list[FieldRead]:
    personal = {(ident, field.name): model.name for ident, model in models.items() for field in model.fields}
    return sorted(
        FieldRead(Site(path, node), personal[entry], entry[1])
        for (path, node), entries in knowledge.fields_read.items()
        for entry in entries
        if entry in personal
    )


def _plain_mail(knowledge: Knowledge) -> tuple[str, ...]:
    """Files that talk to a mail server through ``smtplib`` and never ask for encryption."""
    return tuple(
        module.path
        for number, module in enumerate(knowledge.program.modules)
        if any(target.name.startswith("smtplib") for target in knowledge.program.exports[number].values())
        and not any(
            isinstance(instr, GetAttr) and instr.attr in _ENCRYPTED_MAIL
            for function in module.functions
            for instr in walk(function.body)
        )
    )
