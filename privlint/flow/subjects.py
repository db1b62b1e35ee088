"""Data-subject models: the classes whose fields hold personal data, and whether code stores them or outsiders fill
them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes
from privlint.model.category import Datum
from privlint.model.flow import Collection
from privlint.model.place import Site
from privlint.model.program import ClassId
from privlint.model.rights import OpenField, PersonalField, SubjectModel
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.knowledge import Knowledge
    from privlint.flow.values import Value
    from privlint.model.program import ClassInfo, Field

#: Classes outside the project whose subclasses a database keeps, besides those that linking knows.
_DOCUMENTS = frozenset(
    "mongoengine.Document mongoengine.EmbeddedDocument mongoengine.DynamicDocument beanie.Document odmantic.Model"
    " pynamodb.models.Model google.cloud.ndb.Model elasticsearch_dsl.Document redis_om.HashModel redis_om.JsonModel"
    " piccolo.table.Table ormar.Model umongo.Document gino.Gino().Model peewee.Model tortoise.models.Model".split()
)
#: Packages whose classes outsiders fill.
_FORMS = (
    "django.forms",
    "rest_framework.serializers",
    "wtforms",
    "flask_wtf",
    "marshmallow",
    "ninja.Schema",
    "colander",
)
_TABLES = frozenset({"django", "sqlalchemy"})
_RECORDS = frozenset({"pydantic", "dataclass", "attrs", "msgspec", "namedtuple", "typeddict"})
#: Declared types of a field that refers to another object instead of holding data.
_RELATIONS = tuple(
    "ForeignKey ForeignKeyField OneToOneField ManyToManyField GenericRelation Relationship relationship Relation"
    " RelationField RelatedField ReferenceField LinkField Backref".split()
)
_FREE = frozenset({"TextField", "JSONField", "Text", "UnicodeText", "JSON", "JSONB", "DictField", "HStoreField"})
#: Ids say which row, not what it holds; everything that is about the person hangs on them.
_IDS = frozenset({"user.unique_id", "user.unique_id.pseudonymous"})


def subject_models(knowledge: Knowledge) -> dict[ClassId, SubjectModel]:
    """Every class with personal fields that is a table, a document, a form or a record, by its identity."""
    kept = _kept(knowledge)
    found: dict[ClassId, SubjectModel] = {}
    for ident, info in sorted(knowledge.program.classes.items()):
        stored, received = ident in kept or is_stored(knowledge, info), _is_received(knowledge, info)
        if (stored or received or info.kind in _RECORDS) and not _is_abstract(knowledge, info):
            fields = tuple(_personal_fields(knowledge, info))
            if fields:
                free = tuple(_open_fields(knowledge, info, {field.name for field in fields}))
                site = _site(knowledge, info, info.ir.at)
                found[ident] = SubjectModel(dotted(knowledge, ident), site, stored, received, fields, free)
    return found


def declared_collections(models: dict[ClassId, SubjectModel]) -> Iterator[Collection]:
    """The fields of the models as declarations of what is collected."""
    for model in models.values():
        for field in model.fields:
            how = "field" if model.stored else "parameter"
            text = f"{model.name.rpartition('.')[2]}.{field.name}"
            yield Collection(field.category, field.confidence, field.site, text, "", how, (), model.name, model.name)


def dotted(knowledge: Knowledge, ident: ClassId) -> str:
    """The dotted name of a class."""
    info = knowledge.program.classes[ident]
    return f"{knowledge.program.modules[info.module].module}.{info.ir.qualname}"


def is_stored(knowledge: Knowledge, info: ClassInfo) -> bool:
    """Whether a database keeps the objects of the class."""
    if info.kind in _TABLES:
        return True
    keywords = dict(info.ir.keywords)
    if info.kind == "pydantic" and "table" in keywords:
        return keywords["table"].name == "True"
    return any(base.removesuffix("()") in _DOCUMENTS for base in knowledge.program.external_bases(info.ident))


def meta(knowledge: Knowledge, info: ClassInfo) -> ClassInfo | None:
    """The class ``Meta`` inside the class."""
    wanted = f"{info.ir.qualname}.Meta"
    classes = knowledge.program.modules[info.module].classes
    number = next((number for number, other in enumerate(classes) if other.qualname == wanted), -1)
    return knowledge.program.classes[ClassId(info.module, number)] if number >= 0 else None


def classify(knowledge: Knowledge, info: ClassInfo, field: Field) -> Datum | None:
    """What the field holds: as declared, else by its name; None when it is not personal."""
    declared = knowledge.declared.field(info, field)
    if declared:
        return None if declared in ("none", "complete") else Datum(declared, Confidence.HIGH, "declared")
    if field.constant or knowledge.declared.is_complete(info) or field.declared.endswith(_RELATIONS):
        return None
    return knowledge.catalogue.names.classify(
        field.name, owner_class=info.ir.name, declared=field.declared, place="field", beside=tuple(info.fields)
    )


def _personal_fields(knowledge: Knowledge, info: ClassInfo) -> Iterator[PersonalField]:
    name = dotted(knowledge, info.ident)
    for owner, field in knowledge.program.fields(info.ident):
        # judged as a field of the class that has it: an abstract base says less about whose data it is
        declaring = knowledge.program.classes[owner]
        datum = classify(knowledge, declaring, field) or classify(knowledge, info, field)
        if datum is not None and datum.category not in _IDS:
            site = _site(knowledge, declaring, field.at)
            yield PersonalField(name, field.name, datum.category, datum.confidence, site, field.declared, datum.why)


def _open_fields(knowledge: Knowledge, info: ClassInfo, known: set[str]) -> Iterator[OpenField]:
    name = dotted(knowledge, info.ident)
    for owner, field in knowledge.program.fields(info.ident):
        declaring = knowledge.program.classes[owner]
        denied = knowledge.declared.field(declaring, field) == "none" or knowledge.declared.is_complete(declaring)
        if field.name not in known and field.declared in _FREE and not denied:
            yield OpenField(name, field.name, _site(knowledge, declaring, field.at), field.declared)


def _is_received(knowledge: Knowledge, info: ClassInfo) -> bool:
    return any(base.startswith(_FORMS) for base in knowledge.program.external_bases(info.ident))


def _is_abstract(knowledge: Knowledge, info: ClassInfo) -> bool:
    """Whether the class itself has no table: its fields are counted where they are inherited."""
    if not info.subclasses:
        return False
    inner = meta(knowledge, info)
    return "__abstract__" in info.attributes or (inner is not None and "abstract" in inner.attributes)


def _kept(knowledge: Knowledge) -> set[ClassId]:
    """Classes whose objects stand in containers of modules: ``USERS: dict[str, User]``."""
    found: set[ClassId] = set()
    for cell, value in knowledge.cells.items():
        if cell[0] == "global":
            found |= _elements(value)
    return found


def _elements(value: Value, depth: int = 2) -> set[ClassId]:
    inside = [kid for label, kid in value.kids.items() if label.startswith("[")]
    found = {ident for kid in inside for ident in shapes.instances(kid.shape)}
    return found.union(*(_elements(kid, depth - 1) for kid in inside)) if depth else found


def _site(knowledge: Knowledge, info: ClassInfo, at: int) -> Site:
    return Site(knowledge.program.modules[info.module].path, at)
