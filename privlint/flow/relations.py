"""How stored classes hang together: foreign keys and relationships, and what goes when an object is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.flow.subjects import is_stored
from privlint.model import ir
from privlint.model.program import ClassId
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.program import ClassInfo
    from privlint.model.types import TypeExpr

_SINGLE = frozenset({"OneToOneField"})
_SEVERAL = frozenset({"ManyToManyField"})
_KEYS = frozenset({"ForeignKey", "ForeignKeyField", "ReferenceField", "GenericForeignKey"}) | _SINGLE | _SEVERAL
_RELATIONSHIPS = frozenset({"relationship", "Relationship"})
_COLUMNS = frozenset({"Column", "mapped_column", "Field"})
_RULES = frozenset({"on_delete", "ondelete", "reverse_delete_rule"})
_REQUESTS = frozenset({"request", "req", "info", "context"})


class Relation(NamedTuple):
    """``child`` refers to ``parent``; ``accessor`` is the parent's attribute that gives the children, ``field`` the
    child's that gives the parent, each empty without.

    ``cascades``: deleting the parent deletes the child; ``orphans``: so does taking the child out of the accessor.
    ``single``: a parent has one child at most; ``several``: a child has any number of parents.
    """

    parent: ClassId
    child: ClassId
    accessor: str
    cascades: bool
    field: str = ""
    single: bool = False
    several: bool = False
    orphans: bool = False


def relations(knowledge: Knowledge) -> tuple[Relation, ...]:
    """Every reference between stored classes of the project."""
    stored = [info for info in knowledge.program.classes.values() if is_stored(knowledge, info)]
    names = _Names(knowledge, stored)
    return tuple(relation for info in stored for relation in _of(knowledge, info, names))


def links(known: Iterable[Relation]) -> dict[tuple[ClassId, str], tuple[ClassId, bool]]:
    """What attributes of stored classes lead to: the class of the other side, and whether there are many of it."""
    found: dict[tuple[ClassId, str], tuple[ClassId, bool]] = {}
    known = tuple(known)
    keyed = {(one.child, one.parent) for one in known if not one.accessor and not one.field}
    for one in known:
        if one.accessor:
            refers = (one.parent, one.child) in keyed and (one.child, one.parent) not in keyed
            found.setdefault((one.parent, one.accessor), (one.child, not one.single and not refers))
        if one.field:
            found.setdefault((one.child, one.field), (one.parent, one.several))
    return found


def aliases(knowledge: Knowledge, known: Iterable[Relation]) -> dict[tuple[ClassId, str], tuple[str, ClassId, str]]:
    """Attributes that stand for those of related objects, ``email = association_proxy("emails", "email")``: the
    relationship, the class behind it and its field."""
    children = {(one.parent, one.accessor): one.child for one in known if one.accessor}
    found: dict[tuple[ClassId, str], tuple[str, ClassId, str]] = {}
    for ident, info in knowledge.program.classes.items() if children else ():
        if "association_proxy" not in knowledge.program.exports[info.module]:
            continue
        body = knowledge.program.modules[info.module].functions[info.ir.body].body
        made = definitions(body)
        for instr in walk(body):
            call = made.get(instr.src) if isinstance(instr, ir.Store) else None
            if isinstance(instr, ir.Store) and isinstance(call, ir.Call) and _callee(made, call) == "association_proxy":
                relationship, field = (*(_string(made, reg) for reg, _ in call.args[:2]), "", "")[:2]
                if (ident, relationship) in children:
                    found[(ident, instr.name)] = (relationship, children[(ident, relationship)], field)
    return found


def deleted_with(gone: Iterable[ClassId], known: Iterable[Relation]) -> set[ClassId]:
    """The classes whose objects go when those of ``gone`` are deleted, themselves included."""
    found = set(gone)
    known = tuple(known)
    while added := {one.child for one in known if one.cascades and one.parent in found} - found:
        found |= added
    return found


def user_model(knowledge: Knowledge) -> ClassId | None:
    """The class of the person behind a request, as Django's settings name it; None where the project has none."""
    users = [ident for ident, info in sorted(knowledge.program.classes.items()) if _is_user(knowledge, info)]
    return users[0] if users else None


def is_requester(instr: Instr | None, made: Mapping[int, Instr]) -> bool:
    """Whether an expression is the person behind the request: ``request.user``, ``current_user``."""
    if isinstance(instr, ir.GetAttr) and instr.attr == "user":
        owner = made.get(instr.obj)
        return isinstance(owner, ir.GetAttr | ir.Load) and _last(owner) in _REQUESTS
    return isinstance(instr, ir.Load) and instr.name == "current_user"


def _last(instr: ir.GetAttr | ir.Load) -> str:
    return instr.attr if isinstance(instr, ir.GetAttr) else instr.name


class _Names:
    """Finds stored classes by the words in which fields refer to them."""

    def __init__(self, knowledge: Knowledge, stored: list[ClassInfo]) -> None:
        self._knowledge = knowledge
        self._by_name: dict[str, list[ClassId]] = {}
        for info in stored:
            self._by_name.setdefault(info.ir.name, []).append(info.ident)
        self.by_table = {_table(knowledge, info): info.ident for info in stored}
        self.user = user_model(knowledge)

    def of_text(self, text: str) -> ClassId | None:
        """The class that ``Model`` or ``app.Model`` names: of several, that of the app."""
        app, _, name = text.rpartition(".")
        found = self._by_name.get(name, [])
        modules = self._knowledge.program.modules
        inside = [ident for ident in found if app and app in modules[ident.module].module.split(".")]
        return next(iter([*inside, *found]), None)

    def of_register(self, made: Mapping[int, Instr], reg: int, module: int) -> ClassId | None:
        """The class that an argument names: as itself, as ``"app.Model"``, as the user model of the settings."""
        instr = made.get(reg)
        if isinstance(instr, ir.Const):
            return self.of_text(str(instr.value))
        if isinstance(instr, ir.GetAttr):
            return self.user if instr.attr == "AUTH_USER_MODEL" else self.of_text(instr.attr)
        if isinstance(instr, ir.Load) and instr.name == "AUTH_USER_MODEL":
            return self.user
        if isinstance(instr, ir.Load):
            target = self._knowledge.program.exports[module].get(instr.name)
            known = self._knowledge.program.class_id(target) if target is not None and target.kind == "class" else None
            return known or self.of_text(instr.name)
        if isinstance(instr, ir.Call) and _callee(made, instr) == "get_user_model":
            return self.user
        return None

    def of_type(self, type_: TypeExpr | None) -> ClassId | None:
        """The stored class inside an annotation: ``Mapped[list["Order"]]``."""
        if type_ is None:
            return None
        found = (self.of_type(arg) for arg in type_.args)
        return self.of_text(type_.name.rpartition(".")[2]) or next((one for one in found if one), None)


def _of(knowledge: Knowledge, info: ClassInfo, names: _Names) -> Iterator[Relation]:
    """The references that a class declares or inherits."""
    for entry in info.mro:
        if isinstance(entry, ClassId):
            yield from _declared(knowledge, knowledge.program.classes[entry], info, names)


def _declared(knowledge: Knowledge, declaring: ClassInfo, info: ClassInfo, names: _Names) -> Iterator[Relation]:
    body = knowledge.program.modules[declaring.module].functions[declaring.ir.body].body
    made = definitions(body)
    for instr in walk(body):
        call = made.get(instr.src) if isinstance(instr, ir.Store) else None
        if not isinstance(instr, ir.Store) or not isinstance(call, ir.Call):
            continue
        maker = _callee(made, call)
        if maker in _KEYS:
            yield from _key(knowledge, made, instr.name, call, declaring.module, info, names)
        elif maker in _RELATIONSHIPS:
            child = names.of_register(made, _first(call, "argument"), declaring.module) or names.of_type(instr.declared)
            if child is not None:
                yield from _relationship(made, instr.name, call, info.ident, child)
        elif maker in _COLUMNS:
            yield from _column(made, call, info, names)


def _key(
    knowledge: Knowledge,
    made: Mapping[int, Instr],
    field: str,
    call: ir.Call,
    module: int,
    info: ClassInfo,
    names: _Names,
) -> Iterator[Relation]:
    """``user = ForeignKey(User, on_delete=CASCADE, related_name="orders")``."""
    parent = names.of_register(made, _first(call, "to", "model", "model_name", "document_type"), module)
    if parent is None:
        return
    maker = _callee(made, call)
    default = info.ir.name.lower() if maker in _SINGLE else f"{info.ir.name.lower()}_set"
    accessor = (_text(made, call, "related_name", "backref") or default).replace("+", "")
    cascades = _cascades(made, call, default=_is_tortoise(knowledge, info)) and maker not in _SEVERAL
    yield Relation(parent, info.ident, accessor, cascades, field, single=maker in _SINGLE, several=maker in _SEVERAL)


def _relationship(
    made: Mapping[int, Instr], name: str, call: ir.Call, mine: ClassId, other: ClassId
) -> Iterator[Relation]:
    """``relationship("Order", cascade="all", backref=backref("customer", cascade="all"))``: both of its sides."""
    yield Relation(mine, other, name, _deletes(made, call), single=_is_scalar(made, call), orphans=_orphans(made, call))
    back = _first_of(call, "backref")
    inner = made.get(back)
    if isinstance(inner, ir.Call) and _callee(made, inner) == "backref":
        accessor = _string(made, _first(inner, "name"))
        yield Relation(
            other, mine, accessor, _deletes(made, inner), single=_is_scalar(made, inner), orphans=_orphans(made, inner)
        )
    elif _string(made, back):
        yield Relation(other, mine, _string(made, back), cascades=False)


def _is_scalar(made: Mapping[int, Instr], call: ir.Call) -> bool:
    return any(label == "uselist" and getattr(made.get(reg), "value", None) is False for reg, label in call.args)


def _orphans(made: Mapping[int, Instr], call: ir.Call) -> bool:
    return "delete-orphan" in _text(made, call, "cascade")


def _column(made: Mapping[int, Instr], call: ir.Call, info: ClassInfo, names: _Names) -> Iterator[Relation]:
    """``Column(ForeignKey("users.id", ondelete="CASCADE"))``, ``Field(foreign_key="user.id")``."""
    inner = next((one for reg, _ in call.args if (one := _foreign_key(made, reg)) is not None), None)
    key = _text(made, call, "foreign_key") or (_string(made, _first(inner, "column")) if inner is not None else "")
    parent = names.by_table.get(key.rpartition(".")[0].rpartition(".")[2])
    if parent is not None:
        yield Relation(parent, info.ident, "", _cascades(made, inner or call, default=False))


def _foreign_key(made: Mapping[int, Instr], reg: int) -> ir.Call | None:
    call = made.get(reg)
    return call if isinstance(call, ir.Call) and _callee(made, call) == "ForeignKey" else None


def _cascades(made: Mapping[int, Instr], call: ir.Call, *, default: bool) -> bool:
    rule = next((made.get(reg) for reg, label in call.args if label in _RULES), None)
    if rule is None:
        return default
    word = rule.attr if isinstance(rule, ir.GetAttr) else rule.name if isinstance(rule, ir.Load) else ""
    return (word or str(getattr(rule, "value", ""))).upper() == "CASCADE"


def _deletes(made: Mapping[int, Instr], call: ir.Call) -> bool:
    """Whether a relationship deletes the objects on its other side."""
    if any(label == "cascade_delete" and getattr(made.get(reg), "value", None) is True for reg, label in call.args):
        return True
    words = {word.strip() for word in _text(made, call, "cascade").split(",")}
    return bool(words & {"all", "delete"})


def _callee(made: Mapping[int, Instr], call: ir.Call) -> str:
    func = made.get(call.func)
    return func.attr if isinstance(func, ir.GetAttr) else func.name if isinstance(func, ir.Load) else ""


def _first(call: ir.Call, *labels: str) -> int:
    return next((reg for reg, label in call.args if label == "" or label in labels), ir.NONE)


def _first_of(call: ir.Call, keyword: str) -> int:
    return next((reg for reg, label in call.args if label == keyword), ir.NONE)


def _text(made: Mapping[int, Instr], call: ir.Call, *labels: str) -> str:
    return next((_string(made, reg) for reg, label in call.args if label in labels), "")


def _string(made: Mapping[int, Instr], reg: int) -> str:
    instr = made.get(reg)
    return instr.value if isinstance(instr, ir.Const) and isinstance(instr.value, str) else ""


def _table(knowledge: Knowledge, info: ClassInfo) -> str:
    """The table of a class: as it says, else its name in lower case, which is what SQLModel makes of it."""
    body = knowledge.program.modules[info.module].functions[info.ir.body].body
    made = definitions(body)
    named = (
        _string(made, instr.src)
        for instr in walk(body)
        if isinstance(instr, ir.Store) and instr.name == "__tablename__"
    )
    return next(named, info.ir.name.lower())


def _is_user(knowledge: Knowledge, info: ClassInfo) -> bool:
    return any(
        base.endswith((".AbstractUser", ".AbstractBaseUser")) for base in knowledge.program.external_bases(info.ident)
    )


def _is_tortoise(knowledge: Knowledge, info: ClassInfo) -> bool:
    return any(base.startswith("tortoise.") for base in knowledge.program.external_bases(info.ident))
