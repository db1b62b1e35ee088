"""The ``privlint`` command, its subcommands by name, and what becomes of errors.

Exit codes: 0 nothing at or above ``--fail-on``; 1 findings; 2 a mistake in flags, configuration, rule or policy files;
3 a fault of privlint itself.
"""

from __future__ import annotations

import importlib
import io
import sys
from typing import cast

import click

from privlint.errors import UserError, UserErrors
from privlint.model.version import VERSION

#: Every command with its line in ``privlint --help``; the module of the same name holds it as ``command``.
COMMANDS = {
    "catalogue": "Show what is known of vendors, APIs, hosts, categories and names.",
    "check": "Find personal data that goes where the policy does not let it go.",
    "clean": "Remove what is kept between runs.",
    "completion": "Print the completion script of a shell.",
    "config": "Explain the keys of the configuration, or show those in use.",
    "explain": "Explain why a line is, or is not, reported.",
    "init": "Add privlint to a project.",
    "inventory": "List personal fields: where they go, why, and by which clause.",
    "policy": "Check, cover, import, compare and show the mapping of a policy.",
    "rule": "Explain a rule, or list all of them.",
    "version": "Print the version.",
}

_INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group that imports a command's module only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return cast("click.Command", importlib.import_module(f"privlint.cli.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise _Mistake(error) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            ctx.exit(_INTERRUPTED)
        except Exception as error:
            from privlint.cli.crash import EXIT_CODE, describe

            click.echo(describe(error, sys.argv), err=True)
            ctx.exit(EXIT_CODE)


class _Mistake(click.ClickException):
    """A UserError on its way to standard error and exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(f"privlint: {self.message}", err=True)

    def __init__(self, error: UserError) -> None:
        number = len(error.errors) if isinstance(error, UserErrors) else 1
        super().__init__(f"{number} mistakes to mend\n{error}" if number > 1 else str(error))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, "-V", "--version", message="privlint %(version)s")
def privlint() -> None:
    """Follow personal data through a Python project and judge every flow against the privacy policy.

    privlint gives no legal opinion: it compares code with a mapping of the policy that people have reviewed.
    """


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    privlint(prog_name="privlint")
