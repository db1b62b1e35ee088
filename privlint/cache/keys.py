"""Keys of the cache: digests of everything a cached value was made from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DIGEST_BYTES = 16


def stamps(folder: Path) -> bytes:
    """Digest of the state of every file below a folder: names, sizes and times, nothing read."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    states = ((path.as_posix(), path.stat()) for path in found)
    return digest(*(f"{name} {status.st_size} {status.st_mtime_ns}" for name, status in states))


def digest(*parts: bytes | str) -> bytes:
    """Sixteen bytes that stand for these parts, in this order and with these borders between them."""
    state = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        state.update(len(raw).to_bytes(8, "little"))
        state.update(raw)
    return state.digest()
