"""An explanation as plain data, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from privlint.model.place import Place, Site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.explain.explanation import Explanation


def document(explanation: Explanation) -> dict[str, Any]:
    """The explanation with a place instead of every site."""
    bare = msgspec.structs.replace(explanation, places={}, labels={})
    found: dict[str, Any] = _placed(msgspec.to_builtins(bare), explanation.places)
    del found["places"], found["labels"]
    return found


def _placed(value: Any, places: Mapping[Site, Place]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"path", "node"}:
            site = Site(value["path"], value["node"])
            return msgspec.to_builtins(places.get(site, Place(site.path)))
        return {key: _placed(item, places) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_placed(item, places) for item in value]
    return value
