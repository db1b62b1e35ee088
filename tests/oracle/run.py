"""Runs one fixture in every world, each in a process of its own, and hands back all leaks."""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import json
import logging
import os
import sys
import tomllib
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.oracle import frameworks, standins
from tests.oracle.entries import Builder, calls, entry_points
from tests.oracle.people import Stage
from tests.oracle.recorder import Leak, Line, Recorder, RecordingHandler, RecordingStream
from tests.oracle.world import World, worlds

if TYPE_CHECKING:
    from collections.abc import Callable


class Outcome(NamedTuple):
    """What the runs of one case showed: the leaks, the lines that ran, and what went wrong and makes both worthless."""

    leaks: set[Leak]
    ran: set[Line]
    failures: list[str]


def run_case(case: Path) -> Outcome:
    """Run the case in the world of all refusals, then once for each person and each single missing consent."""
    case = case.resolve()
    leaks, ran, failures = _forked(case, World())
    if failures or not _asks_for_consent(case):
        return Outcome(leaks, ran, failures)
    for world in worlds(_subjects(case))[1:]:
        found = _forked(case, world)
        leaks |= {
            leak for leak in found.leaks if leak.kind in world.kinds and world.subject in ("nobody", leak.subject)
        }
        ran |= found.ran
        failures += found.failures
    return Outcome(leaks, ran, failures)


def run_here(case: Path, world: World) -> Outcome:
    """Run the case in this very process, which is spoilt afterwards: its modules are loaded, its outputs replaced."""
    recorder = Recorder(case)
    stage = Stage(world, recorder)
    sys.stdout = sys.stderr = RecordingStream(recorder)
    logging.basicConfig(level=1, handlers=[RecordingHandler(recorder)], force=True)
    standins.install(stage)
    warnings.simplefilter("always")
    warnings.showwarning = lambda message, *rest, **options: recorder.record("log", str(message))
    for path in case.iterdir():
        sys.modules.pop(path.stem, None)
    sys.path.insert(0, str(case))
    sys.dont_write_bytecode = True
    failures: list[str] = []
    sys.settrace(recorder.trace)
    try:
        frameworks.prepare(case, stage)
        main = importlib.import_module("main")
        frameworks.fill(main, stage)
        modules = [module for module in list(sys.modules.values()) if _lies_in(module, case)]
        for name in _wanted(case):
            failures += _run_entry(name, main, stage, modules)
    except Exception:  # whatever a fixture does wrong is told, not raised
        failures.append(traceback.format_exc())
    sys.settrace(None)
    return Outcome(recorder.leaks, recorder.ran, failures)


def _forked(case: Path, world: World) -> Outcome:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        outcome = run_here(case, world)
        with os.fdopen(writing, "w") as pipe:
            json.dump([sorted(outcome.leaks), sorted(outcome.ran), outcome.failures], pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if not answer:
        return Outcome(set(), set(), [f"the run in {world} died"])
    leaks, ran, failures = json.loads(answer)
    found = {_leak(*fields) for fields in leaks}
    return Outcome(found, {Line(*line) for line in ran}, failures)


def _leak(kind: str, word: str, subject: str, transform: str, lines: list[list[Any]]) -> Leak:
    return Leak(kind, word, subject, transform, tuple(Line(*line) for line in lines))


def _asks_for_consent(case: Path) -> bool:
    source = "\n".join(path.read_text(encoding="utf-8") for path in case.rglob("*.py")).lower()
    return any(word in source for word in ("consent", "opt_", "opted", "track", "allow"))


def _subjects(case: Path) -> set[str]:
    """The parameters of the entry points: the people that there are."""
    tree = ast.parse((case / "main.py").read_text(encoding="utf-8"))
    names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return names | {f"{name}2" for name in names if name.endswith("s")} | {"request"}


def _wanted(case: Path) -> list[str]:
    """What to call: the list in ``oracle.toml`` where there is one, the entry points otherwise."""
    told = case / "oracle.toml"
    if told.exists():
        return list(tomllib.loads(told.read_text(encoding="utf-8"))["call"])
    return entry_points(case)


def _lies_in(module: Any, case: Path) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).is_relative_to(case)


def _run_entry(name: str, main: Any, stage: Stage, modules: list[Any]) -> list[str]:
    owner, _, method = name.rpartition(".")
    if owner:
        cls = getattr(main, owner)
        function = getattr(Builder(stage, modules).instance(cls, owner.lower()), method)
    else:
        function = getattr(main, name)
    failures = []
    for args, kwargs in calls(function, stage, modules):
        try:
            _finish(function, args, kwargs)
        except Exception as error:  # fixtures may raise what they like, if they say so
            if not _on_purpose(error, stage.recorder.root):
                failures.append(f"{name}: {''.join(traceback.format_exception(error))}")
    return failures


def _finish(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> None:
    result = function(*args, **kwargs)
    if inspect.iscoroutine(result):
        asyncio.run(result)
    elif inspect.isgenerator(result):
        list(result)
    elif inspect.isasyncgen(result):
        asyncio.run(_exhaust(result))


async def _exhaust(items: Any) -> None:
    async for _ in items:
        pass


def _on_purpose(error: BaseException, root: Path) -> bool:
    """Whether the fixture raised this by a statement of its own, or a consent check did."""
    if isinstance(error, PermissionError):
        return True
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return Path(frame.filename).is_relative_to(root) and (frame.line or "").startswith("raise")
