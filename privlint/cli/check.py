"""``privlint check``: the whole line, from paths to an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from privlint.cli.options import overrides, settings_options, working_folder
from privlint.cli.output import FORMATS, Output, deliver, parse_outputs

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.settings.options import Settings


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@settings_options
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    envvar="PRIVLINT_OUTPUT_FORMAT",
    help="The format of the report on standard output.",
)
@click.option("--output", multiple=True, metavar="FORMAT=FILE", help="Write a report to a file as well. Repeatable.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 in spite of findings.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@click.option("--include-suppressed", is_flag=True, help="Report what an ignore comment silences too.")
@click.option("--full-trace", is_flag=True, help="Show every step of long traces.")
@click.option("--snippets/--no-snippets", default=True, help="Show lines of the code.")
@click.option("--category", default="", metavar="NAME", help="Tell this SARIF run from others on the same commit.")
@click.option("--path-prefix", default="", metavar="PREFIX", help="Put this before paths in formats for programs.")
@click.option("--show-settings", is_flag=True, help="Print the settings of the run, and do not check.")
@click.option("--show-files", is_flag=True, help="Print the files that would be checked, and do not check.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    envvar="PRIVLINT_COLOR",
    help="Colour the report on standard output.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the report.")
@click.option("-v", "--verbose", is_flag=True, help="Say on standard error what was done.")
@click.pass_context
def command(context: click.Context, /, paths: tuple[str, ...], **flags: Any) -> None:
    """Check PATHS, or the whole project, and report every flow of personal data that the policy does not permit.

    The project is always analysed as a whole: PATHS only choose what is reported.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 a mistake in flags, configuration, rule or policy files,
    3 a fault of privlint itself.
    """
    # Loaded here, so that help and version need none of the line.
    from privlint import pipeline
    from privlint.settings import load

    outputs = parse_outputs(flags["output"])
    cwd = working_folder()
    settings = load(cwd, overrides(flags, paths))
    if flags["show_settings"]:
        from privlint.cli.config import resolved_text

        click.echo(resolved_text(settings), nl=False)
    elif flags["show_files"]:
        for file in pipeline.files(settings, paths, cwd):
            click.echo(file)
    else:
        report = pipeline.check(settings, paths, cwd)
        context.exit(_report(report, settings, outputs, cwd, flags))


def exit_code(report: Report, settings: Settings) -> int:
    """1 if a finding that no comment silences is as grave as ``fail_on`` or, with ``fail_on_incomplete``, PRV905."""
    failing = (
        (settings.fail_on is not None and finding.severity >= settings.fail_on)
        or (settings.fail_on_incomplete and finding.code == "PRV905")
        for finding in report.findings
        if not finding.suppressed
    )
    return int(any(failing))


def _report(report: Report, settings: Settings, outputs: tuple[Output, ...], cwd: str, flags: dict[str, Any]) -> int:
    import msgspec

    code = 0 if flags["exit_zero"] else exit_code(report, settings)
    first = Output("statistics" if flags["statistics"] else flags["output_format"])
    deliver(msgspec.structs.replace(report, exit_code=code), (first, *outputs), settings, cwd, flags)
    if not flags["quiet"]:
        _tell(report, verbose=flags["verbose"])
    return code


def _tell(report: Report, *, verbose: bool) -> None:
    """What is worth knowing about the run besides the report, on standard error."""
    for note in report.notes:
        click.echo(f"privlint: {note}", err=True)
    if report.skipped:
        click.echo(f"privlint: {report.skipped} notebooks and oversized files were skipped", err=True)
    if report.elsewhere:
        names = ", ".join(report.elsewhere)
        click.echo(
            f"privlint: left out, since each has a configuration of its own: {names}; check them by name", err=True
        )
    if verbose:
        for name, value in sorted(report.statistics.items()):
            click.echo(f"privlint: {name}: {value}", err=True)
