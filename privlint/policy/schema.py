"""The JSON Schema of policy files, for editors."""

from __future__ import annotations

import msgspec

from privlint.model.policy import Policy


def schema_text() -> str:
    """The JSON Schema as a file; what tables and keys mean stands in their descriptions."""
    schema = msgspec.json.schema(Policy)
    policy = schema["$defs"]["Policy"]
    del policy["properties"]["path"]  # set by the reader
    published = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "policy.schema.json",
        "title": "privlint policy file",
        **schema,
    }
    return msgspec.json.format(msgspec.json.encode(published), indent=2).decode() + "\n"
