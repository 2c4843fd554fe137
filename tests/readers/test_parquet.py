"""Parquet: rows become JSON values, explicitly, and their canonical JSON names them."""

from __future__ import annotations

import datetime as dt
import decimal
import gzip
import io
import json
import math
import uuid
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from danlu.readers import Limits, SourceRefused, open_source
from tests.readers.proof import read_bytes, reasons, values


def parquet(table: pa.Table, **options: Any) -> bytes:
    written = io.BytesIO()
    pq.write_table(table, written, **options)
    return written.getvalue()


ROWS = [
    {"instruction": "你好", "messages": [{"role": "user", "content": "hi"}], "n": 2**60, "none": None},
    {"instruction": "", "messages": [], "n": None, "none": None},
]


def test_rows_with_nested_values(folder: Path) -> None:
    records = read_bytes(folder, parquet(pa.Table.from_pylist(ROWS)))
    assert values(records) == ROWS
    assert [record.content for record in records] == [
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() for row in ROWS
    ]
    assert {(record.line, record.byte_start, record.byte_end) for record in records} == {(None, None, None)}


def test_compressed_parquet(folder: Path) -> None:
    assert values(read_bytes(folder, gzip.compress(parquet(pa.Table.from_pylist(ROWS))))) == ROWS


def test_types_that_json_does_not_have(folder: Path) -> None:
    moment = 1_700_000_000_123_456_789
    table = pa.table(
        {
            "date": pa.array([dt.date(2024, 2, 29)]),
            "moment": pa.array([moment], pa.timestamp("ns", "UTC")),
            "time": pa.array([dt.time(1, 2, 3)]),
            "decimal": pa.array([decimal.Decimal("1.10")]),
            "text": pa.array(["字".encode()], pa.binary()),
            "bytes": pa.array([b"\xff\x00"], pa.binary()),
            "map": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
            "numbers": pa.array([[(1, 2), (1, 3)]], pa.map_(pa.int64(), pa.int64())),
            "nan": pa.array([math.nan]),
            "uuid": pa.array([uuid.UUID(int=1).bytes], pa.uuid()),
            "nested": pa.array([[{"when": moment}]], pa.list_(pa.struct([("when", pa.timestamp("ns"))]))),
            "category": pa.array(["x"]).dictionary_encode(),
        }
    )
    assert values(read_bytes(folder, parquet(table))) == [
        {
            "date": "2024-02-29",
            "moment": "2023-11-14 22:13:20.123456789Z",
            "time": "01:02:03.000000",
            "decimal": "1.10",
            "text": "字",
            "bytes": {"base64": "/wA="},
            "map": {"a": 1},
            "numbers": [[1, 2], [1, 3]],
            "nan": None,
            "uuid": "00000000-0000-0000-0000-000000000001",
            "nested": [{"when": "2023-11-14 22:13:20.123456789"}],
            "category": "x",
        }
    ]


def test_bad_rows_do_not_hurt_others(folder: Path) -> None:
    text = pa.array([b"good", b"\xff\xfe", b"good"], pa.binary()).view(pa.string())
    records = read_bytes(folder, parquet(pa.table({"text": text, "n": [1.0, 2.0, math.inf]})))
    assert reasons(records) == [None, "invalid_encoding", "number_out_of_range"]
    assert len({record.content for record in records}) == 3


def test_large_row_is_refused(folder: Path) -> None:
    data = parquet(pa.table({"text": ["a", "b" * 2000]}))
    assert reasons(read_bytes(folder, data, Limits(max_record_bytes=1000))) == [None, "record_too_large"]


def test_damaged_row_group_is_one_refused_record(folder: Path) -> None:
    table = pa.table({"text": [f"第{n}行" * 20 for n in range(900)]})
    options = {
        "row_group_size": 300,
        "write_page_checksum": True,
        "use_dictionary": False,
        "compression": "none",
    }
    data = bytearray(parquet(table, **options))
    data[data.index("第450行".encode())] ^= 1
    records = read_bytes(folder, bytes(data))
    assert reasons(records) == [None] * 300 + ["corrupt_file"] + [None] * 300
    assert records[300].evidence["rows"] == 300


def test_columns_with_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(parquet(pa.table([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])))
    with pytest.raises(SourceRefused, match="duplicate_key"):
        open_source(path, Limits())


def test_cut_off_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(parquet(pa.Table.from_pylist(ROWS))[:-5])
    with pytest.raises(SourceRefused, match="corrupt_file"):
        open_source(path, Limits())
