"""Options that several commands share: everything that overrides a key of the configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from privlint.errors import UserError

if TYPE_CHECKING:
    from privlint.settings import Overrides

Function = TypeVar("Function", bound=Callable[..., Any])
Option: TypeAlias = Callable[[Function], Function]


def _words(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a repeatable option, each of which may hold several with commas between."""
    return tuple(word for text in given for item in text.split(",") if (word := item.strip()))


def _list(flag: str, metavar: str, help: str) -> Option[Any]:
    return click.option(flag, multiple=True, metavar=metavar, callback=_words, help=help)


_CONFIG_OPTIONS: tuple[Option[Any], ...] = (
    click.option(
        "--config",
        multiple=True,
        type=click.Path(),  # so that the environment variable is split as PATH is, not at every blank
        metavar="FILE|KEY=VALUE",
        envvar="PRIVLINT_CONFIG",
        help="A configuration file, or a single key with its value in TOML. Repeatable.",
    ),
    click.option("--isolated", is_flag=True, help="Read no configuration file."),
)

_SETTINGS_OPTIONS: tuple[Option[Any], ...] = (
    _list("--select", "RULES", "Run these rules only: codes, names or prefixes."),
    _list("--extend-select", "RULES", "Run these rules besides."),
    _list("--ignore", "RULES", "Leave these rules out."),
    _list("--per-file-ignores", "PATTERN:RULE", "Leave a rule out in files that match a pattern."),
    click.option("--preview/--no-preview", default=None, help="Run rules that are still on trial."),
    _list("--exclude", "PATTERNS", "Leave these paths out, instead of the defaults."),
    _list("--extend-exclude", "PATTERNS", "Leave these paths out besides."),
    click.option(
        "--force-exclude/--no-force-exclude", default=None, help="Leave excluded files out even when they are named."
    ),
    click.option(
        "--respect-gitignore/--no-respect-gitignore", default=None, help="Leave out what .gitignore files list."
    ),
    _list("--policy", "ID|FILE", "The policy to judge by. Repeatable."),
    click.option(
        "--fail-on",
        type=click.Choice(["note", "warning", "error", "never"]),
        help="The least severity that makes the exit code 1.",
    ),
    click.option(
        "--min-confidence", type=click.Choice(["low", "medium", "high"]), help="The least confidence to report."
    ),
    click.option("--strict", is_flag=True, default=None, help="Report findings of low confidence too."),
    click.option(
        "--cache/--no-cache",
        default=None,
        envvar="PRIVLINT_CACHE",
        help="Keep what was learnt about each file for the next run.",
    ),
    click.option("--cache-dir", metavar="FOLDER", envvar="PRIVLINT_CACHE_DIR", help="Where to keep it."),
    click.option(
        "-j", "--jobs", type=click.IntRange(min=0), envvar="PRIVLINT_JOBS", help="Worker processes; 0: one a processor."
    ),
)


def config_options(function: Function) -> Function:
    """Add ``--config`` and ``--isolated``."""
    for option in reversed(_CONFIG_OPTIONS):
        function = option(function)
    return function


def settings_options(function: Function) -> Function:
    """Add an option for every key that a flag may override, and those of ``config_options``."""
    for option in reversed(_SETTINGS_OPTIONS):
        function = option(function)
    return config_options(function)


def overrides(flags: dict[str, Any], paths: tuple[str, ...] = ()) -> Overrides:
    """What the flags of ``settings_options`` among ``flags`` say; flags that were not given say nothing."""
    # Loaded here, so that help and version need no configuration.
    from privlint.settings import Overrides
    from privlint.settings.keys import KEYS

    kebab = {name.replace("_", "-"): value for name, value in flags.items()}
    given = {name: value for name, value in kebab.items() if name in KEYS and value not in (None, ())}
    # As TOML would give them: lists, no tuples.
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
    if "per-file-ignores" in values:
        values["per-file-ignores"] = _by_pattern(values["per-file-ignores"])
    return Overrides(values=values, config=kebab["config"], isolated=kebab["isolated"], paths=paths)


def _by_pattern(pairs: list[str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for pair in pairs:
        pattern, colon, rule = pair.rpartition(":")
        if not colon or not pattern or not rule:
            raise UserError(f'expected PATTERN:RULE, not "{pair}"', file="--per-file-ignores")
        table.setdefault(pattern, []).append(rule)
    return table


def working_folder() -> str:
    """The folder that paths on the command line are relative to."""
    return str(Path.cwd())
