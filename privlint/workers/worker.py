"""What runs in a worker process."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

from privlint.workers.deep import run_deep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.connection import Connection

_PR_SET_PDEATHSIG = 1


def serve(
    connection: Connection,
    inherited: Iterable[Connection],
    function: Callable[[bytes], bytes],
    timeout: float,
    parent: int,
) -> None:
    """Answer every item that comes through ``connection`` until nobody is left at its other end.

    The process ends by itself when an item takes more than ``timeout`` seconds and, on Linux, when ``parent`` does.
    """
    for other in inherited:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if sys.platform == "linux":
        _die_with(parent)
    gc.disable()  # syntax trees hold no cycles, and fill the memory with what a collection would look through
    with contextlib.suppress(EOFError, OSError):
        run_deep(lambda: _answer(connection, function, timeout))


def _answer(connection: Connection, function: Callable[[bytes], bytes], timeout: float) -> None:
    while True:
        item = connection.recv_bytes()
        _set_alarm(timeout)
        answer = function(item)
        _set_alarm(0)
        connection.send_bytes(answer)


def _set_alarm(seconds: float) -> None:
    """Let the system end this process after so long, even inside native code; 0 takes it back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _die_with(parent: int) -> None:
    import ctypes  # noqa: PLC0415  (only workers on Linux need it)

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)
