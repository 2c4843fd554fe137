"""QQ numbers: five to eleven digits beside a word for QQ.

Left alone: QQ mailboxes (an e-mail address), counts with a unit, versions, and mobile numbers, which
are telephone numbers whatever they are used for.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import Announced, announced
from danlu.cleaning.personal.context import apart, begins_word, ends_free, has_han, seek, within_url
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.qq_before import BEFORE_BESIDE, numbers_before
from danlu.cleaning.personal.qq_listed import listed_qq
from danlu.cleaning.personal.qq_more import MORE_BESIDE, SPOKEN_NEEDS, more_qq
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_GROUPS = (
    "交流|答疑|读书|备考|考研|团购|业主|车友|兼职|招聘|资料|通知|报名|开黑|公会|学习|粉丝|讨论|班级|工作|家长"
    "|官方|玩家|技术|福利|内部|售后|客服|用户|读者|书友|校友|老乡|新生|同学|宿舍|部门|战队|后援|活动|互助"
)
_SAID = (
    rf"(?:搜索?(?:一下|号)?|上(?:面|直接)?(?:找|搜|加|联系)(?:我|一下|我就行)?[,，]?|号码?|账号|帐号|账户"
    rf"|联系方式|联系人|好友|客服|联系|小号|大号|同号|(?:{_GROUPS}|号)?[群裙]号?|{_GROUPS}|讨论组|同步"
    rf"|登[录陆](?:账号|号)|私聊|咨询|发[到给]?我?|里|转账给"
    r"|[_\-]?(?:[nN]umber|[nN]o\.?|ID|Id|id|[gG]roup|num))"
)
_SEAM = (
    r"(?:\s?[/、&和或及]?\s?(?:微信|[vVwW][xX]|WeChat)(?:同号|号)?)?(?:[①-⑨]|[1-9](?= ?[:：]))?"
    r"(?:\s?[(（][^()（）\n]{1,10}[)）]|(?=[^\n0-9,，。;；@.]{2,9}[:：是为]"
    r" ?[1-9])[^\n0-9,，。;；@.:：]{0,8})?[\"'”」】\])]?\s{0,2}(?:[:：=是为#>]|is|号是|就是|叫"
    r"|[改换变][成为]了?"
    r"|</t[dh]>\s{0,4}<t[dh]>"
    r"|号为|[^\w\s,，。.;；!！?？、()（）+%$￥¥]{1,4})?\s{0,2}[\"'“「『【\[(]?\s?"
)
_DIGITS = r"(?P<number>[1-9][0-9]{4,10})(?![0-9])"
_WORD = (
    r"[Qq扣企球加联我他她蔻叩Oo+➕的](?=[\sQq号群裙我扣鹅鵝球蔻叩Ii.\-·])(?=[^0-9]{1,72}+[0-9])(?:"
    rf"(?<=[Qq])\s?(?:[群裙]|[.\-·][Qq](?=[:： ])|[Qq](?:\s?{_SAID})?|号码?|群号?|我|扣)"
    rf"|(?<=扣)(?:扣(?:\s?{_SAID})?|[群裙]|我|号|[Qq])|(?<=企)[鹅鵝](?:号码?|群|搜索?(?:一下)?)?"
    r"|(?<=球)球号?|(?<=[加联我他她的+➕]) ?[Qq]聊?(?=[^Qq])|(?<=[加联我的])扣"
    r"|(?<=蔻)蔻号?|(?<=叩)叩号?|(?<=[Oo])[Ii][Cc][Qq])"
)
_NUMBER = re.compile(rf"(?P<word>{_WORD}){_SEAM}{_DIGITS}")
_LETTER = re.compile(
    rf"[Qq](?: ?[:：] ?|(?<=[\u4e00-\u9fff][Qq]) ?){_DIGITS}(?!\s*[×÷*/+\-=?^%<>≈])"
    r"(?=\s*(?:[^\s\w]|[\n(（【或加备同]|$)|(?<=[:：0-9][0-9]{7}) [^\x00-\u2fff是为有个共])"
)
"""The bare letter with a colon or after a Chinese word; nothing may go on behind the number."""
_NICKNAMED = re.compile(
    rf"[抠秋丘🐧鹅](?:(?<=抠)抠?|(?<=秋)秋|(?<=丘)丘|(?<=鹅)(?=号)|(?<=🐧))(?:号码?)?\s?[:：是]?\s?{_DIGITS}"
)
_BUTTON = re.compile(
    rf"扣(?:(?<![一-鿿]扣) ?[:：]?|(?<=[家主人友服员师群系]扣) ?[:：]) ?{_DIGITS}(?=\s*(?:[^\s\w%.]"
    rf"|[详私聊加\n]|$))"
)
_GLUED = re.compile(
    rf"[Qq](?<![^,，。;；:：(!！~～、\n ][Qq])(?: (?=[0-9]{{8}}))?{_DIGITS}(?=\s*(?:[^\s\w\-.]|\n|$))"
)
"""The letter behind a mark within Chinese text, and the number behind it."""
_OF_THINGS = re.compile("ikidata|维基|型号|编号|料号|货号|款号|批号|单号|零件|国标|标准|文号|[0-9]$")
_ASKED = re.compile(
    r"[Qq扣企群](?:(?<=[Qq])[Qq我]|(?<=群)号|(?<=[\n:：“ ][Qq])(?=[?？])|(?<=个扣)(?=[,，])"
    r"|(?<=[我你他她个的把留加发换给][Qq])(?=[\u4e00-\u9fff,，])|(?<=扣)[扣我]"
    r"|(?<=企)[鹅鵝])(?P<asked>(?:[^0-9A-Za-z元。;；]|。(?=[”\"—])|[0-9]{2}(?=开头)){1,20}"
    rf"(?:[A-Z甲乙][:：] ?(?:好的?|嗯|可以|行|有|是|我的?)?是?[,，]?)?[\"“”—–\s]{{0,3}}){_DIGITS}(?=\s*(?"
    rf":[^\s\w%.\-]|\n|$))"
)
_NO_ANSWER = re.compile(
    "单|编|工号|学号|卡|余额|下载|版本|大小|人数|关注|播放|浏览|粉丝|支付|转账|流水|序列|音乐|空间|会员"
    "|游戏|浏览器|邮箱|手机|电话|微信|密码|积分|金额|价|费|验证码|端口|文件|日志|进程"
)
"""What tells of other numbers between the word and the number."""
_ANSWERED = re.compile(
    r"[?？]|多少|好像是|[是为号]\s?$|发你|发一下|给我|换了|换号|新号|我有|开头|[改换]成|扣我|有[俩两]个?"
    r"|一个$|^[,，]\s?$"
)
_GROUP = re.compile(
    r"(?:群|裙|峮|羊(?<=君羊)|[qQ][uU][nN](?![a-zA-Z]))(?:聊?号码?(?:[:：=是为]| ?)|聊?[:：] ?|[(（]"
    rf"|[①-⑨1-9](?=[:： ])[:： ]{{1,2}}|[①-⑨]|(?<=[群羊]) ?|(?<=加裙) ?){_DIGITS}"
)
_GROUP_BEFORE = re.compile(rf"(?:{_GROUPS}|[QqＱ加微进入搜索本君一二三四五六0-9①-⑨]|公会|家族|^|[^一-鿿])$")
_NO_GROUP = re.compile("[人客羊鱼鸟牛马狗猫鸡鸭狼种族星岛菌机集社建合超成一]$")
"""What stands before 群 where it is a crowd, a flock or a cluster."""
_SPACED = re.compile(
    r"(?:[Qq](?: ?[Qq]|(?=号)|(?<=[加我联系➕+][Qq]))|扣扣|企鹅|(?<=[加系])扣)(?:号码?|账号"
    r"|群号?)? ?(?P<link>[:：是为]?) ?"
    r"(?P<number>(?:[1-9][0-9]{1,4}|[1-9](?=[ \-][0-9]{3}[ \-][0-9]{3}))(?:(?P<seam>[ \-])[0-9]{2,4})(?:("
    r"?P=seam)[0-9]{2,4"
    r"}){0,3}|[1-9](?: [0-9]){5,10})"
    r"(?![0-9])"
)
_FURTHER = re.compile(
    r"(?:[(（][^()（）\n0-9]{1,6}[)）])?\s?(?P<joint>[/、,，;；|+&]|或者?|和|跟|以及"
    r"|(?<=\s)(?=[1-9①-⑨一二三四五群]))\s?"
    rf"(?:另外?一个|备用|[小大新老]号|[①-⑨]|[一二三四五2-9]?群[①-⑨2-9]?(?![0-9]))?(?:号码?)?[:：是]?{_DIGITS}"
)
"""A further number of a list; what only a blank parts must have as many digits."""
_SURE_JOINTS = frozenset(["/", "、", "或", "或者", "和", "跟", "以及"])
_WHOSE = re.compile(
    r"[Qq扣](?:(?<=[Qq])[Qq]|(?<=扣)扣|(?<=[我是的][Qq])(?![Qq]))(?:号码?"
    r"|账号)?(?=\s?(?:[,，。.;；!！?？)）】\]、~～|]|哈|哦|上(?:面|直接)?[找加搜联]|$|\n))"
)
_BEFORE_WHOSE = re.compile(
    r"(?<![0-9A-Za-z_.\-])(?P<number>[1-9][0-9]{4,10})\s?(?:[,，]? ?(?:这?就?是|为)\s?(?:我|俺|本人"
    r"|他|她|我们|客服|老师"
    r"|店主|老板)(?:家|自己)?的?|[,，]?\s?加(?:我|他|她|客服)的?|[(（]\s?)$"
)
_BEFORE_FOUND = re.compile(r"号码?[是为:：] ?(?P<number>[1-9][0-9]{4,10})[,，]?\s?(?:在|用|打开)?$")
_NEEDS = rf"[1-9][0-9]{{4}}|[1-9][0-9]{{1,4}}[ \-][0-9]{{2}}|{SPOKEN_NEEDS}"
_ANY_NUMBER = re.compile(_NEEDS)
_OVER_LINE = re.compile(r"[:：=是为]\s*$|^[Qq]{2}号?码?\s*$")
_MASK = "[QQ]"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE = re.compile(r"[48]00[ \-]|(?:19|20)[0-9]{2}[ \-][01]?[0-9][ \-]")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]")
_UNIT = re.compile(
    r"@|\.[0-9]|,[0-9]{3}(?![0-9])| ?(?:元|块|人|个|万|亿|名|次|年|天|条|级|币|位|多|余|用户"
    r"|积?分(?![享组])|克|公里|吨|只|头|秒|米|件|股|%"
    r"|users?\b|people\b|times\b|yuan\b|coins?\b)"
)


def _judge(text: str, match: re.Match[str], *, answered: bool = False) -> Stretch | None:
    start, end = match.span("number")
    if text.startswith(_MASK, match.start() - 1) and match.start():
        return None
    if not begins_word(text, match.start()) or not ends_free(text, end):
        return None
    if text[start - 1] == "/" and within_url(text, match.start()):
        return None
    if _UNIT.match(text, end) or _MOBILE.fullmatch(match["number"]):
        return None
    if "\n" in match[0] and not answered and not _OVER_LINE.search(text, match.start(), start):
        return None
    dated = not text[match.start() + 2 : start].strip() and _DATE.fullmatch(match["number"]) is not None
    return None if dated and not has_han(text, start, end) else (start, end)


def _judge_letter(text: str, match: re.Match[str]) -> Stretch | None:
    start, _ = match.span("number")
    if match.end() - start < 6 or announced(text, match.start()) is Announced.SERIAL:
        return None
    return _judge(text, match)


def _judge_glued(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span("number")
    before = text[max(0, match.start() - 16) : match.start()]
    if end - start < 7 or not has_han(text, start, end) or _OF_THINGS.search(before):
        return None
    return _judge_letter(text, match)


def _judge_asked(text: str, match: re.Match[str]) -> Stretch | None:
    """The number in the answer: `“你QQ多少？”“12345678。”`."""
    start, end = match.span("number")
    long = end - start > 7 and _NO_ANSWER.search(match["asked"]) is None
    asked = end - start > 5 and (long or _ANSWERED.search(match["asked"]) is not None)
    return _judge(text, match, answered="\n\n" not in match["asked"]) if asked else None


def _judge_group(text: str, match: re.Match[str]) -> Stretch | None:
    """The number of a group: a short one needs a word, and a longer one what is no crowd or flock."""
    before = text[max(0, match.start() - 4) : match.start()]
    named = "号" in match[0]
    said = named or _GROUP_BEFORE.search(before) is not None
    long = len(match["number"]) > (5 if ":" in match[0] else 7) and _NO_GROUP.search(before) is None
    dated = not named and _DATE.fullmatch(match["number"]) is not None
    return _judge(text, match) if (said or long) and not dated else None


def _judge_spaced(text: str, match: re.Match[str]) -> Stretch | None:
    digits = re.sub("[^0-9]", "", match["number"])
    if (
        not (5 if match["link"] else 8) <= len(digits) <= 11
        or _PHONE.match(match["number"])
        or _MOBILE.fullmatch(digits)
    ):
        return None
    return _judge(text, match)


def _judge_whose(text: str, match: re.Match[str]) -> Stretch | None:
    """The number that stands before: `12345678 是我QQ`, `12345678（QQ）`."""
    first = max(0, match.start() - 28)
    window = text[first : match.start()]
    said = _BEFORE_WHOSE.search(window) or (
        _BEFORE_FOUND.search(window) if text.startswith("上", match.end()) else None
    )
    if said is None or not begins_word(text, match.start()) or _MOBILE.fullmatch(said["number"]):
        return None
    return first + said.start("number"), first + said.end("number")


def _is_listed(text: str, match: re.Match[str], digits: int) -> bool:
    """Whether a number goes on a list of numbers that have so many digits."""
    start, end = match.span("number")
    unlike = abs(end - start - digits)
    named = text[match.start() : start].rstrip(":：是").endswith("号")
    most = 4 if named or match["joint"] in _SURE_JOINTS else 1
    if unlike > most or not ends_free(text, end) or _MOBILE.fullmatch(match["number"]):
        return False
    return _UNIT.match(text, end) is None and not (text[start - 1] == "/" and within_url(text, match.start()))


def _with_further(text: str, found: list[Stretch]) -> list[Stretch]:
    """The numbers found, and those listed behind each, which have about as many digits."""
    every = list(found)
    for start, end in found:
        match = _FURTHER.match(text, end)
        while match is not None and _is_listed(text, match, end - start):
            every.append(match.span("number"))
            match = _FURTHER.match(text, match.end())
    return every


def _find(text: str) -> list[Stretch]:
    if _ANY_NUMBER.search(text) is None:
        return []
    return apart(
        _with_further(text, in_windows(_told, text) + listed_qq(text))
        + in_windows(_named_behind, text)
        + in_windows(more_qq, text)
        + in_windows(numbers_before, text)
    )


def _named_behind(text: str) -> list[Stretch]:
    return seek(_WHOSE, text, _judge_whose)


def _told(text: str) -> list[Stretch]:
    """The numbers that a word before them tells."""
    found = seek(_NUMBER, text, _judge) + seek(_SPACED, text, _judge_spaced)
    found += seek(_LETTER, text, _judge_letter) + seek(_GROUP, text, _judge_group)
    found += seek(_NICKNAMED, text, _judge) + seek(_BUTTON, text, _judge_letter)
    return found + seek(_GLUED, text, _judge_glued) + seek(_ASKED, text, _judge_asked)


QQ = Detector(
    kind="qq",
    version=4,
    mask=_MASK,
    reason=Reason.PERSONAL_QQ,
    english="Finds QQ numbers and numbers of QQ groups beside a word that says so.",
    chinese="查找 QQ 号与 QQ 群号（旁有“QQ”“扣扣”“Q群”等字样）。",
    signs=Sign.NONE,
    words=(
        *(
            "qq",
            "q q",
            "oicq",
            "扣我",
            "q号",
            "q群",
            "q我",
            "扣扣",
            "扣q",
            "企鹅",
            "企鵝",
            "扣群",
            "球球",
            "加q",
        ),
        *(
            "联q",
            "我q",
            "他q",
            "她q",
            "我扣",
            "扣号",
            "鹅号",
            "加扣",
            "联扣",
            "的q",
            "的扣",
            "q扣",
            "蔻蔻",
            "叩叩",
            "抠抠",
            "秋秋",
            "群号",
            "➕q",
            "+q",
            "q裙",
            "扣裙",
            "q.q",
            "q-q",
            "q·q",
            "是q",
            "qzone",
            "系扣",
            "君羊",
            "丘丘",
            "个扣",
            "群聊",
            "裙号",
            "加裙",
            "qun",
        ),
    ),
    pattern=(
        r"🐧|[qQ][?？]|[你个把留发换给][qQ][吧上给呢啊是,，一-鿿]|[qQ] ?[:：]? ?[1-9][0-9]{5}"
        r"|[扣抠] ?[:：]? ?[1-9][0-9]{4}|[群峮][①-⑨1-9]?[:：(（ ]{0,2}[1-9][0-9]{4}"
        rf"|[加联我他她的+➕] [qQ]|{MORE_BESIDE}|{BEFORE_BESIDE}"
    ),
    needs=_NEEDS,
    find=_find,
    examples=(
        ("QQ：123456789，长期有效", "QQ：[QQ]，长期有效"),
        ("加Q群 7654321", "加Q群 [QQ]"),
        ("7654321 是我QQ", "[QQ] 是我QQ"),
        ("QQ邮箱 12345@example.com", "QQ邮箱 12345@example.com"),
        ("QQ 2010 版", "QQ 2010 版"),
    ),
)
