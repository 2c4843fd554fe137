from __future__ import annotations

import ftfy
from ftfy import chardata
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.cleaning.rules.mojibake import MOJIBAKE
from danlu.cleaning.rules.mojibake_decoding import decoded
from tests.cleaning.edit_laws import fixed

_ENCODINGS_ALONE = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)
_SAID = "abc é èüñ€š„“”’–你好世界。ΩпривDŽ😀\x85\x9d\xa0\ufffd\x1a? Ã©â€™ä½å¥½Ã "
_PLAIN = st.text(st.sampled_from(_SAID) | st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=20)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """Text read wrongly up to three times, amid text that was not."""
    text = draw(_PLAIN)
    for encoding in draw(st.lists(st.sampled_from(chardata.CHARMAP_ENCODINGS), max_size=3)):
        text = text.encode().decode(encoding, "replace")
    return (draw(_PLAIN) + text + draw(_PLAIN)).replace("\n", " ")


@given(broken())
@settings(max_examples=600, deadline=None)
def test_a_line_comes_out_as_ftfy_repairs_it(line: str) -> None:
    assert decoded(line) == ftfy.fix_text(line, _ENCODINGS_ALONE)


def test_equal_lines_and_stretches_are_all_repaired() -> None:
    line = "cafÃ© isnâ€™t"
    assert (
        fixed(MOJIBAKE, f"{line}\n\n{line}\nplain\n{line}") == "café isn’t\n\ncafé isn’t\nplain\ncafé isn’t"
    )
    assert fixed(MOJIBAKE, f"é {line} 你好 {line}") == "é café isn’t 你好 café isn’t"
