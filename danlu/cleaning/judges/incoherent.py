"""Answers that seem to belong to another question.

Judged are conversations of one question and one answer. The sign is that the answer, long enough to
be about something, takes up none of the question's content words (see `kernels.measure_shared`). The
score is the number of content words asked times those said, divided by 10 where the question is mostly in
words and by 20 where it is in pairs of Han characters, at most 100: the more both say, the less likely
chance is. Answers in another script than their question share no words by nature; they are judged only by
whether the question speaks of a language, translation or code: where it does not, they score 100.

Measured on 10,898 real rows in both languages, and on the same rows with the answers moved on by one
inside their file: at a score of 30, 0.19 % of the right pairs are found and 14 % of the wrong ones (a
quarter to a half where answers are paragraphs; none where they are a word or a sum). Half of the few
right pairs found are answered in a language that nobody asked for.
"""

from __future__ import annotations

import polars as pl

from danlu.cleaning.judges.finding import NOTHING, found
from danlu.cleaning.judges.judge import Judge
from danlu.cleaning.looked import Looked
from danlu.cleaning.measures import measure, measure_shared
from danlu.cleaning_knobs import Rules
from danlu.ledger import Reason

_LEAST_ASKED, _LEAST_SAID = 3, 15
_LEAST_LETTERS = 40
_ABOUT_LANGUAGE = (
    r"(?i)translat|english|chinese|french|spanish|german|japanese|korean|latin|language|code|program"
    r"|function|script|python"
    r"|java|sql|html|css|regex|shell|command|lyrics|"
    r"翻译|译|英|中文|汉|法语|德语|日语|韩语|俄语|语言|代码|程序|函数|编程|脚本|命令|算法|公式|歌词|正则"
    r"|网页|接口|配置|表达式|伪代码"
)

_FREE = (
    r"(?i)imagin|pretend|role[- ]?play|suppose|\byou(?:['’]re| are| have| were)\b|\bstory|poem|haiku|joke"
    r"|riddle|fiction|novel|song|scene|dialog|conversation|interview|questions"
    r"|想象|假设|假如|扮演|如果你|你是一|故事|小说|诗|笑话|谜|童话|剧本|脚本|场景|对话|面试|问题列表|个问题"
    r"|歌|对联"
)
"""Questions whose answers are free to invent, and so to speak of anything."""


def _judge(looked: Looked, recipe: Rules) -> pl.DataFrame:
    knob = recipe.heuristics.incoherent
    if knob.action == "off":
        return NOTHING
    once = looked.messages.group_by("row").agg((pl.col("role") == "user").sum().alias("users"))
    pairs = looked.asked.join(once.filter(pl.col("users") == 1), on="row", how="semi", maintain_order="left")
    pairs = pairs.filter(pl.col("prompt").is_not_null() & (pl.col("text").str.len_bytes() >= _LEAST_LETTERS))
    shared = measure_shared(pairs["prompt"], pairs["text"])
    suspects = pl.concat([pairs, shared], how="horizontal").filter(pl.col("shared") == 0)
    suspects = suspects.filter(~pl.col("prompt").str.contains(_FREE))
    scored = _scored(suspects, looked.measured_replies.drop("text")).filter(pl.col("score") >= knob.least)
    return found(scored, Reason.INCOHERENT, knob.action, asked="asked", said="said", score="score")


def _scored(pairs: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """The pairs without a shared word, with their scores; `measures` are those of the replies, by row."""
    question = measure(pairs["prompt"])
    answer = pairs.select("row").join(measures, on="row", how="left", maintain_order="left")
    enough = (question["letters"] >= _LEAST_LETTERS // 4) & (answer["letters"] >= _LEAST_LETTERS)
    han = question["han"] * 2 > question["letters"]
    asked_latin = question["latin"] > 0.9 * question["letters"]
    strange = (han & (answer["latin"] > 0.95 * answer["letters"])) | (
        asked_latin & (answer["han"] > 0.8 * answer["letters"])
    )
    unasked = ~pairs["prompt"].str.contains(_ABOUT_LANGUAGE)
    other_script = han != (answer["han"] * 2 > answer["letters"])
    weight = pl.when(pl.lit(han)).then(20).otherwise(10)
    said_enough = (pl.col("asked") >= _LEAST_ASKED) & (pl.col("said") >= _LEAST_SAID) & pl.lit(~other_script)
    return pairs.with_columns(
        score=pl.when(pl.lit(strange & unasked & enough))
        .then(100)
        .when(said_enough)
        .then(pl.min_horizontal(pl.lit(100), pl.col("asked") * pl.col("said") // weight))
        .otherwise(0)
        .cast(pl.Int64)
    )


_COOKING_CHINESE = (
    "做红烧肉要先把五花肉切块焯水，锅里放油炒糖色，倒入肉块翻炒上色，再加生抽、老抽、料酒、葱姜和八角，"
    "加热水没过肉，小火炖一个小时，最后大火收汁，撒上葱花就可以装盘了，配米饭特别香。"
)
_COOKING = (
    "Preheat the oven, whisk butter with sugar until fluffy, fold flour gently, pour batter onto tray, "
    "bake twenty minutes until golden, cool slightly, dust with icing sugar, serve warm alongside vanilla "
    "custard. Leftover slices freeze beautifully wrapped tightly; thaw overnight, toast before breakfast. "
    "Sprinkle cinnamon, drizzle honey, scatter almonds, garnish plates using fresh mint leaves, raspberries."
)
INCOHERENT = Judge(
    name="incoherent",
    version=1,
    english="Finds long answers that take up no word of their question, or are in another language unasked.",
    chinese="找出答非所问的长回答：完全没有提到问题中的实词，或无故使用另一种语言。",
    knob="heuristics.incoherent",
    judge=_judge,
    bad=(
        ("请介绍一下太阳系中八大行星的名称、排列顺序以及它们各自的主要特征。", _COOKING_CHINESE),
        ("Compare the climate, population and economy of Norway, Sweden and Denmark in detail.", _COOKING),
    ),
    good=(
        (
            "Explain photosynthesis.",
            "Photosynthesis is how plants turn light into sugar and release oxygen.",
        ),
        ("把下面的话翻译成英文：我喜欢在雨天读书。", "I like reading on rainy days, and walking in the sun."),
        ("你好", "您好！很高兴见到您，请问今天想聊些什么呢？我可以陪您聊天，也可以帮您查资料。"),
    ),
)
