"""Builds the distributions, compares the wheel with the checkout, and uses it in an environment of its own.

Run as ``python tools/check_wheel.py`` in an environment with ``build``; ends with 1 and one line per difference.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "fixtures" / "shop"


def main() -> int:
    """Check everything; the exit code says whether all is well."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = build(Path(folder, "dist"))
        problems = compare(wheel) + use(wheel, Path(folder))
    print("\n".join(problems) or f"{wheel.name} is complete and works")
    return 1 if problems else 0


def build(target: Path) -> Path:
    """The wheel, built from the source distribution, as an index would get it."""
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(target), str(ROOT)], check=True, stdout=sys.stderr)
    (wheel,) = target.glob("*.whl")
    return wheel


def compare(wheel: Path) -> list[str]:
    """What the wheel lacks of the checkout, and what it has besides."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("privlint/")}
        others = {name.partition("/")[0] for name in archive.namelist()} - {"privlint"}
    wanted = {f"privlint/{path}" for path in _below(ROOT / "privlint")}
    wanted |= {f"privlint/rules/{path}" for path in _below(ROOT / "rules")}
    return [
        *(f"missing in the wheel: {name}" for name in sorted(wanted - packed)),
        *(f"only in the wheel: {name}" for name in sorted(packed - wanted)),
        *(f"beside the package: {name}" for name in sorted(others) if not name.endswith(".dist-info")),
    ]


def use(wheel: Path, folder: Path) -> list[str]:
    """What goes wrong when the installed wheel is asked for its version and let loose on the shop."""
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", wheel], check=True)
    shutil.copytree(SHOP, folder / "shop", ignore=shutil.ignore_patterns(".privlint_cache", "__pycache__"))

    version = _run([str(scripts / "privlint"), "--version"], folder)
    report = _run([str(scripts / "privlint"), "check", "--output-format", "json", "shop"], folder)
    markers = _run([str(scripts / "python"), "-c", "import privlint.markers"], folder)
    problems = [
        f"{' '.join(done.args)} ended with {done.returncode}, not {code}: {done.stderr}"
        for done, code in ((version, 0), (report, 1), (markers, 0))
        if done.returncode != code
    ]
    if wheel.name.split("-")[1] not in version.stdout:
        problems.append(f"the wheel calls itself {version.stdout!r}")
    return problems or _compare_findings(report.stdout)


def _compare_findings(installed: str) -> list[str]:
    command = [sys.executable, "-m", "privlint", "check", "--no-cache", "--output-format", "json", "fixtures/shop"]
    here = json.loads(_run(command, ROOT).stdout)
    there = json.loads(installed)
    if not there["findings"]:
        return ["the installed privlint finds nothing in the shop"]
    codes = [[finding["code"] for finding in report["findings"]] for report in (here, there)]
    return [] if codes[0] == codes[1] else ["the installed privlint finds something else than the checkout"]


def _below(folder: Path) -> list[str]:
    found = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return [path.relative_to(folder).as_posix() for path in found]


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
