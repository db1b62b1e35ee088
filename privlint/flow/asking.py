"""Words and acts by which code lets only the authenticated through: names of guards, refusals, questions who is
there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.program import FunctionId

_GUARDING = re.compile(
    r"(?i)login|logged|auth|permission|jwt|token|protect|secure|role|admin|staff|superuser|member|principal|credential"
    r"|signature|signed|api_?key|requires?(_|$)|security$|current_?(active_?)?(user|account|customer)|identity|bearer"
)
OPENING = re.compile(r"(?i)allow_?any|public|anonymous|exempt|optional|csrf|guest")
_REFUSALS = frozenset(
    "HTTP_401_UNAUTHORIZED HTTP_403_FORBIDDEN Unauthorized Forbidden PermissionDenied NotAuthenticated"
    " AuthenticationFailed HttpResponseForbidden HTTPUnauthorized".split()
)
_ASKING = frozenset("is_authenticated is_staff is_superuser is_active current_user has_perm has_perms".split())
_SESSION_KEYS = re.compile(r"(?i)user|logged|account|customer|member|uid|email|token")
_REQUEST_PERSON = frozenset({"user", "auth"})


def refuses(knowledge: Knowledge, function: FunctionId) -> bool:
    """Whether a function asks who is there, by its name, its decorators or what it does."""
    body = knowledge.program.function(function)
    made = definitions(body.body)
    named = (body.name, *(text.removesuffix("()").rpartition(".")[2] for text in body.decorators))
    return any(guards(name) for name in named) or any(asks(instr, made) for instr in walk(body.body))


def asks(instr: Instr, made: Mapping[int, Instr]) -> str:
    if isinstance(instr, ir.GetAttr):
        if instr.attr in _ASKING or instr.attr in _REFUSALS:
            return instr.attr
        owner = made.get(instr.obj)
        if (
            instr.attr in _REQUEST_PERSON
            and isinstance(owner, ir.Load | ir.GetAttr)
            and last(owner) in ("request", "g")
        ):
            return f"request.{instr.attr}"
    if isinstance(instr, ir.Load) and (instr.name in _REFUSALS or instr.name == "current_user"):
        return instr.name
    if isinstance(instr, ir.Const) and instr.value in (401, 403):
        return f"status {instr.value}"
    if isinstance(instr, ir.GetItem | ir.Call):
        return _session(instr, made)
    return ""


def _session(instr: ir.GetItem | ir.Call, made: Mapping[int, Instr]) -> str:
    """``session["user_id"]``, ``session.get("user")``, and calls whose names say that they check."""
    if isinstance(instr, ir.GetItem):
        owner, key = made.get(instr.obj), made.get(instr.key)
    else:
        callee = made.get(instr.func)
        name = last(callee)
        if re.match(r"(?i)(check|verify|require|ensure|validate|authenticate|authorize)", name) and guards(name):
            return name
        owner = made.get(callee.obj) if isinstance(callee, ir.GetAttr) else None
        key = made.get(instr.args[0][0]) if instr.args else None
    named = isinstance(key, ir.Const) and _SESSION_KEYS.search(str(key.value))
    return "the session" if named and last(owner) in ("session", "cookies", "headers") else ""


def guards(word: str) -> bool:
    return bool(_GUARDING.search(word)) and not OPENING.search(word)


def names(made: Mapping[int, Instr], reg: int) -> list[str]:
    """Every name inside an expression: ``[Depends(current_user)]`` has ``Depends`` and ``current_user``."""
    instr = made.get(reg)
    if isinstance(instr, ir.Load):
        return [instr.name]
    if isinstance(instr, ir.GetAttr):
        return [instr.attr, *names(made, instr.obj)]
    if isinstance(instr, ir.Call):
        return [*names(made, instr.func), *(name for one, _ in instr.args for name in names(made, one))]
    if isinstance(instr, ir.Build):
        return [name for one, _ in instr.items for name in names(made, one)]
    return []


def last(instr: Instr | None) -> str:
    return instr.attr if isinstance(instr, ir.GetAttr) else instr.name if isinstance(instr, ir.Load) else ""


def dotted(made: Mapping[int, Instr], reg: int) -> str:
    instr = made.get(reg)
    if isinstance(instr, ir.GetAttr):
        return f"{dotted(made, instr.obj)}.{instr.attr}"
    return instr.name if isinstance(instr, ir.Load) else ""
