"""The rules: every file of the ``checks`` folder declares one, and its docstring is the rule's page."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, NamedTuple

from privlint.judge import checks
from privlint.model.finding import RuleInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.judge.check import Check
    from privlint.judge.context import Context
    from privlint.model.finding import Finding
    from privlint.model.recipient import Kind


class Rule(NamedTuple):
    """A check with the function that judges one piece of evidence, and its page."""

    check: Check
    judge: Callable[[Any, Context], Finding | None]
    page: str


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    modules = [
        importlib.import_module(f"{checks.__name__}.{info.name}") for info in pkgutil.iter_modules(checks.__path__)
    ]
    found = [Rule(module.CHECK, module.judge, module.__doc__ or "") for module in modules]
    return tuple(sorted(found, key=lambda rule: rule.check.code))


def rules() -> tuple[RuleInfo, ...]:
    """Every rule as reports and ``privlint rule`` show it, by code."""
    return tuple(
        RuleInfo(
            code=rule.check.code,
            name=rule.check.name,
            severity=rule.check.severity,
            summary=rule.page.strip().partition("\n")[0],
            page=rule.page.strip(),
            since=rule.check.since,
            preview=rule.check.preview,
        )
        for rule in all_rules()
    )


@functools.cache
def rule_by_kind() -> dict[Kind, str]:
    """The code that reports flows to a kind of recipient when no more special rule does."""
    return {kind: rule.check.code for rule in all_rules() for kind in rule.check.kinds}
