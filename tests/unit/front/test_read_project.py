"""The front: the same modules whatever the cache and the workers, and every failure a value."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from privlint import front, lower, parse
from privlint.discover import discover
from privlint.model.place import Place, Site
from privlint.model.trouble import Trouble
from privlint.settings.options import Settings
from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.model.module import ModuleIR

SHOP = {
    "shop/__init__.py": "",
    "shop/views.py": "import logging\n\ndef show(user):\n    logging.info(user.email)  # privlint: purpose=support\n",
    "shop/broken.py": "x = 1\ndef f(:\n",
    "shop/old.py": "print 'a'\n",
    "run.py": "from shop import views\nviews.show(None)\n",
}
LONG_AGO = time.time_ns() - 60_000_000_000


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for path, text in SHOP.items():
        write(tmp_path, path, text)
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def read(root: Path, **options: object) -> tuple[tuple[ModuleIR, ...], tuple[Trouble, ...]]:
    settings = Settings(root=str(root), **options)  # type: ignore[arg-type]
    return front.read_project(discover(settings, (), str(root)).files, settings)


def count_parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    parsed = []
    really_parse = parse.parse

    def note(data: bytes, path: str) -> parse.Parsed:
        parsed.append(path)
        return really_parse(data, path)

    monkeypatch.setattr(parse, "parse", note)
    return parsed


def test_reads_every_file_in_order(shop: Path) -> None:
    modules, troubles = read(shop)
    assert [(module.path, module.module, module.is_package) for module in modules] == [
        ("run.py", "run", False),
        ("shop/__init__.py", "shop", True),
        ("shop/views.py", "shop.views", False),
    ]
    assert [(trouble.code, trouble.path, trouble.line) for trouble in troubles] == [
        ("PRV904", "shop/broken.py", 2),
        ("PRV904", "shop/old.py", 1),
    ]


def test_cold_warm_and_shared_runs_agree(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = msgspec.msgpack.encode(read(shop))
    parsed = count_parses(monkeypatch)
    assert msgspec.msgpack.encode(read(shop)) == cold
    assert parsed == []
    assert msgspec.msgpack.encode(read(shop, cache=False)) == cold
    assert sorted(parsed) == sorted(SHOP)
    monkeypatch.setattr(front, "_WORTH_SHARING", 2)
    assert msgspec.msgpack.encode(read(shop, cache=False, jobs=2)) == cold
    assert msgspec.msgpack.encode(read(shop, cache_dir="other", jobs=3)) == cold
    assert msgspec.msgpack.encode(read(shop, cache_dir="other")) == cold


def test_only_what_changed_is_parsed_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(shop)
    parsed = count_parses(monkeypatch)
    write(shop, "shop/views.py", "y = 2\n")
    (shop / "run.py").unlink()
    write(shop, "new.py", "")
    modules, _ = read(shop)
    assert sorted(parsed) == ["new.py", "shop/views.py"]
    assert [module.path for module in modules] == ["new.py", "shop/__init__.py", "shop/views.py"]


def test_a_moved_file_bears_its_new_name(shop: Path) -> None:
    read(shop)
    (shop / "shop/views.py").rename(shop / "shop/pages.py")
    modules, _ = read(shop)
    assert [(module.path, module.module) for module in modules][-1] == ("shop/pages.py", "shop.pages")
    assert modules[-1].pragmas[0].place.path == "shop/pages.py"


def test_unchanged_files_are_not_even_read(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch)
    cold = read(shop)
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse_python_files(shop))
    assert read(shop) == cold


def test_an_edit_that_keeps_size_and_time_is_seen(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch)
    file = shop / "shop/views.py"
    read(shop)
    status = file.stat()
    time.sleep(0.02)
    write(shop, "shop/views.py", SHOP["shop/views.py"].replace("email", "phone"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_size == status.st_size
    assert "phone" in str(read(shop)[0])


def settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the cache take files written a moment ago for old."""
    monkeypatch.setattr("privlint.cache.store._SETTLED_NS", 0)


def refuse_python_files(root: Path) -> object:
    from pathlib import Path as RealPath  # noqa: PLC0415  (imported above for annotations only)

    really_read = RealPath.read_bytes

    def refuse(path: Path) -> bytes:
        assert not path.is_relative_to(root)
        return really_read(path)

    return refuse


def test_other_code_makes_every_key_new(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(shop)
    monkeypatch.setattr(front, "_program", b"another version")
    parsed = count_parses(monkeypatch)
    read(shop)
    assert sorted(parsed) == sorted(SHOP)


def test_a_damaged_value_is_parsed_again(shop: Path) -> None:
    cold = read(shop)
    settings = Settings(root=str(shop))
    with front.open_store(settings) as store:
        keys = store._attempt(lambda database: [key for (key,) in database.execute("SELECT key FROM value")]) or []
        store.save_many("ir", dict.fromkeys(keys, b"i\x93garbage"))
    assert len(keys) == len(SHOP)
    assert read(shop) == cold


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(shop: Path) -> None:
    (shop / "run.py").chmod(0)
    _, troubles = read(shop)
    assert troubles[0] == Trouble("PRV904", "run.py", "it cannot be read: Permission denied")


def test_a_file_that_vanishes_is_told(shop: Path) -> None:
    settings = Settings(root=str(shop))
    files = discover(settings, (), str(shop)).files
    (shop / "run.py").unlink()
    modules, troubles = front.read_project(files, settings)
    assert len(modules) == 2
    assert troubles[0].path == "run.py"
    assert troubles[0].reason.startswith("it cannot be read: ")


class PanicError(BaseException):
    """Like what LibCST's native parser raises when it panics."""


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RecursionError(), "its code nests too deeply"),
        (MemoryError(), "reading it needs more memory than there is"),
        (KeyError("secret"), "an error inside privlint: KeyError at test_read_project.py:"),
        (PanicError(), "an error inside privlint: PanicError at test_read_project.py:"),
    ],
)
def test_whatever_goes_wrong_with_a_file_is_a_value(
    shop: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, reason: str
) -> None:
    def fail(**_: object) -> ModuleIR:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(lower, "lower", fail)
        modules, troubles = read(shop)
    assert modules == ()
    assert [trouble.path for trouble in troubles] == sorted(SHOP)
    assert troubles[0].code == "PRV904"
    assert troubles[0].reason.startswith(reason)
    assert "secret" not in str(troubles)


def test_an_internal_error_is_not_kept(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(lower, "lower", None)
        assert read(shop)[0] == ()
    assert len(read(shop)[0]) == 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_the_users_wish_to_stop_is_not_swallowed(
    shop: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stop(**_: object) -> ModuleIR:
        raise error

    monkeypatch.setattr(lower, "lower", stop)
    with pytest.raises(error):
        read(shop)


def test_a_worker_that_dies_costs_one_file(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die_of_run(data: bytes, path: str) -> parse.Parsed:
        if path == "run.py":
            os._exit(9)
        return really_parse(data, path)

    really_parse = parse.parse
    monkeypatch.setattr(parse, "parse", die_of_run)
    monkeypatch.setattr(front, "_WORTH_SHARING", 2)
    monkeypatch.setattr("privlint.workers.ordered._start_method", lambda: "fork")
    modules, troubles = read(shop, jobs=2)
    assert [module.path for module in modules] == ["shop/__init__.py", "shop/views.py"]
    assert troubles[0] == Trouble("PRV904", "run.py", "reading it ended the worker process")


def test_locate_finds_nodes_and_remembers_them(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(root=str(shop))
    (module,) = (module for module in read(shop)[0] if module.path == "shop/views.py")
    function = Site(module.path, module.functions[1].at)
    gone, whole, late = Site("gone.py", 3), Site("run.py", -1), Site("run.py", 9_999)
    expected = {
        function: Place("shop/views.py", 3, 1, 4, 29),
        gone: Place("gone.py"),
        whole: Place("run.py"),
        late: Place("run.py"),
    }
    assert front.locate([function, gone, whole, late], settings) == expected
    monkeypatch.setattr(parse, "positions", None)
    assert front.locate([function, whole, gone], settings) == {site: expected[site] for site in (function, whole, gone)}


def test_locate_adds_to_what_it_remembers(shop: Path) -> None:
    settings = Settings(root=str(shop))
    first, second = Site("run.py", 1), Site("run.py", 2)
    one = front.locate([first], settings)
    both = front.locate([first, second], settings)
    assert both[first] == one[first]
    assert both == front.locate([first, second], Settings(root=str(shop), cache=False))


WARM = """
import sys
from privlint.discover import discover
from privlint.front import locate, read_project
from privlint.model.place import Site
from privlint.settings.options import Settings
settings = Settings(root=sys.argv[1])
modules, _ = read_project(discover(settings, (), sys.argv[1]).files, settings)
locate([Site(module.path, 0) for module in modules], settings)
print(len(modules), *sorted({"libcst", "multiprocessing", "rich", "pathspec"} & sys.modules.keys()))
"""


def test_a_warm_run_loads_no_parser(shop: Path) -> None:
    runs = [
        subprocess.run([sys.executable, "-c", WARM, str(shop)], cwd=ROOT, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert "libcst" in runs[0].stdout
    assert runs[1].stdout == "3\n"
