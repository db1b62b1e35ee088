"""Which rules run: codes, names and prefixes of codes, as flags and configuration give them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.model.finding import RuleInfo
    from privlint.settings.options import Settings

_PREFIX = re.compile(r"PRV\d{0,3}")


def selected(settings: Settings, rules: Iterable[RuleInfo]) -> frozenset[str]:
    """The codes of the rules to run.

    Of ``select`` and ``ignore``, the more exact word decides (``ignore = ["PRV1"]`` with ``select = ["PRV101"]`` runs
    PRV101), and ``ignore`` where they are equally exact. Rules in preview run with ``preview`` or when named exactly.
    """
    return frozenset(rule.code for rule in rules if _runs(rule, settings))


def matches(word: str, code: str, name: str) -> bool:
    """Whether ``word`` (``PRV101``, ``personal-data-in-log``, ``PRV1``, ``ALL``) denotes this rule."""
    return exactness(word, code, name) > 0


def exactness(word: str, code: str, name: str) -> int:
    """How exactly ``word`` denotes the rule: 0 not at all, 1 as one of all, more the longer a prefix of the code."""
    if word in {code, name}:
        return len(code) + 1
    if word == "ALL":
        return 1
    return 1 + len(word) if _PREFIX.fullmatch(word) and code.startswith(word) else 0


def _runs(rule: RuleInfo, settings: Settings) -> bool:
    wanted = _best((*(settings.select or ("ALL",)), *settings.extend_select), rule)
    unwanted = _best(settings.ignore, rule)
    on_trial = rule.preview and not settings.preview and wanted <= len(rule.code)
    return wanted > unwanted and not on_trial


def _best(words: tuple[str, ...], rule: RuleInfo) -> int:
    return max((exactness(word, rule.code, rule.name) for word in words), default=0)
