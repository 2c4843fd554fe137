"""Names of persons, Chinese and English, where their context says so; a name alone is no find."""

from __future__ import annotations

import re

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.name_again import again, counted, with_listed
from danlu.cleaning.personal.name_en import ENGLISH_NEEDS, english_names
from danlu.cleaning.personal.name_free import free_names
from danlu.cleaning.personal.name_glance import GLANCE, NAME_BESIDE
from danlu.cleaning.personal.name_groups import GROUP_NEEDS, grouped_names
from danlu.cleaning.personal.name_latin import LATIN_NEEDS, latin_names
from danlu.cleaning.personal.name_near import NEAR_NEEDS, near_names
from danlu.cleaning.personal.name_peoples import PEOPLES_WORDS, names_of_peoples
from danlu.cleaning.personal.name_short import short_names
from danlu.cleaning.personal.name_speakers import names_over_lines
from danlu.cleaning.personal.name_zh import CHINESE_SURE, chinese_names
from danlu.cleaning.personal.surroundings import apart
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_HAN = re.compile("[一-鿿]")
_SAMPLE = re.compile("[样示范]例|(?i:sample|example)")
_NOBODY = frozenset(("张三", "李四", "王五", "赵六", "張三", "趙六"))
"""Names that stand for anybody."""


def _stands_for_anybody(text: str, start: int, end: int) -> bool:
    """Whether a name is the one that samples are filled with."""
    return text[start:end] in _NOBODY and _SAMPLE.search(text, max(0, start - 24), start) is not None


def _told(text: str) -> list[Stretch]:
    """The names that what stands around them tells."""
    found = chinese_names(text) + near_names(text) + counted(text) + grouped_names(text)
    return found + names_of_peoples(text) + latin_names(text)


def _find(text: str) -> list[Stretch]:
    if text.isascii() or _HAN.search(text) is None:
        found = apart(in_windows(english_names, text))
    else:
        found = in_windows(_told, text) + names_over_lines(text)
        if GLANCE.at(text):
            found += in_windows(short_names, text) + in_windows(free_names, text)
        found = apart(with_listed(text, found) + in_windows(english_names, text))
    found = [place for place in found if not _stands_for_anybody(text, *place)]
    return apart(found + again(text, found)) if found else found


NAME = Detector(
    kind="name",
    version=2,
    mask="[NAME]",
    reason=Reason.PERSONAL_NAME,
    english="Finds names of persons in introductions, forms, titles, salutations and signatures.",
    chinese="识别自我介绍、表单、称谓、称呼与落款中的人名。",
    signs=Sign.NONE,
    words=(*CHINESE_SURE, *PEOPLES_WORDS),
    beside=NAME_BESIDE,
    pattern=f"{NEAR_NEEDS}|{GROUP_NEEDS}|{LATIN_NEEDS}|{ENGLISH_NEEDS}",
    glance=GLANCE,
    find=_find,
    examples=(
        ("大家好，我叫李小满，是新来的同学", "大家好，我叫[NAME]，是新来的同学"),
        ("姓名：欧阳一凡  性别：女", "姓名：[NAME]  性别：女"),
        ("请联系赵青山先生", "请联系[NAME]先生"),
        ("患者向小满，女，六岁。今晨向小满体温正常。", "患者[NAME]，女，六岁。今晨[NAME]体温正常。"),
        ("Dear Ms. Marlow, my name is Ann Fielding.", "Dear Ms. [NAME], my name is [NAME]."),
        ("Best regards,\nAnn Fielding", "Best regards,\n[NAME]"),
        ("我是高中生，班主任老师好", "我是高中生，班主任老师好"),
        ("Dear Sir or Madam, I am Happy.", "Dear Sir or Madam, I am Happy."),
    ),
)
