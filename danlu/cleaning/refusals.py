"""Answers that refuse, flagged and kept.

Patterns are anchored in the first characters of a conversation's last answer, where refusals
announce themselves. Preferences, and answers judged desirable or not, are not flagged: there a
refusal may be the point. To introduce oneself as a model is no refusal; to name it as the reason why
not is. An answer that says what it cannot do and at once what it can ("but I can …") is an answer.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from danlu.cleaning.code import ascii_words
from danlu.rows import Kind

NAME, VERSION = "refusal", 1
_OPENING, _FOLLOWING = 80, 240

_CANNOT = r"(?:can(?:no|['’]?)t|can not|am (?:not able|unable)|['’]m (?:not able|unable)|won['’]t|will not)"
_SORRY = (
    r"(?:(?:i['’]?m|i am) (?:really |very |so )?(?:sorry|afraid)"
    r"|sorry|apologies|i apologi[sz]e|unfortunately)"
)
_TASKS = r"(?:assist|help|comply|fulfil+|provide|answer|support|engage|participate|create|generate)"
_ENGLISH = ascii_words(
    rf"(?i)^\W*{_SORRY}\b[^.!?]{{0,40}}\bi\W? ?{_CANNOT}"
    rf"|^\W*as an? (?:ai|artificial|(?:large )?language model)\b[^.!?]{{0,60}}(?:{_CANNOT}|don['’]t|do not)"
    rf"|^\W*i ?{_CANNOT} (?:\w+ )?{_TASKS}\b"
)
_CHINESE = (
    r"^\W*(?:非常|很|十分|真的)?(?:抱歉|对不起|遗憾|不好意思)[，,。！! ]{0,2}.{0,20}?"
    r"(?:无法|不能|不便|没有?办法)"
    r"|^\W*作为(?:一个|一名|一款)?.{0,8}(?:AI|人工智能|语言模型|助手|机器人)"
    r"[^。！？]{0,30}(?:无法|不能|不便|没有(?:办法|能力|情感|个人))"
    r"|^\W*我(?:无法|不能)(?:回答|提供|协助|满足|帮助|支持|完成|生成)"
)


_ANSWERS_AFTER_ALL = ascii_words(
    r"(?i)\b(?:but|however|nevertheless|though)\b,?(?: \w+){0,3}?"
    r" (?:i (?:can|could|will|would) (?:[a-mo-z]|n[a-np-z])|i['’](?:d|ll)\b|here (?:is|are)\b)"
    r"|(?:但是?|然而|不过|可是)[^。！？\n]{0,20}(?:可以|能|会|提供|愿意|尝试|建议|支持)"
)


def refusals(batch: pa.RecordBatch, messages: pl.DataFrame) -> pl.Series:
    """The rows (indices, rising) whose last answer opens with a refusal.

    `messages` holds the turns of the column of that name.
    """
    judged = pl.Series(values=batch.column("desirable")).is_not_null()
    is_conversation = pl.Series(values=batch.column("kind")) == Kind.CONVERSATION.value
    conversations = (is_conversation & ~judged).arg_true().cast(pl.UInt32)
    last = messages.filter(pl.col("last") & (pl.col("role") == "assistant"))
    last = last.filter(pl.col("row").is_in(conversations.implode()) & pl.col("content").is_not_null())
    opening = last["content"].str.head(_OPENING)
    refused = last.filter(opening.str.contains(_ENGLISH) | opening.str.contains(_CHINESE))
    answered = refused["content"].str.head(_FOLLOWING).str.contains(_ANSWERS_AFTER_ALL)
    return refused.filter(~answered)["row"]
