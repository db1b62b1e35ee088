"""What a whole object shows when it is printed, dumped or handed to a recipient: fields by the kind of its class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, numbers, shapes
from privlint.flow.facts import NO_FACTS
from privlint.flow.frame import Args
from privlint.flow.sources import Read
from privlint.flow.values import KEYS, Value, item
from privlint.model.recipient import Role

if TYPE_CHECKING:
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Frame
    from privlint.model.program import ClassId, FunctionId

#: Kinds whose default text lists their fields.
_TELLING = frozenset({"dataclass", "attrs", "pydantic", "namedtuple", "typeddict", "msgspec"})
#: Objects of project classes of which nothing was written here: their class, and what of them is read.
_Unwritten = tuple["ClassId", "bool | FunctionId"]
#: Base classes of a user in Django.
_USERS = frozenset({"AbstractUser", "AbstractBaseUser", "User"})
#: Parts that printing shows besides items and attributes.
_OPEN = frozenset({KEYS, "#msg"})
#: Kinds that a serializer opens field by field.
_DUMPED = frozenset({"dataclass", "attrs", "pydantic", "namedtuple", "typeddict", "msgspec", "django", "sqlalchemy"})


#: Parts that may be opened instead of calling one method that makes a text.
_TEXT_COSTS = 20


class Opened:
    """What one reading of a whole has opened so far, so that the parts that objects share, and objects of one class
    that say nothing of their own, are opened once. Readings inside a text that another one makes go on with its."""

    def __init__(self, around: Opened | None) -> None:
        self.locs: set[object] = set()
        self.depths: dict[_Unwritten, int] = {} if around is None else around.depths
        self.told: dict[_Unwritten, Facts] = {} if around is None else around.told
        self.repeated: set[_Unwritten] = set() if around is None else around.repeated
        self.spent: list[int] = [0] if around is None else around.spent

    def spend(self, frame: Frame, parts: int) -> bool:
        """Whether the reading may open so many parts more; that it may not is told, here or with the function."""
        if self.spent[0] > limits.OPENED or frame.fuel <= 0:
            return False
        self.spent[0] += parts
        frame.fuel -= parts
        if self.spent[0] > limits.OPENED:
            frame.knowledge.trouble(frame.module.path, frame.at, "an object is too large to be read as a whole")
        return True

    def again(self, entry: _Unwritten, depth: int) -> Facts | None:
        """What an object of the class has told already, now of more persons than one; None before any did."""
        if self.depths.get(entry, -1) < depth:
            self.depths[entry] = depth
            return None
        self.repeated.add(entry)
        return _of_several(self.told.get(entry, NO_FACTS))

    def tell(self, entry: _Unwritten, found: Facts) -> Facts:
        """Keep what an object of the class told; gives it, without a person where one inside it is of its class."""
        self.told[entry] = _of_several(found) if entry in self.repeated else found
        return self.told[entry]


def _of_several(known: Facts) -> Facts:
    return {key: fact if fact.subject is None else fact.but(subject=None) for key, fact in known.items()}


def shown(frame: Frame, value: Value, by: str = "__str__") -> Facts:
    """What ``str(value)`` shows, or ``repr`` or an f-string, by the name of the method they use."""
    return _collect(frame, value, Role.STRINGIFY, limits.SERIALISED, by=by)


def dumped(frame: Frame, value: Value, depth: int = limits.SERIALISED) -> Facts:
    """Everything a serializer takes out of the value."""
    return _collect(frame, value, Role.DEEP, depth)


def taken(frame: Frame, value: Value, role: Role) -> Facts:
    """What a recipient takes of an argument of that role."""
    if role is Role.IGNORE:
        return frame.facts_on(value)  # the value itself, nothing that may be inside it
    if role is Role.KEYS:
        keys = frame.now.part(value, KEYS)
        return frame.facts_on(keys) if keys is not None else _symbolic(frame, value, Role.KEYS, NO_FACTS)
    if role is Role.VALUE:
        return _collect(frame, value, role, 2)
    return _collect(frame, value, role, limits.SERIALISED)


def _collect(
    frame: Frame, value: Value, role: Role, depth: int, opened: Opened | None = None, by: str = "__str__"
) -> Facts:
    opened = Opened(frame.opened) if opened is None else opened
    behind = value.kids.get("#of")
    if behind is not None:
        value = frame.operations.as_dict(frame, behind, whole=True)
    if value.is_blank or depth < 0 or (value.locs and value.locs in opened.locs) or not opened.spend(frame, 1):
        return NO_FACTS
    found = [_symbolic(frame, value, role, frame.facts_on(value))]
    if shapes.has(value.shape, "method") or shapes.has(value.shape, "fn"):
        return NO_FACTS
    opaque = shapes.instances(value.shape)
    closed = role is not Role.DEEP and shapes.has(value.shape, "ext")  # its text is not known to show its fields
    if not opaque:
        if value.locs:
            opened.locs.add(value.locs)
        found.extend(
            _collect(frame, kid, role, depth - 1, opened, "__repr__")
            for label, kid in frame.now.kids(value).items()
            if (not label.startswith("#") or label in _OPEN) and not (label.startswith(".") and closed)
        )
    for ident in opaque:
        found.append(_instance(frame, value, ident, role, depth, opened, by))
    return facts.union(found)


def _symbolic(frame: Frame, value: Value, role: Role, known: Facts) -> Facts:
    """A parameter read as a whole from here on: what the role shows of it, without the parts that were replaced."""
    if all(fact.origin is not None or fact.role is not None for fact in known.values()):
        return known
    replaced = tuple(sorted(frame.now.labels(value)))
    result: Facts = {}
    for fact in known.values():
        changed = fact
        if fact.origin is None and fact.role is None:
            changed = fact.turned(role=role, without=replaced)
        result[changed.key] = changed
    return result


def _instance(frame: Frame, value: Value, cls: ClassId, role: Role, depth: int, opened: Opened, by: str) -> Facts:
    kind = frame.program.classes[cls].kind
    if kind == "enum":
        return NO_FACTS
    if kind == "exception" and role is not Role.DEEP and _own_text(frame, cls, by) is not None:
        return _text(frame, value, cls, kind, depth, opened, by)
    if kind == "exception":
        message = _collect(frame, frame.now.read(value, "#msg"), role, depth - 1)
        if role is not Role.DEEP:
            return message
        return facts.join(message, _collect(frame, frame.now.read(value, "#cause"), role, depth - 1))
    if role in (Role.STRINGIFY, Role.VALUE):
        return _text(frame, value, cls, kind, depth, opened, by)
    if kind in _DUMPED:
        return fields_of(frame, value, cls, depth, opened, dump=True)
    return _text(frame, value, cls, kind, depth, opened, by)


def _text(frame: Frame, value: Value, cls: ClassId, kind: str, depth: int, opened: Opened, by: str) -> Facts:
    """``str(obj)``: the class's own ``__str__`` or ``__repr__`` decides, else the kind's default."""
    method = _own_text(frame, cls, by)
    if method is not None:
        return _made(frame, value, cls, method, depth, opened)
    if kind == "django":
        return _login(frame, value, cls, depth)
    telling = kind in _TELLING or (kind == "sqlalchemy" and _is_mapped_dataclass(frame, cls))
    return fields_of(frame, value, cls, depth, opened, dump=False) if telling and _has_repr(frame, cls) else NO_FACTS


def _made(frame: Frame, value: Value, cls: ClassId, method: FunctionId, depth: int, opened: Opened) -> Facts:
    """The text that the class's own method makes of an object."""
    left = limits.TEXTS - frame.texting
    if left <= 0:
        return NO_FACTS  # texts of texts of texts: the outer ones are told
    unwritten = None if frame.now.labels(value) else (cls, method)
    told = opened.again(unwritten, left) if unwritten is not None else None
    if told is not None or not opened.spend(frame, _TEXT_COSTS):
        return told or NO_FACTS
    around, frame.opened = frame.opened, opened
    frame.texting += 1
    result = frame.call(Value(shapes.atom("fn", method)), Args((value,)), frame.at, "__str__")
    found = _collect(frame, result, Role.STRINGIFY, depth - 1)
    frame.texting -= 1
    frame.opened = around
    return found if unwritten is None else opened.tell(unwritten, found)


def _login(frame: Frame, value: Value, cls: ClassId, depth: int) -> Facts:
    """Django shows a user by the field that ``USERNAME_FIELD`` names, any other model by its key."""
    if not any(base.rpartition(".")[2] in _USERS for base in frame.program.external_bases(cls)):
        return NO_FACTS
    named = frame.knowledge.read(("class", cls, "USERNAME_FIELD"), frame.function)
    field = field_value(frame, value, cls, shapes.constant_text(named.shape) or "username")
    return _collect(frame, field, Role.STRINGIFY, depth - 1)


def _own_text(frame: Frame, cls: ClassId, by: str) -> FunctionId | None:
    """The class's own method that makes its text: each kind of text falls back to the next plainer one."""
    order = ("__format__", "__str__", "__repr__")
    if frame.program.classes[cls].kind == "django":
        by = "__format__"  # Django's own ``__repr__`` shows ``__str__``
    methods = (frame.program.method(cls, name) for name in order[order.index(by) :])
    return next((method for method in methods if method is not None), None)


def _is_mapped_dataclass(frame: Frame, cls: ClassId) -> bool:
    """Whether SQLAlchemy maps the class as a dataclass."""
    bases = frame.program.external_bases(cls)
    return any(base.rpartition(".")[2] == "MappedAsDataclass" for base in bases) or any(
        name.endswith("mapped_as_dataclass") for name in frame.program.classes[cls].ir.decorators
    )


def _has_repr(frame: Frame, cls: ClassId) -> bool:
    """Whether the class was not told to do without a ``repr`` of its own (``@dataclass(repr=False)``)."""
    calls = frame.program.classes[cls].ir.decorator_calls
    return not any(name == "repr" and value.name == "False" for call in calls for name, value in call.keywords)


def fields_of(
    frame: Frame,
    value: Value,
    cls: ClassId,
    depth: int = 2,
    opened: Opened | None = None,
    *,
    dump: bool,
    only: frozenset[str] | None = None,
    without: frozenset[str] = frozenset(),
) -> Facts:
    """The data in the fields that printing (or dumping) includes."""
    opened = Opened(frame.opened) if opened is None else opened
    unwritten = None if frame.now.labels(value) else (cls, dump)
    told = opened.again(unwritten, depth) if unwritten is not None else None
    if told is not None:
        return told
    if value.locs:
        opened.locs.add(value.locs)
    found: list[Facts] = []
    role = Role.DEEP if dump else Role.STRINGIFY
    for _, field in frame.program.fields(cls) if depth > 0 else ():
        if opened.spent[0] > limits.OPENED:
            break  # nothing more is read of them
        shows = field.in_dump if dump else field.in_repr
        masked = field.declared in ("SecretStr", "SecretBytes")
        if shows and not masked and field.name not in without and (only is None or field.name in only):
            if dump and frame.knowledge.linked(cls, field.name):
                continue  # a dump of a row shows the key of what the row refers to
            part = field_value(frame, value, cls, field.name)
            if part.is_blank:
                opened.spend(frame, 1)  # to find that there is nothing costs as much
            found.append(_collect(frame, part, role, depth - 1, opened))
    result = facts.union(found)
    return result if unwritten is None else opened.tell(unwritten, result)


def field_value(frame: Frame, value: Value, cls: ClassId, name: str) -> Value:
    """One field of an object, read implicitly: the text names the class rather than a variable."""
    text = f"{frame.program.classes[cls].ir.name}.{name}"
    as_item = frame.program.classes[cls].kind == "typeddict"
    put = frame.now.part(value, item(name) if as_item else f".{name}")
    if put is not None and not put.is_blank:
        return put
    read = Read(name, "attr", "attr", text, frame.at, owner="", subject=numbers.person(value.vn))
    found = frame.operations.instance_attribute(frame, value, cls, read)
    return found if found is not None else Value()
