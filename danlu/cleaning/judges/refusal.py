"""Answers that refuse.

Refusals announce themselves: patterns look for them in the first characters of a conversation's last
answer, and whatever follows must be what a refusal has room for (reasons, a sermon, a referral, an
offer to help with something else). An answer that asks for what it needs, that goes on to answer or
that holds a list or code is none. Preferences, and answers judged desirable or not, are not looked at:
there a refusal may be the point. Where the question asks for a text in which someone refuses, such as
an excuse, nothing is found unless the answer speaks of itself as a model.
"""

from __future__ import annotations

import polars as pl

from danlu.cleaning.judges.finding import NOTHING, found
from danlu.cleaning.judges.judge import Judge
from danlu.cleaning.judges.refusal_chinese import CHINESE, FIRST_ZH, FOLD, HINTS_ZH, NOT_CHINESE
from danlu.cleaning.judges.refusal_english import ANYWHERE, ENGLISH, FIRST, HINTS, NOT_ENGLISH
from danlu.cleaning.judges.refusal_patterns import (
    ANSWERS_AFTER_ALL,
    ASIDE,
    ASKS,
    LISTED,
    MEANT,
    MODEL,
    OFFERS,
    OFFERS_ELSE,
    PARTS,
    TASTES,
    TURNS,
)
from danlu.cleaning.looked import Looked
from danlu.cleaning_knobs import Rules
from danlu.ledger import Reason

_HINTED, _OPENING, _OPENING_ZH, _FOLLOWING, _LONGEST = 150, 240, 70, 400, 2_400
_MUCH, _SOME, _LITTLE = 500, 60, 36
"""Bytes that an answer says besides refusing."""


def is_refusal(answers: pl.Series) -> pl.Series:
    """Which of the answers refuse: true or false for each; an answer that is null does not."""
    text = pl.col("text")
    frame = answers.alias("text").to_frame().with_row_index("at")
    short = frame.filter(_hints(HINTS + HINTS_ZH) & (text.str.len_bytes() <= 3 * _LONGEST)).with_columns(
        text.str.head(_LONGEST + 1).str.replace_all("’", "'", literal=True)
    )
    refused = pl.concat([_english(short), _chinese(short)]).unique("at", maintain_order=True)
    meant = refused.filter(~pl.col("at").is_in(_answering(refused).implode()))["at"]
    return frame["at"].is_in(meant.implode()).alias("refusal")


def _english(frame: pl.DataFrame) -> pl.DataFrame:
    """Those whose opening refuses in English."""
    first = pl.col("opening").str.replace(FIRST, "")
    refuses = first.str.contains(ENGLISH) | pl.col("opening").str.contains(ANYWHERE)
    hinted = frame.filter(_hints(HINTS)).with_columns(_ascii_opening().alias("opening"))
    return hinted.filter(refuses & ~pl.col("opening").str.contains(NOT_ENGLISH)).drop("opening")


def _chinese(frame: pl.DataFrame) -> pl.DataFrame:
    """Those whose opening refuses in Chinese, their texts in simplified characters."""
    text = pl.col("text")
    opening = text.str.head(_OPENING_ZH).str.replace_many(FOLD).str.replace(FIRST_ZH, "").alias("opening")
    refuses = pl.col("opening").str.contains(CHINESE) & ~pl.col("opening").str.contains(NOT_CHINESE)
    hinted = frame.filter(_hints(HINTS_ZH)).with_columns(opening)
    return hinted.filter(refuses).with_columns(text.str.replace_many(FOLD)).drop("opening")


def _ascii_opening() -> pl.Expr:
    """How an answer begins, in lower case; `~` stands for all that is not ASCII."""
    return pl.col("text").str.head(_OPENING).str.to_lowercase().str.replace_all(r"[^\x00-\x7F]", "~")


def _hints(hints: tuple[str, ...]) -> pl.Expr:
    """Whether the beginning of an answer has a word without which nobody refuses."""
    return pl.col("text").str.head(_HINTED).str.contains_any(list(hints), ascii_case_insensitive=True)


def _answering(refused: pl.DataFrame) -> pl.Series:
    """Which of these (their `at`) ask for what they need, or answer all the same."""
    text = pl.col("text")
    opening, following = text.str.head(_OPENING), text.str.head(_FOLLOWING)
    otherwise = following.str.contains(ANSWERS_AFTER_ALL) & ~following.str.contains(OFFERS_ELSE)
    offers = opening.str.contains(TASTES) | text.str.contains(OFFERS)
    said = refused.join(_besides(refused), on="at", how="left").with_columns(pl.col("much").fill_null(0))
    turns = pl.col("turns").fill_null(value=False)
    much = pl.col("much")
    enough = (much > _MUCH) | ((much > _SOME) & offers) | ((much > _LITTLE) & turns)
    lasting = text.str.len_chars() > _LONGEST
    answers = following.str.contains(ASKS) | otherwise | text.str.contains(LISTED) | enough | lasting
    return said.filter(answers)["at"]


def _besides(refused: pl.DataFrame) -> pl.DataFrame:
    """What these say besides refusing: `at`, `much` (bytes), `turns` (whether it turns to an answer)."""
    parts = (
        pl.col("text")
        .str.replace_all(PARTS, "\n$0")
        .str.replace_all("[.!?。！？\n]+ *", "\n")
        .str.split("\n")
    )
    part = pl.col("part")
    return (
        refused.select("at", parts.alias("part"))
        .explode("part")
        .filter(~part.str.contains(ASIDE))
        .group_by("at")
        .agg(part.str.len_bytes().sum().alias("much"), part.str.contains(TURNS).any().alias("turns"))
    )


def _judge(looked: Looked, recipe: Rules) -> pl.DataFrame:
    action = recipe.heuristics.refusal
    if action == "off":
        return NOTHING
    judged = pl.Series(values=looked.batch.column("desirable")).is_not_null().arg_true().cast(pl.UInt32)
    answers = looked.answers.filter(~pl.col("row").is_in(judged.implode()))
    refused = answers.filter(is_refusal(answers["text"])).join(
        looked.prompts.rename({"text": "prompt"}), on="row", how="left"
    )
    meant = pl.col("prompt").fill_null("").str.head(400).str.contains(MEANT)
    itself = pl.col("text").str.head(_OPENING).str.contains(MODEL)
    return found(refused.filter(~meant | itself).sort("row"), Reason.REFUSAL, action)


REFUSAL = Judge(
    name="refusal",
    version=4,
    english="Finds answers that refuse.",
    chinese="找出拒绝回答的回答。",
    knob="heuristics.refusal",
    judge=_judge,
    bad=(
        ("How do I get in?", "I'm sorry, but I can't help with that."),
        ("How do I get in?", "I'm not going to help with that."),
        ("How do I get in?", "Sorry, but that's illegal."),
        ("What is in my mail?", "I don't have access to your mail."),
        ("Book a flight.", "I'm unable to book flights. However, I can assist you with exchange rates."),
        ("怎么做？", "抱歉，我无法回答这个问题。"),
        ("怎么做？", "作为一个人工智能语言模型，我不能提供此类信息。如果您有其他问题，请告诉我。"),
        ("怎么做？", "您的问题涉及他人隐私，我不便回答。"),
        ("天气怎么样？", "我没有实时获取天气的能力，建议您查看天气应用。"),
    ),
    good=(
        ("Who are you?", "I am an AI assistant trained by a small team."),
        ("Write a sentence.", "I can't help but smile when I see the sea."),
        ("Which is best?", "As an AI, I have no taste. However, most people choose vanilla."),
        ("Sum it up.", "I'm sorry, but I cannot see a text. Could you please provide it?"),
        ("Lend me a hand.", "Sure, I can help with that. Could you please tell me the amount?"),
        ("写一首诗。", "作为人工智能，我没有情感，但我可以为您写一首诗。"),
        ("Generate an excuse for not coming.", "I'm sorry, but I'm unable to come today."),
        ("谁更高？", "根据所给信息，无法确定谁更高。"),
        ("翻译 sorry", "对不起的英文是 sorry。"),
    ),
)
