"""The Parquet that a distributed scan writes: a folder a table, a file a part, every row once.

    out/documents/part-….parquet   out/findings/part-….parquet   …   out/runs/part-….parquet

`runs` is written last: while it is empty, the result is not complete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.fs import FileSelector, FileSystem, FileType

from clausescan.batch.inputs import without_secrets
from clausescan.batch.originals import opened
from clausescan.batch.tables import DOCUMENTS, FAMILIES, RUNS, TABLES, Row, Rows, Table, arrow_schema
from clausescan.errors import ConfigError

MADE: Final = tuple(table for table in TABLES.values() if table not in (RUNS, FAMILIES))
"""The tables that an analysis fills."""
_OF_CONTENT: Final = tuple(table for table in MADE if table is not DOCUMENTS)


def nested(documents: Sequence[Rows]) -> pa.Table:
    """One row a document, one column a table that holds the list of its rows: how rows travel between nodes."""
    columns = {}
    for table in MADE:
        kind = pa.list_(pa.struct(list(arrow_schema(table))))
        columns[table.name] = pa.array([rows[table.name] for rows in documents], type=kind)
    return pa.table(columns)


def flat(blocks: pa.Table, table: Table) -> pa.Table:
    """The rows of one table out of `nested` ones."""
    schema = arrow_schema(table)
    rows = [pa.RecordBatch.from_struct_array(chunk.flatten()) for chunk in blocks.column(table.name).chunks]
    return pa.Table.from_batches([pa.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in rows], schema)


@dataclass(frozen=True, slots=True)
class Parts:
    """A place for the parts: a file system and a folder in it."""

    files: FileSystem
    root: str

    @classmethod
    def at(cls, output: str) -> Parts:
        """An empty place.

        Raises:
            ConfigError: it cannot be made or holds something: parts of two scans must not mix.
        """
        files, root = opened(output)
        try:
            if files.get_file_info(FileSelector(root, allow_not_found=True)):
                raise ConfigError(f"{without_secrets(output)} is not empty", hint="name a folder that is new")
            for table in (*MADE, RUNS):
                files.create_dir(f"{root}/{table.name}")
        except OSError as error:
            raise ConfigError(
                f"cannot write {without_secrets(output)}: {error}", hint="name a folder that can be written"
            ) from error
        return cls(files, root)

    def write(self, blocks: Iterable[pa.Table]) -> str:
        """Write a part of every table; returns its name, which follows from its documents, so a repetition replaces it."""
        whole = pa.concat_tables(blocks)
        documents = flat(whole, DOCUMENTS)
        digest = hashlib.sha256("\0".join(sorted(documents["path"].to_pylist())).encode())
        name = f"part-{digest.hexdigest()[:32]}.parquet"
        self._put(DOCUMENTS, name, documents)
        first = _first(documents["doc_id"].to_pylist())
        for table in _OF_CONTENT:
            # Copies of a document bring its rows along again.
            self._put(table, name, flat(whole.filter(first), table))
        return name

    def finish(self, names: Iterable[str], run: Row) -> None:
        """Make the parts a result: without what no finished task claims, each content's rows once, and with the run's own row."""
        claimed = set(names)
        for table in MADE:
            for info in self.files.get_file_info(FileSelector(f"{self.root}/{table.name}")):
                if info.type is FileType.File and info.base_name not in claimed:
                    self.files.delete_file(info.path)
        names = sorted(claimed)
        for number, surplus in _surplus(self._held(names)):
            for table in _OF_CONTENT:
                name = names[number]
                rows = self.read(table, name)
                self._put(table, name, rows.filter(pc.invert(pc.is_in(rows["doc_id"], surplus))))
        self._put(RUNS, "part-0.parquet", pa.Table.from_pylist([run], schema=arrow_schema(RUNS)))

    def _held(self, names: Sequence[str]) -> pa.Table:
        """Which part, by its number, holds which content."""
        parts = [self.read(DOCUMENTS, name, ["doc_id"]) for name in names]
        return pa.concat_tables(
            part.append_column("part", pa.repeat(number, len(part))) for number, part in enumerate(parts)
        )

    def read(self, table: Table, name: str, columns: list[str] | None = None) -> pa.Table:
        """The rows of a table in one part."""
        return pq.read_table(
            f"{self.root}/{table.name}/{name}", filesystem=self.files, columns=columns, partitioning=None
        )

    def _put(self, table: Table, name: str, rows: pa.Table) -> None:
        pq.write_table(rows, f"{self.root}/{table.name}/{name}", filesystem=self.files, compression="zstd")


def _first(doc_ids: Sequence[str]) -> pa.Array:
    """Which documents are the first of their content."""
    first = {doc_id: place for place, doc_id in reversed(list(enumerate(doc_ids)))}
    return pa.array([first[doc_id] == place for place, doc_id in enumerate(doc_ids)], type=pa.bool_())


def _surplus(held: pa.Table) -> Iterator[tuple[int, pa.Array]]:
    """For each part, the contents that an earlier part holds too."""
    pairs = held.group_by(["doc_id", "part"]).aggregate([])
    least = pairs.group_by("doc_id").aggregate([("part", "min"), ("part", "count")])
    shared = pairs.join(least.filter(pc.field("part_count") > 1), "doc_id", join_type="inner")
    late = shared.filter(pc.field("part") > pc.field("part_min"))
    for number in pc.unique(late["part"]).to_pylist():
        yield number, late.filter(pc.field("part") == number)["doc_id"].combine_chunks()
