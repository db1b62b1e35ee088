"""What the catalogue knows, in words: for terminals and as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.catalogue.browse import Answer, Summary
    from privlint.catalogue.facts import Argument, Fact
    from privlint.model.category import Datum

_INDENT = " " * 14


def say_summary(summary: Summary, form: str) -> str:
    """The numbers of the catalogue, ``form`` being ``text`` or ``json``."""
    if form == "json":
        return _json(msgspec.to_builtins(summary))
    vendors = {vendor for row in summary.kinds for vendor in row.vendors}
    rows = [(row.kind, len(row.vendors), row.callables, row.hosts) for row in summary.kinds]
    rows.append(("in all", len(vendors), sum(row[2] for row in rows), sum(row[3] for row in rows)))
    lines = [f"{'recipients':<14}{'vendors':>8}{'callables':>11}{'hosts':>7}"]
    lines += [f"{kind:<14}{count:>8}{callables:>11}{hosts:>7}" for kind, count, callables, hosts in rows]
    counted = (
        ("categories", f"{summary.categories}, {summary.special_categories} of them special"),
        ("names", f"{summary.names} words and phrases in {len(summary.languages)} languages"),
        ("sources", f"{summary.sources} places that personal data come from"),
        ("sanitizers", f"{summary.sanitizers} functions that leave less than the datum"),
        ("flows", f"{summary.flows} functions that hand data on"),
        ("captures", f"{summary.captures} calls that switch on automatic capture"),
        ("consent", f"{summary.consents} calls and attributes that tell of it"),
    )
    lines += ["", *(f"{name:<13}{text}" for name, text in counted)]
    lines += [f"{'yours':<13}{file}: {number} entries" for file, number in summary.own.items()]
    return (
        "\n".join([*lines, "", "privlint catalogue search WORD shows what is known of a vendor, API, host or name."])
        + "\n"
    )


def say_answer(answer: Answer, form: str, width: int) -> str:
    """What is known of some words, ``form`` being ``text`` or ``json``; lines of text are ``width`` columns at most."""
    if form == "json":
        return _json({key: value for key, value in msgspec.to_builtins(answer).items() if key != "nearest"})
    blocks = ["\n".join(_lines(fact, width)) for fact in answer.facts]
    verdict = _verdict(answer)
    return "\n\n".join([*([verdict] if verdict else []), *blocks]) + "\n"


def _verdict(answer: Answer) -> str:
    """What the classifier makes of a single word, alone and as something of a person."""
    told = {"on its own": answer.alone, "of a person": answer.of_person}
    parts = {f"{_datum(datum)} {whose}" for whose, datum in told.items() if datum is not None}
    if answer.alone and answer.of_person and _datum(answer.alone) == _datum(answer.of_person):
        parts = {_datum(answer.alone)}
    return "\n".join(f"as a name: {part}" for part in sorted(parts, reverse=True))


def _datum(datum: Datum) -> str:
    return f"{datum.category}, {datum.confidence.word} confidence"


def _lines(fact: Fact, width: int) -> Iterator[str]:
    yield from _wrapped(fact.name, width, "", "  ")
    recipient = f"{fact.kind}: {fact.vendor}" if fact.kind else fact.vendor
    rows = (
        (fact.what, recipient or fact.category if fact.table != "category" else fact.says.get("label", "")),
        ("arguments", ", ".join(_argument(argument) for argument in fact.arguments)),
        *(
            (key.replace("_", " "), text)
            for key, text in fact.says.items()
            if text and key not in {"category", "label"}
        ),
        ("read in", fact.source),
        ("versions", fact.versions),
        ("written in", f"{fact.place}, yours" if fact.own else fact.place),
        ("replaced by", ", ".join(fact.replaced)),
    )
    for number, (name, text) in enumerate(rows):
        if text or not number:
            yield from _wrapped(text, width, f"  {name:<12}", _INDENT)


def _argument(argument: Argument) -> str:
    """``distinct_id [0] value``: a parameter, its position, its role; a mere position stands in brackets alone."""
    if argument.name.isdigit():
        return f"[{argument.name}] {argument.role}"
    position = "" if argument.position is None else f" [{argument.position}]"
    return f"{'all others' if argument.name == '*' else argument.name}{position} {argument.role}"


def _wrapped(text: str, width: int, first: str, rest: str) -> Iterable[str]:
    """Lines of ``text``; one without blanks, such as a path with alternatives, is broken behind its commas."""
    is_path = " " not in text
    lines = textwrap.wrap(
        text.replace(",", ", ") if is_path else text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(", ", ",") if is_path else line for line in lines] or [first.rstrip()]


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2).decode() + "\n"
