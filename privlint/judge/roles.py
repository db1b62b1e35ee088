"""Which role a recipient has: the one the configuration gives it, or the one that follows from what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.recipient import Kind

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.flow import Flow

#: The role of one's own mail server or of a cookie that only the site reads: no third party is involved.
OWN = "own"
#: What the catalogue calls a recipient of mail that is no company.
_NO_COMPANY = frozenset({"", "mail server"})


def role_of(flow: Flow, context: Context) -> str:
    """The role of the flow's recipient; empty when it has none. The role ``none`` is the same, said aloud."""
    configured = _configured(flow, context)
    if configured is not None:
        return "" if configured == "none" else configured
    if flow.kind is Kind.PAYMENT:
        return "payment-provider"
    own_mail = flow.kind is Kind.MESSAGING and flow.vendor in _NO_COMPANY
    own_cookie = flow.kind is Kind.COOKIE and not exposure(flow)
    return OWN if own_mail or own_cookie else ""


def exposure(cookie: Flow) -> str:
    """How others than the site can read a cookie, as a clause with the cookie as subject; empty when they cannot."""
    options = {key.casefold().replace("_", ""): value for key, value in cookie.options}
    if str(options.get("samesite", "")).casefold() == "none":
        return "is sent across sites (SameSite=None)"
    if options.get("domain"):
        return "is sent to other hosts (Domain)"
    return "" if options.get("httponly") is True else "scripts can read (no HttpOnly)"


def vendor_name(flow: Flow) -> str:
    """What the configuration would call the recipient: its vendor, the host it answers at, or the API."""
    return flow.vendor or flow.host or flow.api


def _configured(flow: Flow, context: Context) -> str | None:
    names = {_known(name, context) for name in (flow.vendor, flow.host) if name}
    roles = context.settings.recipients.items()
    return next((role for name, role in roles if _known(name, context) in names), None)


def _known(name: str, context: Context) -> str:
    return (context.catalogue.vendor(name) or name).casefold()
