"""Plain HTTP: the constant beginning of a URL tells who receives a request, and whether it leaves the house."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

import msgspec

from privlint.flow.urls import beginning
from privlint.model.recipient import Kind
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from privlint.flow.frame import Args, Frame
    from privlint.flow.values import Value
    from privlint.model.recipient import SinkModel

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*|\*)://(?:[^/@]*@)?(?P<host>[^/:?#]+)", re.IGNORECASE)


def address(frame: Frame, model: SinkModel, args: Args, receiver: Value | None = None) -> tuple[str, bool, SinkModel]:
    """The host a call goes to, whether it is the project's own, and the entry with the vendor that answers there."""
    if model.kind is not Kind.HTTP:
        return "", False, model
    url = _constant_url(args) or _base(frame, receiver)
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


def scheme(args: Args) -> str:
    """The scheme of the address a call goes to (``https``), lower-case; empty when it is not constant."""
    url = _constant_url(args)
    return url.partition("://")[0].lower() if url is not None and not url.startswith("*") else ""


def _constant_url(args: Args) -> str | None:
    """The first argument that begins like a URL; its constant part."""
    for value in [*args.positional[:2], *(value for label, value in args.keywords if label in ("url", "base_url"))]:
        text = beginning(value)
        if text is not None and "://" in text:
            return text
    return None


def _base(frame: Frame, receiver: Value | None) -> str | None:
    """The address that a client was made with (``Client(base_url=…)``)."""
    base = frame.now.part(receiver, ".base_url") if receiver is not None else None
    text = beginning(base) if base is not None else None
    return text if text is not None and "://" in text else None


def _is_told(host: str) -> bool:
    """Whether it is known who answers: of ``*.partner.example`` it is, of ``api.*`` it is not."""
    return "." in host.rpartition("*")[2].lstrip(".") if "*" in host else not host.endswith(("{", "%s"))
