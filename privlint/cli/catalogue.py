"""``privlint catalogue``: what is known of vendors, APIs, hosts, categories and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from privlint.cli.options import config_options, overrides, working_folder
from privlint.cli.terminal import text_width

if TYPE_CHECKING:
    from privlint.catalogue.browse import Browser

_FORMAT = click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.group("catalogue", invoke_without_command=True)
@config_options
@_FORMAT
@click.pass_context
def command(context: click.Context, /, output_format: str, **flags: Any) -> None:
    """Show how much is known: recipients, categories, names, sources, sanitizers.

    The rule files that the configuration names (rules = [...]) count, and are told apart.
    """
    if context.invoked_subcommand is None:
        from privlint.catalogue.listing import say_summary

        click.echo(say_summary(_browser(flags).summary(), output_format), nl=False)


@command.command("search")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@config_options
@_FORMAT
@click.pass_context
def search(context: click.Context, /, words: tuple[str, ...], output_format: str, **flags: Any) -> None:
    """Show every entry that has all of the words: a vendor, an API path, a host, a kind, a category, a name.

    Exits with 1 if there is none.
    """
    from privlint.catalogue.listing import say_answer

    answer = _browser(flags).search(words)
    if answer.is_known or output_format == "json":
        click.echo(say_answer(answer, output_format, text_width()), nl=False)
    if not answer.is_known:
        near = ", ".join(f'"{word}"' for word in answer.nearest)
        hint = f"\n  hint: the nearest known words are {near}" if near else ""
        click.echo(f"privlint: nothing is known of {' '.join(words)!r}{hint}", err=True)
        context.exit(1)


def _browser(flags: dict[str, Any]) -> Browser:
    # Loaded here, so that help needs no catalogue.
    from privlint.catalogue.browse import Browser
    from privlint.settings import load

    settings = load(working_folder(), overrides(flags))
    return Browser(settings.rules, settings.root)
