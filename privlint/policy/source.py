"""A policy's text from disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_HEAD = 4096


def read_source(file: Path, shown: str) -> str:
    """The text of a file that messages call ``shown``: UTF-8, or what a page of HTML says about itself.

    Raises UserError when it cannot be read.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read the policy's text: {error.strerror}", file=shown) from None
    declared = _CHARSET.search(data[:_HEAD])
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "utf-8"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UserError("cannot read the policy's text: it is not UTF-8", file=shown)
