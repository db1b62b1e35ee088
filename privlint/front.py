"""The front of the line: files to ModuleIR, one at a time, in parallel, and from the cache where nothing changed.

``process`` is the one boundary at which whatever goes wrong with a file becomes a value. It and ``locate`` import
``parse`` and ``lower`` when called, so that a run with nothing to parse never loads LibCST.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from privlint.cache import Stamp, Store, digest
from privlint.errors import UserError
from privlint.model.module import IR_FORMAT, ModuleIR
from privlint.model.place import Place, Site
from privlint.model.trouble import Trouble
from privlint.workers import Lost, ordered_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from privlint.model.source import SourceFile
    from privlint.settings.options import Settings

#: Fewer files than this are read by one worker about as soon as by several.
_WORTH_SHARING = 80
_HUNG_SECONDS = 120.0

_IR = b"i"
_TROUBLE = b"t"


class _Job(msgspec.Struct, frozen=True, array_like=True):
    """One file on its way to a worker."""

    path: str
    module: str
    is_package: bool
    data: bytes


class _Read(NamedTuple):
    """One file as found on disk: the digest of its content, and the content where it had to be read."""

    content: bytes
    data: bytes | None


def read_project(files: tuple[SourceFile, ...], settings: Settings) -> tuple[tuple[ModuleIR, ...], tuple[Trouble, ...]]:
    """Every file as ModuleIR, in the order of ``files``, and a trouble for each that could not be read or parsed.

    The answer depends on the files alone: not on the cache, nor on how many workers had a part in it.
    """
    with open_store(settings) as store, _no_collections():
        states = _read_states(files, settings.root, store)
        keys = {file.path: _key(file, state) for file, state in states.items() if isinstance(state, _Read)}
        outcomes = _load(store, keys)
        outcomes |= {file.path: state for file, state in states.items() if isinstance(state, Trouble)}
        cold = [file for file in files if file.path not in outcomes]
        if cold:
            store.close()  # a connection must not be open in a process that forks
            outcomes |= _read_cold(cold, states, settings, store)
    found = [outcomes[file.path] for file in files]
    modules = tuple(outcome for outcome in found if isinstance(outcome, ModuleIR))
    return modules, tuple(outcome for outcome in found if isinstance(outcome, Trouble))


def contents(files: Iterable[SourceFile], settings: Settings) -> bytes:
    """A digest of the files, their names and what is in them; empty when one of them cannot be read."""
    with open_store(settings) as store:
        states = _read_states(files, settings.root, store)
    parts: list[bytes | str] = []
    for file, state in states.items():
        if isinstance(state, Trouble):
            return b""
        parts += [file.path, file.module, state.content]
    return digest(*parts)


def process(path: str, module: str, is_package: bool, data: bytes) -> ModuleIR | Trouble:
    """Parse and lower one file; never raises for what the file contains."""
    parse, lower = _stages()
    try:
        parsed = parse.parse(data, path)
        return lower.lower(  # type: ignore[no-any-return]
            module=parsed.module,
            ordinals=parsed.ordinals,
            ends=parsed.ends,
            pragmas=parsed.pragmas,
            path=path,
            name=module,
            is_package=is_package,
            lines=parsed.lines,
            nodes=parsed.nodes,
        )
    except parse.ParseFailure as failure:
        return Trouble("PRV904", path, failure.reason, failure.line)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of LibCST's native parser is no Exception
        return _internal(path, error)


def locate(sites: Iterable[Site], settings: Settings) -> dict[Site, Place]:
    """Where these nodes stand; the head of the file for a site without a node, or whose file has changed since."""
    wanted: dict[str, set[int]] = {}
    places = {}
    for site in sites:
        places[site] = Place(site.path)
        if site.node >= 0:
            wanted.setdefault(site.path, set()).add(site.node)
    with open_store(settings) as store:
        found = _locate_all(wanted, settings, store)
    return {site: found.get(site.path, {}).get(site.node, place) for site, place in places.items()}


def nodes_on(path: str, line: int, settings: Settings) -> dict[int, Place]:
    """The nodes of a file that a line touches. Raises UserError if the file cannot be analysed or has no such line."""
    data = _read_again(settings.root, path)
    if data is None:
        raise UserError("the file cannot be read", file=path)
    outcome = _ask(path, data, settings)
    if isinstance(outcome, Trouble):
        raise UserError(f"the file is not analysed: {outcome.reason}", file=path, line=outcome.line)
    if not 1 <= line <= outcome.lines:
        raise UserError(f"there is no line {line}: the file has {outcome.lines}", file=path)
    question = msgspec.msgpack.encode(_Question(path, data, tuple(range(outcome.nodes))))
    (answer,) = _share(_locate_packed, [question], settings)
    places = _unpack_places(b"" if isinstance(answer, Lost) else answer)
    return {node: place for node, place in places.items() if place.line <= line <= place.end_line}


def open_store(settings: Settings) -> Store:
    """The cache that the settings ask for."""
    return Store(Path(settings.root, settings.cache_dir) if settings.cache else None)


def program_digest() -> bytes:
    """What every cached value depends on besides its file: the code that made it, LibCST, and this Python's grammar."""
    global _program
    if not _program:
        package = Path(__file__).parent
        sources = sorted(file for part in ("model", "parse", "lower") for file in (package / part).glob("*.py"))
        libcst = importlib.util.find_spec("libcst")  # finds, without loading
        version = Path(libcst.origin).with_name("_version.py") if libcst and libcst.origin else Path()
        contents = (file.read_bytes() for file in (*sources, version) if file.is_file())
        _program = digest(str(IR_FORMAT), str(sys.version_info[:2]), *contents)
    return _program


_program = b""


# -- what is known ---------------------------------------------------------------------------------------


def _read_states(files: Iterable[SourceFile], root: str, store: Store) -> dict[SourceFile, _Read | Trouble]:
    """The content of each file, by the index where its stamp is unchanged, by reading it where not."""
    index = store.load_index()
    states: dict[SourceFile, _Read | Trouble] = {}
    fresh: dict[str, tuple[Stamp, bytes]] = {}
    for file in files:
        try:
            stamp = Stamp.of(os.stat(f"{root}/{file.path}"))  # noqa: PTH116  (twice as fast as pathlib)
            known = index.pop(file.path, None)
            if known is not None and known[0] == stamp:
                states[file] = _Read(known[1], None)
                continue
            data = Path(root, file.path).read_bytes()
        except OSError as error:
            states[file] = _unreadable(file.path, error)
            continue
        states[file] = _Read(digest(data), data)
        fresh[file.path] = (stamp, digest(data))
    store.save_index(fresh, gone=index)
    return states


def _key(file: SourceFile, state: _Read) -> bytes:
    package = "package" if file.is_package else ""
    return digest(program_digest(), file.path, file.module, package, state.content)


def _load(store: Store, keys: dict[str, bytes]) -> dict[str, ModuleIR | Trouble]:
    kept = store.load_many("ir", keys.values())
    outcomes = {}
    for path, key in keys.items():
        with contextlib.suppress(KeyError, msgspec.DecodeError, IndexError):
            outcomes[path] = _unpack(kept[key])
    return outcomes


# -- what is not -----------------------------------------------------------------------------------------


def _read_cold(
    cold: list[SourceFile], states: dict[SourceFile, _Read | Trouble], settings: Settings, store: Store
) -> dict[str, ModuleIR | Trouble]:
    """Parse and lower files in worker processes, and keep what came out."""
    outcomes: dict[str, ModuleIR | Trouble] = {}
    jobs: dict[SourceFile, bytes] = {}
    contents: dict[SourceFile, bytes] = {}
    for file in cold:
        state = states[file]
        try:
            data = state.data if isinstance(state, _Read) else None
            data = Path(settings.root, file.path).read_bytes() if data is None else data
        except OSError as error:
            outcomes[file.path] = _unreadable(file.path, error)
            continue
        jobs[file] = msgspec.msgpack.encode(_Job(file.path, file.module, file.is_package, data))
        contents[file] = digest(data)
    answers = _share(_process_packed, list(jobs.values()), settings)
    kept = {}
    for file, answer in zip(jobs, answers, strict=True):
        if isinstance(answer, Lost):
            outcomes[file.path] = Trouble("PRV904", file.path, answer.reason)
            continue
        outcome = outcomes[file.path] = _unpack(answer)
        if isinstance(outcome, ModuleIR) or not outcome.detail:  # an internal error is worth another try
            kept[_key(file, _Read(contents[file], None))] = answer
    store.save_many("ir", kept)
    return outcomes


def _ask(path: str, data: bytes, settings: Settings) -> ModuleIR | Trouble:
    """One file, whatever module it is."""
    (answer,) = _share(_process_packed, [msgspec.msgpack.encode(_Job(path, "", False, data))], settings)
    return Trouble("PRV904", path, answer.reason) if isinstance(answer, Lost) else _unpack(answer)


def _process_packed(job: bytes) -> bytes:
    """``process`` between processes."""
    file = msgspec.msgpack.decode(job, type=_Job)
    outcome = process(file.path, file.module, file.is_package, file.data)
    return (_IR if isinstance(outcome, ModuleIR) else _TROUBLE) + msgspec.msgpack.encode(outcome)


def _unpack(packed: bytes) -> ModuleIR | Trouble:
    kind: type[ModuleIR | Trouble] = ModuleIR if packed[:1] == _IR else Trouble
    return msgspec.msgpack.decode(memoryview(packed)[1:], type=kind)


def _share(function: Callable[[bytes], bytes], items: list[bytes], settings: Settings) -> list[bytes | Lost]:
    """What meets the parser does so in a process of its own, be it a single file: where that ends, the run goes on."""
    workers = (settings.jobs or _processors()) if len(items) >= _WORTH_SHARING else 1
    return ordered_map(function, items, workers, timeout=_HUNG_SECONDS, preload=_stages)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _stages() -> Any:
    """Load what needs LibCST: the only imports of privlint's own that wait until they are needed."""
    from privlint import lower, parse  # noqa: PLC0415

    return parse, lower


# -- places ----------------------------------------------------------------------------------------------


class _Question(msgspec.Struct, frozen=True, array_like=True):
    """The nodes of one file whose places are asked for, on its way to a worker."""

    path: str
    data: bytes
    ordinals: tuple[int, ...]


def _locate_all(wanted: dict[str, set[int]], settings: Settings, store: Store) -> dict[str, dict[int, Place]]:
    """The places of these nodes by path; those asked for before are kept."""
    data = {path: content for path in sorted(wanted) if (content := _read_again(settings.root, path)) is not None}
    keys = {path: digest(program_digest(), path, content) for path, content in data.items()}
    kept = store.load_many("places", keys.values())
    found = {path: _unpack_places(kept.get(key, b"")) for path, key in keys.items()}
    asked = {path: wanted[path] - found[path].keys() for path in data}
    questions = [_Question(path, data[path], tuple(sorted(asked[path]))) for path in data if asked[path]]
    if questions:
        store.close()  # as above
        packed = [msgspec.msgpack.encode(question) for question in questions]
        answers = _share(_locate_packed, packed, settings)
        for question, answer in zip(questions, answers, strict=True):
            found[question.path] |= _unpack_places(b"" if isinstance(answer, Lost) else answer)
        store.save_many("places", {keys[q.path]: msgspec.msgpack.encode(found[q.path]) for q in questions})
    return found


def _locate_packed(question: bytes) -> bytes:
    parse, _ = _stages()
    asked = msgspec.msgpack.decode(question, type=_Question)
    try:
        return msgspec.msgpack.encode(parse.positions(asked.data, asked.path, asked.ordinals))
    except parse.ParseFailure:  # it was analysed a moment ago, so it has changed since
        return b""


def _unpack_places(packed: bytes) -> dict[int, Place]:
    with contextlib.suppress(msgspec.DecodeError):
        return msgspec.msgpack.decode(packed, type=dict[int, Place])
    return {}


def _read_again(root: str, path: str) -> bytes | None:
    with contextlib.suppress(OSError):
        return Path(root, path).read_bytes()
    return None


# -- troubles --------------------------------------------------------------------------------------------


def _unreadable(path: str, error: OSError) -> Trouble:
    return Trouble("PRV904", path, f"it cannot be read: {error.strerror or type(error).__name__}")


def _internal(path: str, error: BaseException) -> Trouble:
    if isinstance(error, RecursionError):
        return Trouble("PRV904", path, "its code nests too deeply")
    if isinstance(error, MemoryError):
        return Trouble("PRV904", path, "reading it needs more memory than there is")
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    where = f"{Path(innermost.tb_frame.f_code.co_filename).name}:{innermost.tb_lineno}" if innermost else "its start"
    reason = f"an error inside privlint: {type(error).__name__} at {where}"
    return Trouble("PRV904", path, reason, detail="please report it; the other files are analysed as usual")


@contextlib.contextmanager
def _no_collections() -> Iterator[None]:
    """Trees and IR hold no cycles: looking for some, now or later, would take as long as loading them does."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
