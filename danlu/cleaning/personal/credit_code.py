"""Unified social credit codes of Chinese organisations.

GB 32100-2015: a department, a category, six digits of region, nine characters of the organisation
code and a check character (modulus 31), none of them I, O, S, V or Z. A code counts where the
province (GB/T 2260) and the check character are right.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.checks import mod_31_is_right
from danlu.cleaning.personal.context import apart, ends_free, seek, stands_free
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.id_number import PROVINCES, is_identity_number
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_ANY = "[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]"
_CODE = re.compile(
    rf"[1-9AEFGNYaefgny](?<![0-9A-Za-moqsu-z][1-9AEFGNYaefgny])[1-9](?:[1-8][0-9]{{5}}{_ANY}{{10}}"
    rf"|[1-8][0-9]([ \-])[0-9]{{4}}\1{_ANY}{{4}}\1{_ANY}{{4}}\1"
    rf"{_ANY}{{2}}|[ \-]?[1-8][0-9]{{5}}[ \-]{_ANY}{{9}}[ \-]?{_ANY})(?![0-9A-Za-z])"
)
_GROUPED = re.compile(
    rf"[1-9AEFGNYaefgny](?<![0-9A-Za-z][1-9AEFGNYaefgny])[1-9](?:[ \-]?{_ANY}){{16}}(?![0-9A-Za-z])"
)
"""In groups of any size, which count where a word says what it is."""
_NAMED = re.compile(
    r"(?:代码|信用码|税号|识别号|执照|注册号|登记号|信用号|credit ?code|uscc|tax ?(?:id|no))[^0-9\n]{0,12}$",
    re.IGNORECASE,
)
_SEAM = re.compile(f"{_ANY}{{2}}[ \\-]{_ANY}{{2}}")
_NAMED_ANYWHERE = re.compile("代码|信用码|税号|识别号|执照|注册号|登记号|信用号")
# The central organs' own code for the nation as a whole.
_REGIONS = PROVINCES | {"10"}


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    if not stands_free(text, start) or not ends_free(text, end):
        return None
    code = match[0].replace(" ", "").replace("-", "").upper()
    if code[2:4] not in _REGIONS or not mod_31_is_right(code):
        return None
    if code != match[0] and _NAMED.search(text[max(0, start - 24) : start]) is None:
        return None
    if code.isdigit() and _is_other(text, start, code):
        return None
    return start, end


def _is_other(text: str, start: int, code: str) -> bool:
    """Whether eighteen digits are an identity number, or of a kind that no word calls a credit code."""
    if _NAMED.search(text[max(0, start - 24) : start]):
        return False
    return is_identity_number(code) or code[:2] not in {"91", "92", "93"}


def _find(text: str) -> list[Stretch]:
    found = seek(_CODE, text, _judge)
    if _SEAM.search(text) is None or _NAMED_ANYWHERE.search(text) is None:
        return found
    return apart(found + seek(_GROUPED, text, _judge))


CREDIT_CODE = Detector(
    kind="credit_code",
    version=2,
    mask="[CREDIT_CODE]",
    reason=Reason.PERSONAL_CREDIT_CODE,
    english="Finds valid unified social credit codes (GB 32100-2015).",
    chinese="查找校验通过的统一社会信用代码（GB 32100-2015）。",
    signs=Sign.NONE,
    pattern=rf"[1-9AEFGNYaefgny][1-9][ \-]?[1-8][0-9][ \-]?[0-9]{{2}}[ \-]?[0-9]{{2}}[ \-]?{_ANY}{{4}}",
    find=_find,
    examples=(
        ("统一社会信用代码：91350100M000100Y43", "统一社会信用代码：[CREDIT_CODE]"),
        ("统一社会信用代码：91350100M000100Y44", "统一社会信用代码：91350100M000100Y44"),
    ),
)
