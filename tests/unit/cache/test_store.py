"""The store keeps what it is given, survives every damage, and is shared without harm."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privlint.cache import Stamp, Store, digest
from privlint.cache.store import _KEPT_DAYS
from tests.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD = Stamp(1, 2, 3)


def test_values_come_back_by_kind_and_key(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save_many("ir", {b"a": b"1" * 1_000, b"b": b""})
        store.put("place", b"a", b"2")
    with Store(tmp_path) as store:
        assert store.load_many("ir", [b"a", b"b", b"c"]) == {b"a": b"1" * 1_000, b"b": b""}
        assert store.get("place", b"a") == b"2"
        assert store.get("place", b"b") is None
        store.put("place", b"a", b"3")
        assert store.get("place", b"a") == b"3"


def test_many_keys_at_once(tmp_path: Path) -> None:
    values = {number.to_bytes(4, "big"): str(number).encode() for number in range(2_500)}
    with Store(tmp_path) as store:
        store.save_many("ir", values)
        assert store.load_many("ir", values) == values


def test_index_remembers_and_forgets(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save_index({"a.py": (OLD, b"x"), "b.py": (OLD, b"y")})
        store.save_index({"a.py": (OLD, b"z")}, gone=["b.py"])
        assert store.load_index() == {"a.py": (OLD, b"z")}


@pytest.mark.parametrize("field", ["mtime_ns", "ctime_ns"])
def test_files_changed_a_moment_ago_are_not_indexed(tmp_path: Path, field: str) -> None:
    with Store(tmp_path) as store:
        store.save_index({"a.py": (OLD._replace(**{field: time.time_ns()}), b"x")})
        assert store.load_index() == {}


def test_stamp_of_a_file_changes_with_it(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"1")
    before = Stamp.of(file.stat())
    file.write_bytes(b"22")
    assert Stamp.of(file.stat()) != before
    assert Stamp.of(file.stat()).size == 2


def test_without_a_folder_nothing_is_kept() -> None:
    store = Store(None)
    store.put("ir", b"a", b"1")
    store.save_index({"a.py": (OLD, b"x")})
    assert store.get("ir", b"a") is None
    assert store.load_index() == {}


def test_the_folder_is_marked_as_a_cache(tmp_path: Path) -> None:
    with Store(tmp_path / "x" / "cache") as store:
        store.put("ir", b"a", b"1")
    assert (tmp_path / "x/cache/.gitignore").read_text(encoding="utf-8").endswith("\n*\n")
    tag = (tmp_path / "x/cache/CACHEDIR.TAG").read_text(encoding="utf-8")
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")


def overwrite(database: Path) -> None:
    database.write_bytes(b"no database at all" * 500)


def truncate(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:5_000])


def damage_pages(database: Path) -> None:
    data = database.read_bytes()
    database.write_bytes(data[:100] + b"\xff" * (len(data) - 100))


def drop_tables(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("DROP TABLE value; DROP TABLE file;")


def change_schema(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("DROP TABLE value; CREATE TABLE value (x); PRAGMA user_version = 99;")


def garble_values(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("UPDATE value SET data = 'text'; DELETE FROM file;")


@pytest.mark.parametrize(
    "damage", [overwrite, truncate, damage_pages, drop_tables, change_schema, garble_values], ids=lambda f: f.__name__
)
def test_damage_is_cold_and_mends_itself(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    with Store(tmp_path) as store:
        store.save_many("ir", {bytes([n]): bytes(100) for n in range(200)})
        store.save_index({"a.py": (OLD, b"x")})
    damage(tmp_path / "cache.db")
    with Store(tmp_path) as store:
        assert store.get("ir", b"\x01") is None
        assert store.load_index() == {}
    with Store(tmp_path) as store:
        store.put("ir", b"a", b"2")
        store.save_index({"a.py": (OLD, b"y")})
        assert store.get("ir", b"a") == b"2"
        assert store.load_index() == {"a.py": (OLD, b"y")}


def test_a_folder_that_cannot_be_made_is_cold(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with Store(tmp_path / "file" / "cache") as store:
        store.put("ir", b"a", b"1")
        assert store.get("ir", b"a") is None


def test_a_deleted_folder_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with Store(folder) as store:
        store.put("ir", b"a", b"1")
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    with Store(folder) as store:
        assert store.get("ir", b"a") is None
        store.put("ir", b"a", b"2")
        assert store.get("ir", b"a") == b"2"


def test_a_locked_store_is_cold_and_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privlint.cache.store._BUSY_SECONDS", 0.01)
    with Store(tmp_path) as store:
        store.put("ir", b"a", b"1")
    with closing(sqlite3.connect(tmp_path / "cache.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with Store(tmp_path) as store:
            store.put("ir", b"a", b"2")
            assert store.get("ir", b"a") == b"1"
        other.rollback()
    with Store(tmp_path) as store:
        assert store.get("ir", b"a") == b"1"


def test_values_nobody_asks_for_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    with Store(tmp_path) as store:
        store.save_many("ir", {b"used": b"1", b"unused": b"2"})
    monkeypatch.setattr(time, "time", lambda: now + 20 * 86_400)
    with Store(tmp_path) as store:
        assert store.get("ir", b"used") == b"1"
    monkeypatch.setattr(time, "time", lambda: now + (_KEPT_DAYS + 1) * 86_400)
    with Store(tmp_path) as store:
        store.put("ir", b"new", b"3")
        assert store.load_many("ir", [b"used", b"unused", b"new"]) == {b"used": b"1", b"new": b"3"}


WRITER = """
import sys
from pathlib import Path
from privlint.cache import Store
with Store(Path(sys.argv[1])) as store:
    for number in range(50):
        store.put("ir", f"{sys.argv[2]}-{number}".encode(), b"x" * 100)
"""


def test_processes_share_a_store(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name], cwd=ROOT, stderr=subprocess.PIPE)
        for name in "ab"
    ]
    assert [writer.communicate(timeout=60)[1] for writer in writers] == [b"", b""]
    keys = [f"{name}-{number}".encode() for name in "ab" for number in range(50)]
    with Store(tmp_path) as store:
        assert len(store.load_many("ir", keys)) == 100


@given(st.lists(st.binary()), st.lists(st.binary()))
def test_digests_tell_parts_apart(one: list[bytes], other: list[bytes]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_texts_and_bytes_digest_alike() -> None:
    assert digest("é") == digest("é".encode())
    assert len(digest()) == 16
