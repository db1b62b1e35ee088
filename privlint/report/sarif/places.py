"""Places as SARIF locations, and the files they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from privlint.report.frame import snippet
from privlint.report.redact import TOKEN

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.model.place import Place
    from privlint.report.look import Look


class Artifacts:
    """The files of a run that have results, and the way to speak of a place in any file."""

    def __init__(self, report: Report, look: Look, paths: list[str]) -> None:
        self.redacted = False
        self._report = report
        self._look = look
        self._index = {path: index for index, path in enumerate(paths)}

    def listed(self) -> list[dict[str, object]]:
        """The ``artifacts`` of the run; hashes only where the bytes of the file are known."""
        return [self._artifact(path) for path in self._index]

    def physical(self, place: Place, *, with_snippet: bool = False) -> dict[str, object]:
        """A ``physicalLocation``; with the code itself where that was asked for and the reader wants it."""
        region: dict[str, object] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
        source = self._report.sources.get(place.path)
        if with_snippet and source and self._look.snippets:
            text = snippet(source, place)
            self.redacted = self.redacted or TOKEN in text
            region["snippet"] = {"text": text}
        return {"artifactLocation": self._location(place.path), "region": region}

    def _artifact(self, path: str) -> dict[str, object]:
        digest = self._report.digests.get(path)
        hashes = {"hashes": {"sha-256": digest}} if digest else {}
        return {"location": self._location(path), "roles": ["resultFile"], "sourceLanguage": "python", **hashes}

    def _location(self, path: str) -> dict[str, object]:
        location: dict[str, object] = {
            "uri": quote(self._look.prefix + path, errors="surrogateescape"),
            "uriBaseId": "%SRCROOT%",
        }
        if path in self._index:
            location["index"] = self._index[path]
        return location
