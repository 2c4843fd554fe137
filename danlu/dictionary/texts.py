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
        "name": Meaning("The file's name below data/sources/.", "文件在 data/sources/ 下的名称。"),
        "key": Meaning("The partition that holds its rows.", "存放其数据行的分区。"),
        "sha256": Meaning(
            "Hash of its bytes, which are recorded under it: all that is read of it later.",
            "内容的哈希，文件按此存档，之后读取的都是存档内容。",
        ),
        "bytes": Meaning("Its size in bytes.", "字节数。"),
        "state": Meaning("present, or absent once it is gone.", "present 为在，absent 为已删除。"),
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
