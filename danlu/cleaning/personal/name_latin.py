"""Names in Latin letters amid Chinese text, where the talk is of a person's papers, numbers or arrival."""

from __future__ import annotations

import re

from danlu.cleaning.personal.name_en import NO_NAMES
from danlu.cleaning.personal.name_free import is_public
from danlu.cleaning.rule import Stretch

_CAPITAL, _LOWER = "[A-ZÀ-ÖØ-Þ]", r"[a-zß-öø-ÿ]{1,19}(?:[-'’][A-Z]?[a-zß-öø-ÿ]{1,19})?"
_WORD = f"{_CAPITAL}{_LOWER}"
_PARTICLE = r"(?:bin|binti|van|von|der|den|de|da|di|la|le|el|al|dos|ter|y|Mc|Mac|O['’])"
_NAME = re.compile(
    rf"{_CAPITAL}(?<![0-9A-Za-z_./@\-].)"
    rf"(?:{_LOWER}(?: [A-Z]\.)?(?: {_PARTICLE}){{0,2}}(?: {_WORD}){{1,3}}(?: {_PARTICLE} {_WORD})?"
    r"|(?<=[A-Z])[A-Z]{1,11}[/, ]{1,2}[A-Z]{2,14}(?: [A-Z]{2,12})?)"
    r"(?![0-9A-Za-z_/@]|[-.'’][A-Za-z]| [a-z(])"
)
"""It begins with a class, not with what must not stand before: so the search leaps to capitals."""
_JOINED = r"[一-鿿：，。；（“、—][0-9,:;(|/\- ]{0,4}"
_BEFORE = re.compile(rf"{_JOINED}$")
_AFTER = re.compile(r" ?(?:[，,。；;、（()）/|”\"\n]|[一-鿿]|$)")
_PERSONAL = re.compile(
    r"护照|签证|证件|身份证|外籍|外教|国籍|[一-鿿]籍|登机|航班|入住|退房|旅客|乘客|住客|客人|电话|手机|联系"
    r"|收件|全名|姓名|名字|名叫|签名|面试"
    r"|候选|员工|同事|翻译|校对|教师|老师|先生|女士|[0-9]{7}|收$|会见|接机|签字|找"
)
_NO_PERSON = re.compile(
    r"(?i:\b(?:inc|ltd|llc|co|corp|company|group|bank|hotel|road|street|avenue|building|tower|plaza|center"
    r"|centre|park"
    r"|university|college|school|studio|pro|max|plus|mini|office|windows|server|cloud|code|word|excel|apple"
    r"|google"
    r"|microsoft|amazon|android|iphone|ipad|python|java|spring|boot|machine|learning|deep|model|data|base"
    r"|air|airlines"
    r"|visa|master|card|union|pay|senior|junior|manager|director|engineer|buyer|sales|version|test|user"
    r"|admin|name|no"
    r"|tax|id|iban|bic|swift|hong|kong|new|york|los|angeles|san|north|south|east|west|red|blue|black|white"
    r"|green|english"
    r"|chinese|tel|fax|mobile|email|passport|number|date|birth|type|status|error|file|path|home|open|source"
    r"|hello|world"
    r"|dear|best|kind|regards|thanks|flat|nathan|kowloon|lane|city|street|district|account|total|order"
    r"|price|po|pdf|api)\b)"
)
_GIVEN_TEXT = (
    "Aaron Abigail Adam Adrian Aisha Alan Albert Alex Alexander Alice Alison Amanda Amber Amy Andrea Andrew"
    " Angela Anita Ann"
    " Anna Anne Annie Anthony Ashley Barbara Ben Benjamin Beth Betty Bill Billy Bob Bobby Brandon Brenda"
    " Brian Bruce Bryan Carl"
    " Carlos Carol Caroline Catherine Charles Charlie Charlotte Cheryl Chris Christina Christine"
    " Christopher Cindy Claire Colin"
    " Connie Craig Crystal Cynthia Daisy Dan Daniel Danny Dave David Dean Deborah Debra Denise Dennis Derek"
    " Diana Diane Donald"
    " Donna Doris Dorothy Doug Douglas Dylan Edward Eileen Elaine Eleanor Elizabeth Ella Ellen Emily Emma"
    " Eric Erica Ethan Eva"
    " Evelyn Felix Fiona Frances Francis Frank Fred Gary George Gerald Gina Gloria Grace Graham Greg Hannah"
    " Harold Harry Heather"
    " Helen Henry Howard Ian Irene Isaac Ivan Jack Jackie Jacob James Jamie Jane Janet Janice Jason Jay"
    " Jean Jeff Jeffrey Jennifer"
    " Jenny Jeremy Jerry Jesse Jessica Jill Jim Jimmy Joan Joe John Johnny Jonathan Jose Joseph Joshua"
    " Joyce Juan Judy Julia"
    " Julie Justin Karen Kate Katherine Kathy Katie Keith Kelly Ken Kenneth Kevin Kim Kimberly Kyle Larry"
    " Laura Lauren Leo"
    " Leon Lily Linda Lisa Liz Logan Lucas Lucy Luis Luke Maggie Marcus Margaret Maria Marie Mark Martha"
    " Martin Mary Matthew"
    " Megan Melissa Michael Michelle Miguel Mike Mohamed Mohammed Molly Monica Nancy Natalie Nathan Neil"
    " Nicholas Nick Nicole"
    " Nina Noah Nora Norman Oliver Olivia Oscar Pamela Patricia Patrick Paul Paula Pedro Peter Phil Philip"
    " Phoebe Priya Rachel"
    " Rahul Ralph Raymond Rebecca Richard Rick Rita Robert Robin Roger Ron Ronald Rose Ross Roy Russell"
    " Ruth Ryan Sally Sam"
    " Samantha Samuel Sandra Sara Sarah Scott Sean Sharon Shirley Simon Sofia Sophia Sophie Stella"
    " Stephanie Stephen Steve Steven"
    " Stuart Sue Susan Tara Ted Teresa Terry Thomas Tiffany Tim Timothy Tina Todd Tom Tommy Tony Tracy"
    " Tyler Vanessa Vera"
    " Victor Victoria Vincent Vivian Walter Wayne Wendy William Winnie Yvonne Zoe"
)
_GIVEN = frozenset(_GIVEN_TEXT.split())
"""Given names in frequent use in English."""
_SYLLABLE = (
    "(?:[bpmf]?a[io]?|[bpmfdtnlgkhzcs]?[ae]ng?|[zcs]h?(?:[aeiu]|a[io]|[ao]ng|[ae]n|eng|ei|ou|u[ino]|uan?g?)"
    "|r(?:[eiu]|[ae]ng?|ao|ou|ong|u[ino]|uan)"
    "|[bpmdtnljqxy]i|[bpmdtnljqx]i(?:ng?|an|ao|e|u)|[bpmfdtnlgkhwjqxyr]u|[dtnlgkh](?:[ae]i?|a[on]|[ae]ng|ou"
    "|ong|u[no]|uan|ui)"
    "|[gkh]u(?:a[ing]?|ang)|[jqx]i(?:a|ang|ong)|[jqxy]u(?:e|n|an)|[nl](?:iang|v|ve)|lia|[bpmf](?:o|[ae]i|ao"
    "|[ae]ng?|ou)|y(?:[aeo]|ao|ou|[ai]ng?|ong)"
    "|w(?:[ao]|[ae]i|[ae]ng?)|er|ou)"
)
_PINYIN_TEXT = (
    "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie"
    " Song Tang Deng Han"
    " Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Yao Shen Zhong"
    " Cui Tan Fan Liao"
    " Shi Jin Jia Xia Fu Fang Zou Xiong Bai Meng Qin Qiu Hou Yin Xue Yan Duan Lei Long Tao Hao Gu Mao Gong"
    " Shao Wan Qian Dai"
    " Mo Kong Xiang Chang Lai Kang Yi Hong Ni Ouyang Situ Zhuang Nie Chong Yue Qi Mei Lan Zuo Geng Guan Qu"
    " Ling Fei Sheng"
)
_PINYIN = frozenset(_PINYIN_TEXT.split())
_PINYIN_GIVEN = re.compile(rf"{_SYLLABLE}{{1,2}}", re.IGNORECASE)
_LEADS = re.compile(
    r"(?:[跟和与给找让由请叫把被替帮问催约]|联系|通知|告诉|发给|交给|转给|感谢|[Bb]y|客人|同事|客户|用户"
    r"|经理|住客|老师|同学|总监|[抄主]送[:：]) ?$"
)
_FOLLOWS = re.compile(
    r" ?(?:说|负责|敬上|谨上|开完|开会|打[电来过]|来[电过]|同住|签[字收名]|已|昨|今|明|刚|还没|没[有来]"
    r"|不在|回复|发来|提[交出]|确认|审[核批]|请假|离职"
    r"|入职|订|的(?:邮件|电话|邮箱|订单|快递|账号|座位|行李|护照|签证|工位))"
)
_CLOSING = re.compile(
    r"(?:谢谢|感谢|多谢|祝好|此致|敬礼|敬上|顺[颂祝].{0,4}|祝.{1,6}|以上)[!！。,，~]?\s{0,4}$"
)
_LINE = re.compile(r"[ \t]*(?:\n|$)|敬上|谨上")
_AROUND = 40
_HAN = re.compile("[一-鿿]")
LATIN_NEEDS = (
    rf"{_JOINED}(?:[A-ZÀ-Þ][A-Za-zß-ÿ'’\-]+ "
    r"(?:[A-ZÀ-Þ]|(?:bin(?:ti)?|v[ao]n|de[rn]?|d[ai]|l[ae]|[ea]l|dos|ter|y) )"
    r"|[A-Z]{2,12}[ /,]{1,2}[A-Z]{2})"
    r"|[A-Z][a-z]+ [A-Z][a-z]+ ?[一-鿿]|[Bb]y [A-Z][a-z]+ [A-Z][a-z]+[,. ]"
    r"|[一-鿿，：:,!！。~].{0,4}\n\s{0,4}[A-Z][a-z]+ [A-Z]"
)
"""What every text with such a name matches."""


def latin_names(text: str) -> list[Stretch]:
    """The names, rising."""
    return [match.span() for match in _NAME.finditer(text) if _is_name(text, match)]


def _is_usual(name: str) -> bool:
    """Whether a name begins with a given name of English, or is one of Chinese by its syllables."""
    words = re.split(r"[ ,/]+", name)
    if words[0] in _GIVEN:
        return True
    first, last = words[0].capitalize(), words[-1].capitalize()
    if len(words) != 2 or len(name) < len("Li Na") or _PINYIN.isdisjoint((first, last)):
        return False
    other = words[1] if first in _PINYIN else words[0]
    return _PINYIN_GIVEN.fullmatch(other) is not None


def _is_said(text: str, start: int, end: int) -> bool:
    """Whether what stands beside a name in Latin letters is said of persons, or closes a letter with it."""
    around = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if _HAN.search(around[0]) is None and _HAN.search(around[1]) is None:
        return False
    if _CLOSING.search(around[0]) and _LINE.match(text, end):
        return True
    return _LEADS.search(around[0]) is not None or _FOLLOWS.match(text, end) is not None


def _is_name(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if _NO_PERSON.search(match[0]) or not NO_NAMES.isdisjoint(match[0].split()):
        return False
    if _is_usual(match[0]) and _is_said(text, start, end):
        return not is_public(text, start, end)
    if _BEFORE.search(text, max(0, start - 6), start) is None or _AFTER.match(text, end) is None:
        return False
    around = text[max(0, start - _AROUND) : end + _AROUND]
    return (
        _HAN.search(around) is not None
        and _PERSONAL.search(around) is not None
        and not is_public(text, start, end)
    )
