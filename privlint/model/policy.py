"""A privacy policy as data: the clauses, and what each permits, forbids and promises."""

from __future__ import annotations

import datetime

import msgspec


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which policy this is; ``contact`` is the place for inquiries that the policy names, empty where it names none.

    ``law`` marks a statute, which is not asked for a contact, a list of partners or a date of its own.
    """

    id: str
    title: str
    revision: datetime.date
    revisions: tuple[datetime.date, ...] = ()
    contact: str = ""
    source: str = ""
    note: str = ""
    law: bool = False


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An article, paragraph or item: ``id`` such as ``6.11``, title in the mapping's own words, hash of its text.

    ``cites`` are the clauses its text refers to; ``preview`` marks a row whose source could not be checked.
    """

    id: str
    title: str
    sha256: str = ""
    cites: tuple[str, ...] = ()
    preview: bool = False
    source: str = ""


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why data may be used. ``needs = "consent"``: only together with a check that names a scope."""

    id: str
    clause: str
    title: str = ""
    aliases: tuple[str, ...] = ()
    needs: str = ""


class DataRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A category that the policy lists as collected."""

    category: str
    clause: str


class ConsentRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scope of consent. ``before = "collection"``: needed to collect ``categories`` and for any recipient of them.

    ``words`` are names that code uses for the scope (``marketing`` for ``advertising``). ``any_third_party`` marks the
    scope that stands for provision to whatever third party.
    """

    scope: str
    clause: str
    categories: tuple[str, ...] = ()
    before: str = ""
    words: tuple[str, ...] = ()
    any_third_party: bool = False


class Permit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A flow that the policy permits when every condition given holds; an empty condition holds always.

    ``categories``: keys, ``@listed`` (every ``data`` row), ``@identifying`` / ``@non-identifying`` (by the categories'
    own mark). ``purposes``: one of them is declared (``*``: any purpose of the policy). ``consent``: this scope was
    checked. ``roles``: the vendor has one of them in the configuration, or ``own``: no third party is involved (mail
    through one's own server, a cookie that only the site reads). ``transforms``: the datum went through one of them.
    ``arguments``: it is passed as one of them. ``also`` are clauses cited besides.
    """

    recipient: str
    clause: str
    categories: tuple[str, ...] = ("*",)
    purposes: tuple[str, ...] = ()
    consent: str = ""
    roles: tuple[str, ...] = ()
    transforms: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Forbid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"except_": "except"}):
    """A flow that nothing permits. ``recipient`` is a kind or ``*``; ``except`` lists kinds it does not hold for.

    ``categories`` as in ``Permit``, and ``@unlisted`` (what no ``data`` row lists). ``unless_purposes``: it does not
    hold where one of them is declared. ``unless_transforms`` likewise for transforms. ``rule`` is the code that reports
    it; empty: that of the recipient's kind.
    """

    recipient: str
    categories: tuple[str, ...]
    clause: str
    except_: tuple[str, ...] = ()
    unless_purposes: tuple[str, ...] = ()
    unless_transforms: tuple[str, ...] = ()
    rule: str = ""


class Obligation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something code must do. ``covers = "every-personal-field"``; ``requires`` lists guards such as
    ``identity-check``."""

    id: str
    clause: str
    covers: str = ""
    requires: tuple[str, ...] = ()
    reaches: str = ""


class LegalException(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clause that ``basis=`` may cite."""

    clause: str


class Cite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The clause that a rule stands for where no flow row names it; ``topic`` where a rule has several."""

    rule: str
    clause: str
    topic: str = ""


class JointUse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is used jointly, with whom, what for, and who answers for it."""

    items: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    responsible: str = ""


class Partner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An advertising partner on the policy's list, with its opt-out page."""

    vendor: str
    opt_out: str = ""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A policy file, in the order of its tables; ``path`` is where it was read, not a key of the file."""

    policy: Header
    clause: tuple[Clause, ...] = ()
    purpose: tuple[Purpose, ...] = ()
    data: tuple[DataRow, ...] = ()
    consent: tuple[ConsentRow, ...] = ()
    permit: tuple[Permit, ...] = ()
    forbid: tuple[Forbid, ...] = ()
    obligation: tuple[Obligation, ...] = ()
    exception: tuple[LegalException, ...] = ()
    cite: tuple[Cite, ...] = ()
    joint_use: tuple[JointUse, ...] = ()
    partner: tuple[Partner, ...] = ()
    path: str = ""
