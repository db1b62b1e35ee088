"""The ordered map: over processes, or plain."""

from __future__ import annotations

import gc
import sys
import threading
import time
from typing import TYPE_CHECKING

from privlint.workers.crew import Crew, Lost
from privlint.workers.deep import run_deep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def ordered_map(
    function: Callable[[bytes], bytes],
    items: Sequence[bytes],
    jobs: int,
    *,
    timeout: float,
    preload: Callable[[], object] = tuple,
) -> list[bytes | Lost]:
    """What ``function`` makes of each item, in the order of the items.

    Each item goes to one of ``jobs`` processes, large items first; an item whose process dies, or works on it for more
    than ``timeout`` seconds, is ``Lost``, and only that one. ``function`` must be importable by name and not raise. No
    process outlives the call, nor this process, however it ends. ``preload`` is called before processes are forked, for
    them to share what it loads. Without jobs, or where the system grants no process, the map runs here.
    """
    if jobs <= 0 or not items:
        return _map_here(function, items)
    # Loaded only here: a run that finds everything in the cache does without.
    import multiprocessing.connection  # noqa: PLC0415

    method = _start_method()
    if method == "fork":
        preload()
    crew = Crew(multiprocessing.get_context(method), function, timeout)
    was_frozen = gc.get_freeze_count() > 0
    gc.freeze()  # so that a collection in a worker does not copy what it shares with this process
    try:
        with crew:
            crew.hire(min(jobs, len(items)))
            if not crew.idle():
                return _map_here(function, items)
            return _share_out(crew, items, multiprocessing.connection.wait)
    finally:
        if not was_frozen:
            gc.unfreeze()


def _map_here(function: Callable[[bytes], bytes], items: Sequence[bytes]) -> list[bytes | Lost]:
    return run_deep(lambda: [function(item) for item in items])


def _start_method() -> str:
    """Forking shares what is loaded, but only Linux bears it, and only from a process without threads."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _share_out(crew: Crew, items: Sequence[bytes], wait: Callable[..., Sequence[object]]) -> list[bytes | Lost]:
    results: dict[int, bytes | Lost] = {}
    waiting = sorted(range(len(items)), key=lambda nth: (len(items[nth]), -nth))
    while len(results) < len(items):
        for worker in crew.idle():
            if waiting:
                nth = waiting.pop()
                worker.give(nth, items[nth])
        busy = crew.busy()
        if not busy:  # none left, and none to be had
            results.update(dict.fromkeys(waiting, Lost("no worker process could be started")))
            break
        patience = min(worker.deadline for worker in busy) - time.monotonic()
        ready = wait([worker.connection for worker in busy], max(patience, 0))
        for worker in busy:
            if worker.connection in ready or worker.is_late():
                nth = worker.item
                results[nth] = worker.take()
        crew.replace_fallen(len(waiting))
    return [results[nth] for nth in range(len(items))]
