"""What a rule file may hold: the tables of its entries, as structs and as published JSON Schema."""

from __future__ import annotations

from typing import Any

import msgspec

from privlint.catalogue.hosts import Host
from privlint.model.recipient import (
    CaptureModel,
    ConsentModel,
    FlowModel,
    Kind,
    SinkModel,
    SourceModel,
    ValueModel,
)
from privlint.model.scale import Confidence, Transform


class SinkEntry(SinkModel, frozen=True):
    """A sink as written: the roles in ``args`` hold for the positions that ``order`` gives the parameters, too."""


class Vendor(msgspec.Struct, frozen=True):
    """A company or product behind recipients, and the other names people use for it."""

    name: str
    aliases: tuple[str, ...] = ()


class Acceptance(msgspec.Struct, frozen=True):
    """Recipients of these kinds may receive data of these categories once it went through one of the transforms."""

    kinds: tuple[Kind, ...]
    transforms: tuple[Transform, ...]
    categories: tuple[str, ...] = ("*",)


class Marker(msgspec.Struct, frozen=True):
    """A decorator, context manager or annotation that declares what the comment key ``key`` declares."""

    name: str
    key: str


class Defaults(msgspec.Struct, frozen=True):
    """Values for every entry of the file that leaves the key out and may have it."""

    kind: Kind | None = None
    vendor: str = ""
    confidence: Confidence | None = None
    source: str = ""
    versions: str = ""


class RuleFile(msgspec.Struct, frozen=True):
    """A rule file, ours or a user's: any of these tables, in any order."""

    defaults: Defaults = Defaults()
    sink: tuple[SinkEntry, ...] = ()
    flow: tuple[FlowModel, ...] = ()
    value: tuple[ValueModel, ...] = ()
    source: tuple[SourceModel, ...] = ()
    capture: tuple[CaptureModel, ...] = ()
    consent: tuple[ConsentModel, ...] = ()
    host: tuple[Host, ...] = ()
    vendor: tuple[Vendor, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    marker: tuple[Marker, ...] = ()


def json_schema() -> dict[str, Any]:
    """The JSON Schema of rule files, for editors: unknown keys are errors, scales are written as words."""
    schema = msgspec.json.schema(RuleFile)
    words = [level.word for level in Confidence]
    schema["$defs"]["Confidence"] = {"title": "Confidence", "enum": words}
    for definition in schema["$defs"].values():
        if definition.get("type") == "object":
            definition["additionalProperties"] = False
            _use_words(definition)
            # ``[defaults]`` may supply these, which a schema of one table cannot say.
            definition["required"] = [name for name in definition.get("required", ()) if name not in {"kind", "vendor"}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "privlint rule file", **schema}


def _use_words(definition: dict[str, Any]) -> None:
    """Give defaults on a numbered scale as the word a file would write."""
    confidence = definition.get("properties", {}).get("confidence")
    if confidence is not None and isinstance(confidence.get("default"), int):
        confidence["default"] = Confidence(confidence["default"]).word
