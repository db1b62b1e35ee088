"""The line, on one screen: files → ModuleIR → Program → Analysis → findings → Report. Read this file first."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from privlint import explain as explanations
from privlint import flow, judge
from privlint import settings as configuration
from privlint.cache import digest, stamps
from privlint.catalogue.catalogue import load_catalogue
from privlint.catalogue.locate import own_rule_files, rules_root
from privlint.discover import discover
from privlint.errors import UserError
from privlint.front import contents, locate, nodes_on, open_store, read_project
from privlint.inventory import placed, sites_of, take
from privlint.link import link
from privlint.model.finding import ClauseRef, Report
from privlint.model.place import Site
from privlint.model.policy_words import PolicyWords
from privlint.model.version import VERSION
from privlint.policy import load_policies, reconcile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlint.catalogue.catalogue import Catalogue
    from privlint.discover import Discovery
    from privlint.explain.explanation import Explanation
    from privlint.inventory.entries import Inventory
    from privlint.model.finding import Finding, RuleInfo
    from privlint.model.flow import Analysis
    from privlint.model.grant import Grant
    from privlint.model.module import ModuleIR
    from privlint.model.observation import Observation
    from privlint.model.place import Place
    from privlint.model.policy import Policy
    from privlint.settings.options import Settings


def check(settings: Settings, paths: tuple[str, ...], cwd: str) -> Report:
    """Check a project: ``paths``, relative to ``cwd``, choose what is reported, never what is analysed.

    Raises UserError for mistakes in settings, policy and rule files and for paths that do not exist.
    """
    key = _run_key(settings, paths, cwd)
    with open_store(settings) as store:
        kept = store.get("report", key) if key else None
    if kept is not None:
        return msgspec.msgpack.decode(kept, type=Report)
    study = analyse(settings, paths, cwd)
    findings = tuple(finding for finding in study.findings if _is_asked_for(finding, study.found))
    places = locate(_sites(findings), settings)
    report = _report(tuple(sorted((_placed(finding, places) for finding in findings), key=_order)), study, settings)
    if key and not any(finding.code == "PRV904" for finding in report.findings):  # a lost worker may come back
        with open_store(settings) as store:
            store.put("report", key, msgspec.msgpack.encode(report))
    return report


class Study(NamedTuple):
    """A project that was analysed as a whole and judged; findings are neither placed nor chosen by path yet."""

    found: Discovery
    catalogue: Catalogue
    modules: tuple[ModuleIR, ...]
    analysis: Analysis
    policies: tuple[Policy, ...]
    findings: tuple[Finding, ...]
    observations: tuple[Observation, ...] = ()
    notes: tuple[str, ...] = ()


def analyse(settings: Settings, paths: tuple[str, ...], cwd: str, watch: frozenset[Site] = frozenset()) -> Study:
    """The line from files to findings, for every command that needs more of it than a report; the calls at the nodes
    of ``watch`` are observed on the way."""
    catalogue, policies, notes = _knowledge(settings)
    policies, drifts = reconcile(policies, settings)
    found = discover(settings, paths, cwd)
    # Tests call everything, with made-up people and without asking anyone: as callers they would tell nothing true.
    modules, unread = read_project(tuple(file for file in found.files if not file.in_tests), settings)
    analysis, observations = flow.observe(link(modules), catalogue, settings, watch)
    troubles = (*found.troubles, *unread, *analysis.troubles)
    analysis = msgspec.structs.replace(analysis, troubles=tuple(sorted(troubles, key=str)))
    findings = judge.judge(
        analysis,
        {module.path: module for module in modules},
        policies,
        settings,
        catalogue,
        datetime.datetime.now(tz=datetime.UTC).date(),
        drifts=drifts,
    )
    return Study(found, catalogue, tuple(modules), analysis, policies, findings, observations, notes)


def grants(study: Study, settings: Settings) -> tuple[Grant, ...]:
    """What the policies permit in a project, and by which clauses."""
    modules = {module.path: module for module in study.modules}
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return judge.grants(study.analysis, modules, study.policies, settings, study.catalogue, today)


def inventory(settings: Settings, cwd: str) -> Inventory:
    """The record of processing of a project, with places; tests and generated files are left out."""
    study = analyse(settings, (), cwd)
    left_out = {file.path for file in study.found.files if file.in_tests and not file.named}
    found = take(
        study.analysis, grants(study, settings), study.policies, study.catalogue.categories, settings, left_out
    )
    return placed(found, locate(sites_of(found), settings))


def explain(settings: Settings, file: str, line: int, cwd: str) -> Explanation:
    """Why a line is, or is not, reported. Raises UserError for a file that is none of the project, or too short."""
    named = files(settings, (file,), cwd)
    if len(named) != 1 or not Path(settings.root, named[0]).samefile(Path(cwd, file)):
        raise UserError(f'"{file}" is not a Python file of the project')
    nodes = nodes_on(named[0], line, settings)
    study = analyse(settings, (file,), cwd, frozenset(Site(named[0], node) for node in nodes))
    modules = {module.path: module for module in study.modules}
    today = datetime.datetime.now(tz=datetime.UTC).date()
    everything = msgspec.structs.replace(settings, strict=True, select=("ALL",), ignore=(), per_file_ignores=())
    every = judge.judge(study.analysis, modules, study.policies, everything, study.catalogue, today)
    granted = grants(study, settings)
    module = modules[named[0]]
    found = explanations.explain(
        module, line, nodes, study.analysis, study.observations, granted, study.findings, every, settings
    )
    labels = {key: category.label for key, category in study.catalogue.categories.items()}
    places = locate(explanations.sites_of(found), settings)
    return msgspec.structs.replace(found, places=places, labels=labels)


def files(settings: Settings, paths: tuple[str, ...], cwd: str) -> tuple[str, ...]:
    """The files that a check would report on, relative to the project root."""
    found = discover(settings, paths, cwd)
    chosen = found.report_paths
    return tuple(file.path for file in found.files if chosen is None or file.path in chosen)


def rules() -> tuple[RuleInfo, ...]:
    """Every rule, by code."""
    return judge.rules()


def _run_key(settings: Settings, paths: tuple[str, ...], cwd: str) -> bytes:
    """A digest of all that a report depends on, so that a run in which nothing changed need not be done again; empty
    without a cache. The day counts, since suppressions expire."""
    if not settings.cache:
        return b""
    found = discover(settings, paths, cwd)
    read = contents(tuple(file for file in found.files if not file.in_tests), settings)
    named = [*settings.policies, settings.policy_source, settings.config_file]
    rules = [path for _, path in own_rule_files(settings.rules, settings.root)]
    own = [path for path in (*rules, *(Path(settings.root, name) for name in named)) if path.is_file()]
    code = [stamps(Path(__file__).parent), stamps(rules_root())]
    told = (
        settings,
        found.files,
        sorted(found.report_paths or ()),
        found.report_paths is None,
        found.notebooks,
        found.elsewhere,
    )
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    said: list[bytes | str] = [msgspec.json.encode(told), str(found.troubles)]
    return digest(VERSION, today, *said, read, *code, *(path.read_bytes() for path in own)) if read else b""


def _knowledge(settings: Settings) -> tuple[Catalogue, tuple[Policy, ...], tuple[str, ...]]:
    """Catalogue and policies, with every word of the settings held against them, and what is to be noted about some."""
    with open_store(settings) as store:
        catalogue = load_catalogue(settings.rules, store, settings.root)
    codes = {rule.code: rule.name for rule in judge.rules()}
    policies = load_policies(settings, tuple(catalogue.categories))
    known = configuration.Known(
        rules=codes,
        categories=frozenset(catalogue.categories),
        purposes=frozenset(word for policy in policies for row in policy.purpose for word in (row.id, *row.aliases)),
        scopes=frozenset(word for policy in policies for row in policy.consent for word in (row.scope, *row.words)),
        obligations=frozenset(row.id for policy in policies for row in policy.obligation),
        exceptions=frozenset(
            clause
            for policy in policies
            for row in policy.exception
            for clause in (row.clause, f"{policy.policy.id}:{row.clause}")
        ),
        vendors=frozenset(word for word in settings.recipients if catalogue.vendor(word)),
        words=tuple(PolicyWords(policy, catalogue.scope) for policy in policies),
    )
    return catalogue, policies, configuration.validate(settings, known)


def _is_asked_for(finding: Finding, found: Discovery) -> bool:
    """Whether the finding, or a step of its trace, lies in a file that was named."""
    if found.report_paths is None:
        return True
    return any(site.path in found.report_paths for site in _sites((finding,)))


def _sites(findings: Iterable[Finding]) -> Iterator[Site]:
    for finding in findings:
        yield finding.site
        yield from (mark.site for mark in (*finding.trace, *finding.related))


def _placed(finding: Finding, places: Mapping[Site, Place]) -> Finding:
    return msgspec.structs.replace(
        finding,
        place=finding.place or places[finding.site],
        trace=tuple(msgspec.structs.replace(mark, place=mark.place or places[mark.site]) for mark in finding.trace),
        related=tuple(msgspec.structs.replace(mark, place=mark.place or places[mark.site]) for mark in finding.related),
    )


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    where = (place.path, place.line, place.column) if place is not None else (finding.site.path, 0, 0)
    return (*where, finding.code, finding.fingerprint)


def _report(findings: tuple[Finding, ...], study: Study, settings: Settings) -> Report:
    """Everything a renderer needs, the text of the files concerned included."""
    found, policies, categories = study.found, study.policies, study.catalogue.categories
    contents = {path: _content(settings, path) for path in sorted({site.path for site in _sites(findings)})}
    return Report(
        findings=findings,
        rules=judge.rules(),
        clauses=tuple(
            ClauseRef(policy.policy.id, clause.id, clause.title) for policy in policies for clause in policy.clause
        ),
        policies=tuple(
            (policy.policy.id, policy.policy.title, policy.policy.revision.isoformat()) for policy in policies
        ),
        sources={path: data.decode("utf-8-sig", errors="replace") for path, data in contents.items()},
        digests={path: hashlib.sha256(data).hexdigest() for path, data in contents.items()},
        checked=len(found.files),
        skipped=found.notebooks + sum(trouble.code == "PRV905" for trouble in found.troubles),
        suppressed=sum(bool(finding.suppressed) for finding in findings),
        statistics=study.analysis.statistics,
        version=VERSION,
        category_labels={key: category.label for key, category in categories.items()},
        elsewhere=found.elsewhere if found.report_paths is None else (),
        notes=study.notes,
        special_categories=tuple(key for key, category in categories.items() if category.special),
    )


def _content(settings: Settings, path: str) -> bytes:
    """The bytes of a file that a finding touches; empty if it has gone meanwhile, or cannot be read."""
    try:
        return Path(settings.root, path).read_bytes()
    except OSError:
        return b""
