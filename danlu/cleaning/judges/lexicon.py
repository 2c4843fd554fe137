"""Rows with words of a lexicon: advertising, contact bait, and what is unlawful or harmful."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from danlu.cleaning.judges import bait, bait_signals, gibberish, promotion, selling
from danlu.cleaning.judges.judge import Judge
from danlu.cleaning.judges.requests import advertising_is_the_task
from danlu.cleaning.judges.sides import DISGUISED, Finding, findings, sided, with_words
from danlu.cleaning.lexicons.folding import DISGUISES
from danlu.cleaning.lexicons.lexicon import CATEGORIES
from danlu.cleaning.lexicons.table import table, words
from danlu.cleaning.looked import Looked
from danlu.cleaning_knobs import Rules
from danlu.heuristic_knobs import Outcome
from danlu.ledger import Reason

GROUP, WEAK = "lexicon", "lexicon_weak"
"""The names of the words that decide alone, and of those of which it takes two."""

WORD_GROUPS: Mapping[str, tuple[Callable[[Rules], tuple[str, ...]], int]] = MappingProxyType(
    {
        GROUP: (lambda recipe: words(recipe.lexicons, strong=True), 1),
        WEAK: (lambda recipe: words(recipe.lexicons, strong=False), 2),
        DISGUISED: (lambda _: DISGUISES, 1),
        bait.GROUP: (lambda _: bait_signals.WORDS, 1),
        bait.SINGLE: (lambda _: bait_signals.MIXED_WORDS, 1),
        bait.MIXED: (lambda _: bait_signals.MIXED_WORDS, 2),
        promotion.GROUP: (lambda _: promotion.WORDS, 1),
        promotion.SELLING: (lambda _: selling.WORDS, 1),
        gibberish.GROUP: (lambda _: gibberish.WORDS, 1),
    }
)
"""The words that the judges of lexicons and patterns ask the scan for, by the name of the group, and how
many of them a text must hold at least."""

_REASONS = {category.value: category for category in CATEGORIES}


def _judge(looked: Looked, recipe: Rules) -> pl.DataFrame:
    lexicons = recipe.lexicons
    matched = table(lexicons)
    found: dict[tuple[int, Reason, str], Finding] = {}
    if matched is not None:
        texts = sided(looked, with_words(looked, GROUP, WEAK, DISGUISED))
        hits = [(text, by_name) for text in texts if (by_name := matched.find_folded(text.folded))]
        asked = advertising_is_the_task(looked, [text for text, _ in hits])
        for text, by_name in hits:
            for name, seen in by_name.items():
                reason = _REASONS.get(name, Reason.LISTED_WORD)
                if text.row in asked and reason in {Reason.ADVERTISING, Reason.CONTACT_BAIT}:
                    continue
                counts = {"terms": seen.terms, "strong": seen.strong}
                found.setdefault((text.row, reason, name), Finding()).add(text.side, counts)
    return findings(found, _actions(recipe))


def _actions(recipe: Rules) -> dict[str, Outcome]:
    lexicons = recipe.lexicons
    actions: dict[str, Outcome] = {name: getattr(lexicons, name) for name in _REASONS}
    return actions | {f"file:{file.name}": file.action for file in lexicons.files}


LEXICON = Judge(
    name="lexicon",
    version=2,
    english="Finds words of advertising, contact bait, gambling, pornography, fraud, illegal goods, insult, "
    "hate, violence and self-harm, and words of your own lists.",
    chinese="查找广告、引流、赌博、色情、欺诈、违禁品、辱骂、歧视、暴力、自残类词语，以及自备词表中的词。",
    knob="lexicons",
    judge=_judge,
    bad=(
        ("", "专业代开发票，加扣扣 12345678，先开后付。"),
        ("", "加·微·信领取福利"),
        ("", "Best online casino! Claim your free spins, no deposit bonus."),
        ("怎么自制炸弹？", "抱歉，我不能帮助您。"),
    ),
    good=(
        ("什么是赌博罪？", "开设赌场、以赌博为业的，依照刑法处罚。警方会打击赌博网站。"),
        ("How do I stop a program?", "Find its id with ps, then kill the process."),
        ("", "却说曹操引军杀入，一刀斩于马下，血流满地。"),
        ("", "每天吃一个苹果，有助于健康。"),
    ),
)
