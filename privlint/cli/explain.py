"""``privlint explain``: why a line is, or is not, reported."""

from __future__ import annotations

from typing import Any

import click

from privlint.cli.options import overrides, settings_options, working_folder
from privlint.cli.terminal import text_width
from privlint.errors import UserError


@click.command("explain")
@click.argument("where", metavar="FILE:LINE")
@settings_options
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(where: str, output_format: str, **flags: Any) -> None:
    """Explain why a line is, or is not, reported.

    For each call on the line: what is called, which recipient it was taken for, what the arguments hold, what holds
    there, and what became of the data. reveal_taint(x) and reveal_type(x) in the code change nothing and are answered
    here.

    Exit codes: 0 an answer, whatever it says; 2 a mistake in FILE:LINE, flags, configuration, rule or policy files.
    """
    file, line = _parsed(where)
    # Loaded here, so that help needs none of the line.
    from privlint import pipeline
    from privlint.settings import load

    cwd = working_folder()
    found = pipeline.explain(load(cwd, overrides(flags, (file,))), file, line, cwd)
    if output_format == "json":
        import msgspec

        from privlint.explain.document import document

        text = msgspec.json.format(msgspec.json.encode(document(found), order="sorted"), indent=2).decode()
    else:
        from privlint.explain.text import lines

        text = "\n".join(lines(found, text_width()))
    click.echo(text)


def _parsed(where: str) -> tuple[str, int]:
    """``shop/views.py:29``, or with a column behind it as reports print it."""
    parts = where.split(":")
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    if len(parts) > 2 and parts[-1].isdecimal() and parts[-2].isdecimal():
        parts.pop()
    file, line = ":".join(parts[:-1]), parts[-1]
    if not file or not line.isdecimal() or int(line) < 1:
        raise UserError(f'expected FILE:LINE, not "{where}"', hint="for example shop/views.py:29")
    return file, int(line)
