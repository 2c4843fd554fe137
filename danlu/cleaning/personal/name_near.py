"""Chinese names told by what follows them (`…，男，`, `…的手机号`, a number) or by a column of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

import ahocorasick_rs

from danlu.cleaning.personal.name_again import COUNTED_NEEDS
from danlu.cleaning.personal.name_before import is_likely, name_start
from danlu.cleaning.personal.name_shape import (
    FIRST,
    FREQUENT,
    LEFT,
    WORDS_TOO,
    ends,
    is_related,
    likely_name_end,
    whole_name_end,
)
from danlu.cleaning.personal.name_sure import sure_end
from danlu.cleaning.personal.name_words import FOLLOWS_BARE, RELATED, TITLES
from danlu.cleaning.personal.remembering import remembering_places
from danlu.cleaning.rule import Stretch

_OWNS_TEXT = (
    "的手机 的电话 的联系方式 的联系电话 的身份证 的银行卡 的微信 的邮箱 的护照 的住址"
    " 的家庭住址 的车牌 的账号 的生日"
    " 的社保 的快递 的包裹 的工资 的病历 的学籍 的档案 的公积金 的体检 的订单 的简历 的账户 的工单"
    " 的户口 的驾照 的学费 的保单 的挂号"
    " 的妈妈 的爸爸 的母亲 的父亲 的家长 的孩子 的家属 的丈夫 的妻子 的老公 的老婆 的儿子 的女儿"
    " 的作业 的成绩 的银行 的行李 的座位 的工位"
    " 的合同 的发票 的证件 的号码 的生日 的男友 的女友 的爷爷 的奶奶 的班主任 的室友 的同桌 的主治"
)
_OWNS = tuple(_OWNS_TEXT.split())
_SAYS_TEXT = (
    "您好 敬上 谨上 敬启 谨启 拜上 同志 本人签收 代收 签收 打电话 为您服务"
    " 家长您好 妈妈您好 爸爸您好 家长你好 妈妈你好 爸爸你好 阿姨 叔叔 奶奶 爷爷 名下 账户"
)
_SAYS = tuple(_SAYS_TEXT.split())
_FACTS_TEXT = (
    "身份证 手机 电话 联系电话 性别 护照 取件码 保单号 驾驶证 车牌 病历号 房产证 尾号 卡号"
    " 银行卡 工号 学号 微信 准考证 考号 床号 就诊卡 社保号 邮箱 籍贯 部门 现住 住址 家住"
)
_FACTS = tuple(_FACTS_TEXT.split())
_SEXES = tuple(f"{comma}{sex}" for comma in "，,（(" for sex in "男女")
_MOBILE = r"1[3-9][0-9][ \-]?[0-9]{4}[ \-]?[0-9]{4}(?![0-9])"
_WORDS = tuple(dict.fromkeys((*_OWNS, *_SAYS, *_FACTS)))
_ANCHORS = ahocorasick_rs.AhoCorasick(
    _WORDS,
    matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
    store_patterns=False,
    implementation=ahocorasick_rs.Implementation.DFA,
)
_NAMELY = frozenset((*_OWNS, *_SAYS))
_MORE = re.compile("[一-鿿]{3}")
_SIGN = re.compile(
    rf"[男女收1](?:(?<=[男女])性?(?=[，,。、；;)）/ ]|$)|(?<=1)(?P<number>{_MOBILE[1:]})|(?<=收)(?![一-鿿]))"
)
_MAIL = re.compile(r"[<(（【][0-9A-Za-z._%+\-]{1,64}@")
_DIGITS = re.compile("[0-9]{5}")
"""What the numbers here hold: a quick test."""
_NUMBERED = re.compile(r"[(（][0-9]{5,11}[)）](?=[\s:：]|$)")
_NATION = re.compile(r"(?:^|[\n。；;：:，,])(?P<name>[一-鿿]{3,8})[，,][男女][，,][一-鿿]{1,5}族(?![一-鿿])")
_RECEIVES = re.compile(r"(?:^|[^一-鿿])[一-鿿]{3}$")
_COUNTRY = re.compile(r"(?:\+?86[ \-]?)?$")
_JOINT = " ,，、:：\t\n\"'(（/"
_AFTER_NUMBER = re.compile(rf"1(?<![0-9]1){_MOBILE[1:]}[ ,，\t\n(（/]{{1,3}}")
_LAST = frozenset(["", "\n", ")", "）"])
_LABELS = frozenset(RELATED)
_AT = re.compile("@")
_JSON_NAME = re.compile(
    r"[nNrcsx](?:(?<=x)m(?=[\"'])|(?<=[nN])[aA][mM][eE]|(?<=r)eceiver|(?<=c)ontact|(?<=c)onsignee"
    r"|(?<=s)ender|(?<=s)er(?==))[\"']?\s?[:=]\s?[\"']?"
)
_LABELLED = re.compile(rf"[人员者方][ \t]{{0,2}}(?=[{FREQUENT}][一-鿿]{{2}}[^0-9A-Za-z一-鿿])")
"""The end of any label with a full name behind it that is a whole word."""
_ASKED_TO = (
    "(?:到[一-鿿]|负责|办理|填写|代签|牵头|跟进|主持|保管|代管|担任|接任|审核|驾驶|陪同"
    "|转交|处理|前来|速来|速到|尽快|领取|签[字收到]|代收|[:：])"
)
_ASKED_NEEDS = rf"[请由找致][一-鿿]{{3}}{_ASKED_TO}"
_ASKED = re.compile(rf"[请由找致](?=[{FIRST}][一-鿿]{{2}}{_ASKED_TO})")
"""Who is asked to come or to do something: 请李志刚到一号窗口."""
_MAY_TELL = re.compile(
    r"[人员者方请由找致]"
    rf"(?=[ \t]{{0,2}}[{FREQUENT}][一-鿿]{{2}}[^0-9A-Za-z一-鿿]|[{FIRST}][一-鿿]{{2}}{_ASKED_TO})"
)
"""Either: a quick test."""
_NO_LABEL = re.compile(
    "[的个有无名位些何是让令给每各别他她它我你此该其这那两几多少一二三四五六七八九十数大小老新等诸众]"
    "|[主诗夫男女古军商工文巨教常众世后前今]人|[记作学读编译笔论王使强长智老]者|[演委党官议球动]员"
    "|[地四八东西南北远]方"
)
"""Words for people in general, or for persons who are public."""
_NO_SURNAMES = WORDS_TOO | frozenset("马于江和")
NEAR_WORDS = (*_OWNS, *_SAYS, *_FACTS, *TITLES)
"""What is said of persons, with a name before it."""
_HEAD_NEEDS = (
    r"(?:[系办货件责请收名用款批]人|学生|客户|员工|患者|[户业]主|业务员|班主任|名称|[nN]ame|NAME)"
    r"[ \t*\"]{0,3}[|,，\t\n][^\n]*(?:\n[^一-鿿\n]*)?\n[^\n]{0,64}[一-鿿]{2}"
)
NEAR_NEEDS = "|".join(
    (
        r"[0-9]:[0-9]{2}[\])】]?[ \t]{0,2}[一-鿿]{2}|\n[一-鿿]{2,4}(?:[:：]|[ \t]{1,2}[0-9])",
        COUNTED_NEEDS,
        r"[(（][0-9]{5,11}[)）][\s:：]|[，,（( ][男女]性?[，,。、；;)）/ \n]|[ (（]收",
        r"[:=]\s?[\"'][一-鿿]{2}|[eEtrT][\"']?\s?[:=]\s?[一-鿿]{2}",
        _ASKED_NEEDS,
        r"姓名[？?：:]?[ \t*\"]{0,3}[|,，\t\n 　]",
        _HEAD_NEEDS,
        r"[^一-鿿][一-鿿]{3}收[。,，)）\n]",
    )
)
"""What every text with such a name matches, unless a word beside it or a number tells it."""
_FIELD = re.compile(rf"[:：—][ \t　]{{0,3}}(?:1[.、)] ?)?(?=[{FIRST}])")
_OF_WORKS = re.compile(
    r"作者|导演|主演|编剧|歌手|演员|主角|人物|角色|朝代|书名|片名|品牌|标题|产品|例如|比如|名称|类型|答案"
    r"|原唱|作词|作曲|嘉宾|古人|诗人"
)
_FREE = re.compile(f"[{FREQUENT}](?=[一-鿿])")
_NUMBER = re.compile(
    r"[0-9@](?:(?<=1)[3-9][0-9]{9}(?![0-9])|(?<=[1-8])[0-9]{16}[0-9Xx]|(?<=6)2[0-9]{14}"
    r"|(?<=[0-9A-Za-z]@)[0-9A-Za-z])"
)
_OF_PLACES = re.compile(
    r"[路街道巷市区县镇乡村省州里桥湖山河江苑园城楼座栋店馆院校厂站]|公司|大厦|广场|银行|医院|小区|集团|中心"
)
_NEAR = 40
"""How many characters from a number a name counts without a word that announces it."""
LEFT_OF_NUMBERED = LEFT | frozenset("帮着替")
"""What may stand right before a name that a number is near."""
_IN_WORDS = frozenset("于方关万常单安全")
_BEFORE, _AFTER = 24, 56
"""How far from a word its name is looked for."""


def near_names(text: str) -> list[Stretch]:
    """The names, in no order; they may overlap."""

    def look(start: int, end: int) -> list[Stretch]:
        if text[start:end] in _NAMELY:
            place = name_start(text, start), start
        else:
            place = (start, start) if _MORE.match(text, end) else _before(text, start, fact=True)
        return [place] if place[0] < place[1] else []

    recall = remembering_places(look, text, _BEFORE, _AFTER)
    found: list[Stretch] = []
    for _, start, end in _ANCHORS.find_matches_as_indexes(text):
        found += recall(start, end)
    found += [_before_sign(text, match) for match in _SIGN.finditer(text)]
    if "@" in text:
        found += [_mailing(text, match.start()) for match in _MAIL.finditer(text)]
    digits = _DIGITS.search(text) is not None
    for match in _NUMBERED.finditer(text) if digits else ():
        start = name_start(text, match.start())
        found.append((start if match.start() - start > 2 else match.start(), match.start()))
    found = [(start, end) for start, end in found if end > start]
    found += _of_nations(text)
    patterns = (("1", _AFTER_NUMBER), ("@", _AT), (":", _JSON_NAME), ("=", _JSON_NAME))
    for pattern in dict.fromkeys(pattern for sign, pattern in patterns if sign in text):
        for match in pattern.finditer(text):
            end = whole_name_end(text, match.end())
            sure = pattern is not _AFTER_NUMBER or end - match.end() > 2 or text[end : end + 1] in _LAST
            if end and sure:
                found.append((match.end(), end))
    return (
        found
        + _of_labels(text)
        + _of_fields(text)
        + (_beside_numbers(text) if (digits or "@" in text) and _NUMBER.search(text) else [])
    )


def _of_nations(text: str) -> list[Stretch]:
    """Names of any length before a sex and a nation: …，女，藏族."""
    found = []
    for match in _NATION.finditer(text) if "族" in text else ():
        start, end = match.span("name")
        label = next(
            (size for size in (4, 3, 2) if end - start - size > 1 and text[start : start + size] in _LABELS),
            0,
        )
        found.append((start + label, end))
    return found


def _before(text: str, at: int, *, fact: bool) -> Stretch:
    """The name before an anchor, as a stretch that is empty where none stands there."""
    window = text[max(0, at - 4) : at]
    end = at - len(window) + len(window.rstrip(_JOINT))
    return (name_start(text, end), end) if fact or end < at else (at, at)


def _before_sign(text: str, match: re.Match[str]) -> Stretch:
    """The name before a sex, a telephone number or a receipt."""
    at = match.start()
    if match["number"]:
        at -= len(_COUNTRY.search(text[max(0, at - 5) : at])[0])  # type: ignore[index]
    elif match[0][0] == "收" and _RECEIVES.search(text, max(0, at - 4), at):
        return (at - 3 * is_likely(text, at - 3, at), at)
    elif match[0][0] in "男女" and text[at - 1 : at] not in tuple("，,（( \t/"):
        return at, at
    return _before(text, at, fact=False)


def _mailing(text: str, at: int) -> Stretch:
    end = at - (text[at - 1 : at] == " ")
    return name_start(text, end), end


def _of_labels(text: str) -> list[Stretch]:
    """The names right after labels that no list holds (借用人周永昌，), and who is asked to do things."""
    found: list[Stretch] = []
    if _MAY_TELL.search(text) is None:
        return found
    for match in _LABELLED.finditer(text):
        at = match.end()
        before = text[match.start() - 1 : match.start()]
        if not "一" <= before <= "鿿" or _NO_LABEL.match(text, match.start() - 1) or text[at] in _NO_SURNAMES:
            continue
        end = likely_name_end(text, at)
        if end - at == 3 and ends(text, end) and not _OF_PLACES.match(text, end - 1):
            found.append((at, end))
    for match in _ASKED.finditer(text):
        at = match.end()
        usual = text[at] not in _NO_SURNAMES and likely_name_end(text, at) == at + 3
        if usual or (sure_end(text, at)[0] == at + 3 and sure_end(text, at)[1] > 1):
            found.append((at, at + 3))
    return found


def _of_fields(text: str) -> list[Stretch]:
    """What a field of any label holds, if every character is usual for names."""
    found = []
    for match in _FIELD.finditer(text) if ":" in text or "：" in text or "—" in text else ():
        end = likely_name_end(text, match.end())
        rare = 0 if end else likely_name_end(text, match.end(), rare=True)
        end = rare if rare - match.end() > 2 else end
        told, sure = sure_end(text, match.end())
        end = end or (told if sure > 1 else 0)
        if (
            end
            and ends(text, end)
            and not _OF_WORKS.search(text, max(0, match.start() - 6), match.start() + 1)
        ):
            found.append((match.end(), end))
    return found


def _starts(text: str, near: list[Stretch]) -> Iterator[int]:
    """Where names may begin in windows that rise, each place once."""
    done = 0
    for first, last in near:
        for match in _FREE.finditer(text, max(done, first), last):
            yield match.start()
        done = max(done, last)


def _beside_numbers(text: str) -> list[Stretch]:
    """The likely names of a text that gives away a number or an address of a person."""
    found = []
    near = [
        (match.start() - _NEAR - (match[0][0] == "@"), match.end() + _NEAR)
        for match in _NUMBER.finditer(text)
    ]
    for start in _starts(text, near):
        before = text[start - 1] if start else ""
        if not "一" <= before <= "鿿" or before in LEFT_OF_NUMBERED or is_related(text, start):
            end = likely_name_end(text, start)
            if "一" <= before <= "鿿" and text[start] in _IN_WORDS:
                continue
            if end and (ends(text, end) or FOLLOWS_BARE.match(text, end)) and not _OF_PLACES.match(text, end):
                found.append((start, end))
    return found
