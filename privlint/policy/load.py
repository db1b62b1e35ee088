"""Policy files become frozen ``Policy`` values; every mistake of every file is reported at once, with its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from privlint.catalogue.locate import rules_root
from privlint.errors import UserError, UserErrors, nearest
from privlint.model.policy import Policy
from privlint.policy.keys import key_errors
from privlint.policy.references import reference_errors
from privlint.settings.toml_positions import read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from privlint.settings.options import Settings


def load_policies(
    settings: Settings, categories: Collection[str] = (), rules: Collection[str] = ()
) -> tuple[Policy, ...]:
    """The policies that the settings name, in their order.

    A policy is the id of a shipped one (``deskrex``) or the path of a file, relative to the project root. Categories
    and rules are checked against ``categories`` (the keys the catalogue knows) and ``rules`` (codes) unless those are
    empty. Raises UserErrors with every mistake of every file.
    """
    policies: list[Policy] = []
    errors: list[UserError] = []
    for name in settings.policies:
        try:
            policies.append(read_policy(*_locate(name, settings), categories, rules))
        except UserErrors as several:
            errors += several.errors
        except UserError as error:
            errors.append(error)
    errors += _same_id(policies)
    if errors:
        raise UserErrors(errors)
    return tuple(policies)


def read_policy(file: Path, shown: str, categories: Collection[str] = (), rules: Collection[str] = ()) -> Policy:
    """The policy in ``file``, which messages call ``shown``; raises UserError or UserErrors."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UserError(f"cannot read the policy: {reason}", file=shown) from None
    document = read_toml(text, shown)
    if errors := key_errors(document):
        raise UserErrors(errors)
    policy = msgspec.convert({**document.data, "path": shown}, Policy)
    if errors := reference_errors(policy, document, categories, rules):
        raise UserErrors(errors)
    return policy


def shipped_policies() -> tuple[str, ...]:
    """The ids of the policies that come with privlint, sorted."""
    return tuple(sorted(file.stem for file in (rules_root() / "policies").glob("*.toml")))


def reference_policy() -> Policy:
    """The policy that is judged by where none is chosen."""
    return read_policy(rules_root() / "policies" / "deskrex.toml", "rules/policies/deskrex.toml")


def _locate(name: str, settings: Settings) -> tuple[Path, str]:
    """The file that ``name`` means and what to call it."""
    own = Path(settings.root) / name
    if name in shipped_policies():
        return rules_root() / "policies" / f"{name}.toml", f"rules/policies/{name}.toml"
    if own.is_file():
        return own, name
    file, line = settings.origins.get("policy", ("", 0))
    hint = nearest(name, shipped_policies()) or f"shipped policies: {', '.join(shipped_policies())}"
    raise UserError(f'there is no policy "{name}", neither shipped nor as a file', file=file, line=line, hint=hint)


def _same_id(policies: list[Policy]) -> Iterator[UserError]:
    """Clauses are told apart by the policy's id once there are several."""
    seen: dict[str, str] = {}
    for policy in policies:
        first = seen.setdefault(policy.policy.id, policy.path)
        if first != policy.path:
            yield UserError(f'the id "{policy.policy.id}" is that of {first} too', file=policy.path)
