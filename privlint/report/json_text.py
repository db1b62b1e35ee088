"""JSON as privlint writes it: sorted keys, so that equal reports are equal bytes."""

from __future__ import annotations

import msgspec


def json_line(value: object) -> str:
    """``value`` on one line."""
    return _encoded(value).decode()


def json_text(value: object) -> str:
    """``value`` indented by two, with a line end behind it."""
    return msgspec.json.format(_encoded(value), indent=2).decode() + "\n"


def _encoded(value: object) -> bytes:
    try:
        return msgspec.json.encode(value, order="sorted")
    except UnicodeEncodeError:
        return msgspec.json.encode(_without_surrogates(value), order="sorted")


def _without_surrogates(value: object) -> object:
    """``value`` with what no Unicode file can hold written out: names of files may be any bytes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(item) for item in value]
    return value
