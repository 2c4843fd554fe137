"""The words of the card, in English and Chinese side by side."""

from __future__ import annotations

from danlu.export.sets import Purpose

INTRODUCTION = """\
Fine-tuning data made by danlu. Every row can be traced to the bytes of its source, and every record \
of every source is either here or has a recorded reason why not.

本数据集由 danlu（丹炉）炼制。每一行都能追溯到来源文件中的原始字节；\
来源中的每一条记录，要么在这里，要么有写明的原因。"""

FILES = "## Files · 文件"
FILES_HEAD = ("File · 文件", "Lines · 行数", "Bytes · 字节")
NOTHING = "None. · 无。"

USE = """\
## Use · 使用

The splits are fixed: relatives of a row are never on two sides, and no train row asks what a \
held-out row asks. Use `validation` for evaluation instead of letting the trainer cut off a random part.

划分是固定的：同源的行不会分到两侧，训练行的提问也不会与留出行相同。\
评估请用 `validation`，不要让训练器再随机切分。"""
USE_DATASETS = '- Hugging Face datasets: `datasets.load_dataset("path/to/this/folder", "{target}")`'
USE_LLAMA_FACTORY = (
    "- LLaMA-Factory: `dataset_dir: path/to/this/folder`, and `dataset:` / `eval_dataset:` with names from "
    "`dataset_info.json`. `cutoff_len` is 2,048 tokens unless set, and longer rows are cut there · "
    "`cutoff_len` 默认为 2048 个 token，更长的行会被截断，请按下面的长度分布设置。"
)
USE_STAGES = {
    Purpose.CONVERSATION: "- `alpaca`, `sharegpt`, `openai`: `stage: sft`. They hold the same rows, but for "
    "those listed below: train on one of them · 三者内容相同（除下文列出的行），训练时任选其一。",
    Purpose.PREFERENCE: "- `…_preference`: `stage: dpo` or `stage: rm` · 偏好对。",
    Purpose.KTO: "- `…_kto`: `stage: kto` · 单条好坏标注。",
    Purpose.PRETRAIN: "- `pretrain`: `stage: pt` only; `stage: sft` would drop every row · "
    "只能用 `stage: pt`，用 `stage: sft` 会丢掉所有行。",
    Purpose.LABELLED: "- `labelled`: text and label for classifiers; a label that was no text is JSON · "
    "分类数据，非文本标签写成 JSON。",
    Purpose.SPANS: "- `spans`: text and labelled stretches, in characters, end excluded · "
    "片段标注，按字符计，不含结尾位置。",
}

FUNNEL = """\
## Where rows went · 每一行的去向

In + generated = out + dropped, proved by keys at every stage; at `raw`, records come in and rows go out.

每个阶段都按键证明：输入 + 生成 = 输出 + 丢弃；`raw` 阶段输入的是记录，输出的是行。"""
FUNNEL_HEAD = ("Stage · 阶段", "In · 输入", "Generated · 生成", "Dropped · 丢弃", "Out · 输出")

REASONS = "## Why · 原因"
REASONS_HEAD = ("Stage · 阶段", "Verdict · 结论", "Reason · 原因", "Count · 数量")

LANGUAGES = "## Languages · 语言\n\nRows selected by `balanced`. · `balanced` 选出的行数。"
LANGUAGE = "Language · 语言"
LENGTHS = (
    "## Lengths · 长度\n\nCharacters of all that a trainer sees of a row. · 训练器所见全部文本的字符数。"
)
BAND = "Characters · 字符数"
SIDES_HEAD = ("train · 训练", "validation · 验证", "test · 测试")

MIXTURE = "## Mixture · 配比"
MIXTURE_HEAD = (
    "Split · 划分",
    "Stratum · 层",
    "Available · 可用",
    "Target · 目标",
    "Quota · 配额",
    "Kept · 保留",
)
METHODS = {
    "whole": "no shares asked for · 未要求配比",
    "exact": "the target mixture, to within whole rows · 符合目标配比（按整行取整）",
    "raised": "a scarce stratum gives all its rows and still falls short of its share, because the target "
    "mixture would keep less than `min_kept` · "
    "稀缺层已全部保留但仍不足目标，因为严格配比会使保留比例低于 `min_kept`",
    "unreachable": "strata with a share have fewer rows than `min_kept` asks for; all of them are kept · "
    "有配比的层总行数少于 `min_kept` 的要求，已全部保留",
}

REFUSED = """\
## Not expressible · 无法表达的行

Rows that a format has no way to say, or that LLaMA-Factory would drop, cut or misread. They are left \
out of that set only. Unknown fields of the sources are in no set.

某格式无法表达、或 LLaMA-Factory 会丢弃、截断或误读的行，只从该集合中略去。来源中的未知字段不写入任何集合。"""
REFUSED_HEAD = ("Set · 集合", "Reason · 原因", "Rows · 行数")
NOTHING_REFUSED = "Every selected row is in every set of its kind. · 所有选中的行都写入了对应的集合。"

SOURCES = "## Sources · 来源"
SOURCES_HEAD = ("Source · 来源", "Records · 记录", "Refused · 拒收", "Rows · 行", "Exported · 导出")
MORE_SOURCES = "{count} more · 另外 {count} 个"

TRACE = """\
## Ask a row where it came from · 追问一行的来历

In the project that made this dataset · 在生成本数据集的项目中运行："""

LICENCE = """\
## Licence · 许可

The licence of each source holds for the rows that came from it. danlu does not know them: check them \
before you publish this dataset or a model trained on it.

每一行遵循其来源的许可。danlu 不掌握这些许可，请在发布数据集或由其训练的模型之前逐一核对。"""
