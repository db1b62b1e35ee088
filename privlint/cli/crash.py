"""What to say when privlint itself is at fault: enough to report, nothing of the code that was checked."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from privlint.model.version import VERSION

EXIT_CODE = 3

_PACKAGE = Path(__file__).parent.parent


def describe(error: BaseException, arguments: list[str]) -> str:
    """How to report ``error``: its type and privlint's own lines, without its message, which may quote the code."""
    frames = [
        f"  {_shown(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    command = arguments[1] if len(arguments) > 1 and not arguments[1].startswith("-") else ""
    return "\n".join(
        [
            "privlint: internal error. This is a fault of privlint, not of your code; nothing was reported.",
            "Please report the lines below. They hold no line of your code.",
            "",
            f"  privlint {VERSION} {command}, Python {platform.python_version()}, {platform.system()}",
            f"  {type(error).__module__}.{type(error).__qualname__}",
            *frames,
        ]
    )


def _shown(filename: str) -> str:
    """The file as the package knows it; of others the last two parts."""
    path = Path(filename)
    if path.is_relative_to(_PACKAGE):
        return path.relative_to(_PACKAGE.parent).as_posix()
    return "/".join(path.parts[-2:])
