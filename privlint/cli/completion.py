"""``privlint completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, /, shell: str) -> None:
    """Print the completion script of SHELL; a shell reads it at its start: eval "$(privlint completion bash)"."""
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    if completion is not None:
        group = context.find_root().command
        click.echo(completion(group, {}, "privlint", "_PRIVLINT_COMPLETE").source())
