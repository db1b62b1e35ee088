"""What privlint tells its reader: one finding, complete enough to be understood without the code at hand."""

from __future__ import annotations

import msgspec

from privlint.model.place import Place, Site
from privlint.model.scale import Confidence, Severity
from privlint.model.trouble import Trouble


class ClauseRef(msgspec.Struct, frozen=True, order=True):
    """A clause a finding stands on: the policy's id, the clause's id and its title in the mapping's words."""

    policy: str
    clause: str
    title: str


class Mark(msgspec.Struct, frozen=True, order=True):
    """A place with a phrase: a step of the trace (``kind``, ``depth`` as in ``Step``) or a related location."""

    site: Site
    text: str
    kind: str = ""
    depth: int = 0
    place: Place | None = None


class Finding(msgspec.Struct, frozen=True):
    """One finding.

    ``message`` is one sentence that names data, person, recipient, clause and what is missing; ``missing`` is the last
    part alone; ``mend`` lists ways to put it right, best first. ``site`` is where to report; ``place`` is filled in
    once positions are known. ``categories`` are sorted keys; ``subject``, ``kind``, ``vendor``, ``purposes`` are empty
    where they mean nothing. ``trace`` runs from source to sink; ``related`` are places that help (the sink inside a
    wrapper, a consent check that does not fit). ``identity`` is what fingerprints are made of: words without lines,
    paths or message text; ``loose_identity`` likewise without the function. ``suppressed`` holds the reason of the
    ``ignore`` that silences it, empty when none does.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    site: Site
    missing: str = ""
    mend: tuple[str, ...] = ()
    clauses: tuple[ClauseRef, ...] = ()
    categories: tuple[str, ...] = ()
    subject: str = ""
    kind: str = ""
    vendor: str = ""
    api: str = ""
    purposes: tuple[str, ...] = ()
    trace: tuple[Mark, ...] = ()
    related: tuple[Mark, ...] = ()
    identity: tuple[str, ...] = ()
    loose_identity: tuple[str, ...] = ()
    fingerprint: str = ""
    loose_fingerprint: str = ""
    place: Place | None = None
    suppressed: str = ""


class RuleInfo(msgspec.Struct, frozen=True):
    """A rule as reports and ``privlint rule`` show it: code, name, default severity, page in Markdown, since which
    version."""

    code: str
    name: str
    severity: Severity
    summary: str
    page: str
    since: str
    preview: bool = False


class Report(msgspec.Struct, frozen=True):
    """All that a renderer needs: sorted findings with places, the rules, the policies, what could not be analysed.

    ``sources`` gives the text of every file that a finding touches (for code frames and line hashes), by path.
    ``checked`` is how many files were analysed, ``skipped`` how many notebooks and files over a limit were not.
    ``clauses`` are all clauses of the policies in use; ``policies`` are triples of id, title and revision.
    ``digests`` gives the SHA-256 of a file's bytes in lower-case hex, by path; ``special_categories`` are the keys of
    data that are sensitive by law. ``elsewhere`` are folders that were left out as projects of their own.
    ``notes`` are about words of the configuration that are accepted and unheard of.
    """

    findings: tuple[Finding, ...]
    rules: tuple[RuleInfo, ...]
    clauses: tuple[ClauseRef, ...] = ()
    policies: tuple[tuple[str, str, str], ...] = ()
    troubles: tuple[Trouble, ...] = ()
    sources: dict[str, str] = {}
    checked: int = 0
    skipped: int = 0
    suppressed: int = 0
    statistics: dict[str, int] = {}
    exit_code: int = 0
    version: str = ""
    category_labels: dict[str, str] = {}
    digests: dict[str, str] = {}
    special_categories: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
