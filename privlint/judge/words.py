"""Parts of sentences: lists, recipients, persons, data; never a literal value of the scanned code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.roles import OWN, exposure
from privlint.model.recipient import Kind
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from privlint.judge.context import Context
    from privlint.judge.policies import PolicyView
    from privlint.model.flow import Flow, Held
    from privlint.model.policy import Forbid, Permit

RECIPIENTS = {
    Kind.LOG: "a log",
    Kind.ERROR_TRACKER: "an error tracker",
    Kind.ANALYTICS: "an analytics service",
    Kind.ADS: "an advertising platform",
    Kind.AI: "an AI service",
    Kind.AI_LOCAL: "a local model",
    Kind.AI_TRAINING: "the training of a model",
    Kind.MESSAGING: "a messaging service",
    Kind.PAYMENT: "a payment provider",
    Kind.CRM: "a CRM",
    Kind.SOCIAL: "social media",
    Kind.STORAGE: "storage",
    Kind.COOKIE: "a cookie",
    Kind.HTTP: "another host",
}
_ROLES = {
    "processor": "a processor",
    "ad-partner": "an advertising partner",
    "advertiser": "an advertiser",
    "payment-provider": "the payment provider",
    "joint-user": "a joint user",
    OWN: "nobody outside",
}
_PERSONS = {"": "the person", "self": "the person", "request": "the person behind the request"}
_SELECTORS = {
    "*": "any data",
    "@listed": "the data it lists as collected",
    "@identifying": "identifying data",
    "@non-identifying": "non-identifying data",
}
#: What is left of a datum after these can still be traced to its person.
_PSEUDONYMOUS = frozenset({Transform.HASHED, Transform.KEYED_HASH, Transform.TOKENISED})
_LONGEST_LIST = 6


def either(words: Sequence[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    return _listed(words, "or")


def both(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``; the end of a long list is counted."""
    if len(words) > _LONGEST_LIST:
        words = [*words[: _LONGEST_LIST - 1], f"{len(words) - _LONGEST_LIST + 1} more kinds"]
    return _listed(words, "and")


def quoted(words: Iterable[str]) -> list[str]:
    """Each word in double quotes."""
    return [f'"{word}"' for word in words]


def described(flows: Sequence[Flow], context: Context) -> str:
    """What is handed over, and that it is personal still: ``hashed name (pseudonymous, still personal data)``."""
    still = " (pseudonymous, still personal data)" if any(flow.transform in _PSEUDONYMOUS for flow in flows) else ""
    return data(flows, context) + still


def data(flows: Iterable[Flow], context: Context) -> str:
    """What is handed over: ``name and hashed e-mail address``."""
    ordered = sorted(flows, key=lambda flow: (flow.category, flow.transform))
    return both(list(dict.fromkeys(_datum(flow, context) for flow in ordered)))


def person(subject: str) -> str:
    """Whose data it is, as a noun: ``user``; the person at hand where the code names none."""
    return _PERSONS.get(subject, subject)


def recipient(flow: Flow) -> str:
    """Where data goes: ``PostHog (analytics)``, ``a cookie that scripts can read``."""
    if flow.kind is Kind.COOKIE:
        return f"a cookie that {exposure(flow)}" if exposure(flow) else "a cookie"
    return f"{flow.vendor or flow.host or flow.api} ({flow.kind})"


def check(held: Held) -> str:
    """A consent check as the code says it: ``the check has_consent(user)``."""
    if held.text.startswith("a "):
        return held.text
    return f"the check {held.text}" if held.text else "the consent checked"


def row_data(row: Permit | Forbid, context: Context) -> str:
    """The data a row is about."""
    marks = [key for key in row.categories if key in {"@identifying", "@non-identifying"}]
    keys = [key for key in row.categories if key not in marks or len(row.categories) == 1]
    words = [_SELECTORS[key] if key in _SELECTORS else context.label(key) for key in keys]
    return both(list(dict.fromkeys(words)))


def conditions(row: Permit) -> str:
    """What a row asks besides the data: ``with purpose "support", to a processor``; empty when nothing."""
    parts = []
    if row.purposes:
        named = "any purpose of the policy" if "*" in row.purposes else f"purpose {either(quoted(row.purposes))}"
        parts.append(f"with {named}")
    if row.consent:
        parts.append(f'with prior consent for "{row.consent}"')
    if row.roles:
        parts.append(
            "to " + either([_ROLES.get(role, role) for role in row.roles if role != OWN or len(row.roles) == 1])
        )
    if row.transforms:
        parts.append(f"once {either(row.transforms)}")
    return ", ".join(parts)


def clauses(row: Permit, policy: PolicyView) -> str:
    """The clause a row stands on."""
    return policy.shown(row.clause)


def _listed(words: Sequence[str], word: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {word} {words[-1]}"


def _datum(flow: Flow, context: Context) -> str:
    label = context.label(flow.category)
    return label if flow.transform is Transform.RAW else f"{flow.transform} {label}"
