"""Which files make up the project, under which module names, and which of them the user asked about."""

from __future__ import annotations

from privlint.discover.discovery import Discovery, discover

__all__ = ["Discovery", "discover"]
