"""``python -m tests.oracle CASE…``: print what leaks in each case, and every difference from its comments."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.oracle.run import run_case
from tests.oracle.verdict import complaints


def main(arguments: list[str]) -> int:
    """Run the cases; ``-q`` prints differences only. Returns 1 when there are any."""
    quiet = "-q" in arguments
    differences = 0
    for argument in arguments:
        if argument == "-q":
            continue
        case = Path(argument)
        outcome = run_case(case)
        if not quiet:
            for leak in sorted(outcome.leaks):
                stack = " < ".join(f"{line.file}:{line.line}" for line in leak.lines)
                print(f"  {leak.kind:14} {leak.word:16} {leak.transform:10} {leak.subject:12} {stack}")
        for problem in outcome.failures + complaints(case, outcome.leaks, outcome.ran):
            differences += 1
            print(f"{case}: {problem}")
    return 1 if differences else 0


sys.exit(main(sys.argv[1:]))
