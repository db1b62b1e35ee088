"""Judging: what the engine found, held against the clauses of the policies; the outcome is findings."""

from __future__ import annotations

from privlint.judge.grants import grants
from privlint.judge.judge import judge
from privlint.judge.registry import rules

__all__ = ["grants", "judge", "rules"]
