"""Check the catalogue against the packages it describes: does each callable exist, with the parameters an entry names?

Downloads the releases that an entry's ``source`` states (``posthog 3.25.0 and 7.91.1, client.py``) and the newest one
into a folder, unpacks them and reads sources and stubs with ``ast``. Nothing of them is imported; for a release without
a wheel, pip asks the build backend for metadata, in an environment of its own. Writes the table of
``docs/catalogue.md`` and lists every entry that could not be confirmed, with the reason.

    python -m tools.verify_catalogue --packages FOLDER [--write docs/catalogue.md] [--only WORD]
"""

from __future__ import annotations

import argparse
import ast
import collections
import importlib.util
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import tomli

from privlint.catalogue.locate import catalogue_files, rules_root
from privlint.catalogue.match import expand, segments
from tools.aws_models import operations
from tools.signatures import Found, Package

_SOURCE = re.compile(r"^(?P<name>[A-Za-z][\w.-]*) (?P<versions>\d[\w.]*(?:(?:, | and )\d[\w.]*)*)")
_OUTCOMES = ("confirmed", "by method name", "dynamic", "parameters differ", "not found", "no package")


@dataclass
class Verdict:
    """What became of one path of one entry."""

    file: str
    table: str
    vendor: str
    path: str
    outcome: str = "no package"
    note: str = ""
    releases: list[str] = field(default_factory=list)


class Shelf:
    """Unpacked releases by ``name==version``; an empty version stands for the newest release."""

    def __init__(self, folder: Path, *, newest: bool) -> None:
        self._folder = folder
        self._newest = newest
        self._packages: dict[tuple[str, str], Package | None] = {}
        self._services: dict[str, list[frozenset[str]]] = {}

    def of(self, source: str) -> list[tuple[str, Package]]:
        """The releases a ``source`` names, and the newest of each."""
        found = []
        for part in source.split(";"):
            match = _SOURCE.match(part.strip())
            if match is None or match["name"] == "CPython":
                continue
            versions = re.split(r", | and ", match["versions"]) + ([""] if self._newest else [])
            for version in versions:
                package = self._package(match["name"], version)
                if package is not None:
                    found.append((f"{match['name']} {version or 'newest'}", package))
        if source.startswith("CPython"):
            found.append(("CPython", self._standard_library()))
        return found

    def services(self) -> dict[str, list[frozenset[str]]]:
        """The operations of AWS services, from the newest botocore."""
        if not self._services:
            folder = self._folder / "botocore-newest"
            if folder.is_dir() or _fetch("botocore", "", folder):
                self._services = operations(folder)
        return self._services

    def _standard_library(self) -> Package:
        key = ("CPython", "")
        if key not in self._packages:
            # mypy brings typeshed, which also describes what is written in C.
            mypy = importlib.util.find_spec("mypy")
            stubs = [Path(mypy.origin).parent / "typeshed" / "stdlib"] if mypy is not None and mypy.origin else []
            self._packages[key] = Package(Path(sysconfig.get_paths()["stdlib"]), *stubs)
        package = self._packages[key]
        assert package is not None
        return package

    def _package(self, name: str, version: str) -> Package | None:
        key = (name.lower().replace("_", "-"), version)
        if key not in self._packages:
            folder = self._folder / f"{key[0]}-{version or 'newest'}"
            fetched = folder.is_dir() or _fetch(key[0], version, folder)
            self._packages[key] = Package(folder, folder / "src") if fetched and any(folder.iterdir()) else None
        return self._packages[key]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder for unpacked releases")
    parser.add_argument("--write", type=Path, help="Markdown page to write")
    parser.add_argument("--only", default="", help="rule files whose path holds this word")
    parser.add_argument("--newest", action="store_true", help="compare with the newest releases, too")
    options = parser.parse_args()
    verdicts: list[Verdict] = []
    for file in _files(options.only):
        # A shelf a file: the syntax trees of all packages together would not fit in memory.
        found = _verify_file(file, Shelf(options.packages, newest=options.newest))
        for verdict in found:
            if verdict.outcome in {"parameters differ", "not found", "no package"}:
                print(f"{verdict.file}: {verdict.path}: {verdict.outcome} {verdict.note}", flush=True)
        verdicts += found
    counts = collections.Counter(verdict.outcome for verdict in verdicts)
    print("; ".join(f"{outcome} {counts[outcome]}" for outcome in _OUTCOMES))
    if options.write:
        options.write.write_text(_page(verdicts), encoding="utf-8")
    return 0


def _files(only: str) -> list[Path]:
    return [file for file in catalogue_files(rules_root()) if only in file.as_posix()]


def _verify_file(file: Path, shelf: Shelf) -> list[Verdict]:
    document = tomli.loads(file.read_text(encoding="utf-8"))
    defaults = document.get("defaults", {})
    shown = file.relative_to(rules_root()).as_posix()
    verdicts = []
    for table in ("sink", "flow", "source", "capture", "consent"):
        for entry in document.get(table, ()):
            merged = {**defaults, **entry}
            for path in expand(merged["api"]):
                verdict = Verdict(shown, table, merged.get("vendor", ""), path)
                _judge(verdict, merged, document.get("value", ()), shelf)
                verdicts.append(verdict)
    return verdicts


def _judge_service(verdict: Verdict, entry: dict[str, object], known: dict[str, list[frozenset[str]]]) -> None:
    """A method of an AWS client: its service model has the operation, with the parameters named."""
    args = entry.get("args", entry.get("from", ()))
    assert isinstance(args, (dict, list))
    wanted = {name for name in args if name.isidentifier() and name != "self"}
    services = known.get(segments(verdict.path)[-1], [])
    if any(members & wanted or not wanted for members in services):
        verdict.outcome, verdict.releases = "confirmed", ["botocore"]
    else:
        verdict.outcome, verdict.note = "not found" if not services else "parameters differ", "service model"


def _judge(verdict: Verdict, entry: dict[str, object], values: list[dict[str, str]], shelf: Shelf) -> None:
    """Fill in the best outcome over all releases the entry names."""
    best = len(_OUTCOMES) - 1
    if "made at run time" in str(entry.get("source", "")):
        verdict.outcome, verdict.note = "dynamic", str(entry["source"])
        return
    if str(entry.get("source", "")).startswith("botocore"):
        _judge_service(verdict, entry, shelf.services())
        if verdict.outcome == "confirmed":
            return
    for release, package in shelf.of(str(entry.get("source", ""))):
        for path in _spellings(verdict.path, values):
            outcome, note = _outcome(path, entry, package, verdict.table)
            if outcome in {"confirmed", "by method name"}:
                verdict.releases.append(release)
            if _OUTCOMES.index(outcome) < best:
                best, verdict.outcome, verdict.note = _OUTCOMES.index(outcome), outcome, note
    verdict.releases = list(dict.fromkeys(verdict.releases))


def _spellings(path: str, values: list[dict[str, str]]) -> list[str]:
    """The path and the ones that the file's ``[[value]]`` entries lead from to it: where the code really stands."""
    found = [path]
    for value in values:
        if path == value["is"] or path.startswith((value["is"] + ".", value["is"] + "(")):
            found += [api + path[len(value["is"]) :] for api in expand(value["api"]) if "*" not in api]
    return found


def _outcome(path: str, entry: dict[str, object], package: Package, table: str) -> tuple[str, str]:
    parts = segments(path)
    found = package.find(parts)
    called = parts[-1] == "()"
    if found is not None:
        return _parameters(found, entry, package, "confirmed") if table == "sink" and not called else ("confirmed", "")
    named = parts[-1] if not called else parts[-2]
    candidates = package.methods(named)
    if not candidates and package.assigns(named):
        return "by method name", "assigned"
    if not candidates:
        return (
            ("not found", f"nothing is named {named}") if package.has_module(parts[0]) else ("not found", "no module")
        )
    verdicts = [_parameters(found, entry, package, "by method name") for found in candidates]
    return min(verdicts, key=lambda verdict: _OUTCOMES.index(verdict[0]))


def _parameters(found: Found, entry: dict[str, object], package: Package, good: str) -> tuple[str, str]:
    """Whether a callable has the parameters of ``args`` and ``order``."""
    node = found.node
    if isinstance(node, ast.ClassDef):
        constructor = package.constructor(found)
        if constructor is None or isinstance(constructor.node, ast.ClassDef):
            return good, "fields"
        node = constructor.node
    positional = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    is_method = bool(positional) and positional[0] in {"self", "cls", "mcs"}
    positional = positional[is_method:]
    names = {*positional, *(argument.arg for argument in node.args.kwonlyargs)}
    order, args = entry.get("order", []), entry.get("args", {})
    assert isinstance(order, list)
    assert isinstance(args, dict)
    wanted = {name for name in (*args, *order) if name.isidentifier() and name != "self"}
    missing = wanted - names
    if node.args.kwarg is None and wanted and missing == wanted:
        return "parameters differ", f"has {', '.join(sorted(names)) or 'none'}; none of {', '.join(sorted(wanted))}"
    if order and node.args.vararg is None and positional[: len(order)] != order[: len(positional)]:
        return "parameters differ", f"order is {', '.join(positional)}"
    return good, f"not here: {', '.join(sorted(missing))}" if missing and node.args.kwarg is None else ""


def _fetch(name: str, version: str, folder: Path) -> bool:
    """Download one release and unpack it; False when there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = f"{name}=={version}" + (".*" if version.count(".") < 2 else "") if version else name
    base = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
    for way in (["--only-binary=:all:"], ["--no-binary=:all:"]):
        if subprocess.run([*base, *way, wanted], capture_output=True, check=False).returncode == 0:
            break
    archives = [path for path in folder.iterdir() if path.is_file()]
    for archive in archives:
        _unpack(archive, folder)
        archive.unlink()
    return bool(archives)


def _unpack(archive: Path, folder: Path) -> None:
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as bundle:
            bundle.extractall(folder)
        return
    with tarfile.open(archive) as bundle:
        bundle.extractall(folder, filter="data")
    inner = [path for path in folder.iterdir() if path.is_dir()]
    if len(inner) == 1:
        for path in inner[0].iterdir():
            path.rename(folder / path.name)


def _page(verdicts: list[Verdict]) -> str:
    """The table of ``docs/catalogue.md``: one row a rule file."""
    vendors = {verdict.vendor for verdict in verdicts if verdict.vendor}
    sinks = [verdict for verdict in verdicts if verdict.table == "sink"]
    lines = [
        "# The catalogue, as last verified",
        "",
        "Written by `tools/verify_catalogue.py`, which reads the source of every package at the releases named.",
        "",
        f"{len(vendors)} vendors, {len(sinks)} callables that disclose, {len(verdicts)} paths in all.",
        "",
        "*Confirmed*: found by following imports, classes and annotations. *By method name*: the receiver is made at",
        "run time, and a class of the package has such a method with these parameters. *Open*: see the list below.",
        "",
        "| rules | paths | confirmed | by method name | open | releases read |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for file in dict.fromkeys(verdict.file for verdict in verdicts):
        rows = [verdict for verdict in verdicts if verdict.file == file]
        counts = collections.Counter(verdict.outcome for verdict in rows)
        open_ones = len(rows) - counts["confirmed"] - counts["by method name"]
        releases = ", ".join(dict.fromkeys(release for verdict in rows for release in verdict.releases)) or "–"
        cells = (f"`{file}`", len(rows), counts["confirmed"], counts["by method name"], open_ones, releases)
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    lines += ["", "## Open", ""]
    for verdict in verdicts:
        if verdict.outcome not in {"confirmed", "by method name"}:
            note = f" ({verdict.note})" if verdict.note else ""
            lines.append(f"- `{verdict.path}`: {verdict.outcome}{note}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
