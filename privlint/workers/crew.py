"""Worker processes as their employer sees them: hired, given one item at a time, replaced when they fall."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from typing import TYPE_CHECKING, NamedTuple

from privlint.workers.worker import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess
    from typing import Self

_IDLE = -1


class Lost(NamedTuple):
    """What stands in place of a result whose worker gave none; ``reason`` is one clause."""

    reason: str


class Worker:
    """One process and its work: ``item`` is the number of the item it has until ``deadline`` (monotonic clock)."""

    def __init__(self, process: BaseProcess, connection: Connection, timeout: float) -> None:
        self.process = process
        self.connection = connection
        self.item = _IDLE
        self.deadline = 0.0
        self.fallen = False
        self._timeout = timeout

    def give(self, number: int, item: bytes) -> None:
        """Hand over an item; a worker that cannot take it is found out when its answer is asked for."""
        self.item = number
        self.deadline = time.monotonic() + self._timeout
        with contextlib.suppress(OSError):
            self.connection.send_bytes(item)

    def take(self) -> bytes | Lost:
        """The answer, of a worker that is ready or late."""
        self.item = _IDLE
        try:
            if self.connection.poll():
                return self.connection.recv_bytes()
            reason = f"reading it took more than {self._timeout:g} seconds"
        except (EOFError, OSError):
            reason = "reading it ended the worker process"
            if self.is_late():  # the worker's own alarm was first
                reason = f"reading it took more than {self._timeout:g} seconds"
        self.dismiss()
        return Lost(reason)

    def is_late(self) -> bool:
        """Whether the time for its item is over."""
        return time.monotonic() >= self.deadline

    def dismiss(self) -> None:
        """End the process, whatever it does."""
        self.fallen = True
        self.connection.close()
        self.process.kill()
        self.process.join()


class Crew:
    """The workers of one map; leaving its context ends them all."""

    def __init__(self, context: BaseContext, function: Callable[[bytes], bytes], timeout: float) -> None:
        self._context = context
        self._function = function
        self._timeout = timeout
        self._workers: list[Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.dismiss()

    def hire(self, count: int) -> None:
        """Start so many workers, or as many of them as the system allows."""
        with contextlib.suppress(OSError):
            for _ in range(count):
                self._workers.append(self._start())

    def idle(self) -> list[Worker]:
        """The workers that have nothing to do."""
        return [worker for worker in self._workers if worker.item == _IDLE]

    def busy(self) -> list[Worker]:
        """The workers that have an item."""
        return [worker for worker in self._workers if worker.item != _IDLE]

    def replace_fallen(self, waiting: int) -> None:
        """Hire again for workers that fell, as far as items are waiting."""
        standing = [worker for worker in self._workers if not worker.fallen]
        fallen = len(self._workers) - len(standing)
        self._workers = standing
        self.hire(min(fallen, waiting))

    def _start(self) -> Worker:
        ours, theirs = self._context.Pipe()
        forks = self._context.get_start_method() == "fork"
        # A forked process holds copies of every pipe; it must close those that are not its own, or ends go unnoticed.
        inherited = (ours, *(worker.connection for worker in self._workers)) if forks else ()
        arguments = (theirs, inherited, self._function, self._timeout, os.getpid())
        process = self._context.Process(target=serve, args=arguments, name="privlint-worker", daemon=True)  # type: ignore[attr-defined]
        with _no_interrupts():
            process.start()
        theirs.close()
        return Worker(process, ours, self._timeout)


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Start processes deaf to ^C, which the terminal sends to all: this process alone answers it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
