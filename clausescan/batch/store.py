"""The store: one SQLite file that holds the rows of a batch and survives whatever ends the process.

Every document is one transaction in the write-ahead log, so after `kill -9` each document is there whole or not at all. (After a power
cut the last few may be missing, never broken; a resumed scan analyses them again.) Rows refer to their content by a number inside; the
views documents, findings, patterns, missing, signatures and families show the columns that `tables` declares.
"""

from __future__ import annotations

import contextlib
import operator
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from clausescan import __version__
from clausescan.batch.database import OF_CONTENT, PARTS, connected, errors_of
from clausescan.batch.rows import Settings
from clausescan.batch.tables import RUNS, Row, Rows, Table, Value
from clausescan.errors import StoreError


class Known(NamedTuple):
    """What became of a document earlier: `documents.status` and `documents.reason`."""

    status: str
    reason: str


class Store:
    """An open store; use it as a context manager.

    Args:
        path: the SQLite file. A writable store is made if there is none.
        write: False to read one consistent state of it, also while a scan writes, also from a medium that cannot be written.

    Raises:
        StoreError: it cannot be opened, belongs to another program or to another version of this one.
    """

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        # The pool's threads look documents up while the main thread writes.
        self._lock = threading.RLock()
        with errors_of(path):
            self._connection = connected(path, write=write)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the write-ahead log is folded into it."""
        self._connection.close()

    def known_path(self, path: str, size: int, mtime_ns: int, settings: Settings) -> Known | None:
        """What is known of a document whose file looks unchanged and whose rows `settings` made; else None."""
        found = self._one(
            f"SELECT status, reason FROM file JOIN content ON content.id = file.content WHERE path = ? AND size = ? AND mtime_ns = ? AND {_MADE_BY}",
            (path, size, mtime_ns, *_made_by(settings)),
        )
        return Known(*found) if found else None

    def known_content(self, doc_id: str, settings: Settings) -> Known | None:
        """What is known of a content whose rows `settings` made; else None."""
        found = self._one(
            f"SELECT status, reason FROM content WHERE doc_id = ? AND {_MADE_BY}", (doc_id, *_made_by(settings))
        )
        return Known(*found) if found else None

    def put(self, rows: Rows, mtime_ns: int | None) -> None:
        """Store the rows of one document in place of any earlier ones of its path and content, in one transaction.

        Args:
            rows: from `rows_of`.
            mtime_ns: the file's time of modification when it was opened; None when it must be read again next time.

        Raises:
            StoreError: the file cannot be written; it is as it was.
        """
        (document,) = rows["documents"]
        with self._transaction() as execute:
            known = execute(_NUMBER, (document["doc_id"],)).fetchone()
            execute(_UPSERT, document)
            ((content,),) = execute(_NUMBER, (document["doc_id"],))
            for table in PARTS:
                if known:
                    execute(f"DELETE FROM {table.name}_of WHERE content = ?", (content,))
                self._insert(table, ((content, row) for row in rows.get(table.name, ())))
            execute(_LINK, (document["path"], mtime_ns, document["doc_id"]))

    def _insert(self, table: Table, rows: Iterable[tuple[int, Row]]) -> None:
        """Insert rows that belong to contents of these numbers."""
        own = _OWN_OF[table.name]
        values = ((content, *own(row)) for content, row in rows)
        self._connection.executemany(_INSERT[table.name], values)

    def link(self, path: str, mtime_ns: int | None, doc_id: str) -> None:
        """Record that `path` holds a content whose rows are there.

        Raises:
            StoreError: they are not, or the file cannot be written.
        """
        with self._transaction() as execute:
            if execute(_LINK, (path, mtime_ns, doc_id)).rowcount != 1:
                raise StoreError(f"{self.path}: changed by another process", hint="run the same command again")

    def begin(self, run: Row) -> int:
        """Enter a run into the manifest; returns its number."""
        names = [name for name in RUNS.names if name in run]
        with self._transaction() as execute:
            cursor = execute(f"INSERT INTO runs ({', '.join(names)}) VALUES ({_places(names)})", run)
            return int(cursor.lastrowid or 0)

    def finish(self, run: Row) -> None:
        """Complete a run's row, and drop contents that no path holds any more."""
        names = [name for name in run if name != "run_id"]
        with self._transaction() as execute:
            execute(f"UPDATE runs SET {', '.join(f'{n} = :{n}' for n in names)} WHERE run_id = :run_id", run)
            execute("DELETE FROM content WHERE id NOT IN (SELECT content FROM file)", ())

    def replace(self, table: Table, rows: Iterable[Row]) -> None:
        """Replace all rows of a table that belongs to contents, in one transaction."""
        with self._transaction() as execute:
            execute(f"DELETE FROM {table.name}_of", ())
            for row in rows:
                ((content,),) = execute(_NUMBER, (row["doc_id"],))
                self._insert(table, [(content, row)])

    def rows(self, table: Table, where: str = "", values: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows of a table, sorted by its key, drawn lazily; `where` is a condition in SQL."""
        booleans = [c.name for c in table.columns if c.type == "boolean"]
        condition = f"WHERE {where}" if where else ""
        query = f"SELECT {', '.join(table.names)} FROM {table.name} {condition} ORDER BY {', '.join(table.key)}"
        with errors_of(self.path):
            for values_of_row in self._connection.execute(query, values):
                row: Row = dict(zip(table.names, values_of_row, strict=True))
                yield row | {name: bool(row[name]) for name in booleans}

    def query(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """The answer to a question in SQL about the declared tables."""
        with errors_of(self.path), self._lock:
            return self._connection.execute(sql, values).fetchall()

    def _one(self, sql: str, values: Sequence[Value]) -> tuple[Any, ...] | None:
        found = self.query(sql, values)
        return found[0] if found else None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        with errors_of(self.path), self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection.execute
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


_MADE_BY = "tool_version = ? AND model_sha256 = ? AND config_sha256 = ?"
_NUMBER = "SELECT id FROM content WHERE doc_id = ?"
_LINK = (
    "INSERT INTO file (path, mtime_ns, content) SELECT ?, ?, id FROM content WHERE doc_id = ? "
    "ON CONFLICT (path) DO UPDATE SET mtime_ns = excluded.mtime_ns, content = excluded.content"
)


def _made_by(settings: Settings) -> tuple[str, str, str]:
    return (__version__, settings.model_sha256, settings.config_sha256)


def _places(names: Iterable[str]) -> str:
    return ", ".join(f":{name}" for name in names)


def _upsert() -> str:
    names = [c.name for c in OF_CONTENT]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names)
    return f"INSERT INTO content ({', '.join(names)}) VALUES ({_places(names)}) ON CONFLICT (doc_id) DO UPDATE SET {updates}"


_UPSERT = _upsert()


def _values_of(names: Sequence[str]) -> Callable[[Row], tuple[Value, ...]]:
    """Takes the values of these columns from a row."""
    if len(names) == 1:  # where itemgetter would give the value itself
        return lambda row: (row[names[0]],)
    return operator.itemgetter(*names)


_OWN = {table.name: tuple(name for name in table.names if name != "doc_id") for table in PARTS}
"""The columns that a table of parts keeps besides the number of the content."""
_OWN_OF = {name: _values_of(own) for name, own in _OWN.items()}
_INSERT = {
    name: f"INSERT INTO {name}_of (content, {', '.join(own)}) VALUES ({', '.join('?' * (1 + len(own)))})"
    for name, own in _OWN.items()
}
