"""Reports on their way out: to standard output, to files, to the summary of a job."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from privlint.cli.terminal import text_width, wants_color
from privlint.errors import UserError, nearest

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.settings.options import Settings

#: The keys of ``privlint.report.FORMATS``, listed again so that ``--help`` loads no renderer.
FORMATS = (
    "full",
    "concise",
    "grouped",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "markdown",
    "junit",
    "rdjson",
    "statistics",
)

# Formats that people read in a terminal, so that their paths start from the working directory.
_FOR_PEOPLE = frozenset({"full", "concise", "grouped"})


class Output(NamedTuple):
    """A format, and the file to write it to; without one, standard output."""

    format: str
    file: str = ""


def parse_outputs(texts: tuple[str, ...]) -> tuple[Output, ...]:
    """The values of ``--output``; raises a UserError for one that is not FORMAT=FILE."""
    return tuple(_parse_output(text) for text in texts)


def deliver(report: Report, outputs: tuple[Output, ...], settings: Settings, cwd: str, flags: dict[str, Any]) -> None:
    """Render ``report`` for each output and write it there."""
    # Loaded here, so that help and version need no renderer.
    from privlint.report import cuts, render

    prefix = _prefix(settings.root, cwd)
    for output in outputs:
        content = render(
            report,
            output.format,
            color=not output.file and wants_color(flags["color"]),
            width=text_width(),
            full_trace=flags["full_trace"],
            snippets=flags["snippets"],
            prefix=prefix if output.format in _FOR_PEOPLE else flags["path_prefix"],
            category=flags["category"],
            include_suppressed=flags["include_suppressed"],
        )
        _write(content, output)
        for text in () if flags["quiet"] else cuts(report, output.format):
            click.echo(f"privlint: {output.format}: {text}", err=True)
    if any(output.format == "github" for output in outputs):
        _append_job_summary(render(report, "markdown", prefix=flags["path_prefix"]))


def _parse_output(text: str) -> Output:
    format, equals, file = text.partition("=")
    if not equals or not file:
        raise UserError(f'expected FORMAT=FILE, not "{text}"', file="--output")
    if format not in FORMATS:
        hint = nearest(format, FORMATS) or f"formats: {', '.join(FORMATS)}"
        raise UserError(f'unknown format "{format}"', file="--output", hint=hint)
    return Output(format, file)


def _prefix(root: str, cwd: str) -> str:
    """What leads from the working directory to the project root, to stand before paths."""
    try:
        relative = Path(os.path.relpath(root, cwd)).as_posix()
    except ValueError:  # another drive
        relative = Path(root).as_posix()
    return "" if relative == "." else f"{relative}/"


def _write(content: bytes, output: Output) -> None:
    if not output.file:
        click.echo(content, nl=False)
        return
    try:
        Path(output.file).write_bytes(content)
    except OSError as error:
        raise UserError(f'"{output.file}" cannot be written: {error.strerror}', file="--output") from error


def _append_job_summary(content: bytes) -> None:
    """Add to the page of a GitHub job, where there is one."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("ab") as file:
            file.write(content)
