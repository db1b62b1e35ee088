"""Many copies of the demonstration shop, checked cold, warm and after one edit: a small look at cost and growth.

Run as ``python -m benchmarks.smoke [COPIES]``. CPU time is compared with that of parsing the same files just before,
so that a slow or busy machine judges alike; ends with 1 when a limit is passed in every attempt, or a finding is lost
in the crowd.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "fixtures" / "shop"
PARSE = "import pathlib, libcst; [libcst.parse_module(p.read_bytes()) for p in pathlib.Path('.').rglob('*.py')]"

#: How often the cost of parsing a run may be: a first one, one with nothing changed, one with one file changed.
LIMITS = {"cold": 8.0, "warm": 1.5, "edited": 4.0}


#: How often to measure before a limit counts as passed: the speed of a machine may change between two runs.
ATTEMPTS = 4


class Run(NamedTuple):
    """What one run cost, in seconds of CPU time over all its processes, and how many findings it reported."""

    cpu: float
    findings: int


def main(copies: int) -> int:
    """Measure and judge; the exit code says whether all limits were kept."""
    least: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        build(project, 1)
        wanted = check(project).findings * copies
        build(project, copies)
        for _ in range(ATTEMPTS):
            parsing = run([sys.executable, "-c", PARSE], project)
            runs = measure(project)
            print(f"{copies} shops; parsing alone takes {parsing:.2f} s")
            for name, (cpu, findings) in runs.items():
                print(f"{name:>6}: {cpu:.2f} s, {cpu / parsing:.2f} times that; limit {LIMITS[name]}")
                least[name] = min(cpu / parsing, least.get(name, cpu / parsing))
                if findings != wanted:
                    print(f"{name}: {findings} findings, not {wanted}")
                    return 1
            if all(least[name] <= limit for name, limit in LIMITS.items()):
                return 0
    return 1


def measure(project: Path) -> dict[str, Run]:
    """Check the project without a cache, with one, and after an edit."""
    shutil.rmtree(project / ".privlint_cache", ignore_errors=True)
    runs = {"cold": check(project), "warm": check(project)}
    with (project / "shop0000" / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write("\nEDITED = True\n")
    runs["edited"] = check(project)
    return runs


def build(project: Path, copies: int) -> None:
    """Fill ``project`` with shops that know nothing of each other."""
    configuration = (SHOP / "pyproject.toml").read_text(encoding="utf-8")
    (project / "pyproject.toml").write_text(configuration.replace('"teashop.', '"*.'), encoding="utf-8")
    for number in range(copies):
        for path in (SHOP / "teashop").rglob("*.py"):
            copy = project / f"shop{number:04}" / path.relative_to(SHOP / "teashop")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text(encoding="utf-8").replace("teashop.", f"shop{number:04}."), encoding="utf-8")


def check(project: Path) -> Run:
    """Check the project with the cache in it."""
    report = project / "report.json"
    cpu = run(
        [sys.executable, "-m", "privlint", "check", "--exit-zero", "--output", f"json={report}", "-q", "."], project
    )
    return Run(cpu, len(json.loads(report.read_text(encoding="utf-8"))["findings"]))


def run(command: list[str], folder: Path) -> float:
    """Seconds of CPU time that a command and its children took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=_environment(), check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
