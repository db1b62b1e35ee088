"""``full``: a finding that can be judged from its text alone: the code, the way of the data, the clause, the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.report.frame import CodeLine, code_lines, fitted, wrapped
from privlint.report.paint import paint_for
from privlint.report.words import NO_LEGAL_OPINION, clause_id, place_of, plural, summary

if TYPE_CHECKING:
    from privlint.model.finding import Finding, Mark, Report
    from privlint.model.place import Place
    from privlint.report.look import Look

#: How many steps of a trace are shown without ``--full-trace``.
STEPS_SHOWN = 16

_MARGIN = 11  # columns before the text of a label such as ``missing``
_NARROWEST = 40


def render_full(report: Report, look: Look) -> str:
    """Every finding with code frame, trace, clauses, what is missing and how to mend it; then the summary."""
    page = _Page(report, look)
    return "\n\n".join([*("\n".join(page.block(finding)) for finding in report.findings), page.ending()]) + "\n"


class _Page:
    """The report with what every line of it depends on: width, colour, the source code."""

    def __init__(self, report: Report, look: Look) -> None:
        self._report = report
        self._look = look
        self._width = max(look.width, _NARROWEST)
        self._paint = paint_for(color=look.color)

    def block(self, finding: Finding) -> list[str]:
        """The lines of one finding."""
        report = self._report
        word = finding.severity.word
        sure = "" if finding.confidence.word == "high" else f" ({finding.confidence.word} confidence)"
        title = f"{self._paint(finding.code, 'code')} {finding.name}{self._paint(sure, 'dim')}"
        clauses = [f"{clause_id(clause, report)} {clause.title}" for clause in finding.clauses]
        evidence = [
            *self._trace(finding.trace),
            *self._marks("see", finding.related),
            *self._labelled("clause", clauses),
            *self._labelled("missing", [finding.missing] if finding.missing else []),
            *self._labelled("mend", [f"or {text}" if at else text for at, text in enumerate(finding.mend)]),
            *self._labelled("ignored", [finding.suppressed] if finding.suppressed else []),
        ]
        return [
            f"{self._where(place_of(finding))}: {self._paint(word, word)} {title}",
            *wrapped(finding.message, self._width, "  "),
            *self._frame(finding),
            *([""] if evidence else []),
            *evidence,
        ]

    def ending(self) -> str:
        """What the run came to, and what it judged by."""
        if not self._report.findings:
            return self._paint(summary(self._report), "good")
        policies = ", ".join(f"{title} ({revision})" for _, title, revision in self._report.policies)
        judged = f"Judged by: {policies}. " if policies else ""
        return "\n".join(
            [
                summary(self._report),
                *(self._paint(line, "dim") for line in wrapped(judged + NO_LEGAL_OPINION, self._width)),
            ]
        )

    def _frame(self, finding: Finding) -> list[str]:
        """The reported line between its neighbours, underlined where the finding is."""
        place = place_of(finding)
        lines = self._code(place, before=2, after=1)
        wide = len(str(lines[-1].number)) if lines else 0
        shown = [""] if lines else []
        for line in lines:
            here = line.number == place.line
            cut = fitted(line, self._width - wide - 6)
            mark = self._paint(">", finding.severity.word) if here else " "
            shown.append(f"  {mark} {self._paint(f'{line.number:>{wide}} |', 'dim')} {cut.text}".rstrip())
            if here:
                carets = self._paint("^" * (cut.end - cut.start), finding.severity.word)
                shown.append(f"    {' ' * wide} {self._paint('|', 'dim')} {' ' * cut.start}{carets}")
        return shown

    def _trace(self, steps: tuple[Mark, ...]) -> list[str]:
        if len(steps) <= STEPS_SHOWN or self._look.full_trace:
            return self._marks("path", steps)
        half = STEPS_SHOWN // 2
        left_out = plural(len(steps) - STEPS_SHOWN, "step")
        note = " " * _MARGIN + self._paint(f"… {left_out} left out; --full-trace shows all", "dim")
        return [*self._marks("path", steps[:half]), note, *self._marks("", steps[-half:])]

    def _marks(self, label: str, marks: tuple[Mark, ...]) -> list[str]:
        """Places one below the other, each with its phrase and, once a line, the code that stands there."""
        wide = max((len(f"{self._look.prefix}{place_of(mark)}") for mark in marks), default=0)
        lines: list[str] = []
        for at, mark in enumerate(marks):
            place = place_of(mark)
            gap = " " * (wide - len(f"{self._look.prefix}{place}") + 2 + 2 * mark.depth)
            lines.append(f"{self._margin(label if at == 0 else '')}{self._where(place)}{gap}{mark.text}")
            follower = place_of(marks[at + 1]) if at + 1 < len(marks) else None
            if follower is None or (follower.path, follower.line) != (place.path, place.line):
                lines.extend(self._beside(line) for line in self._code(place))
        return lines

    def _beside(self, line: CodeLine) -> str:
        """A line of code below the step of a trace that stands in it."""
        text = fitted(CodeLine(line.number, line.text.strip()), self._width - _MARGIN - 9).text
        return f"{' ' * (_MARGIN + 2)}{self._paint(f'{line.number:>4} |', 'dim')} {text}".rstrip()

    def _code(self, place: Place, before: int = 0, after: int = 0) -> list[CodeLine]:
        source = self._report.sources.get(place.path)
        return code_lines(source, place, before, after) if source and self._look.snippets else []

    def _labelled(self, label: str, texts: list[str]) -> list[str]:
        lines = [line for text in texts for line in wrapped(text, self._width, " " * _MARGIN)]
        return [self._margin(label) + lines[0][_MARGIN:], *lines[1:]] if lines else []

    def _margin(self, label: str) -> str:
        return f"  {self._paint(label, 'label')}{' ' * (_MARGIN - 2 - len(label))}"

    def _where(self, place: Place) -> str:
        return self._paint(f"{self._look.prefix}{place}", "path")
