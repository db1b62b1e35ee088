"""The words of annotations, checked against policies and catalogue: what is unknown, misplaced or unreasoned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.errors import nearest
from privlint.judge.evidence import Flaw
from privlint.judge.registry import all_rules
from privlint.model.place import Site
from privlint.model.recipient import Kind
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from privlint.judge.context import Context
    from privlint.model.module import ModuleIR
    from privlint.model.pragma import Pragma

_MALFORMED = "PRV902"
_UNKNOWN_PURPOSE = "PRV201"
_REASONED = frozenset({"consent", "basis"})


class Problem(NamedTuple):
    """What is wrong with one word, and what to write instead."""

    text: str
    mend: tuple[str, ...] = ()
    code: str = _MALFORMED


def flaws(context: Context) -> tuple[Flaw, ...]:
    """Every annotation in the scanned code that cannot stand, comments and markers alike.

    Those in the configuration are errors of the user and end the run before it comes here.
    """
    return (*_comment_flaws(context), *_marker_flaws(context))


def suppression_problem(pragma: Pragma) -> Problem | None:
    """Why an ``ignore[…]`` silences nothing, whatever it covers; None when it may."""
    if pragma.problem:
        return Problem(pragma.problem)
    if not pragma.ignore:
        return Problem("ignore needs a rule", ("name it: # privlint: ignore[PRV101] -- reason",))
    for word in pragma.ignore:
        if not known_rule(word):
            return _unknown("rule", word, [name for rule in all_rules() for name in (rule.check.code, rule.check.name)])
    if not pragma.reason:
        return Problem("ignore needs a reason", ("append it: -- why this is right",))
    return None


def known_rule(word: str) -> str:
    """The code of the rule that ``word`` names by code or name; empty when there is none."""
    return next((rule.check.code for rule in all_rules() if word in {rule.check.code, rule.check.name}), "")


def _comment_flaws(context: Context) -> Iterator[Flaw]:
    for path in sorted(context.modules):
        for pragma in context.modules[path].pragmas:
            for text, problem in _pragma_problems(pragma, context):
                yield _flaw(context.modules[path], pragma, text, problem)


def _pragma_problems(pragma: Pragma, context: Context) -> Iterator[tuple[str, Problem]]:
    """Each problem with the text it is about."""
    if pragma.problem:
        yield "", Problem(pragma.problem)
    elif pragma.bound == "nothing":
        yield "", Problem("there is nothing below that the annotation could be about")
    elif pragma.is_ignore:
        if problem := suppression_problem(pragma):
            yield f"ignore[{', '.join(pragma.ignore)}]", problem
    else:
        for entry in pragma.entries:
            text = f"{entry.key}={entry.value}" if entry.value else entry.key
            yield from ((text, problem) for problem in _entry_problems(entry.key, entry.value, context))
            if entry.key in _REASONED and not pragma.reason:
                yield text, Problem(f"{entry.key}= needs a reason", (f"append it: # privlint: {text} -- why it holds",))


def _marker_flaws(context: Context) -> Iterator[Flaw]:
    for declaration in context.analysis.declarations:
        text = f"{declaration.key}={declaration.value}" if declaration.value else declaration.key
        problems = (
            list(_entry_problems(declaration.key, declaration.value, context)) if declaration.form == "marker" else []
        )
        if declaration.problem and declaration.key != "sanitizes":
            problems.append(Problem(declaration.problem))
        for problem in problems:
            yield Flaw(problem.code, declaration.site, None, text, problem.text, problem.mend)


def _flaw(module: ModuleIR, pragma: Pragma, text: str, problem: Problem) -> Flaw:
    return Flaw(problem.code, Site(module.path, pragma.first), pragma.place, text, problem.text, problem.mend)


def _entry_problems(key: str, value: str, context: Context) -> Iterator[Problem]:
    judge = _KEYS.get(key)
    if judge is None:
        yield _unknown("key", key, _KEYS)
    elif key in _BARE:
        if value:
            yield Problem(f"{key} takes no value", (f"write # privlint: {key}",))
    elif not value:
        yield Problem(f"{key}= needs a value")
    else:
        words = value.split("|") if key in _ALTERNATIVES else [value]
        yield from (problem for word in words if (problem := judge(word.strip(), context)))


def _unknown(noun: str, word: str, known: Iterable[str], code: str = _MALFORMED) -> Problem:
    known = sorted(known)
    return Problem(f'unknown {noun} "{word}"', (nearest(word, known) or f"known: {', '.join(known[:12])}",), code)


def _category(word: str, context: Context) -> Problem | None:
    listed = {row.category for policy in context.policies for row in policy.policy.data}
    known = {*context.catalogue.categories, *listed}
    return None if word in known else _unknown("category", word, known)


def _data(word: str, context: Context) -> Problem | None:
    return None if word in {"none", "complete"} else _category(word, context)


def _purpose(word: str, context: Context) -> Problem | None:
    closed = [policy for policy in context.policies if not policy.takes_any_purpose]
    if not closed or any(policy.purpose(word) for policy in closed):
        return None
    known = {purpose.id for policy in context.policies for purpose in policy.policy.purpose}
    return _unknown("purpose", word, known, _UNKNOWN_PURPOSE)


def _scope(word: str, context: Context) -> Problem | None:
    if any(policy.scope(word) for policy in context.policies):
        return None
    return _unknown(
        "scope of consent", word, {row.scope for policy in context.policies for row in policy.policy.consent}
    )


def _basis(word: str, context: Context) -> Problem | None:
    if any(policy.is_exception(word) for policy in context.policies):
        return None
    known = sorted({row.clause for policy in context.policies for row in policy.policy.exception})
    mend = (f"legal exceptions of the policy: {', '.join(known)}",)
    if any(policy.has_clause(word) for policy in context.policies):
        return Problem(f'clause "{word}" is no legal exception', mend)
    return Problem(f'unknown clause "{word}"', mend)


def _recipient(word: str, _: Context) -> Problem | None:
    kind = word.partition(":")[0].strip()
    return None if kind in set(Kind) else _unknown("recipient kind", kind, Kind)


def _sanitizer(word: str, context: Context) -> Problem | None:
    category, _, transform = (part.strip() for part in word.partition(":"))
    if problem := None if category == "*" else _category(category, context):
        return problem
    return None if not transform or transform in set(Transform) else _unknown("transform", transform, Transform)


def _obligation(word: str, context: Context) -> Problem | None:
    known = {row.id for policy in context.policies for row in policy.policy.obligation}
    return None if word in known else _unknown("obligation", word, known)


def _anything(_: str, __: Context) -> Problem | None:
    return None


_KEYS: dict[str, Callable[[str, Context], Problem | None]] = {
    "purpose": _purpose,
    "consent": _scope,
    "basis": _basis,
    "data": _data,
    "recipient": _recipient,
    "sanitizes": _sanitizer,
    "consent-check": _scope,
    "identity-check": _anything,
    "fulfils": _obligation,
}
_BARE = frozenset({"identity-check"})
#: Keys whose value may name several words, parted by ``|``.
_ALTERNATIVES = frozenset({"purpose", "consent", "consent-check", "fulfils"})
