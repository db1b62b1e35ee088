"""Findings become words: one renderer a format, each a pure function from a report to text."""

from __future__ import annotations

from privlint.report.cuts import cuts
from privlint.report.render import FORMATS, render

__all__ = ["FORMATS", "cuts", "render"]
