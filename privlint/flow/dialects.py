"""Notes on classes that other tools read: Open edX docstrings (``.. pii:``, ``.. no_pii:``), ``class PrivacyMeta``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.program import ClassId
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from privlint.catalogue.names import Names
    from privlint.model.program import ClassInfo, Field, Program

#: A class that says it holds personal data has fields as that of a person does.
_A_PERSON = "User"
#: What a field holds that is said to be personal, and whose name does not tell more.
_ANY = "user"


def denies(info: ClassInfo) -> bool:
    """Whether the docstring says that nothing in the class is personal."""
    return "no_pii" in info.ir.dialect.split()


def category(program: Program, names: Names, info: ClassInfo, field: Field) -> str:
    """The category of a field that its class says is personal; empty where it says nothing."""
    is_listed = field.name in _listed(program, info)
    if not is_listed and ("pii" not in info.ir.dialect.split() or denies(info)):
        return ""
    datum = names.classify(field.name, owner_class=_A_PERSON, declared=field.declared, place="field")
    if datum is None:
        return _ANY if is_listed else ""
    return datum.category


def _listed(program: Program, info: ClassInfo) -> frozenset[str]:
    """The names in ``fields = [...]`` of the class ``PrivacyMeta`` inside the class."""
    module = program.modules[info.module]
    wanted = f"{info.ir.qualname}.PrivacyMeta"
    number = next((number for number, other in enumerate(module.classes) if other.qualname == wanted), -1)
    if number < 0:
        return frozenset()
    body = module.functions[program.classes[ClassId(info.module, number)].ir.body].body
    made = definitions(body)
    stored = [made.get(instr.src) for instr in walk(body) if isinstance(instr, ir.Store) and instr.name == "fields"]
    items = [made.get(reg) for table in stored if isinstance(table, ir.Build) for reg, _ in table.items]
    return frozenset(str(item.value) for item in items if isinstance(item, ir.Const))
