from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from danlu.lake.parquet import (
    SHARD_ROWS,
    ParquetFile,
    empty_table,
    parquet_rows,
    read_all,
    read_parquet,
    write_parquet,
)
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA

SCHEMA = pa.schema([("name", pa.string()), ("number", pa.int64())])


def table(count: int, chunks: int = 1) -> pa.Table:
    whole = pa.table(
        {"name": [f"茶 {n % 7}" for n in range(count)], "number": list(range(count))}, schema=SCHEMA
    )
    size = -(-count // chunks)
    return pa.concat_tables([whole.slice(start, size) for start in range(0, count, size)]) if count else whole


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "rows.parquet"
    write_parquet(table(1000), path)
    assert read_parquet(path) == table(1000)
    assert read_parquet(path, ["number"]).column_names == ["number"]
    assert parquet_rows(path) == 1000
    assert parquet_rows(tmp_path / "manifest.json") is None


@pytest.mark.parametrize("threads", [1, 4])
def test_the_same_rows_give_the_same_bytes(tmp_path: Path, threads: int) -> None:
    """However the table was put together in memory, and however many threads Arrow has."""
    before = pa.cpu_count()
    pa.set_cpu_count(threads)
    try:
        for number, chunks in enumerate((1, 3, 50)):
            write_parquet(table(SHARD_ROWS + 10, chunks), tmp_path / f"{number}.parquet")
    finally:
        pa.set_cpu_count(before)
    write_parquet(table(SHARD_ROWS + 10), tmp_path / "plain.parquet")
    assert len({digest(path) for path in tmp_path.glob("*.parquet")}) == 1


def test_a_slice_gives_the_bytes_of_its_own_rows(tmp_path: Path) -> None:
    write_parquet(table(100).slice(40, 20), tmp_path / "slice.parquet")
    copied = pa.Table.from_pylist(table(100).slice(40, 20).to_pylist(), schema=SCHEMA)
    write_parquet(copied, tmp_path / "copied.parquet")
    assert digest(tmp_path / "slice.parquet") == digest(tmp_path / "copied.parquet")


def test_row_groups_are_bounded(tmp_path: Path) -> None:
    write_parquet(table(SHARD_ROWS * 2 + 1), tmp_path / "a.parquet")
    metadata = pq.read_metadata(tmp_path / "a.parquet")
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [
        SHARD_ROWS,
        SHARD_ROWS,
        1,
    ]


def test_a_file_is_written_table_by_table(tmp_path: Path) -> None:
    with ParquetFile(tmp_path / "a.parquet", SCHEMA) as file:
        for part in (table(3), table(0), table(5)):
            file.write(part)
        assert file.rows == 8
    assert read_parquet(tmp_path / "a.parquet").num_rows == 8


@pytest.mark.parametrize("schema", [ROW_SCHEMA, LEDGER_SCHEMA, SCHEMA])
def test_no_rows_are_a_file_too(tmp_path: Path, schema: pa.Schema) -> None:
    write_parquet(empty_table(schema), tmp_path / "a.parquet")
    assert read_parquet(tmp_path / "a.parquet").schema == schema
    assert read_all([], schema).schema == schema
    assert read_all([], schema, schema.names[:2]).column_names == schema.names[:2]


def test_several_files_are_one_table_in_their_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write_parquet(pa.table({"name": [name], "number": [1]}, schema=SCHEMA), tmp_path / f"{name}.parquet")
    found = read_all([tmp_path / "b.parquet", tmp_path / "a.parquet"], SCHEMA, ["name"])
    assert found.to_pylist() == [{"name": "b"}, {"name": "a"}]


def test_a_flipped_bit_in_a_page_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_parquet(table(5000), path)
    column = pq.read_metadata(path).row_group(0).column(1)
    place = column.dictionary_page_offset + column.total_compressed_size // 2
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(OSError, match="CRC"):
        read_parquet(path)
