"""The sidecar of an exported file: which row each of its lines is."""

from __future__ import annotations

import pyarrow as pa

LINEAGE_SCHEMA = pa.schema(
    [
        pa.field("target", pa.string(), nullable=False),
        pa.field("file", pa.string(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("line_hash", pa.uuid(), nullable=False),
    ]
)
"""`target` is the set; `line` counts from 1; `line_hash` is the line's SHA-256 cut to 128 bits."""
