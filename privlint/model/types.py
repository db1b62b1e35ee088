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


#: Annotations that only wrap another type.
_WRAPPERS = frozenset(
    {"Optional", "Annotated", "Mapped", "Required", "NotRequired", "ReadOnly", "Final", "InitVar", "|", "Union"}
)


def head_type(type_: TypeExpr | None) -> str:
    """The last part of the name of a type, seen through ``Optional``, ``Annotated``, ``Mapped`` and unions with
    None."""
    if type_ is None:
        return ""
    name = type_.name.rpartition(".")[2]
    if name in _WRAPPERS:
        inner = [head_type(arg) for arg in (type_.args[:1] if name == "Annotated" else type_.args)]
        return next((text for text in inner if text and text != "None"), "")
    return name


def marker_category(type_: TypeExpr | None) -> str:
    """The category that ``Annotated[..., PersonalData("…")]`` declares, ``none`` for ``NotPersonal()``, else empty."""
    if type_ is None:
        return ""
    for arg in type_.args:
        name = arg.name.rpartition(".")[2]
        if name == "PersonalData()" and arg.args and arg.args[0].constant:
            return arg.args[0].constant
        if name == "NotPersonal()":
            return "none"
        if arg.name == "'" and arg.constant.startswith("privlint:"):
            return arg.constant.removeprefix("privlint:").strip()
        found = marker_category(arg)
        if found:
            return found
    return ""
