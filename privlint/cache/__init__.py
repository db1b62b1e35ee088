"""What earlier runs worked out, by content: safe to delete, safe to share between processes, never trusted blindly."""

from __future__ import annotations

from privlint.cache.keys import digest, stamps
from privlint.cache.store import Stamp, Store

__all__ = ["Stamp", "Store", "digest", "stamps"]
