"""Operations of AWS services and their parameters, from the service models that botocore makes its clients of."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def operations(folder: Path) -> dict[str, list[frozenset[str]]]:
    """Client methods by name; for each service that has one, the names of its parameters."""
    found: dict[str, list[frozenset[str]]] = {}
    for path in sorted(folder.rglob("service-2.json*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        model = json.loads(data)
        for name, operation in model["operations"].items():
            members = model["shapes"].get(operation.get("input", {}).get("shape"), {}).get("members", {})
            found.setdefault(_method_name(name), []).append(frozenset(members))
    return found


def _method_name(operation: str) -> str:
    """``SendRawEmail`` as botocore's ``xform_name`` spells it: ``send_raw_email``."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", operation)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).lower()
