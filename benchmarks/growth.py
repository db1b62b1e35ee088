"""How the cost of a first run grows with the size of a project: many shops, then twice and four times as many.

Run as ``python -m benchmarks.growth [COPIES]``. The exponent is the slope of CPU time over lines, both as logarithms;
ends with 1 when it passes the limit, or a finding is lost in the crowd. Takes some minutes.
"""

from __future__ import annotations

import math
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.smoke import build, check

#: Cost may grow with the lines of a project to this power.
LIMIT = 1.15

#: A run's own start does not grow with the project; it is measured with one shop and taken off.
FACTORS = (1, 2, 4)


def main(copies: int) -> int:
    """Measure and judge; the exit code says whether the limit was kept."""
    with tempfile.TemporaryDirectory() as folder:
        first = _cold(Path(folder), 1)
        sizes: list[float] = []
        costs: list[float] = []
        for factor in FACTORS:
            cost, findings, lines = _cold(Path(folder), copies * factor)
            print(f"{copies * factor} shops, {lines:,} lines: {cost:.1f} s of CPU time, {findings} findings")
            if findings != first[1] * copies * factor:
                print(f"{first[1] * copies * factor} findings were expected")
                return 1
            sizes.append(math.log(lines - first[2]))
            costs.append(math.log(cost - first[0]))
    exponent = _slope(sizes, costs)
    print(f"cost grows with lines to the power of {exponent:.2f}; limit {LIMIT}")
    return int(exponent > LIMIT)


def _cold(project: Path, copies: int) -> tuple[float, int, int]:
    """Seconds of CPU time, findings and lines of a project of so many shops."""
    shutil.rmtree(project / ".privlint_cache", ignore_errors=True)
    build(project, copies)
    run = check(project)
    lines = sum(path.read_bytes().count(b"\n") for path in project.rglob("*.py"))
    return run.cpu, run.findings, lines


def _slope(xs: list[float], ys: list[float]) -> float:
    """The slope of the line through the points by least squares."""
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / sum((x - middle) ** 2 for x in xs)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30))
