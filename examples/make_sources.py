"""Writes the demo's sources that are not plain UTF-8 text: other encodings, compressed files, Parquet.

    python examples/make_sources.py [FOLDER]

The text comes from `examples/texts/` (one JSON object a line, question and answer); only tables of
sums and units are computed. Every file comes out with the same bytes each time; those of a
compressor or of Parquet may differ with the version of its library, while what they hold does not.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import hashlib
import io
import json
import lzma
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

HERE = Path(__file__).parent
UNITS = (
    ("kilometres", "metres", "公里", "米", 1000),
    ("kilograms", "grams", "公斤", "克", 1000),
    ("hours", "minutes", "小时", "分钟", 60),
    ("metres", "centimetres", "米", "厘米", 100),
)


def texts(name: str) -> list[tuple[str, str]]:
    """Questions and answers of a file of `examples/texts/`."""
    lines = (HERE / "texts" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [(record["question"], record["answer"]) for record in map(json.loads, lines)]


def as_lines(pairs: Sequence[tuple[str, str]], question: str, answer: str) -> bytes:
    """JSON Lines under the given names."""
    records = ({question: asked, answer: answered} for asked, answered in pairs)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def as_table(pairs: Sequence[tuple[str, str]], question: str, answer: str, delimiter: str = ",") -> str:
    """CSV or TSV under the given names."""
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=delimiter, lineterminator="\n").writerows([(question, answer), *pairs])
    return table.getvalue()


def sums() -> Iterator[tuple[str, str, str]]:
    """Sums, products and conversions in both languages, each with its topic."""
    for step in range(1, 13):
        a, b = 17 * step + 5, 9 * step + 8
        yield f"What is {a} plus {b}?", f"{a} plus {b} is {a + b}.", "addition"
        yield f"{a} 减去 {b} 等于多少？", f"{a} 减去 {b} 等于 {a - b}。", "减法"
        yield f"What is {step + 6} times {b}?", f"{step + 6} times {b} is {(step + 6) * b}.", "multiplication"
        large, small, large_zh, small_zh, factor = UNITS[step % len(UNITS)]
        yield (
            f"How many {small} are {step + 1} {large}?",
            (f"{step + 1} {large} are {(step + 1) * factor:,} {small}."),
            "units",
        )
        yield (
            f"{step + 1} {large_zh}等于多少{small_zh}？",
            (f"{step + 1} {large_zh}等于 {(step + 1) * factor} {small_zh}。"),
            "单位换算",
        )


def parquet() -> bytes:
    """The table of sums as a Parquet file."""
    columns = [list(column) for column in zip(*sums(), strict=True)]
    names = ["question", "answer", "topic"]
    sink = io.BytesIO()
    pq.write_table(pa.table(dict(zip(names, columns, strict=True))), sink, compression="none")
    return sink.getvalue()


def sources() -> dict[str, bytes]:
    """All made files by name."""
    science = as_lines(texts("science_en"), "prompt", "response")
    packed_science = gzip.compress(science, compresslevel=6, mtime=0)
    noise = b"".join(hashlib.sha256(bytes([index])).digest() for index in range(16))
    return {
        "常识问答_gb18030.csv": as_table(texts("common_knowledge_zh"), "问", "答").encode("gb18030"),
        "phrases_utf16.tsv": ("\ufeff" + as_table(texts("phrases"), "question", "answer", "\t")).encode(
            "utf-16-le"
        ),
        "成語_big5.csv": as_table(texts("idioms_tw"), "question", "answer").encode("big5"),
        "science_en.jsonl.gz": packed_science,
        "damaged.jsonl.gz": packed_science[: len(packed_science) // 2],
        "cooking_zh.jsonl.xz": lzma.compress(as_lines(texts("cooking_zh"), "问", "答")),
        "code.jsonl.zst": zstandard.ZstdCompressor(level=3).compress(
            as_lines(texts("code"), "query", "response")
        ),
        "idioms_en.csv.bz2": bz2.compress(as_table(texts("idioms_en"), "prompt", "completion").encode()),
        "sums.parquet": parquet(),
        "unknown.bin": noise,
    }


def main() -> None:
    """Write the files; see the top of this file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in sources().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
