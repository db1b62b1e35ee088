"""The keys of ``[tool.privlint]`` and ``privlint.toml``: their types and what they mean."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec


class Key(msgspec.Struct, frozen=True):
    """A key: the ``type`` of its value (``str``, ``bool``, ``int``, a ``Literal`` of words, a tuple or table of these)
    and its ``meaning`` in one sentence."""

    type: Any
    meaning: str


#: What ``[tool.privlint.recipients]`` may call a vendor.
Role = Literal["processor", "ad-partner", "advertiser", "joint-user", "payment-provider", "none"]

Words = tuple[str, ...]
Table = dict[str, str]

#: Tables named after annotation keys: a dotted path or glob on the left, the grammar of comments on the right.
ANNOTATION_TABLES: dict[str, Key] = {
    "data": Key(Table, 'Categories of fields, parameters and variables; "none" denies one, "complete" ends a class.'),
    "purpose": Key(Table, "Purposes of the flows inside a module, class or function."),
    "consent": Key(Table, "Scopes of consent that was obtained elsewhere; each needs a reason."),
    "basis": Key(Table, "Legal exceptions of the policy, by clause; each needs a reason."),
    "recipient": Key(Table, "Functions that hand data to a recipient, as kind:Vendor."),
    "sanitizes": Key(Table, "Functions that transform data, as category:transform."),
    "consent-check": Key(Table, "Functions whose true result means consent for a scope."),
    "identity-check": Key(dict[str, str | bool], "Functions that confirm who is asking; the value is true."),
    "fulfils": Key(Table, "Functions and classes that implement an obligation."),
}

KEYS: dict[str, Key] = {
    "extend": Key(str, "A configuration file to start from; the keys of this file win."),
    "src": Key(Words, "Folders that imports start from."),
    "exclude": Key(Words, "Patterns of paths to leave out, instead of the defaults."),
    "extend-exclude": Key(Words, "Patterns of paths to leave out, besides the defaults."),
    "force-exclude": Key(bool, "Leave excluded files out even when they are named on the command line."),
    "respect-gitignore": Key(bool, "Leave out what .gitignore files list."),
    "per-file-ignores": Key(dict[str, Words], "Rules to leave out, by pattern of paths."),
    "select": Key(Words, "The rules to run, by code, name or prefix, instead of the defaults."),
    "extend-select": Key(Words, "Rules to run besides."),
    "ignore": Key(Words, "Rules to leave out."),
    "preview": Key(bool, "Run rules that are still on trial."),
    "fail-on": Key(Literal["note", "warning", "error", "never"], "The least severity that makes the exit code 1."),
    "min-confidence": Key(Literal["low", "medium", "high"], "The least confidence that is reported."),
    "strict": Key(bool, "Report findings of low confidence too."),
    "fail-on-incomplete": Key(bool, "Make the exit code 1 when a limit cut the analysis short."),
    "library": Key(bool, "The project is imported by others: its public functions have callers that are not seen."),
    "obligations": Key(bool, "Ask for the policy's obligations even before any code is declared to fulfil one."),
    "policy": Key(str | Words, "The policy to judge by, or several: ids of shipped policies, or policy files."),
    "policy-source": Key(str, "The policy's own text, to be compared with the mapping."),
    "rules": Key(Words, "Further rule files or folders of them."),
    "recipients": Key(dict[str, Role], "The role of each vendor."),
    "extend-recipient-kinds": Key(Words, "Kinds of recipients to judge that are off by default."),
    "first-party-hosts": Key(Words, "Patterns of the project's own hosts, to which nothing is disclosed."),
    "marker-modules": Key(Words, "Modules to take markers from besides privlint.markers."),
    "report-at": Key(
        Literal["entry", "sink"], "Where to report a flow through a wrapper: the call into it, or the sink in it."
    ),
    "cache": Key(bool, "Keep what was learnt about each file for the next run."),
    "cache-dir": Key(str, "Where to keep it."),
    "jobs": Key(Annotated[int, msgspec.Meta(ge=0)], "How many worker processes; 0 for one a processor."),
    **ANNOTATION_TABLES,
}

#: A declaration under these keys is taken on trust, so it has to say why.
REASON_REQUIRED = frozenset({"consent", "basis"})

#: Keys whose value is a path, or several; relative to the file they stand in.
PATH_KEYS = frozenset({"src", "policy", "policy-source", "rules", "cache-dir"})
