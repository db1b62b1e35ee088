"""Keys of the cache: digests of everything a cached value was made from."""

from __future__ import annotations

import hashlib

DIGEST_BYTES = 16


def digest(*parts: bytes | str) -> bytes:
    """Sixteen bytes that stand for these parts, in this order and with these borders between them."""
    state = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        state.update(len(raw).to_bytes(8, "little"))
        state.update(raw)
    return state.digest()
