"""Classes: bases resolved across modules, C3 order, how their objects are built and printed, declared fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.link.fields import declared_fields
from privlint.link.names import path_of
from privlint.model import ir
from privlint.model.program import ClassId, ClassInfo, FunctionId
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.link.names import Resolver
    from privlint.model.module import ModuleIR
    from privlint.model.program import ClassKind
    from privlint.model.target import Target

#: External base classes that decide how objects are built and printed, by API path.
_BASE_KINDS: dict[str, ClassKind] = {
    "pydantic.BaseModel": "pydantic",
    "pydantic.main.BaseModel": "pydantic",
    "pydantic_settings.BaseSettings": "pydantic",
    "pydantic.BaseSettings": "pydantic",
    "sqlmodel.SQLModel": "pydantic",
    "ninja.Schema": "pydantic",
    "typing.NamedTuple": "namedtuple",
    "typing.TypedDict": "typeddict",
    "typing_extensions.TypedDict": "typeddict",
    "msgspec.Struct": "msgspec",
    "django.db.models.Model": "django",
    "django.db.models.base.Model": "django",
    "django.contrib.auth.models.AbstractUser": "django",
    "django.contrib.auth.models.AbstractBaseUser": "django",
    "django.contrib.auth.base_user.AbstractBaseUser": "django",
    "django.contrib.auth.models.User": "django",
    "django.contrib.gis.db.models.Model": "django",
    "sqlalchemy.orm.DeclarativeBase": "sqlalchemy",
    "sqlalchemy.orm.declarative_base()": "sqlalchemy",
    "sqlalchemy.ext.declarative.declarative_base()": "sqlalchemy",
    "sqlalchemy.ext.automap.automap_base()": "sqlalchemy",
    "flask_sqlalchemy.SQLAlchemy().Model": "sqlalchemy",
    "flask_sqlalchemy_lite.SQLAlchemy().Model": "sqlalchemy",
    "gino.Gino().Model": "sqlalchemy",
    "playhouse.flask_utils.FlaskDB().Model": "sqlalchemy",
    "pony.orm.Database().Entity": "sqlalchemy",
    "peewee.Model": "sqlalchemy",
    "tortoise.models.Model": "sqlalchemy",
    "tortoise.Model": "sqlalchemy",
    "enum.Enum": "enum",
    "enum.IntEnum": "enum",
    "enum.StrEnum": "enum",
    "enum.Flag": "enum",
    "django.db.models.TextChoices": "enum",
    "django.db.models.IntegerChoices": "enum",
}

_DECORATOR_KINDS: dict[str, ClassKind] = {
    "dataclasses.dataclass": "dataclass",
    "pydantic.dataclasses.dataclass": "dataclass",
    "attr.s": "attrs",
    "attr.attrs": "attrs",
    "attr.dataclass": "attrs",
    "attr.define": "attrs",
    "attr.frozen": "attrs",
    "attr.mutable": "attrs",
    "attrs.define": "attrs",
    "attrs.frozen": "attrs",
    "attrs.mutable": "attrs",
}

#: Where the types of columns come from, and what declares them.
_COLUMNS: dict[str, ClassKind] = {"django.db.models.": "django", "sqlalchemy.": "sqlalchemy"}
_COLUMN_TYPES = ("Field", "ForeignKey", ".Column", ".mapped_column")


def build_classes(modules: tuple[ModuleIR, ...], resolver: Resolver) -> dict[ClassId, ClassInfo]:
    """Every class of the project, linked to its bases and subclasses."""
    classes: dict[ClassId, ClassInfo] = {}
    for number, module in enumerate(modules):
        for index, class_ir in enumerate(module.classes):
            ident = ClassId(number, index)
            classes[ident] = ClassInfo(ident, class_ir, number)
    for info in classes.values():
        info.bases = _bases(info, modules, resolver)
        _methods_and_attributes(info, modules[info.module])
    for info in classes.values():
        info.mro = _mro(info.ident, classes, ())
    for info in classes.values():
        info.kind = _kind(info, classes, resolver)
        if info.kind == "plain" and any(isinstance(entry, str) for entry in info.mro):
            info.kind = _kind_by_columns(info, modules[info.module], resolver)
        info.fields = declared_fields(info, modules[info.module], resolver)
    _subclasses(classes)
    return classes


def _bases(info: ClassInfo, modules: tuple[ModuleIR, ...], resolver: Resolver) -> tuple[ClassId | str, ...]:
    found: list[ClassId | str] = []
    for base in info.ir.bases:
        name = base.name.removesuffix("()")
        if name in ("|", "?", "'", "()", "") or name.rpartition(".")[2] in ("Generic", "Protocol"):
            continue
        local = _local_class(info, name, modules[info.module])
        target = None if local else resolver.dotted(info.module, name)
        if local is not None:
            found.append(local)
        elif target is None:
            found.append(_of_variable(info, name, modules, resolver))
        elif target.kind == "class":
            found.append(ClassId(*target.ident))
        elif target.kind == "external":
            found.append(target.name + ("()" if base.name.endswith("()") else ""))
        elif target.kind == "variable":
            found.append(_base_from_variable(target, resolver))
    return tuple(dict.fromkeys(found))


def _local_class(info: ClassInfo, name: str, module: ModuleIR) -> ClassId | None:
    """A class defined beside this one inside a function or class."""
    prefix = info.ir.qualname.rpartition(".")[0]
    if not prefix:
        return None
    for index, other in enumerate(module.classes):
        if other.qualname == f"{prefix}.{name}":
            return ClassId(info.module, index)
    return None


def _of_variable(info: ClassInfo, name: str, modules: tuple[ModuleIR, ...], resolver: Resolver) -> str:
    """A base that is an attribute of what a variable holds: ``db.Model``, where ``db = SQLAlchemy()`` or an object of
    a class of the project that extends it."""
    owner, _, attribute = name.rpartition(".")
    variable = resolver.dotted(info.module, owner) if owner else None
    if variable is None or variable.kind != "variable":
        return f"builtins.{name}"
    maker = resolver.maker(variable)
    seen: set[tuple[int, int]] = set()
    while maker is not None and maker.kind == "class" and maker.ident not in seen:
        seen.add(maker.ident)
        bases = modules[maker.ident[0]].classes[maker.ident[1]].bases
        maker = resolver.dotted(maker.ident[0], bases[0].name) if bases else None
    path = f"{maker.name}()" if maker is not None and maker.kind == "external" else f"?.{variable.name}"
    return f"{path}.{attribute}"


def _base_from_variable(variable: Target, resolver: Resolver) -> str:
    """A base held in a variable: ``Base = declarative_base()`` is the usual one."""
    maker = resolver.maker(variable)
    if maker is not None and f"{maker.name}()" in _BASE_KINDS:
        return f"{maker.name}()"
    return "sqlalchemy.orm.declarative_base()" if variable.name in ("Base", "ModelBase") else f"?.{variable.name}"


def _methods_and_attributes(info: ClassInfo, module: ModuleIR) -> None:
    methods: dict[str, FunctionId] = {}
    for index, function in enumerate(module.functions):
        if function.owner == info.ident.number and function.kind == "function":
            # a property's setter bears the getter's name: the first definition is the one that is read
            name = function.name
            if any(text.endswith((".setter", ".deleter")) for text in function.decorators):
                name = f"{name}.setter"
            elif "overload" in {text.rpartition(".")[2] for text in function.decorators}:
                continue
            methods.setdefault(name, FunctionId(info.module, index))
    body = module.functions[info.ir.body].body
    names = {instr.name for instr in walk(body) if isinstance(instr, ir.Store)}
    info.methods = methods
    info.attributes = frozenset(names - set(methods))


def _mro(ident: ClassId, classes: dict[ClassId, ClassInfo], above: tuple[ClassId, ...]) -> tuple[ClassId | str, ...]:
    """C3 linearisation; where it fails (or bases form a cycle) depth-first order, duplicates dropped."""
    if ident in above:
        return ()
    bases = classes[ident].bases
    lines: list[list[ClassId | str]] = [
        list(_mro(base, classes, (*above, ident))) if isinstance(base, ClassId) else [base] for base in bases
    ]
    merged = _merge([*lines, list(bases)])
    return (ident, *merged)


def _merge(lines: list[list[ClassId | str]]) -> list[ClassId | str]:
    result: list[ClassId | str] = []
    queue = [line[:] for line in lines if line]
    while queue:
        head = next((line[0] for line in queue if not any(line[0] in other[1:] for other in queue)), queue[0][0])
        result.append(head)
        queue = [rest for line in queue if (rest := [entry for entry in line if entry != head])]
    return result


def _kind(info: ClassInfo, classes: dict[ClassId, ClassInfo], resolver: Resolver) -> ClassKind:
    for entry in info.mro:
        if isinstance(entry, ClassId):
            for decorator in classes[entry].ir.decorators:
                target = resolver.dotted(classes[entry].module, decorator.removesuffix("()"))
                if target is not None and target.name in _DECORATOR_KINDS:
                    return _DECORATOR_KINDS[target.name]
    external = [entry for entry in info.mro if isinstance(entry, str)]
    for entry in external:
        if entry in _BASE_KINDS:
            return _BASE_KINDS[entry]
    return _kind_by_shape(external)


def _kind_by_shape(external: Iterable[str]) -> ClassKind:
    """A class whose base lies in an unknown package, judged by the base's customary name."""
    for entry in external:
        last = entry.rpartition(".")[2]
        if entry.startswith("builtins.") and last.endswith(("Exception", "Error", "Warning")):
            return "exception"
        if last.endswith(("Error", "Exception")):
            return "exception"
        if (entry.startswith("?.") and entry.endswith(".Model")) or last in ("DeclarativeBase", "declarative_base()"):
            return "sqlalchemy"
        if entry.startswith(("django.", "wagtail.", "polymorphic.", "mptt.", "model_utils.")) and ".models" in entry:
            return "django"
    return "plain"


def _kind_by_columns(info: ClassInfo, module: ModuleIR, resolver: Resolver) -> ClassKind:
    """A class whose base lies in a package that is not at hand, judged by the columns that it declares."""
    body = module.functions[info.ir.body].body
    made = definitions(body)
    for instr in walk(body):
        call = made.get(instr.src) if isinstance(instr, ir.Store) else None
        if isinstance(call, ir.Call):
            target = resolver.dotted(info.module, path_of(made, call.func))
            for start, kind in _COLUMNS.items() if target is not None and target.kind == "external" else ():
                if target is not None and target.name.startswith(start) and target.name.endswith(_COLUMN_TYPES):
                    return kind
    return "plain"


def _subclasses(classes: dict[ClassId, ClassInfo]) -> None:
    below: dict[ClassId, list[ClassId]] = {}
    for info in classes.values():
        for entry in info.mro[1:]:
            if isinstance(entry, ClassId):
                below.setdefault(entry, []).append(info.ident)
    for ident, idents in below.items():
        classes[ident].subclasses = tuple(idents)
