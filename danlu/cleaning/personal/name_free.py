"""Chinese names within talk, told by their characters and by what surrounds them, with no label before.

`跟丁一凡约好了`, `孟繁星说她周一到`, `——储诗涵`: the name is sure by its characters
(`danlu.cleaning.personal.name_sure`), it stands where a word begins, persons are spoken of or do something,
and the talk around is of private life, not of films, books, sports or history, whose persons are public.
"""

from __future__ import annotations

import re
from functools import lru_cache

from danlu.cleaning.beside import Beside
from danlu.cleaning.personal.name_shape import FIRST, LEFT, ends, is_related
from danlu.cleaning.personal.name_sure import COMPOUND_RESTS, GIVEN, MAY_BE_NAME, SURE, sure_end
from danlu.cleaning.personal.remembering import remembering_places
from danlu.cleaning.personal.spanning import spanning
from danlu.cleaning.rule import Stretch

_DOES_TEXT = (
    "说她 说他 说今 就说 来电 请假 代签 牵头 签字 迟到 旷课 发来 打来 发我 转发 供称 辩称 诉称 述称"
    " 加班 调休 离职 入职 到岗"
    " 住院 出院 转院 就诊 复诊 代领 代付 代办 代收 签收 欠我 借我 还我 约我 加我 审批 没来 没到 来过"
    " 打了 发了 交了 报了 回了"
    " 走了 那儿 她妈 他妈 她爸 他爸 家住 家了 去世 病故 报警 被抓 自首 上门 到场 值班 经办 跟进 对接"
    " 接手 出庭 作证 出具 未到"
    " 缺席 缺勤 缺考 补考 转学 就读 在读 任教 授课 监考 收款 付款 汇款 转账 打款 垫付 报销 借款 欠款"
    " 还款 担保 抵押 过户"
    " 承租 退租 搬走 入住 退房 挂号 取药 缴费 投诉 举报 下单 退款 退货"
)
_DOES_WORDS = tuple(_DOES_TEXT.split())
FREE_BESIDE = Beside(_DOES_WORDS, frozenset(FIRST), behind=False)
"""What persons do, behind a name."""
_DOES = re.compile("|".join(_DOES_WORDS))
_GOES_ON = re.compile(
    "[就又也都还才刚总老已没跟把被将给让叫去会要能可得有从向为因在是做说问写发交借欠送带拿找约请代收签领办管对和与及或、的等了于介]"
    "|[先女][生士]|一起|一块|现年|今年|已经|刚才"
)
_PERSON = frozenset("人员者师长生户主友方手商警医伴亲婆爷妈爸哥姐弟妹叔姑姨舅婶嫂婿媳侄孙")
"""What words for persons end with."""
_NO_PERSON = re.compile(
    "[别他某每众本古男女家让使教令叫给有没吓惊动感令诱迷的]人|[记作读编译]者|[先学医女男]生|[主诗夫美]人|[演委议党]员|[部市省县州]长|[地东西南北双单]方|成长|[增生]长|[用账门]户|[导]师"
)
_LEADING = (LEFT | frozenset("是放交送发借还欠谢等骂打追带催劝怪怨会天午")) - frozenset(
    "对为在人及或像系名下着成里告"
)
"""What may stand right before a name within a sentence, and before little else."""
_SELDOM_TEXT = (
    "下不与专且两个为主乃久么乎也习了事二互些交产享亲什今从他付令以们件价众伤但位住体何余作你使供便候值倾"
    "做像免入公共关其具内再写决况几出分切则创别到制前剧办务动助努势包化医十单南即却历压原去参又及反取受变"
    "口只司各合后吗否听吴吾告员呢周命和咨响商四回因困图在地型境声处复外夜够失头奖女她好妈始婚孔字孩它完实"
    "客害对寻导将少尝就尽州工左己已布帝带帮并应店度开式引张当往待很得必快忽态怎怒怕急性总恐息您情惊惑想感"
    "慢我或战所手打执扰找技把抑投护报担拥持指据探接控推提操支收改攻放故效教敢数整断无日早是曰更最有服望期"
    "未机杀果某标样格案模次欲此死段母每比毕气求沟没法注活消深渐游演火点焦爸片物特状独王甚用由电男界疑病痛"
    "的皆目直看着矣确示社神种积第等答算管类系约纳经结给统续网考者而聊职联背能自至节苦获营虑虽表被要见视角"
    "解计认让议记许论评识诉试话询该说请诸调谢象负责败质费贼走趣足跟身转轻较边过近还这追退选造遂道避那部都"
    "酒重量金错问间际降随难需面领题馆首验黄鼓"
)
"""Characters frequent in ordinary text that given names hardly hold."""
_SELDOM = "".join(sorted(set(_SELDOM_TEXT).difference(GIVEN, COMPOUND_RESTS)))
_EDGE = "[^0-9A-Za-z一-鿿]"
FREE_NEEDS = (
    rf"(?:^|{_EDGE}|[{''.join(sorted(_LEADING | _PERSON))}])"
    rf"[{spanning(FIRST)}][^\x00-⺿　-〿＀-￿{_SELDOM}]{{2}}"
)
"""What every text with such a name matches that has none of the words above."""
_PRIVATE = re.compile(
    "[我你您咱俺妈爸弟妹哥姐嫂叔姨婶]|今[天早晚]|明[天早晚]|昨[天晚]|后天|上周|下周|周[一二三四五六日末]|月底|微信|群[里主]|快递|电话|手机"
    "|同事|领导|老板|[开会]会|会议|请假|加班|[上下值]班|作业|班[主级]|年级|门诊|病[房人]|患者|家属|护士|医生|大夫|床|住院|小区|物业|楼|单元"
    "|房租|租客|房东|押金|车位|工资|报销|合同|签[字到收]|付款|转账|账[户号]|[工学卡]号|[0-9]{1,2}[:：点][0-9]{2}|[0-9]{6}|[0-9]{1,3}岁"
    "|法院|派出所|公证|委托|被告|原告|嫌疑|报[案警名]|证人|遗嘱|继承|抚养|离婚|身份|名[下单]|经办|代[签办]|住址|证[件明]|欠款|借款|户口|社保"
    "|牵头|小组|分工|全班|婚宴|讣告|逃犯|线索|备注|外卖|方案|部门|客户|业主|经理|主任|通知|考[勤试]|成绩|同学|家长|老师|学生|宿舍|寝室|收[到件]|发票|订单|下单|退[货款]|投诉|工单"
    "|持股|股东|公司|[入离]职|面试|简历|岗位|绩效|麻烦|辛苦|谢谢|邻居|亲戚|老[婆公]|儿子|女儿|孙子"
)
_PUBLIC = re.compile(
    "电影|导演|主演|饰|演员|歌手|演唱|小说|作家|诗|词人|[皇大]帝|朝|将军|元帅|总统|主席|总理|《|历史|著名|明星|偶像|粉丝"
    "|专辑|球员|球队|古代|[唐宋元明清汉秦晋]代|文学|科学家|画家|院士|剧|影片|艺术|名人|故事|角色|人物|传说|神话|武侠|票房|影|星|歌|曲|剧|拍|片|演|曰|朝廷|[汉魏蜀吴]军|[太丞]相|太守|出马|迎敌|·|贼"
)
_AROUND = 48
"""How far around a name its talk is looked at."""
_LONGEST = 5
"""A compound surname, two characters more, and the one behind them."""
_SIGNED = re.compile(r"[—–\-]{1,2} ?$")


_LED_TEXT = (
    "认识 联系 多亏 碰到 得知 陪同 伙同 配合 协助 指定 派出 委派 举荐 替换 顶替 接替 打给 发给 寄给"
    " 留给 送给 租给 卖给 嫁给 娶了"
    " 生下 带走 送走 接走 散会 群里 班里 组里 店里 队里 村里 所里 隔壁 楼上 楼下 对门 前任 现任 新任 原任"
)
_LED_WORDS = tuple(_LED_TEXT.split())
LED_BESIDE = Beside(_LED_WORDS, frozenset(FIRST), behind=True)
"""What leads to a name that stands right behind."""


def free_names(text: str) -> list[Stretch]:
    """The names, rising."""
    found: list[Stretch] = []

    def look(start: int, end: int) -> list[Stretch]:
        end, sure = sure_end(text, start)
        said = sure >= SURE - 1 and _is_said(text, start, end)
        return [(start, end)] if said and (sure >= SURE or _is_sure_talk(text, start, end)) else []

    recall = remembering_places(look, text, _AROUND + 8, _AROUND + 64)
    for match in MAY_BE_NAME.finditer(text):
        start = match.start()
        if (found and start < found[-1][1]) or not _may_be_sure(text[start : start + _LONGEST]):
            continue
        found += recall(start, start)
    return found


@lru_cache(maxsize=4096)
def _may_be_sure(characters: str) -> bool:
    """Whether the first characters of a text may be a sure name, whatever stands before them."""
    return len(set(characters[:3])) > 1 and sure_end(characters, 0)[1] >= SURE - 1


def _is_said(text: str, start: int, end: int) -> bool:
    """Whether what surrounds a sure name is talk of private life."""
    left, right = _left(text, start), _right(text, end)
    if left + right < 2:
        return False
    first, last = max(0, start - _AROUND), end + _AROUND
    if _PUBLIC.search(text, first, last):
        return False
    named = left == 2 and ends(text, end)
    return left + right > 3 or named or _PRIVATE.search(text, first, last) is not None


def _is_sure_talk(text: str, start: int, end: int) -> bool:
    """Whether what surrounds a name says so plainly that its characters need not be sure."""
    return _left(text, start) + _right(text, end) > 2 and is_private(text, start, end)


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


def _left(text: str, start: int) -> int:
    before = text[start - 1] if start else ""
    person = before in _PERSON and start > 1 and "一" <= text[start - 2] <= "鿿"
    if person and not _NO_PERSON.match(text, start - 2):
        return 2
    if text.endswith(_LED_WORDS, max(0, start - 3), start):
        return 1
    if is_related(text, start) or _SIGNED.search(text, max(0, start - 3), start):
        return 2
    return 1 if not "一" <= before <= "鿿" or before in _LEADING else 0


def _right(text: str, end: int) -> int:
    if _DOES.match(text, end):
        return 2
    return 1 if ends(text, end) or _GOES_ON.match(text, end) else 0
