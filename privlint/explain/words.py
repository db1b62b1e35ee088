"""The phrases of an explanation; literal values of the scanned code never come here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.explain.explanation import Explanation
    from privlint.model.flow import Flow, Held
    from privlint.model.observation import Argument, Content, Match
    from privlint.model.place import Site

#: How the person that a check is about relates to the person whose datum it is.
_PERSONS = {
    "same": "by the same person",
    "other": "by another person",
    "unknown": "by a person who may be another",
    "ambient": "by the person at hand",
}
_LONGEST_ENTRY = 72


def place(explanation: Explanation, site: Site) -> str:
    """``path:line:column``."""
    return str(explanation.places.get(site, site.path))


def label(explanation: Explanation, category: str) -> str:
    """A category by its name; an own key is named after the nearest known one above it."""
    key = category
    while key and key not in explanation.labels:
        key = key.rpartition(".")[0]
    return explanation.labels[key] if key else category


def content(explanation: Explanation, found: Content) -> str:
    """``['email']: e-mail address, raw, high confidence, of customer, read as customer.email in shop.views:add``."""
    part = f"{found.part.strip()}: " if found.part else ""
    whose = f", of {_person(found.subject)}" if found.subject else ""
    read = f"read as {found.origin.text} in {found.origin.module}:{found.origin.function}"
    what = f"{label(explanation, found.category)}, {found.transform}, {found.confidence.word} confidence"
    return f"{part}{what}{whose}, {read}"


def passed(argument: Argument) -> str:
    """The parameters in an argument."""
    return f"whatever callers pass as {_listed(argument.passed)}"


def named(argument: Argument) -> str:
    """An argument by its keyword or position, and as the code says it."""
    names = {"self": "on", "return": "result", "*": "*", "**": "**"}
    before = f"argument {argument.label}" if argument.label.isdigit() else names.get(argument.label)
    return f"{before or argument.label + '='} {argument.text}".strip()


def match(found: Match) -> str:
    """``logging (log), by the entry logging.Logger().info, which takes 0, extra (deep)``."""
    entry = found.entry if len(found.entry) <= _LONGEST_ENTRY else f"{found.entry[: _LONGEST_ENTRY - 1]}…"
    by_role: dict[str, list[str]] = {}
    for name, role in found.roles:
        by_role.setdefault(role.value, []).append(name)
    taken = "; ".join(f"{role}: {', '.join(names)}" for role, names in sorted(by_role.items()))
    return f"{found.vendor} ({found.kind}), by the entry {entry}; {taken}"


def held(explanation: Explanation, found: Held, *, related: bool = True) -> str:
    """``consent for "analytics" by the same person: a stored consent, shop/consent.py:19:12``."""
    scope = f' for "{found.scope}"' if found.kind == "consent" and found.scope not in ("", "?") else ""
    scope = scope or (f' "{found.scope}"' if found.scope not in ("", "?") else "")
    about_code = found.kind in ("purpose", "basis")
    person = f" {_PERSONS[found.match]}" if related and not about_code else ""
    trusted = ", declared and not proved" if found.trusted else ""
    told = [found.text] if found.text and found.text != f"{found.kind}={found.scope}" else []
    told += [place(explanation, found.site)] if found.site is not None else []
    return f"{found.kind}{scope}{person}{trusted}" + (f": {', '.join(told)}" if told else "")


def data(explanation: Explanation, flows: Iterable[Flow]) -> str:
    """``e-mail address and hashed name of customer``."""
    flows = tuple(flows)
    kinds = [
        (
            label(explanation, flow.category)
            if flow.transform is Transform.RAW
            else f"{flow.transform} {label(explanation, flow.category)}"
        )
        for flow in flows
    ]
    whose = f" of {_person(flows[0].subject)}" if flows[0].subject else ""
    return f"{_listed(dict.fromkeys(kinds))}{whose}"


def recipient(flow: Flow) -> str:
    """Where data goes: ``PostHog (analytics)``."""
    return f"{flow.vendor or flow.host or flow.api} ({flow.kind})"


def _person(subject: str) -> str:
    return "the person behind the request" if subject == "request" else subject


def _listed(words: Iterable[str]) -> str:
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
