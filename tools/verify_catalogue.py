"""Check the catalogue against the packages it describes: does each callable exist, with the parameters an entry names?

Downloads the releases that an entry's ``source`` states (``posthog 3.25.0 and 7.91.1, client.py``) into a folder,
unpacks them and reads sources and stubs with ``ast``; with ``--newest`` also the newest release, to report drift.
Nothing of them is imported; for a release without a wheel, pip asks the build backend for metadata, in an environment
of its own. Writes ``docs/catalogue.md`` and lists every entry that could not be confirmed, with the reason.

    python -m tools.verify_catalogue --packages FOLDER [--newest] [--write docs/catalogue.md] [--only WORD]
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import tomli

from privlint.catalogue.locate import catalogue_files, rules_root
from privlint.catalogue.match import expand, segments
from tools import drift
from tools.aws_models import operations
from tools.catalogue_page import Verdict, page
from tools.confirmation import GOOD, OUTCOMES, Entry, outcome, spellings
from tools.signatures import Package

_SOURCE = re.compile(r"^(?P<name>[A-Za-z][\w.-]*) (?P<versions>\d[\w.]*(?:(?:, | and )\d[\w.]*)*)")


class Shelf:
    """Unpacked releases by ``name==version``; an empty version stands for the newest release."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packages: dict[tuple[str, str], Package | None] = {}
        self._services: dict[str, list[frozenset[str]]] = {}

    def of(self, source: str) -> list[tuple[str, Package]]:
        """The releases a ``source`` names."""
        found = []
        for name, versions in _packages(source):
            for version in re.split(r", | and ", versions):
                package = self._package(name, version)
                if package is not None:
                    found.append((f"{name} {version}", package))
        if source.startswith("CPython"):
            found.append(("CPython", self._standard_library()))
        return found

    def newest(self, source: str) -> list[tuple[str, Package]]:
        """The newest release of each package a ``source`` names, with its version."""
        found = []
        for name, _ in _packages(source):
            package = self._package(name, "")
            if package is not None:
                version = released(self._folder / f"{_plain(name)}-newest")
                found.append((f"{name} {version}", package))
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
        key = (_plain(name), version)
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
    parser.add_argument("--newest", action="store_true", help="report drift against the newest releases")
    options = parser.parse_args()
    verdicts: list[Verdict] = []
    for file in _files(options.only):
        # A shelf a file: the syntax trees of all packages together would not fit in memory.
        found = _verify_file(file, Shelf(options.packages), newest=options.newest)
        for verdict in found:
            if verdict.outcome in {"parameters differ", "not found", "no package"}:
                print(f"{verdict.file}: {verdict.path}: {verdict.outcome} {verdict.note}", flush=True)
        verdicts += found
    counts = collections.Counter(verdict.outcome for verdict in verdicts)
    print("; ".join(f"{word} {counts[word]}" for word in OUTCOMES))
    if options.write:
        options.write.write_text(page(verdicts), encoding="utf-8")
    return 0


def _files(only: str) -> list[Path]:
    return [file for file in catalogue_files(rules_root()) if only in file.as_posix()]


def _verify_file(file: Path, shelf: Shelf, *, newest: bool) -> list[Verdict]:
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
                if newest and verdict.outcome in GOOD:
                    source, paths = str(merged.get("source", "")), spellings(path, document.get("value", ()))
                    verdict.drift = drift.compare(paths, merged, table, shelf.of(source), shelf.newest(source))
                verdicts.append(verdict)
    return verdicts


def _judge_service(verdict: Verdict, entry: Entry, known: dict[str, list[frozenset[str]]]) -> None:
    """A method of an AWS client: its service model has the operation, with the parameters named."""
    args = entry.get("args") or entry.get("from") or ()
    wanted = {name for name in args if name.isidentifier() and name != "self"}
    services = known.get(segments(verdict.path)[-1], [])
    if any(members & wanted or not wanted for members in services):
        verdict.outcome, verdict.releases = "confirmed", ["botocore"]
    else:
        verdict.outcome, verdict.note = "not found" if not services else "parameters differ", "service model"


def _judge(verdict: Verdict, entry: Entry, values: list[dict[str, str]], shelf: Shelf) -> None:
    """Fill in the best outcome over all releases the entry names."""
    best = len(OUTCOMES) - 1
    if "made at run time" in str(entry.get("source", "")):
        verdict.outcome, verdict.note = "dynamic", str(entry["source"])
        return
    if str(entry.get("source", "")).startswith("botocore"):
        _judge_service(verdict, entry, shelf.services())
        if verdict.outcome == "confirmed":
            return
    releases = shelf.of(str(entry.get("source", "")))
    if not releases:
        verdict.note = f"no release to read for {entry.get('source', 'an entry without a source')}"
    for release, package in releases:
        for path in spellings(verdict.path, values):
            found, note = outcome(path, entry, package, verdict.table)
            if found in GOOD:
                verdict.releases.append(release)
            if OUTCOMES.index(found) < best:
                best, verdict.outcome, verdict.note = OUTCOMES.index(found), found, note
    verdict.releases = list(dict.fromkeys(verdict.releases))


def _packages(source: str) -> list[tuple[str, str]]:
    """The packages that a ``source`` names, each with its versions as written."""
    matches = (_SOURCE.match(part.strip()) for part in source.split(";"))
    return [(match["name"], match["versions"]) for match in matches if match is not None and match["name"] != "CPython"]


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def released(folder: Path) -> str:
    """The version of an unpacked release, by its metadata; ``newest`` if it has none."""
    for path in sorted((*folder.glob("*.dist-info/METADATA"), *folder.glob("PKG-INFO"))):
        found = re.search(r"^Version: (\S+)", path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
        if found is not None:
            return found[1]
    return "newest"


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


if __name__ == "__main__":
    raise SystemExit(main())
