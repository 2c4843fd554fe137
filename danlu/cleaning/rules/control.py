"""Control and invisible characters out.

Taken out: terminal escapes (ECMA-48), C0 and C1 controls except tab and line breaks, zero-width
space, no-break and word joiner, soft hyphen, bidirectional embeddings, overrides and isolates,
deprecated format characters, and Unicode tags outside emoji flags (Unicode Technical Standard
#51). Kept: zero-width joiner and non-joiner, variation selectors and directional marks, which
emoji, Indic, Persian and Hebrew text need. Vertical tab, form feed, NEL and the line and paragraph
separators become line breaks. A LaTeX command whose backslash a JSON escape swallowed (form feed and
"rac" were "frac" behind a backslash) gets it back, for otherwise the command would be lost.
"""

from __future__ import annotations

import polars as pl

from danlu.cleaning.rule import Rule
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_INVISIBLE = (
    r"\x00-\x08\x0E-\x1F\x7F-\x{84}\x{86}-\x{9F}\x{AD}\x{200B}\x{202A}-\x{202E}\x{2060}\x{2066}-\x{206F}"
    r"\x{FEFF}\x{E0000}-\x{E007F}"
)
_BREAKS = r"\x0B\x0C\x{85}\x{2028}\x{2029}"
_TERMINAL = (
    r"(?:\x1B\[|\x{9B})[0-?]*[ -/]*[@-~]"
    r"|(?:\x1B[\]PX^_]|[\x{90}\x{98}\x{9D}-\x{9F}])[^\x07\x1B\x{9C}\n]*(?:\x07|\x1B\\|\x{9C})"
    r"|\x1B[ -/]*[0-~]"
)
_SWALLOWED = (
    (r"\x0C(rac|orall|loor|box|lat\b)", r"\f${1}"),
    (r"\x08(egin|eta|ar\b|inom|oldsymbol|oxed|ullet|mod|ig)", r"\b${1}"),
    (r"\x07(lpha|ngle|pprox|rray|rc)", r"\a${1}"),
    (r"\x0B(ec|ar|dots|arepsilon|arphi)", r"\v${1}"),
)
_FLAG = r"(\x{1F3F4}[\x{E0020}-\x{E007E}]+\x{E007F})"


def _needs(values: pl.Series) -> pl.Series:
    return values.str.contains(f"[{_INVISIBLE}{_BREAKS}]")


def _fix(values: pl.Series) -> pl.Series:
    text = values.str.replace_all(_TERMINAL, "")
    for swallowed, command in _SWALLOWED:
        text = text.str.replace_all(swallowed, command)
    text = text.str.replace_all(f"[{_BREAKS}]", "\n")
    flagged = text.str.contains(_FLAG).arg_true()
    bare = text.str.replace_all(f"[{_INVISIBLE}]+", "")
    return bare.scatter(flagged, text.gather(flagged).str.replace_all(f"{_FLAG}|[{_INVISIBLE}]", "${1}"))


CONTROL = Rule(
    name="control",
    version=1,
    switch="control",
    reason=Reason.REMOVED_CONTROL,
    english="Removes control, zero-width, bidirectional and tag characters and terminal escapes.",
    chinese="删除控制字符、零宽字符、双向控制符、标签字符与终端转义序列，保留表情符号所需的连接符。",
    signs=Sign.CONTROL,
    needs=_needs,
    fix=_fix,
    examples=(
        ("\ufeff你\u200b好\x00", "你好"),
        ("\x1b[31merror\x1b[0m: co\u00adoperate", "error: cooperate"),
        ("\x0crac{1}{2}", "\\frac{1}{2}"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f"),
    ),
)
