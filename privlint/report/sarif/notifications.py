"""What went wrong besides findings, where readers of SARIF look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.place import Place
from privlint.report.cuts import cuts

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.model.trouble import Trouble
    from privlint.report.sarif.places import Artifacts


def _descriptor(id: str, text: str, help: str, level: str) -> dict[str, object]:
    return {
        "id": id,
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": help, "markdown": help},
        "defaultConfiguration": {"level": level},
    }


#: The kinds of notification; their order is their index.
NOTIFICATIONS = [
    _descriptor(
        "file-not-analysed",
        "A file could not be read or parsed, so nothing is known about it.",
        "Mend the file, or exclude it if it is not meant to be Python.",
        "error",
    ),
    _descriptor(
        "analysis-incomplete",
        "A limit cut the analysis short.",
        "Findings may be missing near this place; smaller functions and files stay below the limits.",
        "note",
    ),
    _descriptor(
        "report-cut",
        "The report holds more than code hosts take.",
        "The gravest findings were kept; other formats hold all of them.",
        "warning",
    ),
]

_INDEX = {"PRV904": 0, "PRV905": 1}
_CUT = 2


def notifications(report: Report, artifacts: Artifacts) -> list[dict[str, object]]:
    """One for each trouble, and one for what was left out."""
    troubles = [_trouble(trouble, artifacts) for trouble in sorted(report.troubles)]
    return troubles + [_notification(_CUT, text) for text in cuts(report, "sarif")]


def _trouble(trouble: Trouble, artifacts: Artifacts) -> dict[str, object]:
    detail = f" {trouble.detail}" if trouble.detail else ""
    line = max(1, trouble.line)
    place = artifacts.physical(Place(trouble.path, line, 1, line, 1))
    if not trouble.line:
        place.pop("region")
    return _notification(_INDEX.get(trouble.code, 1), f"{trouble.path}: {trouble.reason}.{detail}") | {
        "locations": [{"physicalLocation": place}]
    }


def _notification(index: int, text: str) -> dict[str, object]:
    configuration = NOTIFICATIONS[index]["defaultConfiguration"]
    level = configuration["level"] if isinstance(configuration, dict) else "note"
    return {"descriptor": {"id": NOTIFICATIONS[index]["id"], "index": index}, "level": level, "message": {"text": text}}
