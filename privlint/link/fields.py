"""Declared fields of classes: annotations, ORM columns, form and serializer fields, and what they say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.program import Field
from privlint.model.types import head_type, marker_category
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.link.names import Resolver
    from privlint.model.ir import Instr
    from privlint.model.module import ModuleIR
    from privlint.model.program import ClassInfo
    from privlint.model.types import TypeExpr

#: Callees that make a field without being a type themselves.
_MAKERS = frozenset(
    {"Field", "field", "attrib", "ib", "mapped_column", "Column", "Relationship", "relationship", "column_property"}
)
#: The keywords of field makers that take notes for other programs.
_METADATA = frozenset({"metadata", "info", "json_schema_extra"})


def declared_fields(info: ClassInfo, module: ModuleIR, resolver: Resolver) -> dict[str, Field]:
    """The fields that the class body declares, in order, with methods, constants and nested classes left out."""
    if info.kind == "enum":
        return {}
    body = module.functions[info.ir.body].body
    made = definitions(body)
    found: dict[str, Field] = {}
    for instr in walk(body):
        if isinstance(instr, ir.Declare):
            found[instr.name] = _annotated(instr.name, instr.declared, None, instr.at, made)
        elif isinstance(instr, ir.Store):
            field = _stored(instr, made, info)
            if field is not None:
                found[instr.name] = field
    return {name: field for name, field in found.items() if not name.startswith("__") and name != "model_config"}


def _stored(store: ir.Store, made: Mapping[int, Instr], info: ClassInfo) -> Field | None:
    value = made.get(store.src)
    if store.declared is not None:
        if store.declared.name.rpartition(".")[2] == "ClassVar":
            return None
        return _annotated(store.name, store.declared, value, store.at, made)
    if isinstance(value, ir.Call):
        return _called(store, value, made)
    if isinstance(value, ir.Const | ir.Build | ir.BuildDict) and info.kind == "plain":
        return Field(store.name, "", None, store.at, in_init=False, has_default=True, constant=True)
    return None


def _annotated(name: str, type_: TypeExpr, value: Instr | None, at: int, made: Mapping[int, Instr]) -> Field:
    options = _options(value, made) if isinstance(value, ir.Call) else {}
    kind = _maker_type(value, made) if isinstance(value, ir.Call) else ""
    return Field(
        name,
        head_type(type_) if head_type(type_) not in ("str", "Any", "") or not kind else kind,
        type_,
        at,
        in_repr=options.get("repr") is not False,
        in_dump=options.get("exclude") is not True,
        in_init=options.get("init") is not False and type_.name.rpartition(".")[2] != "ClassVar",
        kw_only=options.get("kw_only") is True,
        has_default=value is not None,
        declares=_marked(type_) or _metadata(value, made),
    )


def _called(store: ir.Store, call: ir.Call, made: Mapping[int, Instr]) -> Field | None:
    """``email = models.EmailField()``, ``email = Column(String)``, ``email = attr.ib()``."""
    maker = _callee(call, made)
    if not maker or (maker[0].islower() and maker not in _MAKERS):
        return None
    if not (maker in _MAKERS or maker.endswith(("Field", "Key", "Property", "Input", "Descriptor"))):
        return None
    options = _options(call, made)
    return Field(
        store.name,
        _maker_type(call, made) or maker,
        None,
        store.at,
        in_repr=options.get("repr") is not False,
        in_init=options.get("init") is not False,
        has_default=True,
        declares=_metadata(call, made),
    )


def _callee(call: ir.Call, made: Mapping[int, Instr]) -> str:
    callee = made.get(call.func)
    if isinstance(callee, ir.GetAttr):
        return callee.attr
    return callee.name if isinstance(callee, ir.Load) else ""


def _maker_type(value: Instr | None, made: Mapping[int, Instr]) -> str:
    """The field class (``EmailField``) or, for ``Column(String)``, the column type's name."""
    if not isinstance(value, ir.Call):
        return ""
    maker = _callee(value, made)
    if maker not in _MAKERS:
        return maker if maker.endswith("Field") else ""
    for reg, label in value.args:
        argument = made.get(reg)
        if isinstance(argument, ir.Call):
            argument = made.get(argument.func)
        if label in ("", "type_") and isinstance(argument, ir.Load | ir.GetAttr):
            return argument.name if isinstance(argument, ir.Load) else argument.attr
    return ""


def _options(call: ir.Call, made: Mapping[int, Instr]) -> dict[str, object]:
    values = {label: made.get(reg) for reg, label in call.args if label}
    return {label: value.value for label, value in values.items() if isinstance(value, ir.Const)}


def _marked(type_: TypeExpr) -> tuple[tuple[str, str], ...]:
    category = marker_category(type_)
    return (("data", category),) if category else ()


def _metadata(value: Instr | None, made: Mapping[int, Instr]) -> tuple[tuple[str, str], ...]:
    """A category, or a table of annotation keys, under ``privlint`` in ``metadata=``, ``info=`` or
    ``json_schema_extra=``."""
    for reg, label in value.args if isinstance(value, ir.Call) else ():
        said = _entries(made.get(reg), made).get("privlint") if label in _METADATA else None
        if isinstance(said, ir.Const):
            return (("data", str(said.value)),)
        if isinstance(said, ir.BuildDict):
            table = _entries(said, made).items()
            return tuple((key, str(entry.value)) for key, entry in table if isinstance(entry, ir.Const))
    return ()


def _entries(table: Instr | None, made: Mapping[int, Instr]) -> dict[str, Instr | None]:
    """The entries of a dict display whose keys are constant texts."""
    found: dict[str, Instr | None] = {}
    for key, entry in table.entries if isinstance(table, ir.BuildDict) else ():
        name = made.get(key)
        if isinstance(name, ir.Const) and isinstance(name.value, str):
            found[name.value] = made.get(entry)
    return found
