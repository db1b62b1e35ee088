"""Taking the inventory: fields of models, the flows that carry them, and the clauses behind both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.inventory.entries import Inventory, Question, Row, Spot, Trust
from privlint.model.category import covers
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from collections.abc import Collection as Group
    from collections.abc import Iterable, Iterator, Mapping

    from privlint.model.category import Category
    from privlint.model.flow import Analysis, Flow
    from privlint.model.grant import Grant
    from privlint.model.place import Site
    from privlint.model.policy import Policy
    from privlint.model.rights import FieldRead, PersonalField, SubjectModel
    from privlint.settings.options import Settings

_PARTS = re.compile(r"\w+")
_TRUSTED = ("basis", "consent", "sanitizes", "consent-check", "identity-check")


def take(
    analysis: Analysis,
    grants: Iterable[Grant],
    policies: tuple[Policy, ...],
    categories: Mapping[str, Category],
    settings: Settings,
    left_out: Group[str] = (),
) -> Inventory:
    """The inventory of a project; ``left_out`` are paths of files, such as tests, that do not count."""
    models = [model for model in analysis.rights.models if model.site.path not in left_out]
    flows = [flow for flow in analysis.flows if flow.report_site.path not in left_out]
    carriers = _Carriers(models, analysis.rights.reads)
    carried: dict[tuple[str, str, str], list[Flow]] = {}
    for flow in flows:
        for key in carriers.of(flow):
            carried.setdefault(key, []).append(flow)
    writer = _Writer(policies, categories, settings, _permits(grants))
    rows = [
        writer.row(field, model, carried.pop((field.model, field.name, field.category), []), analysis.rights.reads)
        for model in models
        for field in model.fields
    ]
    rows += [writer.loose(key, group) for key, group in sorted(carried.items())]
    return Inventory(
        rows=tuple(sorted(rows, key=lambda row: (row.model == "", row.name, row.category))),
        questions=tuple(sorted(_questions(models))),
        trusted=tuple(sorted(_trusted(analysis, settings, left_out))),
        policies=tuple((one.policy.id, one.policy.title, one.policy.revision.isoformat()) for one in policies),
        references={row.category: categories[row.category].references for row in rows if row.category in categories},
        extensions=tuple(sorted(key for key, category in categories.items() if category.extension)),
        purpose_references={row.id: row.aliases for policy in policies for row in policy.purpose},
    )


class _Carriers:
    """Finds the fields that a flow's datum comes from."""

    def __init__(self, models: list[SubjectModel], reads: Iterable[FieldRead]) -> None:
        self._fields = [field for model in models for field in model.fields]
        self._reads: dict[Site, list[tuple[str, str]]] = {}
        for read in reads:
            self._reads.setdefault(read.site, []).append((read.model, read.field))

    def of(self, flow: Flow) -> list[tuple[str, str, str]]:
        """Model, field and category; without a model, the text that reads the datum."""
        read = {pair for step in flow.steps for pair in self._reads.get(step.site, ())}
        fields = [field for field in self._fields if field.category == flow.category]
        found = [field for field in fields if (field.model, field.name) in read] or _named(fields, flow.origin.text)
        return [(field.model, field.name, field.category) for field in found] or [("", flow.origin.text, flow.category)]


def _named(fields: list[PersonalField], text: str) -> list[PersonalField]:
    """The field that an expression names: the only one of that name, or that of the class the owner is named after."""
    *_, owner, name = ("", "", *_PARTS.findall(text))
    same = [field for field in fields if field.name == name]
    owned = [field for field in same if field.model.rpartition(".")[2].lower() == owner.lower().replace("_", "")]
    return owned or (same if len(same) == 1 and "request" not in text else [])


class _Writer:
    """Writes rows: words for categories, recipients and clauses."""

    def __init__(
        self,
        policies: tuple[Policy, ...],
        categories: Mapping[str, Category],
        settings: Settings,
        permits: Mapping[Flow, tuple[str, ...]],
    ) -> None:
        self._policies = policies
        self._categories = categories
        self._settings = settings
        self._permits = permits

    def row(self, field: PersonalField, model: SubjectModel, flows: list[Flow], reads: Iterable[FieldRead]) -> Row:
        """The row of a field."""
        spots = {Spot(field.site, "kept" if model.stored else "taken in")}
        spots |= {Spot(read.site, "read") for read in reads if (read.model, read.field) == (field.model, field.name)}
        subject = model.name.rpartition(".")[2]
        return self._row(field.model, field.name, field.category, field.confidence, subject, flows, spots)

    def loose(self, key: tuple[str, str, str], flows: list[Flow]) -> Row:
        """The row of a datum that no model keeps."""
        confidence = max(flow.confidence for flow in flows)
        return self._row("", key[1], key[2], confidence, flows[0].subject, flows, set())

    def _row(
        self,
        model: str,
        name: str,
        category: str,
        confidence: Confidence,
        subject: str,
        flows: list[Flow],
        spots: set[Spot],
    ) -> Row:
        held = [one for flow in flows for one in flow.held]
        listed = {clause for policy in self._policies for clause in _listing(policy, category)}
        permitting = {clause for flow in flows for clause in self._permits.get(flow, ())}
        return Row(
            model=model,
            field=name,
            category=category,
            label=self._label(category),
            confidence=confidence.word,
            subject=subject,
            recipients=_sorted(self._recipient(flow) for flow in flows),
            purposes=_sorted(one.scope for one in held if one.kind == "purpose"),
            consents=_sorted(one.scope or "any" for one in held if one.kind == "consent" and one.match != "other"),
            bases=_sorted(one.scope for one in held if one.kind == "basis"),
            clauses=_sorted(listed | permitting),
            measures=_sorted(flow.transform.value for flow in flows if flow.transform is not Transform.RAW),
            spots=tuple(sorted(spots | {Spot(flow.report_site, "sent") for flow in flows})),
        )

    def _recipient(self, flow: Flow) -> str:
        role = "own" if flow.first_party else self._settings.recipients.get(flow.vendor.lower(), "")
        about = f"{flow.kind.value}, {role}" if role else flow.kind.value
        return f"{flow.vendor or flow.host or flow.api} ({about})"

    def _label(self, category: str) -> str:
        known = self._categories.get(category)
        return known.label if known is not None else category


def _permits(grants: Iterable[Grant]) -> dict[Flow, tuple[str, ...]]:
    found: dict[int, tuple[Flow, list[str]]] = {}
    for grant in grants:
        found.setdefault(id(grant.flow), (grant.flow, []))[1].extend(f"{grant.policy}:{one}" for one in grant.clauses)
    return {flow: tuple(clauses) for flow, clauses in found.values()}


def _listing(policy: Policy, category: str) -> Iterator[str]:
    """The clauses that list a category, as exactly as the policy does."""
    rows = [row for row in policy.data if covers(row.category, category)]
    best = max((len(row.category) for row in rows), default=0)
    return (f"{policy.policy.id}:{row.clause}" for row in rows if len(row.category) == best)


def _questions(models: Iterable[SubjectModel]) -> Iterator[Question]:
    for model in models:
        for field in model.fields:
            if field.confidence is Confidence.LOW:
                yield Question(f"{field.model}.{field.name}", f"perhaps {field.category}", field.site)
        sure = any(field.confidence > Confidence.LOW for field in model.fields)
        for one in model.open if model.stored and sure else ():
            yield Question(f"{one.model}.{one.name}", f"free content ({one.declared})", one.site)


def _trusted(analysis: Analysis, settings: Settings, left_out: Group[str]) -> Iterator[Trust]:
    for one in analysis.declarations:
        if one.key in _TRUSTED and one.form != "configuration" and one.site.path not in left_out:
            yield Trust(one.key, one.value, one.reason, one.function, one.site)
    for key in _TRUSTED:
        for entry in settings.annotations.get(key, ()):
            yield Trust(key, entry.value, entry.reason, entry.pattern)


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))
