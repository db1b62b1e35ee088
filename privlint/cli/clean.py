"""``privlint clean``: remove the cache."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import click

from privlint.cli.options import config_options, overrides, working_folder
from privlint.errors import UserError

#: What the cache writes into its folder: https://bford.info/cachedir/
CACHE_TAG = "CACHEDIR.TAG"


@click.command("clean")
@config_options
def command(**flags: Any) -> None:
    """Remove what is kept between runs; the next one takes longer and finds the same."""
    # Loaded here, so that help needs no configuration.
    from privlint.settings import load

    settings = load(working_folder(), overrides(flags))
    folder = Path(settings.root, settings.cache_dir)
    if not folder.exists():
        click.echo("privlint: there is no cache", err=True)
        return
    if not (folder / CACHE_TAG).is_file():
        raise UserError(f'"{settings.cache_dir}" is not a cache: it holds no {CACHE_TAG}', file=settings.config_file)
    shutil.rmtree(folder)
    click.echo(f"privlint: removed {settings.cache_dir}", err=True)
