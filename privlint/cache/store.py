"""One SQLite file of compressed values by digest, and an index of file states that saves reading unchanged files."""

from __future__ import annotations

import contextlib
import time
import zlib
from typing import TYPE_CHECKING, NamedTuple

from privlint.cache.folder import make_folder

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any, Self, TypeVar

    T = TypeVar("T")

_SCHEMA_NUMBER = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS value (
    kind TEXT NOT NULL, key BLOB NOT NULL, day INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (kind, key)
);
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, size INTEGER NOT NULL,
    digest BLOB NOT NULL
);
"""
_KEEP = "INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?)"
_RENEW = "UPDATE value SET day = ? WHERE kind = ? AND key = ?"
_DROP_OLD = "DELETE FROM value WHERE day < ?"
_INDEX = "SELECT path, mtime_ns, ctime_ns, size, digest FROM file"
_KEEP_FILE = "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)"
_FORGET_FILE = "DELETE FROM file WHERE path = ?"

_DATABASE = "cache.db"
_BUSY_SECONDS = 2.0
#: Errors that say nothing against the file: another process holds it, the disk is full or not ours to write.
_PASSING_ERRORS = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR")
_DAY_SECONDS = 86_400
#: A value is dropped when no run has asked for it for this long; its day is renewed far more rarely than it is read.
_KEPT_DAYS = 30
_RENEWED_DAYS = 7
#: A file changed this shortly before it was read may change again without its times telling, so it is not indexed.
_SETTLED_NS = 2_000_000_000
_VARIABLES = 500


class Stamp(NamedTuple):
    """A file's state as the operating system tells it: what cannot stay equal when the content changes."""

    mtime_ns: int
    ctime_ns: int
    size: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """The stamp of a file's status."""
        return cls(status.st_mtime_ns, status.st_ctime_ns, status.st_size)


class Store:
    """The cache of one project, in ``folder``; without one, a store that forgets everything.

    Nothing here raises: a store that is damaged, locked or not writable knows nothing and keeps nothing, which costs
    time and changes no result. Not for use by several threads; close it before forking, it opens itself again.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._database: sqlite3.Connection | None = None
        self._today = int(time.time()) // _DAY_SECONDS

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file; the next call opens it again."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def get(self, kind: str, key: bytes) -> bytes | None:
        """The value kept under a key, None without one."""
        return self.load_many(kind, [key]).get(key)

    def put(self, kind: str, key: bytes, value: bytes) -> None:
        """Keep a value."""
        self.save_many(kind, {key: value})

    def load_many(self, kind: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values kept under those of the keys that are known."""
        wanted = sorted(set(keys))
        batches = [wanted[start : start + _VARIABLES] for start in range(0, len(wanted), _VARIABLES)]
        rows = self._attempt(lambda database: [row for batch in batches for row in _select(database, kind, batch)])
        stale = [(self._today, kind, key) for key, day, _ in rows or () if day <= self._today - _RENEWED_DAYS]
        if stale:
            self._attempt(lambda database: _write(database, (_RENEW, stale)))
        return dict(_unpack(rows or ()))

    def save_many(self, kind: str, values: Mapping[bytes, bytes]) -> None:
        """Keep values, and drop those that nobody has asked for in a long time."""
        rows = [(kind, key, self._today, zlib.compress(value, 1)) for key, value in values.items()]
        if rows:
            old = [(self._today - _KEPT_DAYS,)]
            self._attempt(lambda database: _write(database, (_KEEP, rows), (_DROP_OLD, old)))

    def load_index(self) -> dict[str, tuple[Stamp, bytes]]:
        """What was last known of each file: its stamp and the digest of its content, by path."""
        rows = self._attempt(lambda database: database.execute(_INDEX).fetchall())
        return {
            path: (Stamp(mtime_ns, ctime_ns, size), content) for path, mtime_ns, ctime_ns, size, content in rows or ()
        }

    def save_index(self, known: Mapping[str, tuple[Stamp, bytes]], gone: Iterable[str] = ()) -> None:
        """Remember the state of files, except of those changed a moment ago, and forget those that are ``gone``."""
        settled = time.time_ns() - _SETTLED_NS
        rows = [(path, *at, content) for path, (at, content) in known.items() if max(at[:2]) < settled]
        forgotten = [(path,) for path in gone]
        if rows or forgotten:
            self._attempt(lambda database: _write(database, (_KEEP_FILE, rows), (_FORGET_FILE, forgotten)))

    def _attempt(self, action: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do something with the database; None, and a fresh start for the next call, when that fails."""
        if self._folder is None:
            return None
        import sqlite3  # noqa: PLC0415  (a run without cache need not load it)

        try:
            if self._database is None:
                self._database = _connect(self._folder)
            return action(self._database)
        except sqlite3.Error as error:
            self.close()
            if getattr(error, "sqlite_errorname", "").startswith(_PASSING_ERRORS):
                return None
            _remove(self._folder)  # it is no database, or not the one we made
        except OSError:
            self.close()
        return None


def _connect(folder: Path) -> sqlite3.Connection:
    import sqlite3  # noqa: PLC0415  (as above)

    make_folder(folder)
    database = sqlite3.connect(folder / _DATABASE, timeout=_BUSY_SECONDS)
    try:
        (number,) = database.execute("PRAGMA user_version").fetchone()
        if number != _SCHEMA_NUMBER:
            _create(database, afresh=number != 0)
        database.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _create(database: sqlite3.Connection, *, afresh: bool) -> None:
    drop = "DROP TABLE IF EXISTS value; DROP TABLE IF EXISTS file;" if afresh else ""
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(f"BEGIN IMMEDIATE; {drop} {_SCHEMA} PRAGMA user_version = {_SCHEMA_NUMBER}; COMMIT;")


def _write(database: sqlite3.Connection, *statements: tuple[str, Sequence[tuple[Any, ...]]]) -> None:
    with database:
        for statement, rows in statements:
            database.executemany(statement, rows)


def _select(database: sqlite3.Connection, kind: str, keys: list[bytes]) -> list[tuple[bytes, int, bytes]]:
    places = ", ".join("?" * len(keys))
    query = f"SELECT key, day, data FROM value WHERE kind = ? AND key IN ({places})"
    return database.execute(query, (kind, *keys)).fetchall()


def _unpack(rows: Iterable[tuple[bytes, int, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    for key, _, data in rows:
        with contextlib.suppress(zlib.error, TypeError):
            yield key, zlib.decompress(data)


def _remove(folder: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            (folder / f"{_DATABASE}{suffix}").unlink()
