"""What is known so far across functions: summaries, shared cells, call sites; whoever read something is told when it
changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.flow import limits, numbers, shapes, values
from privlint.flow.relations import links, relations
from privlint.flow.standing import Standing
from privlint.flow.subjects import is_stored
from privlint.flow.summary import PROVISIONAL, Summary
from privlint.flow.urls import remembered
from privlint.flow.values import BLANK, Value
from privlint.flow.variants import Usage, handed_on, usages
from privlint.model.ir import Load, Store
from privlint.model.place import Site
from privlint.model.program import ClassId, FunctionId
from privlint.model.trouble import Trouble
from privlint.model.walk import walk

if TYPE_CHECKING:
    from collections.abc import Hashable

    from privlint.catalogue.catalogue import Catalogue
    from privlint.flow.bodies import Received
    from privlint.flow.declared import Declared
    from privlint.flow.facts import Fact, Root
    from privlint.flow.guards import Guards
    from privlint.flow.sources import Intake
    from privlint.flow.summary import Hit
    from privlint.flow.values import Location
    from privlint.model.flow import Capture
    from privlint.model.program import Program
    from privlint.settings.options import Settings

#: A place shared between functions: a module global, a class attribute, a field of any instance, a captured variable, a
#: context store.
Cell = tuple[str, "int | ClassId | FunctionId | str", str]


#: Web frameworks by top-level package, with the path of the object a handler gets as ``request``.
_REQUESTS = (
    ("django", "django.http.HttpRequest()"),
    ("rest_framework", "rest_framework.request.Request()"),
    ("flask", "flask.request"),
    ("fastapi", "starlette.requests.Request()"),
    ("starlette", "starlette.requests.Request()"),
    ("aiohttp", "aiohttp.web.Request()"),
    ("sanic", "sanic.request.Request()"),
    ("litestar", "litestar.Request()"),
)


class CallSite(NamedTuple):
    """A call of a project function: what is passed (by parameter), and what is held there."""

    caller: FunctionId
    at: int
    passed: dict[Root, Value]
    held: Guards


class Knowledge:
    """The blackboard of one analysis. ``stale`` collects functions whose inputs changed."""

    def __init__(self, program: Program, catalogue: Catalogue, settings: Settings, declared: Declared) -> None:
        self.program = program
        self.catalogue = catalogue
        self.settings = settings
        self.declared = declared
        self.summaries: dict[FunctionId, Summary] = {}
        self.cells: dict[Cell, Value] = {}
        self.shapes: dict[tuple[FunctionId, Root], shapes.Shape] = {}
        self.sites: dict[FunctionId, dict[tuple[FunctionId, int], CallSite]] = {}
        self.born: dict[FunctionId, dict[tuple[Hashable, ...], Hit]] = {}
        self.collections: dict[FunctionId, dict[int, Intake]] = {}
        self.received: dict[FunctionId, dict[int, Received]] = {}
        self.captures: dict[FunctionId, dict[tuple[int, str], Capture]] = {}
        self.pending: dict[FunctionId, dict[FunctionId, list[Hit]]] = {}
        self.injected: dict[tuple[FunctionId, str], Value] = {}
        self.demanded: dict[FunctionId, tuple[Value, ...]] = {}
        self.handed_out: dict[FunctionId, set[FunctionId]] = {}
        self.stale: set[FunctionId] = set()
        self.troubles: set[Trouble] = set()
        #: Which fields of which classes each attribute read may give, by path and node.
        self.fields_read: dict[tuple[str, int], set[tuple[ClassId, str]]] = {}
        self.interpreted = 0
        #: Instructions interpreted for each function so far.
        self.worked: dict[FunctionId, int] = {}
        self._readers: dict[Cell, set[FunctionId]] = {}
        #: The places that write each field, and those of them that put data there.
        self._writers: dict[Cell, set[tuple[FunctionId, int]]] = {}
        self._bearers: dict[Cell, set[tuple[FunctionId, int]]] = {}
        self._callers: dict[FunctionId, set[FunctionId]] = {}
        self._asking: dict[tuple[FunctionId, Root], set[FunctionId]] = {}
        self._binders: set[tuple[FunctionId, str]] = set()
        self._made: dict[tuple[FunctionId, Location], shapes.Shape] = {}
        self._usages: dict[FunctionId, dict[int, Usage]] = {}
        self._variants: dict[FunctionId, set[FunctionId]] = {}
        self._links: dict[tuple[ClassId, str], tuple[ClassId, bool]] | None = None
        self.packages = {
            target.name.partition(".")[0]
            for names in program.exports
            for target in names.values()
            if target.kind == "external"
        }
        self.standing = Standing(program)
        self._user: ClassId | None = None
        self._user_known = False
        self._captures: dict[FunctionId, frozenset[str]] = {}
        self._captured: dict[FunctionId, frozenset[str]] = {}
        self._bodies = {FunctionId(info.module, info.ir.body): ident for ident, info in program.classes.items()}

    # -- summaries -------------------------------------------------------------------------------------------------

    def summary(self, callee: FunctionId, reader: FunctionId) -> Summary:
        """The callee's summary as far as it is known; the reader hears of changes."""
        self._callers.setdefault(callee, set()).add(reader)
        known = self.summaries.get(callee)
        if known is None:
            self.stale.add(callee)
            return PROVISIONAL
        return known

    def publish(self, function: FunctionId, summary: Summary) -> bool:
        """Replace a summary; true when callers must look again."""
        known = self.summaries.get(function)
        if known is not None and known.same(summary):
            return False
        self.summaries[function] = summary
        self.stale |= self._callers.get(function, set())
        return True

    # -- cells -----------------------------------------------------------------------------------------------------

    def read(self, cell: Cell, reader: FunctionId) -> Value:
        """What any function may have put there; BLANK when none did."""
        self._readers.setdefault(cell, set()).add(reader)
        return self.cells.get(cell, BLANK)

    def put(self, cell: Cell, value: Value) -> None:
        """Another value may stand there; only data, not parameters, cross functions this way."""
        known = self.cells.get(cell)
        added = values.cut(_remembered(concrete(value)), limits.CELL_DEPTH)
        merged = added if known is None else values.cut(values.join(known, added), limits.CELL_DEPTH)
        if known is None or not values.same(known, merged):
            self.cells[cell] = merged
            self.stale |= self._readers.get(cell, set())
            if known is None and cell[0] == "field":
                self.stale |= self._readers.get(("fields", cell[1], ""), set())

    def put_field(self, cls: ClassId, name: str, value: Value, writer: FunctionId, at: int) -> None:
        """A field of some instance of the class may hold the value, as the writer puts it there."""
        cell: Cell = ("field", cls, name)
        before = self.is_exceptional(cell)
        self._writers.setdefault(cell, set()).add((writer.base, at))
        if any(fact.origin is not None for fact in values.deep_facts(value).values()):
            self._bearers.setdefault(cell, set()).add((writer.base, at))
        self.put(cell, value)
        if self.is_exceptional(cell) != before:
            self.stale |= self._readers.get(cell, set())

    def is_exceptional(self, cell: Cell) -> bool:
        """Whether only few of the places that write a field put data there."""
        return len(self._bearers.get(cell, ())) * limits.FEW < len(self._writers.get(cell, ()))

    # -- calls -----------------------------------------------------------------------------------------------------

    def called(self, callee: FunctionId, site: CallSite) -> None:
        """Note a call site and the shapes it passes."""
        self.sites.setdefault(callee, {})[(site.caller, site.at)] = site
        for root, value in site.passed.items():
            self.receives(callee, root, shapes.lasting(value.shape))

    def receives(self, callee: FunctionId, root: Root, passed: shapes.Shape) -> None:
        """Somebody passes an object of that shape."""
        key = (callee.base, root)
        known = self.shapes.get(key)
        shape = passed if known is None else shapes.join(known, passed)
        if known is None or shape != known:
            self.shapes[key] = shape
            if shape:
                self.stale |= self._asking.get(key, set())

    def passed_as(self, function: FunctionId, root: Root) -> shapes.Shape:
        """What callers pass for a parameter, asked by the function itself, which hears of more."""
        key = (function.base, root)
        self._asking.setdefault(key, set()).add(function)
        return self.shapes.get(key, shapes.UNKNOWN)

    def inject(self, function: FunctionId, name: str, dependency: Value) -> None:
        """A parameter's default names the function whose result the framework passes (``Depends(f)``)."""
        if (function, name) not in self.injected:
            self.injected[(function, name)] = dependency
            self.stale.add(function)

    def demand(self, function: FunctionId, dependencies: tuple[Value, ...]) -> None:
        """The framework calls these before it calls the function."""
        if function not in self.demanded:
            self.demanded[function] = dependencies
            self.stale.add(function)

    def mark(self, function: FunctionId, guards: Guards, key: str, words: list[str], at: int) -> None:
        """A marker decorator was seen on a function."""
        if self.declared.mark(function, guards, key, words, at):
            for bearer in self.declared.within(function):
                self.stale.add(bearer)
                self.stale |= self._callers.get(bearer, set())

    # -- the program -----------------------------------------------------------------------------------------------

    def class_of_body(self, function: FunctionId) -> ClassId | None:
        """The class whose body the function is."""
        return self._bodies.get(function)

    def captures_of(self, function: FunctionId) -> frozenset[str]:
        """The variables of enclosing functions that the function, or one inside it, uses."""
        known = self._captures.get(function)
        if known is None:
            ir_ = self.program.function(function)
            free = {entry.name for entry in walk(ir_.body) if isinstance(entry, Load | Store) and entry.scope == "free"}
            for index, inner in enumerate(self.program.modules[function.module].functions):
                if inner.parent == function.number:
                    free |= self.captures_of(FunctionId(function.module, index)) - set(ir_.locals)
            known = self._captures[function] = frozenset(free)
        return known

    def captured(self, function: FunctionId) -> frozenset[str]:
        """The variables of the function that functions inside it use."""
        known = self._captured.get(function)
        if known is None:
            found: set[str] = set()
            for index, inner in enumerate(self.program.modules[function.module].functions):
                if inner.parent == function.number and function.number:
                    found |= self.captures_of(FunctionId(function.module, index))
            known = self._captured[function] = frozenset(found)
        return known

    def field_names(self, cls: ClassId, reader: FunctionId) -> frozenset[str]:
        """The attributes that any code put into instances of the class; the reader hears of more."""
        self._readers.setdefault(("fields", cls, ""), set()).add(reader)
        return frozenset(cell[2] for cell in self.cells if cell[0] == "field" and cell[1] == cls)

    def user_model(self) -> ClassId | None:
        """The project's own user class, as Django finds it by its settings; None where the project has none."""
        if not self._user_known:
            self._user_known = True
            users = (ident for ident in sorted(self.program.classes) if self._is_user(ident))
            self._user = next(users, None)
        return self._user

    def _is_user(self, ident: ClassId) -> bool:
        bases = self.program.external_bases(ident)
        return any(base.rpartition(".")[2] in ("AbstractUser", "AbstractBaseUser") for base in bases)

    def linked(self, cls: ClassId, name: str) -> shapes.Shape:
        """What an attribute of a stored class leads to, as foreign keys and relationships say: an object of another
        one, or a query over it."""
        if self._links is None:
            self._links = links(relations(self))
        for entry in self.program.classes[cls].mro:
            found = self._links.get((entry, name)) if isinstance(entry, ClassId) else None
            if found is not None:
                return frozenset((("query" if found[1] else "inst", found[0]),))
        return shapes.UNKNOWN

    def person_named(self, word: str) -> shapes.Shape:
        """An object of the stored class that a variable is named after: the only one of that name, or the class of
        the settings' user."""
        wanted = word.replace("_", "").lower()
        found = [
            ident
            for ident, info in sorted(self.program.classes.items())
            if info.ir.name.lower() == wanted and is_stored(self, info)
        ]
        user = self.user_model()
        chosen = (
            user if user is not None and (wanted == "user" or user in found) else found[0] if len(found) == 1 else None
        )
        return shapes.UNKNOWN if chosen is None else shapes.atom("inst", chosen)

    def request_shape(self, function: FunctionId) -> shapes.Shape:
        """What a variable called ``request`` is, judged by the web framework the module imports."""
        imported = {name.partition(".")[0] for name in self._imports(function.module)}
        for package, path in _REQUESTS:
            if package in imported:
                return shapes.external(path)
        return shapes.external(_REQUESTS[0][1])

    def _imports(self, module: int) -> list[str]:
        return [target.name for target in self.program.exports[module].values() if target.kind == "external"]

    def binds(self, function: FunctionId, context: str) -> None:
        """The function binds something to a context-local store."""
        if (function.base, context) not in self._binders:
            self._binders.add((function.base, context))
            self.stale.add(function)

    def is_binder(self, function: FunctionId, context: str) -> bool:
        """Whether the function binds something to that store itself."""
        return (function.base, context) in self._binders

    def made_as(self, function: FunctionId, loc: Location) -> shapes.Shape | None:
        """The class that the object at an allocation was made as; None where the location is none of these."""
        return self._made.get((function, loc))

    def note_made(self, function: FunctionId, loc: Location, shape: shapes.Shape) -> None:
        """An object of a project class was made there."""
        self._made[(function, loc)] = shape

    def usages(self, function: FunctionId) -> dict[int, Usage]:
        """How the function uses its parameters."""
        known = self._usages.get(function.base)
        if known is None:
            known = self._usages[function.base] = usages(self.program.function(function), self.catalogue.switches)
            for index, (callee, at) in handed_on(self.program, function.base).items():
                if index in known and (there := self.usages(callee).get(at)) is not None and there.deciding:
                    known[index] = known[index]._replace(deciding=True)
        return known

    def variant(self, function: FunctionId, kinds: tuple[tuple[int, str], ...], most: int) -> FunctionId:
        """The variant of a function for these kinds of arguments; the function as such when it has too many."""
        known = self._variants.setdefault(function.base, set())
        wanted = FunctionId(function.module, function.number, kinds)
        if wanted not in known and len(known) >= most:
            return function.base
        known.add(wanted)
        return wanted

    def has_variants(self, function: FunctionId) -> bool:
        """Whether calls of the function use variants of it."""
        return bool(self._variants.get(function))

    def trouble(self, path: str, node: int, reason: str, detail: str = "") -> None:
        """Note a limit that was hit."""
        self.troubles.add(Trouble("PRV905", path, reason, 0, detail, Site(path, node)))


def concrete(value: Value) -> Value:
    """The value as any function may see it: without facts about one function's parameters, value numbers and guards'
    implications."""
    facts = {key: _anywhere(fact) for key, fact in value.facts.items() if fact.origin is not None}
    kids = {label: concrete(kid) for label, kid in value.kids.items()}
    return Value(value.shape, facts, kids)


def _anywhere(fact: Fact) -> Fact:
    """A datum seen from another function: whose it is in terms of the first one's parameters means nothing there."""
    mine = numbers.innermost(fact.subject)
    return fact.but(via=None, subject=None if mine == "par" else fact.subject)


def _remembered(value: Value) -> Value:
    """The value with every constant URL in it as it stays known beside others that are not."""
    kids = {label: _remembered(kid) for label, kid in value.kids.items()}
    return remembered(value.but(kids=kids) if kids else value)
