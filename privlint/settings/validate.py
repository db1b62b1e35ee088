"""Words of the configuration that the catalogue, the rules and the policies have to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from privlint.errors import UserErrors, nearest
from privlint.model.category import covers
from privlint.model.policy_words import PolicyWords
from privlint.model.recipient import Kind
from privlint.model.scale import Transform
from privlint.settings.mistake import mistake
from privlint.settings.selection import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from privlint.settings.options import Settings

#: What is wrong with a word and the hint; ``None`` when it is known.
Problem: TypeAlias = tuple[str, str] | None


class Known(msgspec.Struct, frozen=True):
    """The vocabularies of a run.

    ``rules`` maps codes to names; ``policies`` are the ids of shipped policies; ``categories`` are keys; ``purposes``,
    ``scopes``, ``obligations`` and ``exceptions`` (clauses that ``basis`` may cite) are those of the policies in use,
    aliases included, which ``words`` read as annotations do; ``vendors`` are the names of the catalogue among those
    configured, lower-case.
    """

    rules: dict[str, str]
    policies: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset(Kind)
    purposes: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    obligations: frozenset[str] = frozenset()
    exceptions: frozenset[str] = frozenset()
    vendors: frozenset[str] | None = None
    words: tuple[PolicyWords, ...] = ()


def validate(settings: Settings, known: Known) -> tuple[str, ...]:
    """Raise UserErrors for every word that is not known; return notes on what is accepted but unheard of."""
    errors = [mistake(key, message, origin, hint) for key, (message, hint), origin in _problems(settings, known)]
    if errors:
        raise UserErrors(errors)
    unheard = [] if known.vendors is None else sorted(set(settings.recipients) - known.vendors)
    return tuple(
        f'recipients: no recipient named "{vendor}" is in the catalogue' for vendor in unheard if "." not in vendor
    )


def _problems(settings: Settings, known: Known) -> Iterator[tuple[str, tuple[str, str], tuple[str, int]]]:
    """Each problem with its key and where it stands."""
    for key, word, problem in _listed(settings, known):
        if problem:
            yield key, problem, settings.origins.get(f"{key}.{word}") or settings.origins.get(key, ("", 0))
    for key, entries in settings.annotations.items():
        judge = _ANNOTATIONS.get(key)
        for entry in entries if judge else ():
            problem = judge(entry.value, known) if judge else None
            if problem:
                yield f"{key}.{entry.pattern}", problem, (entry.file, entry.line)


def _listed(settings: Settings, known: Known) -> Iterator[tuple[str, str, Problem]]:
    for key, words in (
        ("select", settings.select),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
        *((f"per-file-ignores.{pattern}", words) for pattern, words in settings.per_file_ignores),
    ):
        yield from ((key, word, _rule(word, known)) for word in words)
    for kind in settings.extend_recipient_kinds:
        yield "extend-recipient-kinds", kind, _among(kind, "recipient kind", known.kinds)
    for policy in settings.policies:
        if "/" not in policy and not policy.endswith(".toml"):
            yield "policy", policy, _among(policy, "policy", known.policies)


def _among(word: str, noun: str, words: frozenset[str]) -> Problem:
    """The problem with ``word`` unless it is one of ``words``; a vocabulary that is empty is not judged by."""
    if word in words or not words:
        return None
    return f'unknown {noun} "{word}"', nearest(word, words) or f"known: {', '.join(sorted(words)[:12])}"


def _rule(word: str, known: Known) -> Problem:
    if any(matches(word, code, name) for code, name in known.rules.items()):
        return None
    hint = nearest(word, [*known.rules, *known.rules.values()]) or "privlint rule --all lists the rules"
    return f'unknown rule "{word}"', hint


def _category(word: str, known: Known) -> Problem:
    if word in {"none", "complete", "*"} or any(covers(word, key) for key in known.categories):
        return None
    return _among(word, "category", known.categories)


def _first(words: list[str], judge: Callable[[str], Problem]) -> Problem:
    return next((problem for word in words if (problem := judge(word.strip()))), None)


def _purposes(value: str, known: Known) -> Problem:
    return _first(value.split("|"), lambda word: _purpose(word, known))


def _purpose(word: str, known: Known) -> Problem:
    """Laws take any word for a purpose; it is those policies that list theirs which have to know it."""
    closed = [words for words in known.words if not words.is_open]
    if known.words and (not closed or any(words.purpose(word) for words in closed)):
        return None
    return _among(word, "purpose", known.purposes)


def _scopes(value: str, known: Known) -> Problem:
    return _first(value.split("|"), lambda word: _scope(word, known))


def _scope(word: str, known: Known) -> Problem:
    return None if any(words.scope(word) for words in known.words) else _among(word, "scope of consent", known.scopes)


def _recipient(value: str, known: Known) -> Problem:
    return _among(value.partition(":")[0], "recipient kind", known.kinds)


def _sanitizer(value: str, known: Known) -> Problem:
    category, _, transform = value.partition(":")
    problem = _category(category, known)
    return problem or (_among(transform, "transform", frozenset(Transform)) if transform else None)


_ANNOTATIONS: dict[str, Callable[[str, Known], Problem]] = {
    "data": _category,
    "purpose": _purposes,
    "consent": _scopes,
    "basis": lambda value, known: _among(value, "legal exception", known.exceptions),
    "recipient": _recipient,
    "sanitizes": _sanitizer,
    "consent-check": _scopes,
    "fulfils": lambda value, known: _first(
        value.split("|"), lambda word: _among(word, "obligation", known.obligations)
    ),
}
