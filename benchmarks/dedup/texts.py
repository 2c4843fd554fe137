"""A labelled corpus as the steps take it: texts without markup, as rows and as flat vectors."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from danlu.rows import ROW_SCHEMA

SHARD = 65_536
"""Rows of a shard."""
_DROPPED = re.compile(r"(?is)<script.*?</script>|<!--.*?-->")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts by number: their ids, and where each begins in the bytes."""

    ids: NDArray[np.int64]
    offsets: NDArray[np.int64]
    data: NDArray[np.uint8]

    def shards(self) -> Iterator[slice]:
        """The rows of one shard after another."""
        for start in range(0, len(self.ids), SHARD):
            yield slice(start, min(start + SHARD, len(self.ids)))

    def table(self, rows: slice) -> pa.Table:
        """Some rows as documents of `ROW_SCHEMA`."""
        count = rows.stop - rows.start
        offsets = self.offsets[rows.start : rows.stop + 1]
        start, end = int(offsets[0]), int(offsets[-1])
        texts = pa.StringArray.from_buffers(
            count,
            pa.py_buffer((offsets - start).astype(np.int32)),
            pa.py_buffer(np.ascontiguousarray(self.data[start:end])),
        )
        message = ROW_SCHEMA.field("messages").type.value_type
        known = {"role": pa.repeat(pa.scalar("user"), count), "content": texts}
        fields = [known.get(field.name, pa.nulls(count, field.type)) for field in message]
        turns = pa.StructArray.from_arrays(fields, fields=list(message))
        identifiers = np.zeros((count, 2), np.uint64)
        identifiers[:, 1] = self.ids[rows]
        ids = pa.Array.from_buffers(pa.binary(16), count, [None, pa.py_buffer(identifiers)]).cast(pa.uuid())
        columns = {
            "row_id": ids,
            "group": ids,
            "source": pa.repeat(pa.scalar("corpus"), count),
            "kind": pa.repeat(pa.scalar("document"), count),
            "messages": pa.ListArray.from_arrays(pa.array(range(count + 1), pa.int32()), turns),
            "position": pa.array(range(count), pa.int64()),
        }
        wanted = [field for field in ROW_SCHEMA if field.name != "record_ids"]
        return pa.table(
            {field.name: columns.get(field.name, pa.nulls(count, field.type)) for field in wanted},
        )


def prepare(source: Path, rows: int | None, target: Path) -> Corpus:
    """Read a JSON Lines corpus without markup and with single blanks, and keep it in a folder."""
    ids, texts = [], []
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            ids.append(record["id"])
            texts.append(_plain(record["text"]))
            if len(ids) == rows:
                break
    target.mkdir(parents=True, exist_ok=True)
    np.save(target / "ids.npy", np.array(ids, np.int64))
    np.save(target / "offsets.npy", np.cumsum([0, *map(len, texts)]))
    (target / "data").write_bytes(b"".join(texts))
    return load(target)


def load(target: Path) -> Corpus:
    """What `prepare` kept."""
    data = np.fromfile(target / "data", np.uint8)
    return Corpus(np.load(target / "ids.npy"), np.load(target / "offsets.npy"), data)


def write_plain(corpus: Corpus, target: Path) -> None:
    """The texts as JSON Lines, for other tools: `id`, as digits in a string, and `text`."""
    data = corpus.data.tobytes()
    with target.open("w", encoding="utf-8") as out:
        for identifier, (start, end) in zip(
            corpus.ids.tolist(), pairwise(corpus.offsets.tolist()), strict=True
        ):
            row = {"id": str(identifier), "text": data[start:end].decode()}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_plain(source: Path) -> Corpus:
    """What `write_plain` wrote."""
    ids, texts = [], []
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            ids.append(int(row["id"]))
            texts.append(row["text"].encode())
    offsets = np.cumsum([0, *map(len, texts)])
    return Corpus(np.array(ids, np.int64), offsets, np.frombuffer(b"".join(texts), np.uint8))


def byte_keys(corpus: Corpus) -> bytes:
    """16 bytes of a hash of each text."""
    data, edges = corpus.data.tobytes(), pairwise(corpus.offsets.tolist())
    return b"".join(hashlib.sha256(data[start:end]).digest()[:16] for start, end in edges)


def joined(corpora: Sequence[Corpus]) -> Corpus:
    """Corpora one after another, without their bytes."""
    firsts = np.cumsum([0, *(len(each.data) for each in corpora)])
    offsets = [each.offsets[:-1] + first for each, first in zip(corpora, firsts, strict=False)]
    return Corpus(
        np.concatenate([each.ids for each in corpora]),
        np.concatenate([*offsets, firsts[-1:]]),
        np.empty(0, np.uint8),
    )


def _plain(text: str) -> bytes:
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", _DROPPED.sub("", text)))
    return " ".join(text.split()).encode()
