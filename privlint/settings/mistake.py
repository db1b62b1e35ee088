"""How a mistake in a setting is worded."""

from __future__ import annotations

from privlint.errors import UserError


def mistake(key: str, message: str, origin: tuple[str, int], hint: str = "") -> UserError:
    """The error that ``message`` is about ``key``, empty where the message names it or the whole file is meant.

    A flag of the same name need not repeat it. ``origin`` is the file (or flag) and line; see ``Settings.origins``.
    """
    file, line = origin
    return UserError(message if not key or file == f"--{key}" else f"{key}: {message}", file=file, line=line, hint=hint)
