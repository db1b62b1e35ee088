"""Functions for worker processes, and a program that maps one of them."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from privlint.workers import ordered_map


def work(item: bytes) -> bytes:
    """Do what the item says: ``die``, ``hang``, ``deep``; anything else comes back in capitals."""
    match item:
        case b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"exit":
            os._exit(0)
        case b"hang":
            time.sleep(600)
        case b"deep":
            return str(dive(30_000)).encode()
        case b"pid":
            time.sleep(0.05)
            return str(os.getpid()).encode()
        case _:
            pass
    return item.upper()


def dive(depth: int) -> int:
    """Recurse."""
    return dive(depth - 1) + 1 if depth else 0


def linger(item: bytes) -> bytes:
    """Leave a file named after this process in the folder, and stay."""
    Path(os.fsdecode(item), str(os.getpid())).touch()
    time.sleep(600)
    return b""


if __name__ == "__main__":
    ordered_map(linger, [os.fsencode(sys.argv[1])] * 2, 2, timeout=600)
