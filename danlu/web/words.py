"""The names of stages, verdicts and states on our pages, in English and in Chinese."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """The same in both languages."""

    english: str
    chinese: str


STAGES = {
    "source_files": Words("source files", "来源文件"),
    "raw": Words("raw", "原始记录"),
    "cleaned": Words("cleaned", "清洗"),
    "deduplicated": Words("deduplicated", "去重与划分"),
    "annotated": Words("annotated", "标注"),
    "augmented": Words("augmented", "扩充"),
    "balanced": Words("balanced", "配比"),
    "exported": Words("exported", "导出"),
}
"""Every stage of the graph; a test holds the table to it."""

VERDICTS = {
    "edited": Words("edited", "已修改"),
    "flagged": Words("flagged", "已标记"),
    "dropped": Words("dropped", "已剔除"),
    "merged": Words("merged", "已并入"),
    "generated": Words("generated", "由此生成"),
}
"""Every verdict of the ledger; a test holds the table to it."""

STATES = {
    "kept": Words("passed", "通过"),
    "edited": Words("edited", "已修改"),
    "flagged": Words("flagged", "已标记"),
    "made": Words("made here", "在此生成"),
    "parent": Words("as its parent", "随父行经过"),
    "stopped": Words("stopped here", "止于此处"),
    "beyond": Words("not reached", "未到达"),
    "unbuilt": Words("not built with it yet", "尚未随之构建"),
}
"""What a stage did with a row."""
