"""The ordered map: same answers from any number of workers, and no harm from one that falls."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privlint.workers import Lost, ordered_map, run_deep
from privlint.workers.crew import Crew
from tests.checkout import ROOT
from tests.unit.workers.tasks import dive, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.workers.crew import Worker

ITEMS = [b"x" * size for size in (5, 1, 200_000, 3, 3, 70_000, 0)]


@pytest.fixture(params=["fork", "spawn"])
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "fork" and (sys.platform != "linux" or threading.active_count() > 1):
        pytest.skip("forking is not safe here")
    monkeypatch.setattr("privlint.workers.ordered._start_method", lambda: request.param)
    return str(request.param)


def test_without_workers_it_is_a_plain_map_in_this_process() -> None:
    assert ordered_map(work, [b"a", b"b"], 0, timeout=9) == [b"A", b"B"]
    assert ordered_map(work, [b"pid"], 0, timeout=9) == [str(os.getpid()).encode()]
    assert ordered_map(work, [], 2, timeout=9) == []


@pytest.mark.parametrize("items", [[b"die"], [b"die", b"a"]])
def test_one_worker_is_a_process_too(method: str, items: list[bytes]) -> None:
    lost = Lost("reading it ended the worker process")
    assert ordered_map(work, items, 1, timeout=60) == [lost, b"A"][: len(items)]


def test_several_workers_keep_the_order(method: str) -> None:
    assert ordered_map(work, ITEMS, 3, timeout=60) == [item.upper() for item in ITEMS]


def test_the_work_is_shared(method: str) -> None:
    pids = ordered_map(work, [b"pid"] * 12, 2, timeout=60)
    assert len(set(pids)) == 2
    assert str(os.getpid()).encode() not in pids


def test_a_worker_that_dies_costs_its_item(method: str) -> None:
    results = ordered_map(work, [b"a", b"die", b"b", b"exit", b"die", b"c"], 2, timeout=60)
    lost = Lost("reading it ended the worker process")
    assert results == [b"A", lost, b"B", lost, lost, b"C"]


def test_when_every_worker_dies_all_items_are_lost(method: str) -> None:
    assert ordered_map(work, [b"die"] * 5, 2, timeout=60) == [Lost("reading it ended the worker process")] * 5


def test_a_worker_that_hangs_costs_its_item(method: str) -> None:
    results = ordered_map(work, [b"a", b"hang", b"b"], 2, timeout=1.5)
    assert results == [b"A", Lost("reading it took more than 1.5 seconds"), b"B"]


@pytest.mark.parametrize("jobs", [0, 2])
def test_there_is_room_for_deep_recursion(jobs: int) -> None:
    assert ordered_map(work, [b"deep", b"a"], jobs, timeout=60) == [b"30000", b"A"]


def test_without_processes_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise OSError(11, "no more processes")

    monkeypatch.setattr("privlint.workers.crew.Crew._start", refuse)
    assert ordered_map(work, [b"a", b"pid"], 2, timeout=9) == [b"A", str(os.getpid()).encode()]


def test_without_further_processes_items_are_lost_and_nothing_hangs(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Crew._start
    started: list[Worker] = []

    def start_one(crew: Crew) -> Worker:
        if started:
            raise OSError(11, "no more processes")
        started.append(start(crew))
        return started[0]

    monkeypatch.setattr(Crew, "_start", start_one)
    lost = [Lost("no worker process could be started"), Lost("reading it ended the worker process")]
    assert ordered_map(work, [b"a", b"die"], 1, timeout=60) == lost


def test_the_process_is_left_as_it_was() -> None:
    gc.unfreeze()
    before = gc.get_freeze_count(), sys.getrecursionlimit(), threading.stack_size(), threading.active_count()
    ordered_map(work, [b"a", b"b"], 0, timeout=9)
    ordered_map(work, [b"a", b"b"], 2, timeout=60)
    assert (gc.get_freeze_count(), sys.getrecursionlimit(), threading.stack_size(), threading.active_count()) == before


def test_run_deep_hands_back_results_and_errors() -> None:
    assert run_deep(lambda: dive(30_000)) == 30_000
    with pytest.raises(ZeroDivisionError):
        run_deep(lambda: 1 // 0)
    with pytest.raises(RecursionError):
        run_deep(lambda: dive(10_000_000))


def test_run_deep_makes_do_with_a_smaller_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start

    def refuse_large(thread: threading.Thread) -> None:
        if threading.stack_size() > 64 << 20:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse_large)
    assert run_deep(lambda: dive(20_000)) == 20_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's end")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT], ids=lambda ending: ending.name)
def test_no_worker_outlives_its_parent(tmp_path: Path, ending: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.unit.workers.tasks", str(tmp_path)]
    parent = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
    workers = wait_for(lambda: [int(file.name) for file in tmp_path.iterdir()], 2)
    if ending == signal.SIGINT:
        os.killpg(parent.pid, ending)  # as a terminal does
    else:
        parent.send_signal(ending)
    errors = parent.communicate(timeout=30)[1].decode()
    assert errors.count("Traceback") == (ending == signal.SIGINT)  # the parent's own, which the command line catches
    wait_for(lambda: [pid for pid in workers if not is_running(pid)], 2)


def wait_for(found: Callable[[], list[int]], count: int) -> list[int]:
    deadline = time.monotonic() + 30
    while len(found()) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found()


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False
