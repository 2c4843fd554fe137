"""Headings of chapters, and whether a text is a novel: told in chapters, with people who speak.

Nothing here is proof; the tests are strict, so that articles, laws and manuals stay what they are.
Whoever knows better declares the source's kind.
"""

from __future__ import annotations

import re
from collections import Counter

_LONGEST_HEADING = 60
_LEAST_HEADINGS = 2
_LEAST_LINES = 6
_LEAST_TAGS = 3
_LEAST_SHARE = 0.12
_MOST_ARTICLES = 3

_CHINESE = re.compile(
    r"第 ?(?:[零〇一二三四五六七八九十百千两廿卅]{1,9}|[0-9０-９]{1,5}) ?(?P<unit>[回章节節卷幕话話集折篇部])"
    r"(?=$|[\s\u3000：:、.．·—《【（(]|[^\s，。；！？,;])"
)
_CHINESE_NAMED = re.compile(
    r"(?:楔子|序章|序幕|序言|引子|尾声|尾聲|终章|終章|后记|後記|番外)(?:$|[\s\u3000：:一二三四五六七八九十0-9])"
)
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    "eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|"
    "twentieth|thirty|thirtieth|forty|fifty|last"
)
_ENGLISH = re.compile(
    rf"(?P<unit>chapter|part|book|volume|canto|act|scene)\s+(?:the\s+)?"
    rf"(?:[0-9]{{1,4}}|[ivxlcdm]{{1,8}}|(?:{_WORDS})(?:[- ](?:{_WORDS}))?)(?=$|[\s.:,;—–\]-])",
    re.IGNORECASE,
)
_ENGLISH_NAMED = re.compile(r"(?:prologue|epilogue|interlude|afterword)(?=$|[\s.:—–-])", re.IGNORECASE)
_NUMERAL = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\.?")
_SENTENCE = ("。", "，", "；", "、", ",", ";", "！”", "。”")
_ARTICLE = re.compile(r"第 ?[零〇一二三四五六七八九十百千0-9]{1,9} ?[条條]")

_SPOKEN = re.compile(
    r"[“「『«\"‘][^“”「」『』«»\"‘’\n]{0,800}[。！？…，、～~—.!?,][”」』»\"’]|[曰道][：:]\s?[^\s“「『\"]"
)
_TAG = re.compile(
    r"[曰道说說问問叫喊答喝骂罵][：:，,]\s?[“「『\"]|[”」』\"][^“”「」『』\"。\n]{0,12}[道说說问問喊答][。，：]"
    r"|[曰][：:]|[,.!?—][”\"’']\s?(?:[A-Za-z.]{1,20}\s){0,3}"
    r"(?:said|asked|replied|cried|answered|whispered|shouted|exclaimed|muttered|returned|murmured|called)\b"
    r"|\b(?:said|asked|replied|cried|answered|whispered|shouted|exclaimed)[,:]\s[“\"‘']"
)
_NO_NOVEL = re.compile(r"^(?:```|~~~|<!DOCTYPE|<html|#!/|import |\\documentclass)", re.MULTILINE)


def heading_style(line: str) -> str | None:
    """The style of a chapter's heading, such as "回" or "chapter"; None of a line that is none."""
    line = line.strip().lstrip("#").strip("*_ \t\u3000")
    if not line or len(line) > _LONGEST_HEADING or line.endswith(_SENTENCE):
        return None
    for pattern in (_CHINESE, _ENGLISH):
        found = pattern.match(line)
        if found is not None:
            return found["unit"].lower() if _is_titled(line, found.end()) else None
    if _CHINESE_NAMED.match(line) or _ENGLISH_NAMED.match(line):
        return "named"
    return "numeral" if _NUMERAL.fullmatch(line) else None


def _is_titled(line: str, end: int) -> bool:
    """Not a sentence that begins as a heading would: "Part one of the plan was simple."."""
    rest = line[end:].strip()
    if not rest.isascii():
        return not rest.endswith("。")
    return not (rest[:1].islower() or (rest.endswith(".") and rest.count(" ") > 7))


def looks_like_novel(window: str) -> bool:
    """Whether a text that starts with `window` is told in chapters and has much told dialogue.

    It needs at least two headings of one style, at least six stretches of quoted speech in at least
    an eighth of its paragraphs, and some that say who speaks; statutes and programs never pass.
    """
    if _NO_NOVEL.search(window):
        return False
    lines = [line for raw in window.split("\n") if (line := raw.strip())]
    if sum(_ARTICLE.match(line) is not None for line in lines) >= _MOST_ARTICLES:
        return False
    headings = {line: style for line in lines if (style := heading_style(line)) is not None}
    styles = Counter(headings.values())
    styles.pop("named", None)
    if not styles or max(styles.values()) < _LEAST_HEADINGS:
        return False
    spoken = sum(1 for _ in _SPOKEN.finditer(window))
    if spoken < _LEAST_LINES or sum(1 for _ in _TAG.finditer(window)) < _LEAST_TAGS:
        return False
    return spoken >= _LEAST_SHARE * _paragraphs(window, lines)


def _paragraphs(window: str, lines: list[str]) -> int:
    """How many paragraphs there are, whether lines or blank lines part them."""
    runs = sum(1 for run in window.replace("\r", "").split("\n\n") if run.strip())
    return min(len(lines), runs) if runs > 1 else len(lines)
