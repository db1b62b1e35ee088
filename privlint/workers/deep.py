"""Room for recursion: work over syntax trees runs on a thread whose stack holds the deepest that can be parsed."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

#: Address space, not memory; where even that is limited, less will do.
_STACK_BYTES = (512 << 20, 64 << 20, 0)
_RECURSION_LIMIT = 50_000


def run_deep(work: Callable[[], T]) -> T:
    """Call ``work`` on a thread of its own with a large stack, and hand back what it returns or raises."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # raised again below
            errors.append(error)

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
    try:
        _start(run).join()
    finally:
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]


def _start(run: Callable[[], None]) -> threading.Thread:
    before = threading.stack_size()
    try:
        for size in _STACK_BYTES:
            threading.stack_size(size)
            # A daemon, so that ^C in the main thread ends the process and does not wait for a file to be parsed.
            thread = threading.Thread(target=run, name="privlint-deep", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                continue
            return thread
    finally:
        threading.stack_size(before)
    raise MemoryError("no thread can be started")
