"""Tracking parameters out of URLs, which otherwise stay byte for byte.

The keys are those that Firefox strips (`privacy.query_stripping.strip_list`), the campaign keys of
Google Analytics and the click and share keys that Google, Microsoft, Meta, Yandex, Alibaba, Bilibili,
WeChat and Zhihu add to links. Keys that a page may need, such as `from`, `ref` and `id`, count only
with the values that a share button gives them, or on the host that does so.
"""

from __future__ import annotations

import re

import polars as pl

from danlu.cleaning.code import ascii_words
from danlu.cleaning.rule import Rule, Stretch
from danlu.cleaning.rules.links import prose_urls
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_KEY_NAMES = (
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid"
    " igsh mc_cid mc_eid _openstat __hsfp __hssc __hstc _hsenc _hsmi hsctatracking mkt_tok"
    " ml_subscriber ml_subscriber_hash oft_id oly_anon_id oly_enc_id rb_clickid s_cid vero_conv"
    " vero_id wickedid spm spm_id_from scm share_token share_source share_medium share_plat"
    " share_session_id share_tag share_from share_times vd_source from_spmid bd_vid"
    " sharer_shareinfo sharer_shareinfo_first sharer_sharetime mpshare isappinstalled nsukey"
)
_KEYS = frozenset(_KEY_NAMES.split())
_PREFIXES = ("utm_", "hsa_", "mtm_", "pk_campaign", "pk_kwd")
_SHARED = frozenset(
    ("from=singlemessage", "from=timeline", "from=groupmessage", "from=weixin", "wfr=spider", "for=pc")
)
_OF_HOST = {
    "mp.weixin.qq.com": frozenset({"chksm", "scene", "srcid"}),
    "bilibili.com": frozenset({"share_id", "unique_k"}),
    "twitter.com": frozenset({"ref_src", "ref_url"}),
    "x.com": frozenset({"ref_src", "ref_url"}),
}
_HOST_KEYS = sorted({f"{key}=" for keys in _OF_HOST.values() for key in keys})
_WORDS = (*_PREFIXES, *(f"{key}=" for key in sorted(_KEYS)), *sorted(_SHARED), *_HOST_KEYS)
_ABOUT = ascii_words(
    r"(?i)\butm\b|tracking (?:code|parameter|link|url)|query (?:string|parameter)|url parameter|campaign url"
    r"|google analytics|跟踪参数|追踪参数|查询参数|网址参数|url ?参数|埋点"
)
_HOST = re.compile(r"(?:[A-Za-z]{3,5}://)?(?:[^/?#@]*@)?([^/?#:]*)")
_SEPARATOR = re.compile(r"(&amp;|&)")


def _is_tracking(parameter: str, host: str) -> bool:
    key, equals, _ = parameter.partition("=")
    key = key.lower()
    if not equals:
        return False
    if key in _KEYS or key.startswith(_PREFIXES) or parameter.lower() in _SHARED:
        return True
    return any(key in keys and f".{host}".endswith(f".{name}") for name, keys in _OF_HOST.items())


def _kept(query: str, host: str) -> str:
    """The query without its tracking parameters; each takes one separator with it."""
    first, *rest = _SEPARATOR.split(query)
    kept = [] if _is_tracking(first, host) else [first]
    for separator, parameter in zip(rest[::2], rest[1::2], strict=True):
        if not _is_tracking(parameter, host):
            kept += [separator, parameter] if kept else [parameter]
    return "".join(kept)


def _without_tracking(url: str) -> str:
    match = _HOST.match(url)
    host = match[1].lower() if match else ""
    bare, sharp, fragment = url.partition("#")
    address, mark, query = bare.partition("?")
    if mark:
        kept = _kept(query, host)
        bare = f"{address}?{kept}" if kept or not query else address
    if fragment and not _kept(fragment, host):
        return bare
    return f"{bare}{sharp}{fragment}"


def _fixed(text: str, urls: list[Stretch]) -> str:
    """The text with its URLs without tracking; equal ones are looked at once."""
    fresh = {url: _without_tracking(url) for url in {text[start:end] for start, end in urls}}
    pieces: list[str] = []
    done = 0
    for start, end in urls:
        pieces += text[done:start], fresh[text[start:end]]
        done = end
    return "".join([*pieces, text[done:]])


def _fix(values: pl.Series) -> pl.Series:
    pairs = zip(values.to_list(), prose_urls(values), strict=True)
    return pl.Series([_fixed(text, urls) if urls else text for text, urls in pairs], dtype=pl.String)


def _needs(values: pl.Series) -> pl.Series:
    return values.str.contains_any(["://", "www.", "WWW.", "Www."]) & values.str.contains_any(["?", "#"])


TRACKING = Rule(
    name="tracking",
    version=1,
    switch="tracking",
    reason=Reason.REMOVED_TRACKING,
    english="Removes known tracking parameters such as utm_source and fbclid from URLs outside of code.",
    chinese="去除代码以外网址中已知的跟踪参数（如 utm_source、fbclid、spm），网址其余部分不变。",
    signs=Sign.NONE,
    words=_WORDS,
    needs=_needs,
    fix=_fix,
    about=_ABOUT,
    examples=(
        (
            "见https://example.com/a?id=1&utm_source=wx&utm_medium=社交#top。",
            "见https://example.com/a?id=1#top。",
        ),
        ("https://example.com/?fbclid=IwAR0abc", "https://example.com/"),
        ("https://item.example.com/x.htm?spm=a21bo.1&id=6", "https://item.example.com/x.htm?id=6"),
        (
            "https://mp.weixin.qq.com/s?__biz=M&mid=2&scene=21&chksm=e",
            "https://mp.weixin.qq.com/s?__biz=M&mid=2",
        ),
        ("https://example.com/flights?from=timeline&to=x", "https://example.com/flights?to=x"),
        (
            "https://example.com/flights?from=PEK&to=SHA&scene=2",
            "https://example.com/flights?from=PEK&to=SHA&scene=2",
        ),
        ("`https://example.com/?utm_source=x`", "`https://example.com/?utm_source=x`"),
    ),
)
