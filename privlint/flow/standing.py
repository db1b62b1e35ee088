"""Objects that a framework shares, for which the project puts a class of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privlint.model.program import ClassId, Program

#: From what a class derives that stands for the shared object, by the path of the object.
_BASES = {
    "flask.session": frozenset({"flask.sessions.SessionMixin", "flask.sessions.SecureCookieSession"}),
    "flask.request": frozenset({"flask.Request", "flask.wrappers.Request"}),
}


class Standing:
    """The project's classes in the place of shared objects, found once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._found: dict[str, list[ClassId]] = {}

    def class_of(self, path: str, name: str) -> ClassId | None:
        """The class that says what the attribute ``name`` of the shared object is; None where none or several do."""
        if path not in _BASES:
            return None
        if path not in self._found:
            self._found[path] = [
                ident
                for ident in sorted(self._program.classes)
                if not _BASES[path].isdisjoint(self._program.external_bases(ident))
            ]
        saying = {
            (self._program.method(ident, name), self._program.field(ident, name)): ident for ident in self._found[path]
        }
        saying.pop((None, None), None)
        return next(iter(saying.values())) if len(saying) == 1 else None
