"""``privlint config``: what can be configured, and what is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from privlint.cli.options import config_options, overrides, working_folder
from privlint.errors import UserError, nearest

if TYPE_CHECKING:
    from privlint.settings.options import Settings


@click.command("config")
@click.argument("key", required=False)
@config_options
@click.option("--resolved", is_flag=True, help="Show the settings in use, and where each was given.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the configuration.")
def command(key: str | None, resolved: bool, schema: bool, **flags: Any) -> None:
    """Explain KEY, or list all keys of [tool.privlint] and privlint.toml."""
    # Loaded here, so that help needs no configuration.
    from privlint.settings import load
    from privlint.settings.keys import KEYS
    from privlint.settings.schema import schema_text, type_words

    if schema:
        click.echo(schema_text(), nl=False)
    elif resolved:
        click.echo(resolved_text(load(working_folder(), overrides(flags))), nl=False)
    elif key is None:
        for name, entry in KEYS.items():
            click.echo(f"{name:<24}{entry.meaning}")
    elif key in KEYS:
        click.echo(f"{key}: {type_words(KEYS[key].type)}\n\n{KEYS[key].meaning}")
    else:
        raise UserError(f'unknown key "{key}"', hint=nearest(key, KEYS) or "privlint config lists the keys")


def resolved_text(settings: Settings) -> str:
    """Every setting in TOML's spelling, with where it was given."""
    from privlint.settings.schema import resolved_lines

    return "".join(f"{line}\n" for line in resolved_lines(settings))
