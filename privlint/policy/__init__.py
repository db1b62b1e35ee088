"""Policy files: reading, checking and comparing the mapping from a privacy policy to what code may do."""

from __future__ import annotations

from privlint.policy.load import load_policies
from privlint.policy.reconcile import reconcile

__all__ = ["load_policies", "reconcile"]
