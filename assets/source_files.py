"""source_files: what lies in `data/sources/`, taken in."""

from __future__ import annotations

import dagster as dg

from assets.options import GROUP, OWNERS, definition_metadata, tags
from resources.partitions import SOURCES

source_files = dg.AssetSpec(
    "source_files",
    group_name=GROUP,
    partitions_def=SOURCES,
    kinds={"file"},
    owners=OWNERS,
    tags=tags("source_files"),
    metadata=definition_metadata("source_files"),
    description="""
**Every file below `data/sources/`, recorded under its SHA-256 before anything reads it.**

One partition per file; its data version is the hash of its bytes. A file that is gone becomes
`absent`: its rows leave the dataset, its history stays. What is not taken is in the ledger.

**`data/sources/` 中的每个文件，先按 SHA-256 存档，再被读取。** 每个文件一个分区，数据版本即内容哈希；
文件被删除后版本变为 `absent`，其数据行退出数据集，历史保留。未收录的文件在账本中注明原因。
""",
)
