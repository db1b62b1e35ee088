"""Configuration files and flags become one frozen ``Settings`` value."""

from __future__ import annotations

from privlint.settings.load import Overrides, load
from privlint.settings.validate import Known, validate

__all__ = ["Known", "Overrides", "load", "validate"]
