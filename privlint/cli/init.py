"""``privlint init``: the first lines of configuration, and markers for projects that want no dependency."""

from __future__ import annotations

from pathlib import Path

import click

from privlint.cli.options import working_folder
from privlint.errors import UserError

_SECTION = """\
{header}# The policy to judge by: the id of a shipped policy, or a policy file of your own.
policy = "deskrex"

# Who your vendors are to you: processor, ad-partner, advertiser, joint-user, payment-provider or none.
{recipients}
# Sentry = "processor"
"""

_ADVICE = """\
To run privlint before every commit, add to .pre-commit-config.yaml, with the address and release of the repository:

    hooks:
      - id: privlint

To keep ruff and eradicate from taking "# privlint:" comments for dead code:

    [tool.ruff.lint]
    task-tags = ["privlint"]"""


@click.command("init")
@click.option("--vendor-markers", metavar="PATH", help="Copy privlint.markers to this file or folder of the project.")
@click.option("--force", is_flag=True, help="Overwrite the file that --vendor-markers names.")
def command(vendor_markers: str | None, force: bool) -> None:
    """Write the first configuration, to pyproject.toml where there is one and to privlint.toml where not."""
    folder = Path(working_folder())
    if vendor_markers is not None:
        _copy_markers(folder / vendor_markers, vendor_markers, force=force)
        return
    configured = _configured(folder)
    if configured is None:
        configured = _write_section(folder)
        click.echo(f"privlint: wrote {configured}\n\n{_ADVICE}", err=True)
    else:
        click.echo(f"privlint: {configured} is there already; nothing was changed", err=True)


def _configured(folder: Path) -> str | None:
    if (folder / "privlint.toml").exists():
        return "privlint.toml"
    pyproject = folder / "pyproject.toml"
    has_section = pyproject.is_file() and b"[tool.privlint" in pyproject.read_bytes()
    return "[tool.privlint] of pyproject.toml" if has_section else None


def _write_section(folder: Path) -> str:
    pyproject = folder / "pyproject.toml"
    if not pyproject.is_file():
        text = _SECTION.format(header="", recipients="[recipients]")
        (folder / "privlint.toml").write_text(text, encoding="utf-8")
        return "privlint.toml"
    text = _SECTION.format(header="[tool.privlint]\n", recipients="[tool.privlint.recipients]")
    before = pyproject.read_bytes()
    gap = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
    pyproject.write_bytes(before + gap + text.encode())
    return "[tool.privlint] to pyproject.toml"


def _copy_markers(target: Path, shown: str, *, force: bool) -> None:
    """Copy the module and its types; ``target`` is a file if it ends in ``.py``, else a folder."""
    file = target if target.suffix == ".py" else target / "privlint_markers.py"
    copies = {file: "markers.py", file.with_suffix(".pyi"): "markers.pyi"}
    there = [copy.name for copy in copies if copy.exists()]
    if there and not force:
        raise UserError(f'"{shown}": {" and ".join(there)} would be overwritten', hint="give --force to overwrite")
    file.parent.mkdir(parents=True, exist_ok=True)
    package = Path(__file__).parent.parent
    for copy, original in copies.items():
        copy.write_bytes((package / original).read_bytes())
    click.echo(
        f"privlint: wrote {file.name} and {file.stem}.pyi. Tell privlint the module's name, as imports spell it:\n\n"
        f'    [tool.privlint]\n    marker-modules = ["….{file.stem}"]',
        err=True,
    )
