"""The inventory in words: for terminals, as Markdown, as a table by GDPR Article 30, as JSON with foreign keys."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from privlint.inventory.entries import Inventory, Question, Row, Spot, Trust

#: The columns of a record by Article 30(1) of the GDPR, then what code adds; what code cannot tell stays empty.
_ARTICLE_30 = (
    "Controller", "Purposes of the processing", "Categories of data subjects", "Categories of personal data",
    "Categories of recipients", "Transfers to third countries", "Time limits for erasure", "Security measures",
    "Field", "Consents", "Legal exceptions", "Clauses", "Places",
)  # fmt: skip

#: What happens to a field, in the order of its life.
_HAPPENINGS = ("taken in", "kept", "read", "sent")


def render(inventory: Inventory, form: str) -> str:
    """The inventory in one of the forms ``text``, ``markdown``, ``csv`` and ``json``."""
    return FORMS[form](inventory)


def _text(inventory: Inventory) -> str:
    lines = [*_heading(inventory), ""]
    for row in inventory.rows:
        lines.append(f"{row.name}  {row.category} ({row.label}, {row.confidence})")
        lines.extend(f"  {name}: {', '.join(words)}" for name, words in _facts(row) if words)
    for title, items in _lists(inventory):
        lines += ["", f"{title}:", *(f"  {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _markdown(inventory: Inventory) -> str:
    head = ("Field", "Category", "Recipients", "Purposes", "Grounds", "Clauses", "Places")
    lines = ["# Record of processing", "", *_heading(inventory), "", _cells(head), _cells(["---"] * len(head))]
    for row in inventory.rows:
        category = f"{row.label} (`{row.category}`)"
        grounds = (*row.consents, *(f"exception {word}" for word in row.bases))
        places = tuple(f"{how} {', '.join(where)}" for how, where in _by_kind(row))
        columns = (row.recipients, row.purposes, grounds, row.clauses, places)
        lines.append(_cells([f"`{row.name}`", category, *("<br>".join(words) for words in columns)]))
    for title, items in _lists(inventory):
        lines += ["", f"## {title}", "", *(f"- {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _csv(inventory: Inventory) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_ARTICLE_30)
    for row in inventory.rows:
        cells: list[Iterable[str]] = [
            (), row.purposes, (row.subject,), (f"{row.label} [{row.category}]",), row.recipients, (), (), row.measures,
            (row.name,), row.consents, row.bases, row.clauses, _places(row),
        ]  # fmt: skip
        writer.writerow(["; ".join(cell) for cell in cells])
    return out.getvalue()


def _json(inventory: Inventory) -> str:
    document = {
        "policies": [{"id": one[0], "title": one[1], "revision": one[2]} for one in inventory.policies],
        "fields": [_row(row, inventory) for row in inventory.rows],
        "questions": [
            {"name": one.name, "category": "?", "why": one.why, "place": _at(one)} for one in inventory.questions
        ],
        "trusted": [
            {"key": one.key, "value": one.value, "reason": one.reason, "where": one.where, "place": _at(one)}
            for one in inventory.trusted
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _row(row: Row, inventory: Inventory) -> dict[str, Any]:
    references = inventory.references.get(row.category, ())
    return {
        "name": row.name,
        "model": row.model,
        "field": row.field,
        "category": {
            "key": row.category,
            "label": row.label,
            "fideslang": _fideslang(row.category, inventory.extensions),
            "dpv": [word for word in references if word.startswith("dpv:")],
            "confidence": row.confidence,
        },
        "subject": row.subject,
        "recipients": list(row.recipients),
        "purposes": [
            {"id": word, "references": list(inventory.purpose_references.get(word, ()))} for word in row.purposes
        ],
        "consents": list(row.consents),
        "bases": list(row.bases),
        "clauses": list(row.clauses),
        "measures": list(row.measures),
        "places": [{"how": spot.how, "place": _at(spot)} for spot in row.spots],
    }


def _fideslang(category: str, extensions: tuple[str, ...]) -> str:
    """The nearest category that Fideslang itself has."""
    while category in extensions and "." in category:
        category = category.rpartition(".")[0]
    return category


def _heading(inventory: Inventory) -> list[str]:
    against = ", ".join(f"{title} ({identity}, {revision})" for identity, title, revision in inventory.policies)
    kept = sum(bool(row.model) for row in inventory.rows)
    return [f"{kept} personal fields and {len(inventory.rows) - kept} other data, held against {against}."]


def _facts(row: Row) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("recipients", row.recipients),
        ("purposes", row.purposes),
        ("consents", row.consents),
        ("legal exceptions", row.bases),
        ("measures", row.measures),
        ("clauses", row.clauses),
        *_by_kind(row),
    ]


def _lists(inventory: Inventory) -> list[tuple[str, list[str]]]:
    """What stands apart from the rows, where there is any of it."""
    questions = [f'{one.name}: category = "?", {one.why}, {_at(one)}' for one in inventory.questions]
    trusted = [
        f"{one.key}={one.value} at {_at(one) or one.where}: {one.reason or 'no reason'}" for one in inventory.trusted
    ]
    named = [("To be decided", questions), ("Trusted, not proved", trusted)]
    return [(title, items) for title, items in named if items]


def _by_kind(row: Row) -> list[tuple[str, tuple[str, ...]]]:
    """Where the field is taken in, kept, read and sent, as far as any of it happens."""
    found = [(how, tuple(dict.fromkeys(_at(spot) for spot in row.spots if spot.how == how))) for how in _HAPPENINGS]
    return [(how, where) for how, where in found if where]


def _places(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{spot.how} {_at(spot)}" for spot in row.spots))


def _at(one: Spot | Question | Trust) -> str:
    return f"{one.place.path}:{one.place.line}" if one.place is not None else ""


def _cells(words: Iterable[str]) -> str:
    return "| " + " | ".join(word.replace("|", "\\|") for word in words) + " |"


#: Every form by its name.
FORMS: dict[str, Callable[[Inventory], str]] = {"text": _text, "markdown": _markdown, "csv": _csv, "json": _json}
