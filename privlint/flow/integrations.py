"""Scopes that code asks of identity providers, and whether it reads anything that only they give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.place import Site
from privlint.model.rights import ScopeRequest
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.program import Program

_LIBRARIES = tuple(
    "authlib requests_oauthlib oauthlib allauth social_django social_core httpx_oauth google_auth_oauthlib msal"
    " fastapi_sso flask_dance rauth loginpass google.oauth2".split()
)
_SETTINGS = re.compile(r"^SOCIAL_AUTH_\w+_SCOPE$|^SOCIALACCOUNT_PROVIDERS$|^(\w+_)?SCOPES?$", re.IGNORECASE)
_KEYS = frozenset({"scope", "scopes", "SCOPE"})
_PROFILE = tuple(
    "name given_name family_name first_name last_name picture locale nickname birthdate preferred_username gender"
    " zoneinfo website avatar_url displayName display_name login".split()
)
#: What each scope gives, by the last part of its name, under the names that answers use.
_GIVES: dict[str, tuple[str, ...]] = {
    "profile": _PROFILE,
    "userinfo.profile": _PROFILE,
    "public_profile": _PROFILE,
    "read:user": _PROFILE,
    "r_liteprofile": _PROFILE,
    "email": ("email", "emails", "email_verified", "mail"),
    "userinfo.email": ("email", "emails", "email_verified"),
    "user:email": ("email", "emails"),
    "r_emailaddress": ("email", "emailAddress", "elements"),
    "phone": ("phone_number", "phone", "phone_number_verified"),
    "address": ("address", "formatted", "postal_code"),
    "user.birthday.read": ("birthdays", "birthday"),
    "user.phonenumbers.read": ("phoneNumbers",),
    "user.addresses.read": ("addresses",),
    "user.gender.read": ("genders", "gender"),
    "user.organization.read": ("organizations",),
    "contacts.readonly": ("connections", "contacts", "otherContacts"),
    "contacts": ("connections", "contacts"),
    "calendar": ("calendar", "calendars", "events"),
    "calendar.readonly": ("calendar", "calendars", "events"),
    "gmail.readonly": ("gmail", "messages", "threads"),
    "drive.readonly": ("drive", "files"),
    "user_birthday": ("birthday",),
    "user_friends": ("friends",),
    "user_location": ("location",),
    "user_hometown": ("hometown",),
    "user_gender": ("gender",),
    "user_age_range": ("age_range",),
    "user_photos": ("photos", "albums"),
    "user_posts": ("posts", "feed"),
    "user_likes": ("likes",),
}


def scope_requests(knowledge: Knowledge) -> tuple[ScopeRequest, ...]:
    """The scopes asked for whose use is known, in the order of files."""
    found = [
        (Site(module.path, at), scope)
        for number, module in enumerate(knowledge.program.modules)
        if _speaks_oauth(knowledge, number)
        for function in module.functions
        for at, scope in _asked(function.body)
        if _short(scope) in _GIVES
    ]
    if not found:
        return ()
    read = set(_names_read(knowledge.program))
    return tuple(
        ScopeRequest(site, scope, not read.isdisjoint(_GIVES[_short(scope)]), _GIVES[_short(scope)])
        for site, scope in sorted(set(found))
    )


def _speaks_oauth(knowledge: Knowledge, number: int) -> bool:
    """Whether a module imports a library for it, or is the settings of one."""
    targets = knowledge.program.exports[number]
    return any(target.name.startswith(_LIBRARIES) for target in targets.values()) or any(
        name.startswith(("SOCIAL_AUTH_", "SOCIALACCOUNT_")) for name in targets
    )


def _asked(body: ir.Region) -> Iterator[tuple[int, str]]:
    made = definitions(body)
    for instr in walk(body):
        if isinstance(instr, ir.Call):
            registers = [reg for reg, label in instr.args if label in _KEYS]
        elif isinstance(instr, ir.BuildDict):
            registers = [value for key, value in instr.entries if _text(made, key) in _KEYS]
        elif isinstance(instr, ir.Store) and _SETTINGS.search(instr.name):
            registers = [instr.src]
        else:
            continue
        for reg in registers:
            yield from ((at, scope) for at, text in _strings(made, reg) for scope in re.split(r"[\s,]+", text) if scope)


def _strings(made: Mapping[int, Instr], reg: int) -> Iterator[tuple[int, str]]:
    instr = made.get(reg)
    if isinstance(instr, ir.Const) and isinstance(instr.value, str):
        yield instr.at, instr.value
    elif isinstance(instr, ir.Build):
        for item, _ in instr.items:
            yield from _strings(made, item)


def _text(made: Mapping[int, Instr], reg: int) -> str:
    instr = made.get(reg)
    return instr.value if isinstance(instr, ir.Const) and isinstance(instr.value, str) else ""


def _short(scope: str) -> str:
    """``https://www.googleapis.com/auth/user.birthday.read`` is ``user.birthday.read``."""
    return scope.rpartition("/auth/")[2].lower()


def _names_read(program: Program) -> Iterator[str]:
    """Every key and attribute that any code reads."""
    for module in program.modules:
        for function in module.functions:
            made = definitions(function.body)
            for instr in walk(function.body):
                if isinstance(instr, ir.GetAttr):
                    yield instr.attr
                elif isinstance(instr, ir.GetItem):
                    yield _text(made, instr.key)
                elif isinstance(instr, ir.Call) and instr.args:
                    yield _text(made, instr.args[0][0])
                elif isinstance(instr, ir.Compare):
                    yield from (_text(made, instr.left), _text(made, instr.right))
