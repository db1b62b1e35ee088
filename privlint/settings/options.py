"""Everything a run was told, resolved: defaults, configuration file, environment and flags, in rising order."""

from __future__ import annotations

import msgspec

from privlint.model.scale import Confidence, Severity


class Annotated(msgspec.Struct, frozen=True, order=True):
    """One entry of an annotation table of the configuration: ``"app.billing.*" = "6.5 -- court order 12"``.

    ``pattern`` is a dotted path or glob over module, class, function, field or parameter; ``value`` and ``reason`` are
    the two halves of the text. ``file`` and ``line`` are where it stands, for messages.
    """

    pattern: str
    value: str
    reason: str = ""
    file: str = ""
    line: int = 0


class Settings(msgspec.Struct, frozen=True):
    """The resolved settings of one run.

    ``root`` is the absolute project root (nearest ``pyproject.toml``, ``privlint.toml`` or ``.git``); every other path
    is relative to it, POSIX. ``config_file`` is the file that was read, empty without one. ``policies`` are ids of
    shipped policies or paths of policy files. ``recipients`` maps a vendor, lower-case, to its role. ``annotations``
    maps an annotation key (``data``, ``purpose``, ``consent`` …) to its entries, in file order. ``jobs`` 0 means as
    many workers as there are processors. ``origins`` tells for messages in which file (or flag) and line a word was
    given: by the key, or by the key, a stop and the word (``select.PRV101``); line 0 for flags.
    """

    root: str
    config_file: str = ""
    src: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    fail_on: Severity | None = Severity.WARNING
    min_confidence: Confidence = Confidence.MEDIUM
    strict: bool = False
    fail_on_incomplete: bool = False
    library: bool = False
    obligations: bool = False
    policies: tuple[str, ...] = ("deskrex",)
    policy_source: str = ""
    rules: tuple[str, ...] = ()
    recipients: dict[str, str] = {}
    extend_recipient_kinds: tuple[str, ...] = ()
    first_party_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "*.internal", "*.local")
    marker_modules: tuple[str, ...] = ()
    report_at: str = "entry"
    annotations: dict[str, tuple[Annotated, ...]] = {}
    cache: bool = True
    cache_dir: str = ".privlint_cache"
    jobs: int = 0
    origins: dict[str, tuple[str, int]] = {}
