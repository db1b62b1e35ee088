"""``privlint version``."""

from __future__ import annotations

import click

from privlint.model.version import VERSION


@click.command("version")
def command() -> None:
    """Print the version."""
    click.echo(f"privlint {VERSION}")
