"""Datasets that hold text: raw and cleaned, and the catalogue of the files they come from."""

from __future__ import annotations

from danlu.dictionary.column import Meaning, Origin, describe, of
from danlu.dictionary.meanings import ROW
from danlu.mirror.tables import TABLES
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS

_CATALOGUE = next(table.schema for table in TABLES if table.stage == "source_files")

SOURCE_FILES = describe(
    "source_files",
    _CATALOGUE,
    {
        "name": Meaning(
            "The file's name below data/sources/, or as sources.yaml gives it.",
            "文件在 data/sources/ 下的名称，或 sources.yaml 给它的名称。",
        ),
        "key": Meaning("The partition that holds its rows.", "存放其数据行的分区。"),
        "sha256": Meaning(
            "Hash of its bytes, which are recorded under it: all that is read of it later.",
            "内容的哈希，文件按此存档，之后读取的都是存档内容。",
        ),
        "bytes": Meaning("Its size in bytes.", "字节数。"),
        "state": Meaning("present, or absent once it is gone.", "present 为在，absent 为已删除。"),
        "version": Meaning(
            "The hash of its bytes, and of how they are to be read where that is declared.",
            "内容的哈希；若声明了读法，则一并计入。",
        ),
        "declared": Meaning("The entry of sources.yaml that describes it.", "描述它的 sources.yaml 条目。"),
        "via": Meaning(
            "How it is reached: local, http, s3, hub or database; empty below data/sources/.",
            "获取方式：local、http、s3、hub、database；data/sources/ 下的为空。",
        ),
        "licence": Meaning("Its licence, as declared.", "声明的许可。"),
        "language": Meaning("Its language, as declared.", "声明的语言。"),
        "domain": Meaning("Its domain, as declared.", "声明的领域。"),
        "task_type": Meaning("What it trains, as declared.", "声明的任务类型。"),
        "weight": Meaning("Its weight, as declared.", "声明的权重。"),
        "owner": Meaning("Who answers for it, as declared.", "声明的负责人。"),
    },
    dict.fromkeys(_CATALOGUE.names, ()),
    kind="catalogue",
    unique=["name", "key"],
)

_BYTES = of("source_files", "sha256")
_NAMED = of("source_files", "name", "sha256")

RAW = describe(
    "raw",
    ROW_SCHEMA,
    ROW,
    # the recipe may name encodings by the file's name; that is how bytes are read, not what they say
    dict.fromkeys(ROW_SCHEMA.names, _BYTES)
    | {"row_id": _NAMED, "record_ids": _NAMED, "source": of("source_files", "name")},
    unique=["row_id"],
)

# rules that repair encodings and markup leave a row alone whose other texts speak of such things
_SPOKEN = ("system", "messages", "tools", "chosen", "rejected")
_CLEANED: dict[str, tuple[Origin, ...]] = {name: of("raw", name) for name in ROW_SCHEMA.names}
_CLEANED |= {name: of("raw", *_SPOKEN) for name in ("system", "chosen", "rejected")}
_CLEANED |= {
    "messages": of("raw", "kind", *_SPOKEN, "spans"),
    "spans": of("raw", "kind", "messages", "spans"),
    "content_hash": of("raw", *TRAINED_COLUMNS),
}

CLEANED = describe("cleaned", ROW_SCHEMA, ROW, _CLEANED, unique=["row_id"])
