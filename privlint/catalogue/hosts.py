"""Third parties by the host of a URL: which vendor answers there, and what kind of recipient it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from privlint.model.recipient import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_URL = re.compile(r"(?:https?|wss?)://(?:[^/?#@]*@)?(?P<host>[A-Za-z0-9.-]+)(?::\d+)?(?P<path>/[^?#]*)?", re.IGNORECASE)


class Host(msgspec.Struct, frozen=True):
    """A host that belongs to ``vendor``.

    ``name`` is the host, or ``*.`` and the domain for every host below it (and the domain itself). ``path``, where
    given, is how the path must begin (``/v*/`` stands for any version): one host may serve several kinds.
    """

    name: str
    vendor: str
    kind: Kind
    path: str = ""
    source: str = ""


class HostTable:
    """Hosts by name; the most exact entry wins: the longest domain, then the longest path."""

    def __init__(self, hosts: Iterable[Host]) -> None:
        self._by_name: dict[str, list[Host]] = {}
        for host in hosts:
            self._by_name.setdefault(host.name.lower(), []).append(host)
        for entries in self._by_name.values():
            entries.sort(key=lambda host: len(host.path), reverse=True)

    def find(self, url_prefix: str) -> Host | None:
        """The entry for a URL of which ``url_prefix`` is the constant beginning."""
        match = _URL.match(url_prefix)
        if match is None:
            return None
        name, path = match["host"].lower().rstrip("."), match["path"] or ""
        for candidate in _candidates(name):
            for host in self._by_name.get(candidate, ()):
                if _path_fits(host.path, path):
                    return host
        return None


def _candidates(name: str) -> Iterable[str]:
    yield name
    labels = name.split(".")
    for start in range(len(labels) - 1):
        yield "*." + ".".join(labels[start:])


def _path_fits(pattern: str, path: str) -> bool:
    if "*" not in pattern:
        return path.startswith(pattern)
    regex = "[^/]*".join(re.escape(part) for part in pattern.split("*"))
    return re.match(regex, path) is not None
