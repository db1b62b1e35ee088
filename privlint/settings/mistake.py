"""How a mistake in a setting is worded."""

from __future__ import annotations

from privlint.errors import UserError


def mistake(key: str, message: str, origin: tuple[str, int], hint: str = "") -> UserError:
    """The error that ``message`` is about ``key``, which a flag of the same name need not repeat.

    ``origin`` is the file (or flag) and line; see ``Settings.origins``.
    """
    file, line = origin
    return UserError(message if file == f"--{key}" else f"{key}: {message}", file=file, line=line, hint=hint)
