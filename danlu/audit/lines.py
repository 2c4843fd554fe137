"""Exported files: every line is the one that its sidecar knows, and trainers read all of them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path

import pyarrow as pa

from danlu.audit.breach import MOST_NAMED, Breach
from danlu.audit.files import Folder
from danlu.export.folder import check_dataset_info
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.identity import ID_BYTES
from danlu.lake.parquet import read_parquet


def prove_lines(exported: Folder) -> list[Breach]:
    """Prove every exported line against the sidecars; each breach names file and line."""
    breaches: list[Breach] = []
    files = {name for name in exported.manifest.files if name.endswith(".jsonl")}
    sidecars = {_lines_file(path): path for path in exported.files("lineage")}
    for name in sorted(files ^ set(sidecars)):
        fault = "has no sidecar" if name in files else "is missing, but has a sidecar"
        breaches.append(Breach("exported", name, "1", fault))
    for name in sorted(files & set(sidecars)):
        faults = islice(_faults(exported.path / name, name, sidecars[name]), MOST_NAMED)
        breaches += [Breach("exported", name, "1", fault) for fault in faults]
    violations = islice(check_dataset_info(exported.path), MOST_NAMED)
    return breaches + [Breach("exported", "dataset_info.json", "5", fault) for fault in violations]


def _lines_file(sidecar: Path) -> str:
    target, side = sidecar.stem.rsplit(".", 1)
    return f"{target}/{side}.jsonl"


def _faults(path: Path, name: str, sidecar: Path) -> Iterator[str]:
    lineage = read_parquet(sidecar, LINEAGE_SCHEMA.names)
    files = set(lineage.column("file").to_pylist()) | set(lineage.column("target").to_pylist())
    if files - {name, name.split("/", maxsplit=1)[0]}:
        yield "its sidecar speaks of another file"
    hashes = lineage.column("line_hash").cast(pa.binary(ID_BYTES)).to_pylist()
    rows = lineage.column("row_id").cast(pa.binary(ID_BYTES)).to_pylist()
    numbers = lineage.column("line").to_pylist()
    with path.open("rb") as lines:
        stated = zip(hashes, rows, numbers, strict=True)
        for number, (line, known) in enumerate(zip_longest(lines, stated), 1):
            if line is None or known is None:
                yield f"line {number} is {'missing' if line is None else 'unknown to its sidecar'}"
                return
            digest = hashlib.sha256(line.removesuffix(b"\n")).digest()[:ID_BYTES]
            if known[2] != number:
                yield f"line {number} is line {known[2]} in its sidecar"
            if digest != known[0]:
                row = uuid.UUID(bytes=known[1])
                yield f"line {number} has been altered: it is not row {row} as it was written"
