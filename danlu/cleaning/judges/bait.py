"""Advertising and contact bait that shows in how a text is made, not by a word of a lexicon.

Within a stretch of text, promises, calls to act, prices and ways to get in touch are weighed; one
alone is ordinary language, and together they are a leaflet. A chat channel beside a call to use it
and a number is bait. Masked contacts ([PHONE], [WECHAT]) count as what they were. A line of search
terms (北京搬家,上海搬家,…) is advertising for machines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from danlu.cleaning.judges.bait_signals import FOR_VECTORS, MOST_EVENTS, Event, hits, may_be, shaped, worded
from danlu.cleaning.judges.judge import Judge
from danlu.cleaning.judges.requests import advertising_is_the_task
from danlu.cleaning.judges.sides import DISGUISED, Finding, findings, having, sided, with_words
from danlu.cleaning.looked import Looked
from danlu.cleaning.signs import Sign
from danlu.cleaning_knobs import Rules
from danlu.ledger import Reason

GROUP, SINGLE, MIXED = "bait", "bait_single", "bait_mixed"
"""The names of `bait_signals.WORDS`, and of `MIXED_WORDS` where a text holds one, and two."""

_WINDOW = 300
_SHORT = 400
_MOST_CHATS, _MOST_CHARACTERS, _MOST_LISTED = 256, 500_000, 50_000
_LEAST_LISTED = 24
_ENOUGH, _ENOUGH_IN_ANSWERS, _MORE_IF_LONG = 2.5, 4.0, 0.5
_WEIGHTS = {
    "chat": 1.0,
    "mark": 1.5,
    "phone": 1.5,
    "link": 1.0,
    "urge": 1.5,
    "mild": 0.5,
    "claim": 1.0,
    "soft": 0.5,
    "price": 1.0,
    "sign": 0.5,
    "help": -1.0,
}
_MOST = {
    "claim": 4.0,
    "soft": 2.0,
    "mild": 0.5,
    "sign": 1.0,
    "price": 1.0,
    "link": 1.0,
    "phone": 1.5,
    "chat": 1.0,
    "mark": 1.5,
    "urge": 2.5,
}
_ID = re.compile(r"[\s:号是为搜索(（\[\-]{0,6}(?:\[(?:wechat|qq|phone)|[a-z][\w\-]{4,19}|\d{5,12})")
_ASKS = re.compile(
    r"加|添|➕|\+|咨询|详|领|私|滴|找我|了解|需要|诚|有意|看货|同号|备注"
    r"|add |message|text |contact me|hit me|dm |join "
)
_MILDLY_ASKS = re.compile("联系|contact")
_LISTED = r"(?m)^(?:[^\n。]*?[,，;；|/_、]){11}"
"""A line that may be a list of search terms, of which it takes 12."""
_BETWEEN = re.compile(r"[,，;；|/_、]")
_DOES_NOT = re.compile(
    r"不要|切勿|请勿|别加|谨防|骗|诈|don't|do not|never|scam|beware|功能|支付|小程序|公众平台|开发"
)


def _is_leaflet(events: list[Event], enough: float) -> bool:
    """Whether some stretch of `_WINDOW` characters holds enough, a claim among it."""
    first = 0
    held: dict[tuple[str, str], int] = {}
    kinds = dict.fromkeys(_WEIGHTS, 0)
    for event in events:
        while event.end - events[first].start > _WINDOW and events[first] is not event:
            left = events[first]
            held[left.kind, left.key] -= 1
            kinds[left.kind] -= not held[left.kind, left.key]
            first += 1
        signal = event.kind, event.key
        held[signal] = held.get(signal, 0) + 1
        if held[signal] == 1:
            kinds[event.kind] += 1
            if event.kind != "sign" and _weight(kinds) >= enough:
                return True
    return False


def _weight(kinds: Mapping[str, int]) -> float:
    """The weight of a stretch, from how many different signals of each kind it holds."""
    reached = kinds["mark"] + kinds["phone"] + kinds["link"]
    promised = kinds["claim"] and (reached or kinds["chat"] or kinds["urge"])
    if not promised and not (kinds["soft"] > 1 and reached):
        return 0.0
    return sum(min(_MOST.get(kind, 0.0), _WEIGHTS[kind] * count) for kind, count in kinds.items() if count)


def _is_bait(folded: str, events: list[Event]) -> bool:
    """Whether one is asked to go on in a chat, with its number or a promise at hand."""
    promises = [event.start for event in events if event.kind in {"claim", "soft", "sign"}]
    chats = [event for event in events if event.kind in {"chat", "mark"}]
    for event in chats[:_MOST_CHATS]:
        before, after = folded[max(0, event.start - 14) : event.start], folded[event.end : event.end + 14]
        asked = bool(_ASKS.search(before) or _ASKS.search(after))
        if not asked and not _MILDLY_ASKS.search(before):
            continue
        if _DOES_NOT.search(folded[max(0, event.start - 24) : event.end + 16]):
            continue
        near = bisect_left(promises, event.start - _WINDOW // 4)
        promised = near < len(promises) and promises[near] <= event.start + _WINDOW // 4
        numbered = event.key.startswith("[") or _ID.match(folded, event.end) is not None
        if numbered and (promised or asked):
            return True
    return False


def _is_stuffed(folded: str) -> bool:
    """Whether a line is a list of search terms: many short ones, no sentences, most of which share a word."""
    for line in folded[:_MOST_LISTED].splitlines():
        if len(line) < _LEAST_LISTED or "。" in line or ". " in line:
            continue
        terms = [term for term in _BETWEEN.split(line) if term.strip()]
        if len(terms) < 12 or len(set(terms)) < len(terms) * 0.7 or len(line) > 24 * len(terms):
            continue
        shared: Counter[str] = Counter()
        for term in terms:
            term_words = (
                {term[at : at + 2] for at in range(len(term) - 1)}
                if not term.isascii()
                else set(term.split())
            )
            shared.update(word for word in term_words if len(word) > 3 or not word.isascii())
        if shared and max(shared.values()) >= 0.7 * len(terms):
            return True
    return False


def look(folded: str, *, is_answer: bool = False) -> dict[Reason, dict[str, int]]:
    """What the folded form of a text is found to be, with counts of its signals.

    Of a very long text the first `_MOST_CHARACTERS` are looked at: no leaflet begins behind them.
    An answer may well name a price and a number to call, so more is asked of it.
    """
    folded = folded[:_MOST_CHARACTERS]
    events = worded(folded)
    if not may_be(folded, events):
        return {}
    if len(events) == MOST_EVENTS:
        folded = folded[: events[-1].end]
    events = sorted(events + shaped(folded))
    enough = _ENOUGH_IN_ANSWERS if is_answer else _ENOUGH
    enough += _MORE_IF_LONG if len(folded) > _SHORT else 0.0
    found = []
    if _is_leaflet(events, enough) or _is_stuffed(folded):
        found.append(Reason.ADVERTISING)
    if _is_bait(folded, events):
        found.append(Reason.CONTACT_BAIT)
    return dict.fromkeys(found, _counts(events)) if found else {}


def _counts(events: list[Event]) -> dict[str, int]:
    """How many different promises there are, and how many ways to get in touch."""
    return {
        "promises": len({event.key for event in events if event.kind in {"claim", "soft"}}),
        "contacts": sum(event.kind in {"chat", "mark", "phone", "link"} for event in events),
    }


def _suspects(looked: Looked) -> NDArray[np.bool_]:
    """The texts that may be found: by the words that the scan saw, then by all words in them."""
    hidden = with_words(looked, DISGUISED)
    reached = having(looked, SINGLE) & having(looked, signs=Sign.URL | Sign.DIGITS)
    chosen = with_words(looked, GROUP, MIXED) | reached | hidden
    places = np.flatnonzero(chosen & ~hidden)
    if len(places):
        texts = looked.texts["text"].gather(places)
        chosen[places] = _may_reach(texts) | texts.str.contains(_LISTED).to_numpy()
    return chosen


def _may_reach(texts: pl.Series) -> NDArray[np.bool_]:
    """Whether the words of texts would be enough if they stood together, beside all that is no word."""
    kinds = hits().count(texts)
    numbers, prices, signs, codes = (texts.str.contains(shape).to_numpy() for shape in FOR_VECTORS)
    reached = kinds["mark"] + kinds["phone"] + kinds["link"] + numbers > 0
    promised = (kinds["claim"] > 0) & (reached | codes | (kinds["chat"] + kinds["urge"] > 0))
    promised |= (kinds["soft"] > 1) & reached
    most = sum(np.minimum(_MOST[kind], _WEIGHTS[kind] * counts) for kind, counts in kinds.items())
    most += (
        codes * _WEIGHTS["urge"] + numbers * _MOST["phone"] + prices * _MOST["price"] + signs * _MOST["sign"]
    )
    enough = _ENOUGH + (texts.str.len_chars().to_numpy() > _SHORT) * _MORE_IF_LONG
    may: NDArray[np.bool_] = (promised & (most >= enough)) | (kinds["chat"] + kinds["mark"] > 0)
    return may


def _judge(looked: Looked, recipe: Rules) -> pl.DataFrame:
    actions = {
        Reason.ADVERTISING.value: recipe.lexicons.advertising,
        Reason.CONTACT_BAIT.value: recipe.lexicons.contact_bait,
    }
    found: dict[tuple[int, Reason, str], Finding] = {}
    if any(action != "off" for action in actions.values()):
        texts = sided(looked, _suspects(looked))
        leaflets = [
            (text, reasons)
            for text in texts
            if (reasons := look(text.folded, is_answer=text.side in {"answer", "rejected"}))
        ]
        asked = advertising_is_the_task(looked, [text for text, _ in leaflets])
        for text, reasons in leaflets:
            for reason, counts in reasons.items():
                if text.row not in asked and actions[reason.value] != "off":
                    found.setdefault((text.row, reason, reason.value), Finding()).add(text.side, counts)
    return findings(found, actions)


BAIT = Judge(
    name="bait",
    version=2,
    english="Finds leaflets and contact bait by promises, prices, urging and contacts that stand together.",
    chinese="按承诺、价格、催促与联系方式的组合查找广告与引流。",
    knob="lexicons",
    judge=_judge,
    bad=(
        ("", "厂家直销，量大从优，全国包邮，欢迎来电咨询：[PHONE]"),
        ("", "宝妈在家就能做的兼职，日赚两百，有兴趣的加薇信：[WECHAT]"),
        ("", "Limited time offer! Save up to 70% with free shipping. Order now at www.example.com"),
        (
            "",
            "北京兼职,上海兼职,广州兼职,深圳兼职,天津兼职,重庆兼职,成都兼职,武汉兼职,西安兼职,南京兼职,杭州兼职,长沙兼职",
        ),
    ),
    good=(
        ("怎么查快递？", "您可以拨打客服电话 [PHONE]，或在微信小程序中查询。"),
        ("", "这家超市离地铁站很近，周末常有折扣，我和朋友去过两次。"),
        ("Where can I read more?", "See https://example.org/docs, which is free."),
        ("写一条促销短信", "限时特惠，全场包邮，欢迎来电咨询：[PHONE]"),
    ),
)
