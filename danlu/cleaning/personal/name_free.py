"""Chinese names within talk, told by their characters and by what surrounds them, with no label before.

`跟丁一凡约好了`, `孟繁星说她周一到`, `——储诗涵`: the name is sure by its characters
(`danlu.cleaning.personal.name_sure`), it stands where a word begins, persons are spoken of or do something,
and the talk around is of private life, not of films, books, sports or history, whose persons are public.
"""

from __future__ import annotations

import re
from functools import lru_cache

from danlu.cleaning.personal.name_doing import (
    LEADING,
    LED_WORDS,
    LOOSE,
    PERSON,
    does,
    led,
)
from danlu.cleaning.personal.name_shape import (
    FREQUENT,
    SURNAMES_ALONE,
    SURNAMES_MOSTLY,
    ends,
)
from danlu.cleaning.personal.name_sure import MAY_BE_NAME, SURE, sure_end
from danlu.cleaning.personal.name_verbs import CERTAIN_WORDS
from danlu.cleaning.personal.name_words import RELATED
from danlu.cleaning.personal.remembering import remembering_places
from danlu.cleaning.rule import Stretch

_PRIVATE = re.compile(
    "[我你您咱俺妈爸弟妹哥姐嫂叔姨婶姥爷奶舅姑]|今[天早晚]|明[天早晚]|昨[天晚]|后天|上周|下周|周[一二三四五六日末]|月底|微信|群[里主]|快递|电话|手机"
    "|同事|领导|老板|[开会]会|会议|请假|加班|[上下值]班|作业|班[主级]|年级|门诊|病[房人]|患者|家属|护士|医生|大夫|床|住院|小区|物业|楼|单元"
    "|房租|租客|房东|押金|车位|工资|报销|合同|签[字到收]|付款|转账|账[户号]|[工学卡]号|[0-9]{1,2}[:：点][0-9]{2}|[0-9]{6}|[0-9]{1,3}岁"
    "|法院|派出所|公证|委托|被告|原告|嫌疑|报[案警名]|证人|遗嘱|继承|抚养|离婚|身份|名[下单]|经办|代[签办]|住址|证[件明]|欠款|借款|户口|社保"
    "|地址|[欠借]|牵头|小组|分工|全班|婚宴|讣告|逃犯|线索|备注|外卖|方案|部门|客户|业主|经理|主任|通知|考[勤试]|成绩|同学|家长|老师|学生|宿舍|寝室|收[到件]|发票|订单|下单|退[货款]|投诉|工单"
    "|持股|股东|公司|[入离]职|面试|简历|岗位|绩效|麻烦|辛苦|谢谢|邻居|亲戚|老[婆公]|儿子|女儿|孙子"
    "|员工|职工|任职|职务|[科组处队班]长|调查组|[借欠][条款钱]|货款|押金|现金|转正|科室|[前后]端|测试|上线|需求|PPT|值日|自习|检讨|教务|食堂|失主|捡到"
    "|漏水|份子|彩礼|分期|利息|客服|售后|师傅|上门|安装|维修|配送|骑手|派单|取件|驿站|前台|行李|航班|[机车]票|房卡|预订|入住|手术|术后|体温|血压|复查"
    "|化验|输液|引流|办理|证书|学籍|转学|毕业|同[桌乡窗]|室友|[男女]友|孩子|业委会|社区|民警|开庭|协议|装修|搬家|停车|仓库|钥匙|部[)）]|接手|经手|进度|其他人|名字|获悉|新来|[上下中]午|刚才|没来|不在|[组队]员"
)
_PUBLIC = re.compile(
    "电影|导演|主演|饰|演员|歌手|演唱|小说|作家|诗|词人|[皇大]帝|朝(?![阳着向九南北])|将军|元帅|总统|主席|总理|《|历史(?![课老记订])|著名|明星|偶像|粉丝"
    "|专辑|球员|球队|古代|[唐宋元明清汉秦晋]代|文学|科学家|画家|院士|艺术|名人|故事|人物|传说|神话|武侠|票房"
    "|(?<!摄)影(?![响印像])|星(?!期)|歌|曲(?![线折])|(?<!加)剧(?!烈)|(?<![名图照药卡切])片(?!区)|拍[摄戏]|演(?![示练讲习])|曰"
    "|朝廷|[汉魏蜀吴]军|[太丞]相|太守|出马|迎敌|·|贼|角色(?!权限)|的书(?![包桌])|书籍|羽毛球|曾说|效应|需求层次|[男女]主|综艺"
)
_AROUND = 48
"""How far around a name its talk is looked at."""
_CERTAIN = frozenset(CERTAIN_WORDS)
_LAST_OF_LEADS = LEADING | PERSON | LOOSE | {word[-1] for word in (*RELATED, *LED_WORDS)}
_FIRST_OF_CERTAIN = {word[0] for word in CERTAIN_WORDS}
_MAY_BE_LED = re.compile(
    rf"{MAY_BE_NAME.pattern}(?:(?<![一-鿿].)|(?<=[{''.join(sorted(_LAST_OF_LEADS))}].)"
    rf"|(?=(?s:.{{2,3}})[{''.join(sorted(_FIRST_OF_CERTAIN))}]))"
)
"""The beginning of what may be a name, if something may lead to it, or be done by a person."""
_LONGEST = 5
"""A compound surname, two characters more, and the one behind them."""


def free_names(text: str) -> list[Stretch]:
    """The names, rising."""
    found: list[Stretch] = []

    def look(start: int, end: int) -> list[Stretch]:
        end, sure = sure_end(text, start)
        return [(start, end)] if sure >= SURE - 1 and _is_said(text, start, end, sure) else []

    recall = remembering_places(look, text, _AROUND + 8, _AROUND + 64)
    for match in _MAY_BE_LED.finditer(text):
        start = match.start()
        if (found and start < found[-1][1]) or not _may_be_sure(text[start : start + _LONGEST]):
            continue
        found += recall(start, start)
    return found


@lru_cache(maxsize=4096)
def _may_be_sure(characters: str) -> bool:
    """Whether the first characters of a text may be a sure name, whatever stands before them."""
    return len(set(characters[:3])) > 1 and sure_end(characters, 0)[1] >= SURE - 1


def _is_said(text: str, start: int, end: int, sure: int) -> bool:
    """Whether what surrounds a name is talk of private life; the less sure its characters the plainer."""
    left, right = led(text, start), does(text, end)
    if (sure >= SURE or right == 2) and text[start] in FREQUENT:
        usual = start > 0 and text[start] in SURNAMES_ALONE
        left = left or int(usual and text[start - 1] in LOOSE)
        right = right or int(text[start] in SURNAMES_MOSTLY and start > 0 and "一" <= text[start - 1] <= "鿿")
    if not left and text[end : end + 2] not in _CERTAIN:
        return False
    if left + right < 2 + (sure < SURE) or is_public(text, start, end):
        return False
    plain = sure >= SURE and (left + right > 2 or (left == 2 and ends(text, end)))
    return plain or is_private(text, start, end)


def is_public(text: str, start: int, end: int) -> bool:
    """Whether the talk around a stretch is of films, books, sports or history."""
    before, after = (
        _PUBLIC.search(text, max(0, start - _AROUND), start),
        _PUBLIC.search(text, end, end + _AROUND),
    )
    return before is not None or after is not None


def is_private(text: str, start: int, end: int) -> bool:
    """Whether the talk around a stretch is of private life."""
    first, last = max(0, start - _AROUND), end + _AROUND
    return not is_public(text, start, end) and _PRIVATE.search(text, first, last) is not None
