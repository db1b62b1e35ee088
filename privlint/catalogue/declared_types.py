"""What declared types tell of a value: the category it stands for, or that it can be none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.model.category import covers

if TYPE_CHECKING:
    from privlint.catalogue.vocabulary import TypeWords

_NAME = re.compile(r"[\w.]+")


class DeclaredTypes:
    """Answers about types, which are text such as ``EmailField``, ``str | None`` or ``Mapped[list[str]]``."""

    def __init__(self, words: TypeWords) -> None:
        self._evidence = words.evidence
        self._vetoes = frozenset(words.vetoes)
        self._transparent = frozenset(words.transparent)
        self._only = {name: only.categories for only in words.only for name in only.types}
        self._names: dict[str, tuple[str, ...]] = {}

    def category(self, declared: str) -> str:
        """The category that the type stands for, or an empty string."""
        return next((self._evidence[name] for name in self._parts(declared) if name in self._evidence), "")

    def allow(self, declared: str, category: str) -> bool:
        """Whether a value of the type can be of the category."""
        for name in self._parts(declared):
            if name in self._vetoes:
                return False
            if name in self._only and not any(covers(pattern, category) for pattern in self._only[name]):
                return False
        return True

    def _parts(self, declared: str) -> tuple[str, ...]:
        if declared not in self._names:
            names = (part.rpartition(".")[2] for part in _NAME.findall(declared))
            self._names[declared] = tuple(name for name in names if name not in self._transparent)
        return self._names[declared]
