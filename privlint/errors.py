"""What a user can cause: every message names where, what was expected and what to write instead."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class UserError(Exception):
    """A mistake in flags, configuration, rule or policy files; the command ends with exit code 2.

    ``file`` is shown as given by the user (relative where possible); ``line`` is 1-based, 0 when there is none.
    """

    def __init__(self, message: str, *, file: str = "", line: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{where}{self.message}{hint}"


class UserErrors(UserError):
    """Several mistakes found in one reading, shown together so that one round of mending is enough."""

    def __init__(self, errors: Iterable[UserError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (error.file, error.line, error.message)))
        super().__init__("\n".join(str(error) for error in self.errors))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the sentence ``did you mean "…"?`` for the nearest known word, or an empty string."""
    match = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f'did you mean "{match[0]}"?' if match else ""
