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
    "name given_name family_name first_name last_name picture locale nickname preferred_username gender"
    " zoneinfo website avatar_url displayName display_name login middle_name birthdate updated_at".split()
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
    "user.read": ("displayName", "mail", "userPrincipalName", "mobilePhone", "jobTitle", "me", "givenName", "surname"),
    "calendars.read": ("calendar", "calendars", "events", "calendarView"),
    "contacts.read": ("contacts", "contactFolders"),
    "mail.read": ("messages", "mailFolders"),
    "files.read": ("drive", "drives", "files"),
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


#: What sign-in always needs: libraries that work by settings read it themselves.
_BASIC = frozenset(
    "profile email public_profile userinfo.profile userinfo.email user:email read:user r_emailaddress r_liteprofile"
    " user.read".split()
)
#: Scopes that give no data of a person.
_GIVING_NOTHING = frozenset({"openid", "offline_access", "offline"})
_OF_SETTINGS = ("SOCIAL_AUTH_", "SOCIALACCOUNT_")
#: Where functions take scopes by position.
_POSITIONS = {
    "from_client_secrets_file": 1,
    "from_client_config": 1,
    "initiate_auth_code_flow": 0,
    "get_authorization_request_url": 0,
    "acquire_token_interactive": 0,
    "acquire_token_by_authorization_code": 1,
}
#: Profiles of providers that keep to OpenID Connect, where each claim belongs to one scope.
_CONNECT = ("authlib.integrations.client.App()", "flask_dance.contrib.google", "google.oauth2.id_token")
#: Further profiles, of whichever provider.
_PROFILES = ("allauth.", "social_django.", "msal.", "flask_dance.contrib.facebook")
#: Claims that providers give for a scope of their own only.
_RESERVED = {
    "phone_number": "phone",
    "birthdate": "user.birthday.read",
    "birthdays": "user.birthday.read",
    "birthday": "user_birthday",
    "hometown": "user_hometown",
    "age_range": "user_age_range",
    "friends": "user_friends",
}
_CLAIMS = (
    {name: scope for scope in ("profile", "email", "phone", "address") for name in _GIVES[scope]}
    | _RESERVED
    | {"birthdate": "profile"}
)  # OpenID Connect Core 1.0, section 5.4


def scope_requests(knowledge: Knowledge) -> tuple[ScopeRequest, ...]:
    """The scopes asked for whose use is known, and the fields read whose scope is not asked for, in the order of
    files."""
    asked = [
        (Site(module.path, at), scope)
        for number, module in enumerate(knowledge.program.modules)
        if _speaks_oauth(knowledge, number)
        for function in module.functions
        for at, scope in _asked(function.body)
    ]
    if not asked:
        return ()
    read = set(_names_read(knowledge.program))
    settled = _settings_files(knowledge)
    requests = [
        ScopeRequest(site, scope, _is_used(scope, read, settled=site.path in settled), _GIVES[_short(scope)])
        for site, scope in sorted(set(asked))
        if _short(scope) in _GIVES
    ]
    return tuple(sorted([*requests, *_beyond(knowledge, {_short(scope) for _, scope in asked})]))


def _is_used(scope: str, read: set[str], *, settled: bool) -> bool:
    """Whether code reads what a scope gives; name and e-mail address are read by what reads the settings."""
    return (settled and _short(scope) in _BASIC) or not read.isdisjoint(_GIVES[_short(scope)])


def _beyond(knowledge: Knowledge, asked: set[str]) -> list[ScopeRequest]:
    """Fields of profiles that are read though no scope that gives them is asked for.

    What a scope that is not known, or is put together at run time (``""``), gives could be anything.
    """
    if not asked <= _GIVES.keys() | _GIVING_NOTHING:
        return []
    given = {name for scope in asked & _GIVES.keys() for name in _GIVES[scope]}
    found = []
    for intakes in knowledge.collections.values():
        for collection in (intake.collection for intake in intakes.values()):
            claim = _last_key(collection.text)
            claims = _CLAIMS if collection.api.startswith(_CONNECT) else _RESERVED
            scope = claims.get(claim, "") if collection.api.startswith((*_CONNECT, *_PROFILES)) else ""
            if scope and claim not in given:
                found.append(ScopeRequest(collection.site, scope, False, (claim,), claim))
    return found


def _last_key(text: str) -> str:
    """The key that a read names: ``birthdate`` in ``profile["birthdate"]`` and ``profile.get("birthdate")``."""
    return next(iter(re.findall(r"\w+", text)[-1:]), "")


def _settings_files(knowledge: Knowledge) -> set[str]:
    """The files whose settings tell a library which scopes to ask for; it reads the basic ones itself."""
    return {
        module.path
        for number, module in enumerate(knowledge.program.modules)
        if any(name.startswith(_OF_SETTINGS) for name in knowledge.program.exports[number])
    }


def _speaks_oauth(knowledge: Knowledge, number: int) -> bool:
    """Whether a module imports a library for it, or is the settings of one."""
    targets = knowledge.program.exports[number]
    return any(target.name.startswith(_LIBRARIES) for target in targets.values()) or any(
        name.startswith(_OF_SETTINGS) for name in targets
    )


def _asked(body: ir.Region) -> Iterator[tuple[int, str]]:
    """The scopes that a body asks for, each with its place; an empty one where they are put together at run time."""
    made = definitions(body)
    for instr in walk(body):
        if isinstance(instr, ir.Call):
            position = _POSITIONS.get(_callee(made, instr), -1)
            plain = [reg for reg, label in instr.args if label == ""]
            registers = [reg for reg, label in instr.args if label in _KEYS]
            registers += plain[position : position + 1] if position >= 0 else []
        elif isinstance(instr, ir.BuildDict):
            registers = [value for key, value in instr.entries if _text(made, key) in _KEYS]
        elif isinstance(instr, ir.Store) and _SETTINGS.search(instr.name):
            registers = [instr.src] if not isinstance(made.get(instr.src), ir.BuildDict) else []
        else:
            continue
        for reg in registers:
            yield from _scopes(made, reg)


def _scopes(made: Mapping[int, Instr], reg: int) -> Iterator[tuple[int, str]]:
    texts = list(_strings(made, reg))
    instr = made.get(reg)
    if isinstance(instr, ir.Load) and _SETTINGS.search(instr.name):
        return  # what it holds is looked at where it is written
    if instr is not None and not texts and not isinstance(instr, ir.Build | ir.Const):
        yield instr.at, ""
    for at, text in texts:
        yield from ((at, scope) for scope in re.split(r"[\s,]+", text) if scope)


def _callee(made: Mapping[int, Instr], call: ir.Call) -> str:
    func = made.get(call.func)
    return func.attr if isinstance(func, ir.GetAttr) else func.name if isinstance(func, ir.Load) else ""


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
    """Every key and attribute that any code reads, and the words of addresses and lists of fields that it asks for."""
    for module in program.modules:
        for function in module.functions:
            made = definitions(function.body)
            for instr in walk(function.body):
                if isinstance(instr, ir.GetAttr):
                    yield instr.attr
                elif isinstance(instr, ir.GetItem):
                    yield _text(made, instr.key)
                elif isinstance(instr, ir.Call):
                    texts = (_text(made, reg) for reg, label in instr.args if label not in _KEYS)
                    yield from (word for text in texts for word in re.findall(r"\w+", text))
                elif isinstance(instr, ir.Compare):
                    yield from (_text(made, instr.left), _text(made, instr.right))
                elif isinstance(instr, ir.BuildDict):
                    fields = (value for key, value in instr.entries if _text(made, key).lower() == "fields")
                    yield from (word for reg in fields for _, text in _strings(made, reg) for word in text.split(","))
