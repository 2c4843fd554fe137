"""Datasets that hold decisions about rows: deduplicated, annotated, augmented, balanced, exported."""

from __future__ import annotations

import pyarrow as pa

from danlu.dictionary.column import Column, Dataset, Meaning, Origin, describe, of
from danlu.dictionary.meanings import ROW, SPLIT, TAGS
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS
from danlu.stages import annotated, augmented, balanced, deduplicated

DEDUPLICATED = describe(
    "deduplicated",
    deduplicated.SCHEMA,
    ROW
    | {
        "split": SPLIT,
        "fold": Meaning(
            "Its fold for cross-validation, from 0; null where it is held out, and where there are no folds.",
            "交叉验证的折号，从 0 起；留出的行为空，不分折时也为空。",
        ),
        "merged": Meaning("How many equal rows were merged into it.", "并入该行的相同行数。"),
        "prompt_key": Meaning(
            "What its prompt asks, as a hash of its letters and digits; null where it has none.",
            "提示中字母与数字的哈希，表示所问内容；没有提示时为空。",
        ),
    },
    {
        "row_id": of("cleaned", "row_id"),
        "source": of("cleaned", "source"),
        "split": of("cleaned", "group", "source", *TRAINED_COLUMNS),
        "fold": of("cleaned", "group", "source", *TRAINED_COLUMNS),
        "merged": of("cleaned", *TRAINED_COLUMNS),
        "prompt_key": of("cleaned", "kind", "messages"),
    },
    unique=["row_id"],
)

_PROSE = ("messages", "chosen", "rejected")
_SEEN = (*_PROSE, "system", "tools", "label")
_TAGGED = {
    "kind": ("kind",),
    "language": _PROSE,
    "han_share": _PROSE,
    "turns": ("messages",),
    "characters": _SEEN,
    "tokens": _SEEN,
    "length_band": _SEEN,
    "turn_band": ("messages",),
}

ANNOTATED = describe(
    "annotated",
    annotated.SCHEMA,
    ROW | TAGS,
    {
        "row_id": (*of("cleaned", "row_id"), *of("deduplicated", "row_id")),
        "source": of("cleaned", "source"),
        **{name: of("cleaned", *columns) for name, columns in _TAGGED.items()},
    },
    unique=["row_id"],
)

# a new row keeps its parent's columns, but for its prompt: worded by language, drawn by the parent's id
_WORDED = (*of("cleaned", "row_id", "messages"), *of("annotated", "language"))
_MADE_SCHEMA = pa.schema([field for field in ROW_SCHEMA if field.name not in augmented.SCHEMA.names])
_MADE: dict[str, tuple[Origin, ...]] = {name: of("cleaned", name) for name in _MADE_SCHEMA.names}
_MADE |= {
    "messages": _WORDED,
    "extra": (),
    "surface": (),
    "content_hash": (*_WORDED, *of("cleaned", "system", "desirable")),
}


def _carried(name: str) -> tuple[Origin, ...]:
    """A tag: that of `annotated` for a carried row, computed anew for a new one."""
    own = [*of("annotated", name)]
    if name in {"language", "han_share"}:
        own += _WORDED
    elif name in {"characters", "tokens", "length_band"}:
        own += (*_WORDED, *of("cleaned", "system"))
    elif name in {"source", "kind"}:
        own += of("cleaned", name)
    return tuple(dict.fromkeys(own))


_AUGMENTED_ROWS = describe(
    "augmented",
    augmented.SCHEMA,
    ROW
    | TAGS
    | {
        "split": SPLIT,
        "generated": Meaning("Whether a rule made it of another row.", "是否由规则从另一行生成。"),
    },
    {
        **{name: _carried(name) for name in annotated.SCHEMA.names},
        "row_id": (
            *of("annotated", "row_id"),
            *of("deduplicated", "row_id"),
            *of("cleaned", "row_id"),
        ),
        "split": of("deduplicated", "split"),
        "generated": (),
    },
    unique=["row_id"],
)


def _text_columns() -> tuple[Column, ...]:
    text = describe("augmented", _MADE_SCHEMA, ROW, _MADE, kind="text")
    return tuple(
        Column(
            column.field,
            Meaning(f"New rows: {column.meaning.english}", f"新行：{column.meaning.chinese}"),
            column.origins,
            kind=column.kind,
        )
        for column in text.columns
    )


AUGMENTED = Dataset("augmented", (*_AUGMENTED_ROWS.columns, *_text_columns()))

BALANCED = describe(
    "balanced",
    balanced.SCHEMA,
    ROW
    | {
        "split": SPLIT,
        "stratum": Meaning(
            "Its stratum of the mixture, by the tag that the recipe names (balanced.stratum).",
            "所属的层，依据配方指定的标注（balanced.stratum）。",
        ),
        "copies": Meaning("How often it is taken.", "取用的份数。"),
    },
    {
        "row_id": of("augmented", "row_id"),
        "source": of("augmented", "source"),
        "split": of("augmented", "split"),
        "stratum": of("augmented", "language", "kind", "length_band", "turn_band", "source"),
        "copies": (),
    },
    unique=["row_id"],
)

# new rows are conversations without tools, pairs, labels or spans
_LINES = (*of("cleaned", *TRAINED_COLUMNS), *of("augmented", "system", "messages", "desirable"))
# a row that one set cannot say may stand in another
_SAID = (
    *of("cleaned", "kind", "messages", "tools", "desirable"),
    *of("augmented", "messages", "desirable"),
)
# the number of a line depends on every line before it
_COUNTED = (
    *of("cleaned", "kind", "messages", "tools", "chosen", "rejected", "desirable", "label", "spans"),
    *of("augmented", "kind", "messages", "desirable"),
    *of("balanced", "row_id", "split", "copies"),
)

EXPORTED = describe(
    "exported",
    LINEAGE_SCHEMA,
    {
        "target": Meaning("The set that the line is in, such as sharegpt.", "该行所在的集合，如 sharegpt。"),
        "file": Meaning("The file below data/exported/.", "data/exported/ 下的文件。"),
        "line": Meaning("The line's number in the file, from 1.", "在文件中的行号，从 1 起。"),
        "row_id": Meaning("The row that the line says.", "该行表达的数据行编号。"),
        "line_hash": Meaning("128 bits of SHA-256 over the line's bytes.", "该行字节的 SHA-256 前 128 位。"),
    },
    {
        "target": _SAID,
        "file": (*_SAID, *of("balanced", "split")),
        "line": _COUNTED,
        "row_id": (*of("cleaned", "row_id"), *of("augmented", "row_id"), *of("balanced", "row_id")),
        "line_hash": _LINES,
    },
    kind="lineage",
)
