"""``privlint policy``: the mapping checked against its text, covered by code, imported, compared and shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from privlint.cli.options import config_options, overrides, working_folder
from privlint.cli.terminal import text_width
from privlint.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from privlint.model.place import Site
    from privlint.policy.coverage import Coverage
    from privlint.policy.text import ClauseText
    from privlint.policy.words import Style
    from privlint.settings.options import Settings


@click.group("policy")
def command() -> None:
    """Check, cover, import, compare and show the mapping of a privacy policy.

    Exit codes: 0 clean, 1 something to report, 2 a mistake in flags, configuration or policy files.
    """


_FORMAT = click.option(
    "--output-format", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True
)
_POLICY = click.option("--policy", multiple=True, metavar="ID|FILE", help="The mapping. Repeatable.")
_SOURCE = click.option("--source", "policy_source", metavar="FILE", help="The policy's own text.")
_PROJECT = click.option("--project", default=".", metavar="FOLDER", help="The project; the current folder by default.")


def _options(*options: Callable[..., Any]) -> Callable[..., Any]:
    """All of the options, in this order."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


@command.command("check")
@_options(_POLICY, _SOURCE, _PROJECT, _FORMAT, config_options)
@click.option("--repair", is_flag=True, help="Write new numbers into a mapping whose clauses were renumbered.")
@click.pass_context
def check(context: click.Context, /, output_format: str, repair: bool, **flags: Any) -> None:
    """Check the mapping against its schema and, with --source or policy-source, against the policy's text."""
    from privlint.policy.check import blanks, drifts
    from privlint.policy.load import load_policies
    from privlint.policy.reconcile import owner_of_source
    from privlint.policy.words import say_drifts

    settings = _settings(flags)
    policies = load_policies(settings)
    clauses = _clauses(settings)
    owner = owner_of_source(policies) or policies[0]
    found = [
        drift
        for policy in policies
        for drift in drifts(policy, clauses if policy is owner else (), settings.policy_source)
    ]
    found += [blank for policy in policies for blank in blanks(policy, found)]
    if repair:
        found = [drift for drift in found if not _repaired(settings, owner.path, dict(drift.moved))]
    code, style = {}, _style(output_format)
    if any(drift.kind in {"changed", "gone"} for drift in found):
        coverage, style = _coverage(settings, flags, output_format)
        code = {one.clause: one.voices for one in coverage.clauses if one.policy == owner.policy.id}
    click.echo(say_drifts(found, code, style), nl=False)
    context.exit(int(any(drift.confidence > 1 for drift in found)))


@command.command("coverage")
@_options(_POLICY, _PROJECT, _FORMAT, config_options)
@click.pass_context
def coverage(context: click.Context, /, output_format: str, **flags: Any) -> None:
    """Show, clause by clause, what in the code speaks to it; what is promised and never done, and the reverse."""
    from privlint.policy.words import say_coverage

    found, style = _coverage(_settings(flags), flags, output_format)
    click.echo(say_coverage(found, style), nl=False)
    context.exit(int(not found.is_clean))


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to stdout.")
@click.option("--id", "policy_id", metavar="ID", help="The id of the policy; the name of the file by default.")
@click.option("--force", is_flag=True, help="Overwrite the file that --output names.")
def import_(file: Path, output: Path | None, policy_id: str | None, force: bool) -> None:
    """Draft a mapping from the text in FILE: plain text, Markdown, or a page saved from a browser.

    Clauses come with their hashes; guesses are marked "# ?" with the words they rest on.
    """
    from privlint.policy.load import reference_policy
    from privlint.policy.scaffold import scaffold
    from privlint.policy.source import read_source
    from privlint.policy.text import read_clauses

    clauses = read_clauses(read_source(file, str(file)))
    if not clauses:
        raise UserError("no clause was found", file=str(file), hint="headings or numbered articles make clauses")
    draft = scaffold(clauses, policy_id or file.stem.lower().replace(" ", "-"), file.name, reference_policy())
    if output is None:
        click.echo(draft, nl=False)
        return
    if output.exists() and not force:
        raise UserError(f'"{output}" would be overwritten', file="--output", hint="give --force to overwrite")
    output.write_text(draft, encoding="utf-8")
    guesses = draft.count("# ?")
    click.echo(f"privlint: wrote {len(clauses)} clauses to {output}; {guesses} guesses to review", err=True)


@command.command("diff")
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_options(_POLICY, _PROJECT, _FORMAT, config_options)
@click.pass_context
def diff(context: click.Context, /, old: Path, new: Path, output_format: str, **flags: Any) -> None:
    """Compare OLD with NEW, texts or mappings (.toml): which clauses differ, and which code that touches."""
    from privlint.policy.diff import differences, read_version
    from privlint.policy.words import say_differences

    before, after = read_version(old, str(old)), read_version(new, str(new))
    found = differences(before, after)
    code, style = {}, _style(output_format)
    if any(one.what != "renumbered" for one in found):
        if before.policy:
            flags["policy"] = (str(old),)
        coverage, style = _coverage(_settings(flags), flags, output_format)
        code = {one.clause: one.voices for one in reversed(coverage.clauses)}
    touched = {one.old or one.new: code.get(one.old or one.new, ()) for one in found if one.what != "renumbered"}
    click.echo(say_differences(found, touched, style), nl=False)
    context.exit(int(bool(found)))


@command.command("show")
@click.argument("clause")
@_options(_POLICY, _SOURCE, _PROJECT, _FORMAT, config_options)
def show(clause: str, output_format: str, **flags: Any) -> None:
    """Show CLAUSE, such as 6.11 or gdpr:6.1, with all that the mapping makes of it."""
    from privlint.policy.load import load_policies
    from privlint.policy.show import show as show_clause
    from privlint.policy.words import say_clauses

    settings = _settings(flags)
    found = show_clause(load_policies(settings), clause, _clauses(settings), settings.policy_source)
    click.echo(say_clauses(found, _style(output_format)), nl=False)


def _settings(flags: dict[str, Any]) -> Settings:
    """The settings of the project that the flags name; the source's path is relative to where the command runs."""
    from privlint.settings import load

    here = Path(working_folder())
    folder = here / flags["project"]
    if not folder.is_dir():
        raise UserError(f'there is no folder "{flags["project"]}"', file="--project")
    given = dict(flags)
    if given.get("policy_source"):
        given["policy_source"] = str((here / given["policy_source"]).absolute())
    given["policy"] = tuple(
        str((here / word).absolute()) if (here / word).is_file() else word for word in given["policy"]
    )
    return load(str(folder), overrides(given))


def _clauses(settings: Settings) -> tuple[ClauseText, ...]:
    from privlint.policy.source import read_source
    from privlint.policy.text import read_clauses

    if not settings.policy_source:
        return ()
    return read_clauses(read_source(Path(settings.root, settings.policy_source), settings.policy_source))


def _repaired(settings: Settings, path: str, moved: Mapping[str, str]) -> bool:
    """Write the new numbers into the project's own mapping; false where there are none."""
    from privlint.policy.renumber import renumbered_text

    file = Path(settings.root, path)
    if not moved:
        return False
    if not file.is_file():
        raise UserError(f"{path} is a shipped mapping, which is not rewritten", file="--repair")
    file.write_text(renumbered_text(file.read_text(encoding="utf-8"), moved), encoding="utf-8")
    click.echo(f"privlint: wrote {len(moved)} new numbers into {path}", err=True)
    return True


def _coverage(settings: Settings, flags: Mapping[str, Any], output_format: str) -> tuple[Coverage, Style]:
    """The coverage of the project, and how to write it down with places."""
    from privlint import pipeline
    from privlint.policy.coverage import cover

    study = pipeline.analyse(settings, (), str(Path(working_folder(), flags["project"])))
    labels = {key: category.label for key, category in study.catalogue.categories.items()}
    found = cover(study.policies, study.analysis, study.findings, pipeline.grants(study, settings), labels)
    return found, _style(output_format, _sites(found), settings)


def _sites(found: Coverage) -> Iterable[Site]:
    yield from (voice.site for clause in found.clauses for voice in clause.voices)
    yield from (one.site for one in (*found.undone, *found.unpromised) if one.site)


def _style(output_format: str, sites: Iterable[Site] = (), settings: Settings | None = None) -> Style:
    from privlint.front import locate
    from privlint.policy.words import Style

    return Style(output_format, text_width(), locate(sites, settings) if settings else {})
