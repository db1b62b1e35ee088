"""What is declared, whether any flow passed through its scope, and functions that do not do what their name says."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from privlint.flow.deciding import decisions
from privlint.flow.sanitizing import is_partial
from privlint.flow.values import ANY_ITEM, deep_facts
from privlint.model.flow import Declaration
from privlint.model.place import Place, Site
from privlint.model.recipient import Role
from privlint.model.scale import Confidence, Transform
from privlint.model.types import marker_category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.flow.facts import Fact, Path, Root
    from privlint.flow.guards import Guards
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.summary import Summary
    from privlint.model.flow import Flow
    from privlint.model.module import FunctionIR
    from privlint.model.program import FunctionId

#: A declaration by its kind, its word and the place it is written at.
Spoken: TypeAlias = "tuple[str, str, Site | None]"


def declarations(knowledge: Knowledge, flows: Iterable[Flow], reached: Iterable[FunctionId]) -> tuple[Declaration, ...]:
    """Everything that comments, markers and the configuration declare; ``reached`` are functions that data leaves by.

    A purpose is used by what passes through its scope on any way, though on another way nothing may be declared.
    """
    around = _declared_around(knowledge)
    used = {(held.kind, held.scope, held.site) for flow in flows for held in flow.held}
    used |= {spoken for function in reached for spoken in around.get(function, ())}
    return (
        *_comments(knowledge, used),
        *_markers(knowledge, used),
        *_categories(knowledge),
        *_configured(knowledge, used),
        *_hollow_sanitizers(knowledge),
    )


def _declared_around(knowledge: Knowledge) -> dict[FunctionId, set[Spoken]]:
    """The purposes under which a function is called by somebody, directly or not."""
    found: dict[FunctionId, set[Spoken]] = {}
    inside: dict[FunctionId, list[FunctionId]] = {}
    for callee, sites in knowledge.sites.items():
        for site in sites.values():
            inside.setdefault(site.caller, []).append(callee)
            found.setdefault(callee, set()).update(_purposes(site.held))
    todo = [function for function, spoken in found.items() if spoken]
    while todo:
        function = todo.pop()
        for callee in inside.get(function, ()):
            if not found[function] <= found[callee]:
                found[callee] |= found[function]
                todo.append(callee)
    return found


def _purposes(held: Guards) -> Iterator[Spoken]:
    return ((guard.kind, guard.scope, evidence.site) for guard, evidence in held if guard.kind == "purpose")


def _comments(knowledge: Knowledge, used: set[Spoken]) -> Iterator[Declaration]:
    for path, pragmas in sorted(knowledge.declared.pragmas.items()):
        for pragma in pragmas:
            for entry in pragma.entries:
                site = Site(path, pragma.first)
                words = [word.strip() for word in entry.value.split("|")] if entry.key == "purpose" else [entry.value]
                for word in words:
                    used_here = (entry.key, word, site) in used
                    declared = Declaration("comment", entry.key, word, site, pragma.reason, used_here)
                    yield msgspec.structs.replace(declared, place=pragma.place)


def _markers(knowledge: Knowledge, used: set[Spoken]) -> Iterator[Declaration]:
    for function, rows in sorted(knowledge.declared.marked.items()):
        path = knowledge.program.modules[function.module].path
        label = knowledge.program.label(function)
        for key, value, reason, node in rows:
            site = Site(path, node)
            yield Declaration("marker", key, value, site, reason, (key, value, site) in used, "", label)
    for site, (words, label) in sorted(knowledge.declared.entered.items()):
        for word in words:
            yield Declaration("marker", "purpose", word, site, "", ("purpose", word, site) in used, "", label)


def _categories(knowledge: Knowledge) -> Iterator[Declaration]:
    """The categories that fields and parameters bear in their own declaration."""
    for info in knowledge.program.classes.values():
        module = knowledge.program.modules[info.module]
        label = f"{module.module}:{info.ir.qualname}"
        for field in info.fields.values():
            for key, value in field.declares:
                yield Declaration("marker", key, value, Site(module.path, field.at), function=label)
    for module in knowledge.program.modules:
        for function in module.functions:
            for param in function.params:
                if category := marker_category(param.declared):
                    label = f"{module.module}:{function.qualname}"
                    yield Declaration("marker", "data", category, Site(module.path, param.at), function=label)


def _configured(knowledge: Knowledge, used: set[Spoken]) -> Iterator[Declaration]:
    """Purposes of the configuration."""
    for entry in knowledge.settings.annotations.get("purpose", ()):
        sites = knowledge.declared.configured.get(("purpose", entry.pattern), set())
        place = Place(entry.file, max(entry.line, 1), 1, max(entry.line, 1), 1)
        for word in (word.strip() for word in entry.value.split("|")):
            is_used = any(("purpose", word, site) in used for site in sites)
            declared = Declaration("configuration", "purpose", word, Site(entry.file, -1), entry.reason, is_used)
            yield msgspec.structs.replace(declared, function=entry.pattern, place=place)


def _hollow_sanitizers(knowledge: Knowledge) -> Iterator[Declaration]:
    """Functions named like a sanitizer that give back what they were given, as it was; declared ones are trusted."""
    for function, summary in sorted(knowledge.summaries.items(), key=lambda entry: entry[0]):
        ir = knowledge.program.function(function)
        if function.variant or ir.kind != "function" or knowledge.catalogue.names.transform(ir.name) is None:
            continue
        roots = sorted(_given_back(ir, summary))
        if any(_is_personal(knowledge, function, root) for root in roots):
            path = knowledge.program.modules[function.module].path
            label = knowledge.program.label(function)
            problem = "returns its input"
            yield Declaration("name", "sanitizes", ir.name, Site(path, ir.at), "", False, problem, label)


def _given_back(ir: FunctionIR, summary: Summary) -> set[int]:
    """The parameters that come back unchanged, as a whole or all their parts, whatever is passed."""
    own = 0 if ir.owner >= 0 and "staticmethod" not in ir.decorators else -1
    found: set[int] = set()
    parts = summary.returns.kids.get(ANY_ITEM)
    for returned, path in ((summary.returns, ()), *([(parts, (ANY_ITEM,))] if parts is not None else [])):
        back = {fact.root for fact in returned.facts.values() if _is_unchanged(fact, path)}
        if back and not is_partial(ir, returned):
            found |= {root for root in back if isinstance(root, int) and root != own}
    written = {root for root, path in summary.writes if path}
    return {root for root in found - written if not decisions(ir, {ir.params[root].name}).key}


def _is_unchanged(fact: Fact, path: Path) -> bool:
    is_input = fact.origin is None and fact.path == path and not fact.without
    return is_input and fact.transform is Transform.RAW and fact.role in (None, Role.STRINGIFY)


def _is_personal(knowledge: Knowledge, function: FunctionId, root: Root) -> bool:
    """Whether a parameter is personal by its name or by what some caller passes; what may as well be the number of a
    thing (``get_basket_hash(basket_id)``) is not."""
    param = knowledge.program.function(function).params[root] if isinstance(root, int) else None
    datum = knowledge.catalogue.names.classify(param.name, place="param") if param is not None else None
    if datum is not None and datum.confidence > Confidence.LOW:
        return True
    sites = [site for callee, calls in knowledge.sites.items() if callee.base == function for site in calls.values()]
    passed = [site.passed[root] for site in sites if root in site.passed]
    known = (fact for value in passed for fact in deep_facts(value).values() if fact.origin is not None)
    return any(fact.conf > Confidence.LOW for fact in known)
