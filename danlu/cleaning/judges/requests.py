"""Rows whose task is advertising itself: to write it, to judge it, to explain it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from danlu.cleaning.judges.sides import Text
from danlu.cleaning.looked import Looked

_ABOUT = (
    r"(?i)广告|文案|营销|推广|促销|推销|标语|口号|海报|传单|邀请函|产品介绍|产品描述|宣传|垃圾短信|垃圾邮件|软文"
    r"|是否(?:为|是|属于)(?:垃圾|诈骗)|分类|朋友圈|小红书|短视频|直播|公众号|带货|种草|评论区"
    r"|(?:^|\W)(?:advert|promot|marketing|tagline|slogan|flyer|brochure|campaign|newsletter|commercial"
    r"|product description|headline|youtub|vlog|social media|instagram|twitter|tweet|caption|sponsor"
    r"|influencer|spam|phishing|scam|classif|sentiment|jingle|product review|landing page|cold email"
    r"|(?:ads?|sales|pitch)(?:\W|$))"
)
r"""Word boundaries are spelt out: amid Chinese `\b` takes the search a hundred times as long."""


def advertising_is_the_task(looked: Looked, texts: Iterable[Text]) -> frozenset[int]:
    """Which rows of the texts have a prompt that speaks of advertising: there its words are no bait."""
    rows = {text.row for text in texts if text.side != "text"}
    if not rows:
        return frozenset()
    prompts = looked.prompts.filter(pl.col("row").is_in(sorted(rows)))
    return frozenset(prompts.filter(pl.col("text").str.contains(_ABOUT))["row"].to_list())
