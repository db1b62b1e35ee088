"""``privlint inventory``: the record of processing as the code shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from privlint.cli.options import overrides, settings_options, working_folder

if TYPE_CHECKING:
    from privlint.inventory.entries import Inventory


@click.command("inventory")
@settings_options
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False))
@click.option("--project", default=".", metavar="FOLDER", help="The project; the current folder by default.")
@click.option(
    "--output-format", type=click.Choice(["text", "markdown", "csv", "json"]), default="text", show_default=True
)
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the ledger.")
@click.option(
    "--check",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Exit with 1 if the ledger in FILE does not fit the code, or leaves fields undecided.",
)
@click.pass_context
def command(
    context: click.Context,
    /,
    folder: str | None,
    project: str,
    output_format: str,
    write: Path | None,
    check: Path | None,
    **flags: Any,
) -> None:
    """List personal fields with their recipients, purposes, consents, clauses and places, of the project in FOLDER.

    The ledger is a file in which people decide what doubtful fields hold: category = "?" waits for an answer.
    """
    from privlint.inventory.ledger import differences, read_ledger, write_ledger
    from privlint.inventory.render import render

    inventory = _taken(folder or project, flags)
    if check is not None:
        lines = differences(inventory, read_ledger(check.read_text(encoding="utf-8"), str(check)))
        click.echo("".join(f"{line}\n" for line in lines) or "the ledger fits the code\n", nl=False)
        context.exit(int(bool(lines)))
    if write is not None:
        known = read_ledger(write.read_text(encoding="utf-8"), str(write)) if write.exists() else {}
        text = write_ledger(inventory, known)
        write.write_text(text, encoding="utf-8")
        undecided = text.count('category = "?"')
        click.echo(f"privlint: wrote {write}; {undecided} fields wait for a decision", err=True)
        return
    click.echo(render(inventory, output_format), nl=False)


def _taken(project: str, flags: dict[str, Any]) -> Inventory:
    from privlint import pipeline
    from privlint.settings import load

    folder = str(Path(working_folder(), project))
    return pipeline.inventory(load(folder, overrides(flags)), folder)
