"""Words of the UI, in English and Chinese."""

from __future__ import annotations

from danlu.drawing.matrix import Words

STAGES = {
    "records": "records · 记录",
    "raw": "raw · 原始",
    "cleaned": "cleaned · 清洗",
    "deduplicated": "deduplicated · 去重",
    "annotated": "annotated · 标注",
    "augmented": "augmented · 增广",
    "balanced": "balanced · 均衡",
    "exported": "exported · 导出",
}
SPLITS = {"train": "train · 训练", "validation": "validation · 验证", "test": "test · 测试"}
VERDICTS = {
    "dropped": "dropped 剔除",
    "merged": "merged 合并",
    "generated": "generated 生成",
    "flagged": "flagged 标记",
    "edited": "edited 改动",
}
LANGUAGES = {
    "zh": "zh · 中文",
    "en": "en · 英文",
    "ja": "ja · 日文",
    "ko": "ko · 韩文",
    "ru": "ru · 俄文",
    "other": "other · 其他",
    "mixed": "mixed · 混合",
    "und": "und · 无文字",
}
FUNNEL = "From records to exported rows · 从记录到导出的行"
DROPS = "Why rows were left out · 未留下的原因"
LANGUAGE_TITLE = "Languages, rows · 各语言行数"
LENGTH_TITLE = "Characters of a row, rows · 各长度区间行数（字符）"
SPLIT_TITLE = "Splits, rows · 各划分行数"
STRATA_TITLE = "Strata, rows kept and left out · 各层保留与未取的行数"
STRATA = ("kept · 保留", "left out · 未取")
CORPUS = "whole corpus · 全部"
KIND = "kind · 类别"
ROWS = "rows · 行"
ROWS_OF = "{rows:,} rows · 行"
SHARES_TITLE = "Held-out shares against the recipe · 留出比例与配方对照"
SHARES = ("recipe · 配方", "by chance, 95 % · 随机波动", "rows by their hash · 按哈希划分的行")
SHARES_HEAD = ("validation · 验证", "test · 测试", "rows · 行", "part of the corpus · 所属部分")
MORE_STRATA = "{strata} more sources · 其余 {strata} 个来源"
SIZES_TITLE = "Clusters of duplicates by their size · 重复簇的大小分布"
SIZES = ("equal rows only · 仅相同的行", "nearly equal ones too · 含近似的行")
SIZES_HEAD = ("size · 大小", "clusters · 簇", "equal · 相同", "nearly equal · 近似")
MERGED_ROWS = "−{rows:,} rows · 合并的行"
OTHER_SOURCES = "all others · 其余来源"
OVERLAP_TITLE = "Which source's rows were merged into which · 各来源的行并入了哪个来源"
OVERLAP = Words(
    title=OVERLAP_TITLE,
    within="within it · 来源内部",
    across="into another source · 并入其他来源",
    length="full bar · 满格：{share} of the line's source · 占本行来源",
    corner="rows of ↓ into →",
    share="merged · 合并",
)
OVERLAP_HEAD = ("rows · 行", "of source · 占比", "rows of · 行的来源", "merged into a row of · 并入的来源")
ITSELF = "itself · 自身"
MORE_PAIRS = "{pairs} more pairs · 其余 {pairs} 对"
LARGE_TITLE = "Groups above 1 % of a part of the corpus, rows · 超过所属部分 1 % 的组（行数）"
LARGE_NOTE = "{share} of {value} → {side}"
LARGE_HEAD = ("share → side · 占比", "rows · 行", "part of the corpus · 所属部分", "group · 组")
MORE_GROUPS = "{groups} more · 其余 {groups} 组"
HISTORY_TITLE = "Merged and refused by version of the dataset, UTC · 各版本合并与剔除的行（UTC）"
HISTORY = ("merged · 合并", "refused · 剔除")
HISTORY_NOTE = "{share} of {rows:,} rows merged · 行被合并"
NOW = "now · 本次"
