"""The names that sources use for fields, compared case-folded.

Where a record has several names of one field, the tier decides: a name of an earlier tier wins,
and two of the same tier are ambiguous.
"""

from __future__ import annotations

Tiers = tuple[tuple[str, ...], ...]

INSTRUCTION = ("instruction", "指令")
QUESTION = ("question", "query", "problem", "问题", "问", "提问")
PROMPT = ("prompt", "提示", "提示词")
INPUT = ("input", "输入")
CONTEXT = ("context", "上下文")
ANSWER: Tiers = (
    ("output", "输出"),
    ("response", "completion", "solution", "reply", "回答", "回复", "响应", "解答"),
    ("answer", "答案", "答", "target", "correct_answer", "标准答案", "参考答案"),
)
"""The text that is trained on comes before a final answer that only checks it."""
SYSTEM = ("system", "system_prompt", "系统", "系统提示词")
HISTORY = ("history", "历史", "历史对话")
TOOLS = ("tools", "functions", "工具")
REASONING = (
    "reasoning_content",
    "reasoning",
    "thinking",
    "complex_cot",
    "思考过程",
    "思维链",
    "推理过程",
)
ANSWER_LIKE = (
    "answer",
    "response",
    "output",
    "completion",
    "solution",
    "reply",
    "target",
    "chosen",
    "rejected",
    "choice",
    "option",
    "ground_truth",
    "label",
    "positive",
    "negative",
    "passage",
    "答",
    "输出",
    "回复",
    "选项",
    "标签",
)
"""A record with such a piece in an unknown key is not taken for a bare prompt."""

TEXT = ("text", "文本", "content", "正文", "内容", "sentence", "句子", "utterance", "review", "评论")
TITLE_LIKE_TEXT = ("title", "标题", "comment", "tweet", "headline", "input")
DOCUMENT = (
    "text",
    "文本",
    "raw_content",
    "content",
    "正文",
    "内容",
    "document",
    "article",
    "文章",
    "body",
    "passage",
    "markdown",
    "paragraphs",
    "段落",
)
LABEL = ("label", "labels", "标签", "intent", "意图")
CATEGORY = ("category", "类别", "分类", "class", "sentiment", "情感", "emotion", "情绪")
TEXT_PAIRS = (
    ("sentence1", "sentence2"),
    ("premise", "hypothesis"),
    ("text1", "text2"),
    ("text_a", "text_b"),
    ("question1", "question2"),
    ("句子1", "句子2"),
)
SPANS = ("entities", "spans", "ner", "实体", "label", "labels", "标签")

TURN_LISTS = (
    "messages",
    "conversations",
    "conversation",
    "dialogs",
    "dialog",
    "dialogue",
    "turns",
    "chat",
    "items",
    "对话",
)
