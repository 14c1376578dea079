"""The SQLite file under a store: its schema, how it is opened, and what SQLite's errors mean."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from clausescan.batch.tables import DOCUMENTS, RUNS, TABLES, Column, Table
from clausescan.errors import StoreError

_APPLICATION: Final = 0x436C5363  # "ClSc"; tells our files from other databases
_PATIENCE: Final = 30.0
"""Seconds to wait while another process writes."""
_REFUSED: Final = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
_SQL_TYPES: Final = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "boolean": "INTEGER", "binary": "BLOB"}
OF_CONTENT = [c for c in DOCUMENTS.columns if c.name != "path"]
PARTS = [t for t in TABLES.values() if t not in (DOCUMENTS, RUNS)]


def _declared(columns: list[Column]) -> str:
    return ", ".join(f"{c.name} {_SQL_TYPES[c.type]}{'' if c.nullable else ' NOT NULL'}" for c in columns)


def _part(table: Table) -> str:
    """A table of rows that belong to a content, and the view that shows them with its doc_id."""
    own = [c for c in table.columns if c.name != "doc_id"]
    key = ", ".join(["content", *(name for name in table.key if name != "doc_id")])
    shown = ", ".join(["c.doc_id", *(f"p.{c.name}" for c in own)])
    return f"""
CREATE TABLE {table.name}_of (content INTEGER NOT NULL REFERENCES content ON DELETE CASCADE, {_declared(own)},
    PRIMARY KEY ({key})) WITHOUT ROWID;
CREATE VIEW {table.name} AS SELECT {shown} FROM {table.name}_of p JOIN content c ON c.id = p.content;"""


_FIRST = f"""
CREATE TABLE content (id INTEGER PRIMARY KEY, {_declared(OF_CONTENT)});
CREATE UNIQUE INDEX content_doc_id ON content (doc_id);
CREATE TABLE file (path TEXT PRIMARY KEY, content INTEGER NOT NULL REFERENCES content, mtime_ns INTEGER) WITHOUT ROWID;
CREATE INDEX file_content ON file (content);
CREATE VIEW documents AS SELECT {", ".join(DOCUMENTS.names)} FROM file JOIN content ON content.id = file.content;
{"".join(map(_part, PARTS))}
CREATE TABLE runs ({_declared(list(RUNS.columns)).replace("run_id INTEGER NOT NULL", "run_id INTEGER PRIMARY KEY")});"""
_STEPS = (_FIRST,)
"""SQL that takes a store from version n to n + 1; a new store walks them all."""


def connected(path: Path, *, write: bool) -> sqlite3.Connection:
    """An open connection to a store of this version; a writable one is made or upgraded where need be.

    Raises:
        StoreError: the file is missing, belongs to another program or to another version of this one.
        sqlite3.Error: it cannot be opened; see `errors_of`.
    """
    connection = _opened(path, write=write)
    try:
        if write:
            _refuse_others(connection, path, least=0)
            _upgrade(connection)
        else:
            _refuse_others(connection, path, least=len(_STEPS))
    except BaseException:
        connection.close()
        raise
    return connection


def _opened(path: Path, *, write: bool) -> sqlite3.Connection:
    if write:
        return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    if not path.is_file():
        raise StoreError(f"{path}: no such store", hint="make one with `clausescan scan … --store`")
    try:
        return _opened_to_read(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(_REFUSED) or Path(f"{path}-wal").exists():
            raise
        # Where nothing can be written SQLite reads a file with a log only if told that nobody changes it.
        return _opened_to_read(path, "mode=ro&immutable=1")


def _opened_to_read(path: Path, how: str) -> sqlite3.Connection:
    place = f"{path.resolve().as_uri()}?{how}"
    connection = sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None, check_same_thread=False, uri=True)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except BaseException:
        connection.close()
        raise
    return connection


def _upgrade(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    if _version(connection) == len(_STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for step in _STEPS[_version(connection) :]:
        for statement in step.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_others(connection: sqlite3.Connection, path: Path, *, least: int) -> None:
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == _APPLICATION
    if not ours and not (empty and least == 0):
        raise StoreError(f"{path}: is not a store of clausescan", hint="name another file")
    version = _version(connection)
    if version > len(_STEPS):
        raise StoreError(f"{path}: was written by a newer clausescan", hint="upgrade clausescan")
    if version < least:
        raise StoreError(
            f"{path}: was written by an older clausescan", hint="run `clausescan scan` on it to upgrade it"
        )


@contextlib.contextmanager
def errors_of(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into StoreErrors that say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: sqlite3.Error) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
        what, hint = "the disk is full", "what was stored is kept; make room and run the same command again"
    elif name.startswith(_REFUSED):
        what = "cannot be written"
        hint = "what was stored is kept; look at the permissions of the file and its folder"
        if not path.absolute().parent.is_dir():
            hint = "its folder does not exist; make it, with permissions to write"
    elif name.startswith("SQLITE_NOTADB"):
        what, hint = "is not a store of clausescan", "name another file"
    elif name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        what, hint = "another process is writing it", "wait until that has ended"
    else:
        what, hint = str(error), "what was stored is kept"
    return StoreError(f"{path}: {what}", hint=hint)
