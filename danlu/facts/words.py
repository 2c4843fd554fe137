"""Words of the UI, in English and Chinese."""

from __future__ import annotations

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
