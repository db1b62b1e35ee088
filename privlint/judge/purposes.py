"""The purposes declared for a flow, as one policy understands them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.judge.policies import PolicyView
    from privlint.model.flow import Held
    from privlint.model.policy import Permit, Purpose


class Purposes(NamedTuple):
    """``usable`` are ids that hold here; ``unnamed`` is one that needs a consent naming its scope and has none."""

    usable: tuple[str, ...]
    unnamed: Purpose | None

    @property
    def declared(self) -> bool:
        """Whether any purpose of the policy is declared."""
        return bool(self.usable) or self.unnamed is not None

    def allowed_by(self, row: Permit) -> bool:
        """Whether one of them is among those the row allows."""
        return any(purpose in row.purposes for purpose in self.usable) or ("*" in row.purposes and bool(self.usable))


def purposes_of(held: Iterable[Held], policy: PolicyView) -> Purposes:
    """The purposes of the policy among what holds; words that the policy does not know count for nothing."""
    held = tuple(held)
    known = [purpose for item in held if item.kind == "purpose" if (purpose := policy.purpose(item.scope))]
    named = any(item.kind == "consent" and item.scope not in {"", "?"} and item.match != "other" for item in held)
    usable = dict.fromkeys(purpose.id for purpose in known if named or purpose.needs != "consent")
    unnamed = next((purpose for purpose in known if purpose.id not in usable), None)
    return Purposes(tuple(usable), unnamed)
