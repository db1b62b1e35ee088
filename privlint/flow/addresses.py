"""Plain HTTP: the constant beginning of a URL tells who receives a request, and whether it leaves the house."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

import msgspec

from privlint.flow.urls import beginning, remembered, starting
from privlint.flow.values import TEXT
from privlint.model.recipient import Kind
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from privlint.flow.frame import Args, Frame
    from privlint.flow.values import Value
    from privlint.model.recipient import SinkModel

#: The part of a client or request under which its base URL lies.
BASE = "#base"
#: Classes of clients that are given a host alone, by the end of their path, with the protocol they speak.
_HOST_CLIENTS = {
    "HTTPSConnection": "https",
    "HTTPSConnectionPool": "https",
    "HTTPConnection": "http",
    "HTTPConnectionPool": "http",
}
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*|\*)://(?:[^/@]*@)?(?P<host>[^/:?#]+)", re.IGNORECASE)


def address(frame: Frame, model: SinkModel, args: Args, receiver: Value | None = None) -> tuple[str, bool, SinkModel]:
    """The host a call goes to, whether it is the project's own, and the entry with the vendor that answers there."""
    if model.kind is not Kind.HTTP:
        return "", False, model
    url = _requested(frame, args, receiver)
    if url is None:
        return "", False, msgspec.structs.replace(model, confidence=Confidence.LOW)
    match = _HOST.match(url)
    host = match["host"].lower() if match else ""
    if host and any(fnmatch.fnmatchcase(host, pattern) for pattern in frame.knowledge.settings.first_party_hosts):
        return host, True, model
    if not match or "://" not in url or not _is_told(host):
        return host, False, msgspec.structs.replace(model, confidence=Confidence.LOW)
    known = frame.catalogue.host(url.replace("*", "x"))
    if known is not None:
        return host, False, msgspec.structs.replace(model, kind=known.kind, vendor=known.vendor)
    return host, False, msgspec.structs.replace(model, vendor=host)


def scheme(frame: Frame, args: Args, receiver: Value | None) -> str:
    """The scheme of the address a call goes to (``https``), lower-case; empty when it is not constant."""
    url = _requested(frame, args, receiver)
    return url.partition("://")[0].lower() if url is not None and not url.startswith("*") else ""


def base(path: str, args: Args) -> Value | None:
    """The address that a client or request made by ``path`` is for: its ``base_url``, a URL or a host given early."""
    early = (args.get(-1, "base_url"), args.get(-1, "url"), args.get(0), args.get(1))
    given = [value for value in early if value is not None]
    whole = next((value for value in given if "://" in (beginning(value) or "")), None)
    protocol = next((word for ending, word in _HOST_CLIENTS.items() if path.endswith(ending)), "")
    host = next((text for value in given if (text := beginning(value))), "") if protocol else ""
    if whole is None and host:
        return starting(TEXT, f"{protocol}://{host}")
    return remembered(whole) if whole is not None else args.get(-1, "base_url")


def _constant_url(frame: Frame, args: Args) -> str | None:
    """The first argument that begins like a URL, or is a request or URL object; its constant part."""
    for value in [*args.positional[:2], *(value for label, value in args.keywords if label in ("url", "base_url"))]:
        text = beginning(value)
        if text is None:
            text = _base(frame, value)
        if text is not None and "://" in text:
            return text
    return None


def _requested(frame: Frame, args: Args, receiver: Value | None) -> str | None:
    """The constant part of the URL of a request: its own, or what follows the base of the client."""
    whole = _constant_url(frame, args)
    start = _base(frame, receiver) if whole is None else None
    if start is None:
        return whole
    path = next((text for value in args.positional[:2] if (text := beginning(value) or "").startswith("/")), "")
    return start.rstrip("/") + path


def _base(frame: Frame, holder: Value | None) -> str | None:
    """The address that a client, a request or a URL object was made with."""
    kept = frame.now.part(holder, BASE) if holder is not None else None
    if kept is None:
        return None
    text = beginning(kept)
    return text if text is not None and "://" in text else _base(frame, kept)


def _is_told(host: str) -> bool:
    """Whether it is known who answers: of ``*.partner.example`` it is, of ``api.*`` it is not."""
    return "." in host.rpartition("*")[2].lstrip(".") if "*" in host else not host.endswith(("{", "%s"))
