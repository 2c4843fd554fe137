"""Which encoding a file is in: declared, marked, proved by strict decoding, or refused.

The bytes are read in each encoding that danlu knows, and the reading that is most probable as
Chinese/English text wins (a maximum-likelihood choice, as in Li & Momoi, "A composite approach to
language/encoding detection", 2001), if it is probable enough. So other encodings are refused
instead of being read as rare Chinese characters.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable

from danlu.ledger import Reason
from danlu.readers.base import SourceRefused
from danlu.readers.declared_encoding import encoding_in_page, is_plausible
from danlu.readers.han import is_native, log_probability

SAMPLE = 1 << 16
"""Bytes that detection looks at: the first ones, or the first lines that are not all ASCII."""

CODECS = {"gb18030": "gb18030", "big5": "big5hkscs"}
"""Encodings that are detected, and the codec that reads them. As in the WHATWG Encoding Standard,
GBK and GB 2312 are read as GB 18030 and Big5 with its Hong Kong supplement: both are supersets."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, None),
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RIVALS = {"cp949": ("hangul", 0.8), "euc_jp": ("kana", 0.25), "cp932": ("kana", 0.25)}
"""Encodings that are recognised only to be refused: the script that gives them away, and its least
share of the characters beyond ASCII."""

_MOST_CONTROLS = 0.02
"""Share of control characters above which bytes are no text in an encoding that extends ASCII."""
_FEW_CONTROLS = 2
_LATIN_WORD = re.compile("[A-Za-z][À-ɏ]|[À-ɏ][A-Za-z]")

_RIVAL_LEAST = 8
"""Characters beyond ASCII from which on a rival counts: fewer prove nothing."""

_ISO_2022 = re.compile(rb"\x1b(?:\$[@AB]|\$[()][A-Z]|\([BIJ])")
_ACCEPTED = -11.2
"""Least mean log-probability of the characters beyond ASCII. Measured on samples of 100 characters:
Chinese prose and verse lie between -7 and -11, encodings of other scripts read as Chinese below
-11.5 (Korean and Japanese come closer, and are told apart as rivals)."""


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark declares, or None.

    Raises:
        SourceRefused: The mark declares UTF-32, which danlu does not read.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            if name is None:
                raise SourceRefused(Reason.UNKNOWN_ENCODING, {"marked": "utf-32"})
            return name
    return None


def detect_encoding(sample: bytes, head: bytes | None = None) -> str:
    """The encoding of a sample without a byte order mark; its last character may be cut.

    Where the bytes leave it open and `head`, the start of the file, is that of a page which declares
    its encoding, the declaration is believed if the sample can be text in it.

    Raises:
        SourceRefused: None of the known encodings is probable enough (UNKNOWN_ENCODING), or the
            sample is no text at all (UNKNOWN_FORMAT).
    """
    try:
        return _detected(sample)
    except SourceRefused as refusal:
        declared = encoding_in_page(sample if head is None else head)
        rival = refusal.evidence.get("resembles", declared)
        if declared is None or refusal.reason is not Reason.UNKNOWN_ENCODING or rival != declared:
            raise
        if not is_plausible(sample, declared):
            raise
        return declared


def _detected(sample: bytes) -> str:
    suspect = b"\x00" in sample or _is_binary(sample)
    wide = max(_accepted_utf16(sample), default=None) if suspect else None
    if wide is not None:
        return wide[1]
    if not _is_binary(sample):
        if sample.isascii():
            if _ISO_2022.search(sample):
                raise SourceRefused(Reason.UNKNOWN_ENCODING, {"family": "iso-2022"})
            return "utf-8"
        if _is_utf8(sample) and not _is_accidental(sample):
            return "utf-8"
    if _is_binary(sample):
        raise SourceRefused(Reason.UNKNOWN_FORMAT, {"problem": "binary"})
    best = max(_accepted(sample), default=None)
    if best is not None and best[1] in _RIVALS:
        raise SourceRefused(Reason.UNKNOWN_ENCODING, {"resembles": best[1]})
    if best is not None:
        return best[1]
    if _is_damaged_utf8(sample):
        return "utf-8"
    raise SourceRefused(Reason.UNKNOWN_ENCODING, {"sample_bytes": len(sample)})


def _accepted(sample: bytes) -> Iterable[tuple[float, str]]:
    """Log-probability and name of each encoding in which the sample is plausible text."""
    for name, codec in CODECS.items():
        decoder = codecs.getincrementaldecoder(codec)("surrogateescape")
        total, mean = _score(decoder.decode(sample))
        if mean >= _ACCEPTED:
            yield total, name
    yield from _rivals(sample)
    if not _is_damaged_utf8(sample):
        yield from _accepted_utf16(sample)


def _rivals(sample: bytes) -> Iterable[tuple[float, str]]:
    for name, (script, least) in _RIVALS.items():
        text = codecs.getincrementaldecoder(name)("surrogateescape").decode(sample)
        beyond = [character for character in text if character > "\x7f"]
        native = sum(is_native(character, script) for character in beyond)
        if len(beyond) >= _RIVAL_LEAST and native >= least * len(beyond):
            yield sum(log_probability(character, script) for character in text), name


def _accepted_utf16(sample: bytes) -> Iterable[tuple[float, str]]:
    """UTF-16 is proved by its ASCII too, so the mean is over all characters."""
    for name in ("utf-16-le", "utf-16-be"):
        text = codecs.getincrementaldecoder(name)("surrogatepass").decode(sample)
        total = _score(text)[0]
        if text and total >= _ACCEPTED * len(text) and "\x00" not in text:
            yield total, name


def _score(text: str) -> tuple[float, float]:
    """Log-probability of the text, and its mean over the characters beyond ASCII."""
    total = beyond = 0.0
    count = 0
    for character, times in Counter(text).items():
        weight = log_probability(character) * times
        total += weight
        if character > "\x7f" or weight < -15.0 * times:
            beyond += weight
            count += times
    return total, beyond / count if count else 0.0


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _is_accidental(sample: bytes) -> bool:
    """Is it valid UTF-8 by chance only: a few two-byte codes that spell frequent Han in GB 18030?

    Two GB 2312 bytes look like a UTF-8 code of U+0080 to U+07FF with a chance of about one in
    five, so a text with only two or three Chinese characters can be valid UTF-8.
    """
    text = sample.decode("utf-8", "ignore")
    beyond = [character for character in text if character > "\x7f"]
    if len(beyond) > 6 or _LATIN_WORD.search(text) or any(character > "\u07ff" for character in beyond):
        return False
    as_utf8 = sum(log_probability(character) for character in beyond)
    chinese = [character for character in sample.decode("gb18030", "replace") if character > "\x7f"]
    as_chinese = sum(log_probability(character) for character in chinese)
    return as_chinese > max(as_utf8, len(chinese) * -8.0)


def _is_damaged_utf8(sample: bytes) -> bool:
    """Is it UTF-8 with some bytes broken, which then cost only the records that hold them?"""
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    errors = sum("\udc80" <= character <= "\udcff" for character in text)
    valid = sum(character > "\u07ff" and not "\ud800" <= character <= "\udfff" for character in text)
    return errors <= valid or errors * 1000 <= len(text)


def _is_binary(sample: bytes) -> bool:
    """Has it more control characters than text with a few broken records has?"""
    controls = len(sample.translate(None, bytes([*b"\t\n\r\f\x1b", *range(0x20, 0x100)])))
    return controls > max(_FEW_CONTROLS, len(sample) * _MOST_CONTROLS)


def declared_codec(name: str) -> str:
    """The canonical name of an encoding that the user declares.

    Raises:
        SourceRefused: Python has no such text codec, or it is not a superset of ASCII or UTF-16.
    """
    refusal = SourceRefused(Reason.UNKNOWN_ENCODING, {"declared": name})
    probe = b"A\\u0041+AGE-~{\n"
    try:
        known = codecs.lookup(name)
        canonical = known.name.removesuffix("-sig")
        if canonical in {"utf-8", "utf-16", "utf-16-le", "utf-16-be"}:
            return canonical
        # a text codec that leaves ASCII alone: no rot13, no UTF-7, no escapes
        if (
            canonical not in {"idna", "punycode"}
            and known.encode("A")[0] == b"A"
            and known.decode(probe)[0] == probe.decode("ascii")
        ):
            return {"gbk": "gb18030", "gb2312": "gb18030", "big5hkscs": "big5"}.get(canonical, canonical)
    except (LookupError, ValueError, TypeError):
        raise refusal from None
    raise refusal
