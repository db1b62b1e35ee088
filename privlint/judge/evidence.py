"""What checks judge, besides what the engine hands over as it is: flows with what the policies say against them."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from privlint.judge.policies import PolicyView
    from privlint.model.drift import Drift
    from privlint.model.flow import Collection, Flow, Held
    from privlint.model.place import Place, Site
    from privlint.model.policy import Forbid, Obligation, Permit
    from privlint.model.pragma import Pragma
    from privlint.model.rights import Duty, PersonalField
    from privlint.model.scale import Confidence


class Reason(enum.IntEnum):
    """Why a row does not permit a flow, in the order in which the questions are asked."""

    FORBIDDEN = 1
    NO_ROW = 2
    NO_JOINT_ITEM = 3
    CATEGORY = 4
    NO_PURPOSE = 5
    OTHER_PURPOSE = 6
    UNNAMED_CONSENT = 7
    NO_CONSENT = 8
    OTHER_SCOPE = 9
    OTHER_PERSON = 10
    UNKNOWN_PERSON = 11
    TRANSFORM = 12
    NO_ROLE = 13


class Missing(NamedTuple):
    """One thing that is missing: ``scope`` of a consent, ``clause`` that asks for it, ``seen``: what was there."""

    reason: Reason
    clause: str
    scope: str = ""
    seen: tuple[Held, ...] = ()


class Objection(NamedTuple):
    """What one policy says against one flow.

    ``row`` is the row that forbids it or the nearest one that would permit it; ``missing`` is never empty, first what
    is asked first. ``alternatives`` are further rows that would permit data of this category, ``context`` rows that
    permit other data to this recipient. ``wrong_purpose``: purposes of the policy are declared, and no row for this
    recipient allows one of them. ``unsure``: only the person whose consent was checked is in doubt.
    """

    policy: PolicyView
    row: Permit | Forbid | None
    missing: tuple[Missing, ...]
    alternatives: tuple[tuple[Permit, tuple[Missing, ...]], ...] = ()
    context: tuple[Permit, ...] = ()
    wrong_purpose: bool = False
    unsure: bool = False

    @property
    def reason(self) -> Reason:
        """The first thing that is missing."""
        return self.missing[0].reason


class Breach(NamedTuple):
    """A flow that at least one policy does not permit, and the rule that reports it."""

    flow: Flow
    code: str
    confidence: Confidence
    role: str
    objections: tuple[Objection, ...]


class Disclosure(NamedTuple):
    """What one call hands over of one person against one rule: breaches that make one finding, the gravest first."""

    code: str
    breaches: tuple[Breach, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories handed over, sorted."""
        return tuple(sorted({breach.flow.category for breach in self.breaches}))


class Handover(NamedTuple):
    """All that one call hands over of one person, permitted or not."""

    flows: tuple[Flow, ...]


class Flaw(NamedTuple):
    """An annotation that cannot stand: which rule says so, where, what is wrong and what to write instead."""

    code: str
    site: Site
    place: Place | None
    text: str
    problem: str
    mend: tuple[str, ...] = ()


class IdleSuppression(NamedTuple):
    """A suppression that silences nothing; ``rule`` as written, ``expired`` when its date has passed."""

    path: str
    pragma: Pragma
    rule: str
    expired: bool


class Gathering(NamedTuple):
    """Data collected without the consent that has to come first; ``lacks`` are never empty."""

    lacks: tuple[tuple[PolicyView, Missing], ...]
    collections: tuple[Collection, ...]


class Gap(NamedTuple):
    """Something the policy announces and the mapping leaves empty, though code or configuration depends on it.

    ``slip`` is what was found in the text of the policy itself, where it was.
    """

    policy: PolicyView
    topic: str
    problem: str
    mend: tuple[str, ...]
    slip: Drift | None = None


class ConsentRecord(NamedTuple):
    """A consent recorded in ``function`` as a ``model`` without its ``field`` for the version of the policy."""

    site: Site
    function: str
    model: str
    field: str


class Deposit(NamedTuple):
    """Payment, bank or credential data kept as they are: ``text`` names them, ``store`` what keeps them."""

    site: Site
    category: str
    confidence: Confidence
    text: str
    store: str
    function: str
    flow: Flow | None = None


class Passage(NamedTuple):
    """What one call sends over a connection that is not encrypted; ``why`` says how that shows."""

    flows: tuple[Flow, ...]
    why: str


class Unfulfilled(NamedTuple):
    """An obligation of a policy that no code is declared to fulfil."""

    policy: PolicyView
    obligation: Obligation


class Incomplete(NamedTuple):
    """Code that fulfils an obligation, and the personal fields that none of it reaches."""

    code: str
    obligation: str
    duties: tuple[Duty, ...]
    left_out: tuple[PersonalField, ...]


class Unheard(NamedTuple):
    """Code that is to tell people something and reaches no recipient of the kind ``reaches``."""

    duties: tuple[Duty, ...]
    reaches: str


class Unverified(NamedTuple):
    """Code that acts on a person's request without confirming who is asking."""

    duty: Duty
