"""The meanings of columns that several datasets share."""

from __future__ import annotations

from danlu.dictionary.column import Meaning

ROW = {
    "row_id": Meaning(
        "The row's id for ever: 128 bits of SHA-256 over its source's name and its record.",
        "行的永久编号：对来源名称与记录内容取 SHA-256 的前 128 位。",
    ),
    "source": Meaning(
        "Name of the file that it came from, below data/sources/.",
        "来源文件在 data/sources/ 下的名称。",
    ),
    "record_ids": Meaning("The records that it was made of, in order.", "构成该行的记录，按顺序排列。"),
    "position": Meaning("Ordinal of its record in the source, from 1.", "记录在来源中的序号，从 1 起。"),
    "line": Meaning(
        "Line on which its record starts, from 1; null where the source has no lines.",
        "记录起始的行号，从 1 起；来源没有行时为空。",
    ),
    "byte_start": Meaning(
        "Where its record starts in the source's decompressed UTF-8 text, in bytes.",
        "记录在解压后 UTF-8 文本中的起始字节。",
    ),
    "byte_end": Meaning("Where its record ends there, excluded.", "记录的结束字节（不含）。"),
    "part": Meaning(
        "The member, sheet or page of its source that it stands in; line and bytes count there.",
        "位于来源的哪一部分：压缩包成员、工作表或页；行号与字节在其中计算。",
    ),
    "kind": Meaning(
        "What it is for: conversation, preference, labelled, spans or document.",
        "用途：对话、偏好、分类、片段或文档。",
    ),
    "system": Meaning("A system prompt that stands apart from the turns.", "独立于各轮之外的系统提示。"),
    "messages": Meaning(
        "The turns: role, content, media, reasoning and tool calls; a text is one user turn.",
        "各轮：角色、内容、媒体、推理与工具调用；纯文本为一轮用户发言。",
    ),
    "tools": Meaning("Definitions of tools, as JSON text.", "工具定义（JSON 文本）。"),
    "chosen": Meaning("The preferred answer of a pair.", "偏好对中更好的回答。"),
    "rejected": Meaning("The other answer of a pair.", "偏好对中较差的回答。"),
    "desirable": Meaning("Whether the answer is wanted (KTO).", "回答是否可取（KTO）。"),
    "label": Meaning("The label of a labelled text, as JSON text.", "分类标签（JSON 文本）。"),
    "spans": Meaning(
        "Labelled stretches of the text, in characters, end excluded.",
        "文本中的标注片段，按字符计，不含结尾。",
    ),
    "group": Meaning(
        "The group that decides its split: declared by the source, else its raw prompt.",
        "决定划分的组：来源声明的组，否则取原始提示。",
    ),
    "extra": Meaning(
        "Fields that danlu does not know, verbatim, as JSON text.",
        "danlu 不认识的字段，原样保存（JSON 文本）。",
    ),
    "surface": Meaning(
        "How the source spelt the record: format, keys, names of roles.",
        "来源的写法：格式、键名与角色名。",
    ),
    "content_hash": Meaning(
        "128 bits of SHA-256 over all that a trainer would see.",
        "训练器所见全部内容的 SHA-256 前 128 位。",
    ),
}
"""Columns of text rows (`danlu.rows`)."""

TAGS = {
    "language": Meaning(
        "Language of what is said: zh, en, ja, ko, ru, other, mixed or und (no letters).",
        "所说内容的语言：zh、en、ja、ko、ru、other、mixed（混合）或 und（无文字）。",
    ),
    "han_share": Meaning("Han characters per thousand of its letters and words.", "每千个字词中的汉字数。"),
    "turns": Meaning("Number of user and assistant turns.", "用户与助手的轮数。"),
    "characters": Meaning("Characters of all that a trainer sees.", "训练器所见全部文本的字符数。"),
    "tokens": Meaning(
        "Estimate of tokens from the characters; a tokenizer counts otherwise.",
        "由字符估计的词元数，与具体分词器的计数不同。",
    ),
    "length_band": Meaning(
        "Band of `characters`, between the recipe's bounds.", "字符数所在的区间（配方设定）。"
    ),
    "turn_band": Meaning("Band of the number of user turns.", "用户轮数所在的区间。"),
}
"""Columns of tags (`danlu.annotation`)."""

SPLIT = Meaning("Its side for ever: train, validation or test.", "永久的划分：训练、验证或测试。")
