"""Boilerplate of web pages and public accounts out: whole lines, and the last sentence of a text.

A line goes only if it is nothing but a known wording (`boilerplate_lines`) with marks around it; of
menus only three entries on one line. The last sentence goes only if it begs for clicks, follows or
shares. Rows that ask for such text, speak of licences or translate keep it, and so do quoted lines,
list items and code. A text that is nothing else stays.
"""

from __future__ import annotations

import re

import ahocorasick_rs
import polars as pl

from danlu.cleaning.code import ascii_words
from danlu.cleaning.rule import Rule, each
from danlu.cleaning.rules.boilerplate_lines import CHINESE, ENGLISH, MENU, MENU_MARKS, MENU_STARTS, WORDS
from danlu.cleaning.rules.whole_lines import holds_any, without_lines
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_LOWERED = tuple(map(str.lower, WORDS))
_SEARCH = ahocorasick_rs.AhoCorasick(_LOWERED, store_patterns=False)
_LONGEST = 400
_LONGEST_SENTENCE = 160
_MOST_SENTENCES = 8
"""A text with more of them at its end is advertising, not a text with boilerplate behind it."""


_MORE = re.compile("<([0-9]+)>")


def _pattern(entries: str) -> str:
    return _MORE.sub(r"[^\\n]{0,\1}", "|".join(entries.strip().split("\n")))


_ENTRY = MENU.strip().replace("\n", "|")
_MARK = f" ?[{''.join(MENU_MARKS)}] ?"
_MENU = f"(?:{'|'.join(MENU_STARTS)}){_MARK}(?:{_ENTRY})(?:{_MARK}(?:{_ENTRY})){{1,30}}"
_NOISE = re.compile("|".join((_pattern(ENGLISH), _pattern(CHINESE), _MENU)), re.IGNORECASE | re.ASCII)
_MARKS = " \t\u3000*_=~>»→↓▼▽👇👆☝⬇⬆️↑▲【】［］[]|｜-—─◆◇■□●○★☆✦"
_ITEM = re.compile(r"\s*(?:[-+*•·][ \t]|\(?\d{1,3}[.)、）]|[A-Za-z][.)][ \t])")
_BEGGING = re.compile(
    _pattern(
        r"""
(?:please )?click here to (?:subscribe|sign up)\b<80>
(?:don't forget to |please )(?:like|share) (?:and|&) subscribe\b<80>
subscribe to (?:our|my) (?:\w{1,10} ){0,2}(?:newsletter|mailing list|youtube channel)\b<80>
sign up for (?:our|my) (?:\w{1,10} ){0,2}(?:newsletter|mailing list)\b<80>
follow us on (?:facebook|twitter|instagram|linkedin|youtube|tiktok|weibo)\b<80>
请?点击(?:上方|下方)?的?(?:蓝字|卡片|名片)[,，]?(?:一键)?关注(?:我们|公众号|本号)<40>
(?:欢迎|请)?(?:微信)?(?:扫码|扫一扫)[,，]?(?:即可|一键)?(?:关注|进群|入群)<40>
(?:欢迎|请)?(?:微信)?(?:扫码|扫描|识别|长按识别)(?:上方|下方|文末|图中)?的?二维码[,，]?(?:即可)?(?:关注|进群|入群)<40>
更多(?:精彩|优质|相关|最新)?(?:内容|资讯|文章|干货)[,，]? ?(?:敬?请|欢迎)关注(?:我们|公众号|本号|微信)<40>
(?:欢迎|请)关注(?:我们的?|本|我的)?(?:微信)?公众号<40>
(?:请|记得|欢迎|别忘了)点个?赞[、,，和]?(?:点?个?在看|转发|收藏)<20>
"""
    ),
    re.IGNORECASE | re.ASCII,
)
_LAST = re.compile(
    r"[。！？!?…](?=[^\s”’\"')）」』])|[.!?…][\"”’)）]?[ \t]+|[。！？”』」)）][ \t]*(?=[^\s。！？”』」)）])"
)
_ABOUT = ascii_words(
    r"(?i)translat|\blicen[cs]e|permission is hereby|redistribution and use"
    r"|(?:write|draft|create|generate|design|add|compose|suggest|rewrite|explain|classif|what (?:is|are))"
    r"[^\n]{0,80}(?:newsletter|cookie|copyright|footer|banner|call.to.action|landing page|menu|navigation"
    r"|button|tweet|social media|subscri|caption|youtube|web ?page|web ?site|ad copy|advert)"
    r"|翻译|(?:写|拟|生成|创作|设计|起草|编|给出|改写|润色|分类|判断|识别)[^\n]{0,40}"
    r"(?:公众号|推文|文案|广告|宣传|引导|结尾|口播|话术|页面|网页|网站|菜单|导航|版权|声明|视频|直播)"
)


def _is_noise(line: str) -> bool:
    bare = line.strip(_MARKS)
    if len(line) > _LONGEST or not _SEARCH.find_matches_as_indexes(bare.lower()) or _ITEM.match(line):
        return False
    return _NOISE.fullmatch(bare) is not None


def _without_last_sentences(text: str) -> str:
    """The text without last sentences that beg, if something is said before them on the same line."""
    start = text.rfind("\n") + 1
    if _ITEM.match(text, start):
        return text
    ends = [len(text)]
    while len(ends) <= _MOST_SENTENCES + 1:
        cut = _begging(text, max(start, ends[-1] - _LONGEST_SENTENCE), ends[-1])
        if cut is None:
            return text if len(ends) == 1 else text[: ends[-1]].rstrip()
        ends.append(cut)
    return text


def _begging(text: str, start: int, end: int) -> int | None:
    """Where the sentence begins that ends at `end` and begs; None if it does not."""
    starts = [match.end() for match in _LAST.finditer(text, start, end)][-3:]
    found = (place for place in reversed(starts) if _BEGGING.fullmatch(text[place:end].strip()))
    return next(found, None)


def _fix(text: str) -> str:
    before = ""
    while before != text:
        before = text
        if "\n" in text:
            text = without_lines(text, _is_noise)
        text = _without_last_sentences(text)
    return text


def _needs(values: pl.Series) -> pl.Series:
    return holds_any(values, _LOWERED)


BOILERPLATE = Rule(
    name="boilerplate",
    version=1,
    switch="boilerplate",
    reason=Reason.REMOVED_BOILERPLATE,
    english="Removes navigation, cookie notices, share buttons and calls to follow on lines of their own.",
    chinese="删除独占一行的导航、Cookie 提示、分享按钮、“点击关注”“扫码关注”等网页与公众号套话。",
    signs=Sign.NONE,
    words=WORDS,
    needs=_needs,
    fix=each(_fix),
    roles=frozenset({"user", "assistant"}),
    about=_ABOUT,
    pieces=False,
    examples=(
        ("点击上方蓝字关注我们\n今天讲光合作用。\n长按识别二维码关注", "今天讲光合作用。"),
        ("Skip to content\nHome | About | Contact\nThe river rose.\nShare this:", "The river rose."),
        ("光合作用需要光。更多精彩内容，请关注公众号“甲”。", "光合作用需要光。"),
        ("We use cookies to improve your experience.\n\nThe river rose.", "The river rose."),
        ("他说：“点击关注就行。”\n大家都笑了。", "他说：“点击关注就行。”\n大家都笑了。"),
        ("- Read more\n- Write more", "- Read more\n- Write more"),
        ("Click here to subscribe", "Click here to subscribe"),
    ),
)
