"""Type annotations as plain data: what the analysis can learn about a value from its declaration."""

from __future__ import annotations

import msgspec


class TypeExpr(msgspec.Struct, frozen=True, array_like=True):
    """A type annotation or base class, reduced to names.

    ``name`` is the dotted name as written in the file (``models.User``), ``|`` for a union, ``()`` for a bare tuple of
    arguments, ``str`` constants of ``Literal`` and ``Annotated`` metadata stand in ``constant`` under the name ``'``, a
    call such as ``PersonalData("user.name")`` has its callee's name with ``()`` appended and its positional arguments
    in ``args``. ``keywords`` holds the keyword arguments of such a call, name before value. String forward references
    are already parsed. An annotation of any other form is ``?``.
    """

    name: str
    args: tuple[TypeExpr, ...] = ()
    constant: str = ""
    keywords: tuple[tuple[str, TypeExpr], ...] = ()
