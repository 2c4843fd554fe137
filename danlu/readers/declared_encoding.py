"""The encoding that an HTML or XML page declares of itself, believed only where its bytes allow.

Declarations are looked for as the HTML Standard does (§13.2.3.2, "prescan a byte stream"), and names
mean what the WHATWG Encoding Standard has them mean: iso-8859-1 is windows-1252, euc-kr is code page
949. A declaration decides where the bytes leave a doubt; it never overrules them.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

_PRESCAN = 4096
_PAGE = re.compile(rb"\s*+(?:\xef\xbb\xbf)?(?:<\?xml|<!doctype|<html|<head|<meta|<!--)", re.IGNORECASE)
_XML = re.compile(
    rb"\s*+<\?xml\s[^<>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']", re.IGNORECASE
)
_META = re.compile(rb"<meta\s[^<>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.{0,4000}?-->", re.DOTALL)
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5",
    "big5hkscs": "big5",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_WORD = re.compile(r"[^\W\d_]+")
_MOST_FOREIGN = 0.35
"""Share of letters beyond ASCII in text of a Latin script; French and Czech stay below 0.25."""
_MOST_ODD = 0.05
"""Share of words such as another encoding's letters give."""
_MANY_BYTES = frozenset({"gb18030", "big5", "cp949", "cp932", "euc_jp", "iso2022_jp"})


def encoding_in_page(head: bytes) -> str | None:
    """The codec of the encoding that a page declares in its head; None where it declares none."""
    start = head[:_PRESCAN]
    if _PAGE.match(start) is None:
        return None
    found = _XML.match(start) or _META.search(_COMMENT.sub(b"", start))
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    name = _MEANT.get(name, name)
    # a page that says so in ASCII is in an encoding that leaves ASCII alone
    return None if name.startswith(("utf-16", "utf-32", "utf-7")) else name


def is_plausible(sample: bytes, codec: str) -> bool:
    """Can the sample, whose last character may be cut, be text in this encoding?"""
    try:
        decoder = codecs.getincrementaldecoder("big5hkscs" if codec == "big5" else codec)("strict")
        text = decoder.decode(sample)
    except (UnicodeError, LookupError):
        return False
    if any(_is_no_text(character) for character in text):
        return False
    return _is_wide_script(text) if codec in _MANY_BYTES else codec == "utf-8" or _is_alphabetic(text)


def _is_no_text(character: str) -> bool:
    code = ord(character)
    return 0x7F <= code <= 0x9F or 0xE000 <= code <= 0xF8FF or 0xFFF0 <= code <= 0xFFFF


def _is_wide_script(text: str) -> bool:
    """Is it more than the half-width katakana that Latin letters give in Shift JIS?"""
    beyond = [character for character in text if character > "\x7f"]
    half = sum("\uff61" <= character <= "\uff9f" for character in beyond)
    return half * 2 <= len(beyond)


def _is_alphabetic(text: str) -> bool:
    """Do the letters make words of one script, as letters of a wrong encoding do not?"""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    letters = sum(map(str.isalpha, text))
    latin = sum(character.isalpha() and "\x7f" < character < "\u0250" for character in text)
    odd = sum(_is_odd(word) for word in words)
    return latin <= _MOST_FOREIGN * letters and odd <= _MOST_ODD * len(words)


def _is_odd(word: str) -> bool:
    """Has the word a capital behind a small letter, or letters of two scripts?"""
    capital = any(before.islower() and after.isupper() for before, after in pairwise(word))
    scripts = {character < "\u0250" for character in word}
    return capital or len(scripts) > 1
