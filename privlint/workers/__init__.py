"""An ordered map over processes, of which one may die or hang without harm to the others."""

from __future__ import annotations

from privlint.workers.crew import Lost
from privlint.workers.deep import run_deep
from privlint.workers.ordered import ordered_map

__all__ = ["Lost", "ordered_map", "run_deep"]
