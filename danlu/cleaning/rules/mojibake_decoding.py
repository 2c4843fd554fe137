"""What ftfy makes of one line of broken text, at a bounded cost.

ftfy (Robyn Speer, https://ftfy.readthedocs.io) judges each stretch that looks like UTF-8 by itself, as often
as it stands in a line and as often as it tries the line again. Here are the same steps, out of ftfy's own
parts, each distinct stretch judged once a time: what comes out is equal.
"""

from __future__ import annotations

from ftfy import chardata, fixes
from ftfy.badness import is_bad

_MOST_CHARACTERS = 1_000_000
"""ftfy cuts longer lines."""


def decoded(line: str) -> str:
    """The line as `ftfy.fix_text` repairs it, with the fixes of encodings alone."""
    starts = range(0, len(line), _MOST_CHARACTERS)
    return "".join(_settled(line[start : start + _MOST_CHARACTERS]) for start in starts)


def _settled(text: str) -> str:
    while True:
        fresh = _repaired(text)
        text = fixes.fix_c1_controls(fresh)
        if text == fresh:
            return text


def _repaired(text: str) -> str:
    """The text after as many steps as change it."""
    while (fresh := _step(text)) != text:
        text = fresh
    return text


def _step(text: str) -> str:
    if text.isascii() or not is_bad(text):
        return text
    encodings = [name for name in chardata.CHARMAP_ENCODINGS if chardata.possible_encoding(text, name)]
    for encoding in encodings:
        whole = _as_utf8(text, encoding)
        if whole is not None:
            return whole
    fresh = _repaired_within(text)
    if fresh == text and "latin-1" in encodings:
        fresh = _as_windows(text)
    return fixes.fix_c1_controls(text) if fresh == text else fresh


def _as_utf8(text: str, encoding: str) -> str | None:
    """The text read as UTF-8 out of a single-byte encoding; None where it is no UTF-8."""
    spelt = text.encode(encoding)
    if encoding != "macroman" and chardata.ALTERED_UTF8_RE.search(spelt):
        spelt = fixes.restore_byte_a0(spelt)
    if encoding.startswith("sloppy"):
        spelt = fixes.replace_lossy_sequences(spelt)
    try:
        return spelt.decode("utf-8-variants" if 0xED in spelt or 0xC0 in spelt else "utf-8")
    except UnicodeDecodeError:
        return None


def _repaired_within(text: str) -> str:
    """The text with the stretches repaired that look like UTF-8 by themselves."""
    stretches = {match[0] for match in chardata.UTF8_DETECTOR_RE.finditer(text)}
    broken = {one: _repaired(one) for one in stretches if len(one) < len(text) and is_bad(one)}
    if all(one == fresh for one, fresh in broken.items()):
        return text
    return chardata.UTF8_DETECTOR_RE.sub(lambda match: broken.get(match[0], match[0]), text)


def _as_windows(text: str) -> str:
    """Latin-1 read as Windows-1252, whose signs stand where Latin-1 has control characters."""
    try:
        return text.encode("latin-1").decode("windows-1252")
    except UnicodeDecodeError:
        return text
