"""Compares what leaked with what the comments of a fixture say, both ways."""

from __future__ import annotations

import ast
import tomllib
from typing import TYPE_CHECKING

from tests.expectations import Expectation, read_case

if TYPE_CHECKING:
    from pathlib import Path

    from tests.oracle.recorder import Leak, Line

#: The kinds of recipient a rule judges; a rule that is not listed is outside the oracle.
KINDS = {
    "PRV101": {"log"},
    "PRV102": {"error-tracker"},
    "PRV103": {"analytics"},
    "PRV104": {"ads"},
    "PRV105": {"ai"},
    "PRV106": {"messaging", "crm", "social", "http", "payment", "storage", "ai-local"},
    "PRV107": {"cookie"},
    "PRV202": {"log", "error-tracker", "analytics", "ads", "ai", "messaging", "crm", "social", "http", "payment"},
    "PRV301": {"collect-location", "collect-survey"},
    "PRV302": {"collect-location", "collect-survey"},
    "PRV303": {"analytics", "ads"},
    "PRV401": {"error-tracker", "analytics", "ads", "ai", "messaging", "crm", "social", "http", "payment", "storage"},
    "PRV402": {"ai-training", "ai"},
    "PRV403": {"ai"},
    "PRV405": {"analytics", "ads", "messaging", "crm", "social", "http"},
    "PRV404": {
        "log",
        "error-tracker",
        "analytics",
        "ads",
        "ai",
        "messaging",
        "crm",
        "social",
        "http",
        "storage",
        "cookie",
    },
}
#: What SDKs capture by themselves: no canary stands for it.
CAPTURED = frozenset({"content", "user"})
#: What a kind of recipient may be given of a datum: it then is none any more.
ACCEPTED = {
    "log": {"hashed", "keyed-hash", "domain"},
    "error-tracker": {"hashed", "keyed-hash"},
    "analytics": {"keyed-hash"},
}
#: Data too opaque to be reported in these recipients by default.
OPAQUE = {("log", "unique_id"), ("log", "username")}
#: Recipients nobody judges, unless the case switches them on.
SILENT_KINDS = frozenset({"storage", "ai-local"})


def complaints(case: Path, leaks: set[Leak], ran: set[Line]) -> list[str]:
    """Every difference between the comments and the leaks, as one line each; empty when all is confirmed.

    A statement that no world has run is a difference too: nothing confirms that it is clean.
    """
    expectations = [truth for truth in read_case(case) if truth.file.endswith(".py")]
    spans = _Spans(case)
    silent = SILENT_KINDS - _switched_on(case)
    real = [leak for leak in leaks if leak.kind not in silent and _counts(leak)]
    missing = [
        f"{truth.file}:{truth.line}: {truth.sort} {truth.code} {word}: it does not leak"
        for truth in expectations
        if truth.sort == "flow" or truth.code in KINDS
        for word in sorted(truth.words - CAPTURED)
        if not any(_explains(truth, word, leak, spans) for leak in real)
    ]
    surplus = {
        _told(leak)
        for leak in real
        if leak.lines and not any(_explains(truth, leak.word, leak, spans) for truth in expectations)
    }
    idle = [
        f"{file}:{line}: no run came by here" for file, line in sorted(spans.calls) if not spans.ran(file, line, ran)
    ]
    return missing + sorted(surplus) + idle


class _Spans:
    """Which statement a line belongs to, so that a comment holds for every line of its statement."""

    def __init__(self, case: Path) -> None:
        self.statements: dict[tuple[str, int], tuple[int, int]] = {}
        self.calls: set[tuple[str, int]] = set()
        for path in case.rglob("*.py"):
            file = path.relative_to(case).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
                    self._add(file, node)
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await):
                    self.calls.add((file, node.lineno))

    def same(self, file: str, first: int, second: int) -> bool:
        """Whether two lines of a file are one, or lie in one statement."""
        span = self.statements.get((file, first))
        return first == second or (span is not None and span == self.statements.get((file, second)))

    def ran(self, file: str, line: int, ran: set[Line]) -> bool:
        """Whether any line of this statement ran."""
        first, last = self.statements[file, line]
        return any((file, each) in ran for each in range(first, last + 1))

    def _add(self, file: str, node: ast.stmt | ast.ExceptHandler | ast.match_case) -> None:
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
        if isinstance(body, list):
            last = max(first, getattr(body[0], "lineno", first + 1) - 1)
        else:
            last = getattr(node, "end_lineno", None) or first
        for line in range(first, last + 1):
            # Outer statements come first in ``ast.walk``, so that the innermost statement stays.
            self.statements[file, line] = (first, last)


def _counts(leak: Leak) -> bool:
    accepted = leak.transform in ACCEPTED.get(leak.kind, ()) or (leak.kind, leak.word) in OPAQUE
    return not accepted


def _switched_on(case: Path) -> set[str]:
    settings = case / "privlint.toml"
    if not settings.exists():
        return set()
    return set(tomllib.loads(settings.read_text(encoding="utf-8")).get("extend-recipient-kinds", ()))


def _told(leak: Leak) -> str:
    stack = " < ".join(f"{line.file}:{line.line}" for line in leak.lines)
    return f"{leak.word} ({leak.transform}) of {leak.subject} reaches {leak.kind} at {stack}, and nothing says so"


def _explains(truth: Expectation, word: str, leak: Leak, spans: _Spans) -> bool:
    fits = truth.sort == "flow" or leak.kind in KINDS.get(truth.code, ())
    return fits and word in truth.words and leak.word == word and any(_at(truth, line, spans) for line in leak.lines)


def _at(truth: Expectation, line: Line, spans: _Spans) -> bool:
    return line.file == truth.file and spans.same(truth.file, truth.line, line.line)
