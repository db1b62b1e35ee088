"""An explanation as text for people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from privlint.explain import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.explain.explanation import Explanation, Judged, Verdict
    from privlint.model.flow import Held
    from privlint.model.observation import Argument, Observation

_INDENT = 2
_NAME_WIDTH = 10
#: More ways than this are counted; the JSON form has them all.
_MOST = 12
_WHERE = {
    "leaves": "the recipient is called here: {api}",
    "enters": "they enter a wrapper here; the recipient is called at {call}: {api}",
    "passes": "they pass here; reported would be {report}, the recipient is called at {call}: {api}",
}


def lines(explanation: Explanation, width: int) -> Iterator[str]:
    """The lines of the text, none longer than ``width`` where it can be broken."""
    yield from _wrapped(f"{explanation.path}:{explanation.line}: {_headline(explanation)}", width)
    for call in explanation.calls:
        yield ""
        yield from _call(explanation, call, width)
    if explanation.unreached:
        yield ""
        yield f"no way leads to {explanation.unreached} of the calls on this line"
    for collection in explanation.collections:
        yield ""
        yield f"{words.label(explanation, collection.category)} is taken in here: {collection.text}"
        yield from _all_held(explanation, collection.held, width)
    for capture in explanation.captures:
        yield ""
        yield f"{capture.vendor} ({capture.kind}) is told here to capture by itself: {capture.what}"
    for verdict in explanation.verdicts[:_MOST]:
        yield ""
        yield from _verdict(explanation, verdict, width)
    if len(explanation.verdicts) > _MOST:
        yield ""
        yield f"and {len(explanation.verdicts) - _MOST} ways more, in --output-format json"
    for judged in explanation.findings:
        yield ""
        yield from _judged(judged, width)


def _headline(explanation: Explanation) -> str:
    loud = sum(not judged.silent for judged in explanation.findings)
    if loud:
        return f"reported, {loud} finding{'s' if loud > 1 else ''}"
    if explanation.findings:
        return "not reported; what was found is silent"
    if any(verdict.where != "passes" for verdict in explanation.verdicts):
        return "not reported; what goes out here may go out"
    if explanation.verdicts:
        return "not reported here; data on their way out pass this line"
    if any(call.matches for call in explanation.calls):
        return "not reported; recipients are called, and no personal data is known to reach them"
    return "not reported; no recipient is called" if explanation.calls else "not reported; no call was followed here"


def _call(explanation: Explanation, call: Observation, width: int) -> Iterator[str]:
    yield from _wrapped(f"{call.callee}(…), called in {call.function}", width)
    for taken in call.taken_for:
        yield from _row("callee", taken, width)
    for found in call.matches:
        yield from _row("recipient", words.match(found), width)
    if not call.matches:
        yield from _row("recipient", "none: no sink entry matches this call", width)
    for argument in call.arguments:
        yield from _argument(explanation, argument, width)
    for held in call.held:
        yield from _row("held", words.held(explanation, held, related=False), width)


def _argument(explanation: Explanation, argument: Argument, width: int) -> Iterator[str]:
    """One argument; receiver and result only if they hold anything."""
    head = f"{words.named(argument)}{_shape(argument)}"
    if not argument.contents and not argument.passed:
        if argument.label not in ("self", "return"):
            yield from _row("holds", f"{head}: no personal data", width)
        return
    yield from _row("holds", f"{head}:", width)
    for content in argument.contents:
        yield from _row("", words.content(explanation, content), width)
    for held in dict.fromkeys(held for content in argument.contents for held in content.held):
        yield from _row("", f"with {words.held(explanation, held)}", width)
    if argument.passed:
        yield from _row("", words.passed(argument), width)


def _shape(argument: Argument) -> str:
    return f", {' or '.join(argument.shape)}" if argument.shape else ""


def _verdict(explanation: Explanation, verdict: Verdict, width: int) -> Iterator[str]:
    flow = verdict.flows[0]
    reached = f"{words.data(explanation, verdict.flows)} → {words.recipient(flow)}, argument {flow.argument}"
    yield from _wrapped(reached, width)
    call, report = words.place(explanation, flow.call_site), words.place(explanation, flow.report_site)
    yield from _row("way", _WHERE[verdict.where].format(api=flow.api, call=call, report=report), width)
    origins = dict.fromkeys(f"{one.origin.text} in {one.origin.module}:{one.origin.function}" for one in verdict.flows)
    yield from _row("read as", "; ".join(origins), width)
    yield from _all_held(explanation, flow.held, width)
    yield from _row("verdict", f"{verdict.outcome}: {verdict.because}", width)


def _all_held(explanation: Explanation, held: Iterable[Held], width: int) -> Iterator[str]:
    for item in held:
        yield from _row("held", words.held(explanation, item), width)


def _judged(judged: Judged, width: int) -> Iterator[str]:
    finding = judged.finding
    yield from _wrapped(
        f"{finding.severity.word} {finding.code} {finding.name}, {finding.confidence.word} confidence", width
    )
    yield from _row("message", finding.message, width)
    if judged.silent:
        yield from _row("silent", judged.silent, width)


def _row(name: str, text: str, width: int) -> list[str]:
    """A named line of a paragraph; one without a name goes on with what is above."""
    head = " " * _INDENT + name.ljust(_NAME_WIDTH) + " "
    return _wrapped(text, width, head, " " * len(head))


def _wrapped(text: str, width: int, first: str = "", rest: str = "    ") -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
