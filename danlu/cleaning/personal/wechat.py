"""WeChat names beside a word for WeChat.

A name has 6 to 20 letters, digits, underscores and hyphens and starts with a letter; names of only
digits are QQ numbers in the role of a name. Where neither a colon nor 号 or ID stands between, the
name must hold a digit or an underscore, because WeChat is also an app of which texts speak. Mobile
numbers are left to the detector of telephone numbers, and names of systems and of the app's own
identifiers (openid) are no names of people.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.context import apart, begins_word, has_han, seek
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.wechat_asked import asked_names
from danlu.cleaning.personal.wechat_before import names_before
from danlu.cleaning.personal.wechat_listed import listed_names
from danlu.cleaning.personal.wechat_shape import IDENTIFIER, NO_NAMES, is_name
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_ID = r"[A-Za-z][A-Za-z0-9_\-]{5,19}+"
_HEART = "(?:❤|❥|♥|💚|💗)\ufe0f?"
_SECOND = r"[ .*·_/&~～\-卫信聊訊❤❥♥💚💗星心芯我泡色绿xX一个下vV薇微威号eE]"
_WORD = (
    rf"[微薇威徽维維溦嶶唯未某卫绿小加➕+vVwW](?![A-Za-z0-9_\-]{{40}})(?={_SECOND})"
    r"(?:(?<=[微薇威徽维維溦嶶唯])[ .*·_/&~～\-]?信|(?<=某)信(?=[号:： ])|(?<=未)信(?=号)"
    r"|(?<=[加我的]未)信(?=[:： ])|(?<=微)訊|(?<=[微薇威卫vV]) ?" + _HEART + r"信?|(?<=卫)星号"
    r"|(?<=[微薇威])[心芯]|(?<=[vV])芯|(?<=[vV])我|(?<=绿)(?:色?泡泡?|信|聊|色(?:聊天)?软件)"
    r"|(?<=小)绿(?:号|泡泡?)"
    r"|(?<=[微薇威])[xX](?:(?:in|IN)(?![A-Za-z])|(?![iIuU]))"
    r"|(?<=[加➕+])(?:(?:一下|个|下|我) ?)?(?:卫星|[vV薇微威])(?:信|[xX](?![iIuU]))?|(?<=[vVwW]) ?信"
    r"|(?<=[vV])[xX][iI][nN](?![a-z])"
    r"|(?<=[vV])号|(?<=[vV])[❤♥💗]\ufe0f?[xX]"
    r"|(?<=[wW])[eE][iI]信|(?<=[vVwW]) ?[xX](?!id_)(?:[hH](?=[:：]))?|(?<=[vVwW])[.\-_·/][xX]\.?"
    r"|(?<=[wW])[eE] ?(?:[cC](?:hat|HAT)|[iI] ?[xX][iI][nN]))"
)
_SAID = (
    r"\s?(?:同(?=[:：])|[/、&] ?(?:[wW]e[cC]hat|[iI]nstagram|[wW]hats[aA]pp|[tT]elegram|[lL]ine|[sS]kype"
    r"|电话|手机)|方式"
    r"|搜一搜|[/、&和同]?\s?[Qq]{2}(?![A-Za-z])\s?(?:同号)?|联系方式|联系|客服|小号|大号|工作号|私人号|名片"
    r"|搜索?|添加|好友"
    r"|(?:[请可]|也?可以)?加我?|[请可]搜|搜一下|咨询|预约|详聊|转账给|[1-9一二]号(?=[:： ])|抖音同[号名]"
    r"|私[聊我信]|详情|群主|里?搜"
    r"|[里上]?直?接?搜索?|找我|备用)?"
    r"(?:账号|帐号|账户|帐户|号码?|號碼?|同(?:抖音|微博|手机|快手)?号|同步|昵称|名"
    r"|(?<=信)[iI][dD](?=[A-Za-z][A-Za-z0-9_\-]{5})|[_\-]?(?:ID|Id|id"
    r"|[aA]ccount|[nN]umber|handle|no|No|num)(?![A-Za-z0-9])\.?)?"
)
_SEAM = (
    r"(?:\s?[(（](?:[^()（）\nA-Za-z0-9]{1,8}|[0-9]{1,2}[hH小][^()（）\n]{0,3})[)）])?(?:[①-⑨]"
    r"|[1-9](?=[:： ]))?(?:(?:吧|哈|呀|哦|呢|哟)[,，]?)?[\"'”」】\])]?"
    r"(?:\s{0,2}(?:就?[是为])?(?:[:：=>~～]|[^\w\s,，。.;；!！?？、/()（）]{1,4})|\s{0,2}(?:就?是|为|叫做?"
    r"|[改换变]成了?|[改换]为|[从由])(?:[小大]写的?|全小写的?|字母)?|[小大]写的?|</t[dh]>\s{0,4}<t[dh]>"
    r"|\s{1,2}(?:is|at|as|under)(?=\s)|['’]s(?=\s))?\s{0,2}[\"'“「『【\[(（@<]?\s?"
)
_NAME = re.compile(
    rf"(?P<word>{_WORD})(?P<said>{_SAID})(?P<seam>{_SEAM})"
    rf"(?P<name>{_ID}|[1-9][0-9]{{5,10}}+)(?![A-Za-z0-9_\-]|\.[A-Za-z0-9]|[=@])"
)
_NEEDS = r"[A-Za-z1-9][A-Za-z0-9_\-]{5}"
_ANY_NAME = re.compile(_NEEDS)
_INTERNAL = re.compile(r"wxid_[0-9a-z]{8,22}(?![0-9A-Za-z_])")
_LETTER = re.compile(
    rf"[vV微薇威💚🛰星](?:(?<!星)|(?<=卫星))\ufe0f?(?: ?[:：]|(?<=[💚🛰\ufe0f])) ?(?P<name>{_ID})(?![A-Za-z"
    rf"0-9_\-]|\.[A-Za-z0-9]|[=@(\[])"
)
"""The bare letter, which needs a name of letters and digits amid Chinese, or nothing else in the text."""
_FURTHER = re.compile(
    rf"\s?(?:[/、]|或者?|和|以及|[改换变更]{{1,2}}[成为]了?)\s?(?P<name>{_ID})(?![A-Za-z0-9_\-]"
    rf"|\.[A-Za-z0-9]|[=@:：(])"
)
_LOOSE = re.compile(
    rf"[微薇vV](?:信|(?<=[vV])[xX])号?(?!公众|小程序|支付|服务|订阅|视频|开放|群|版|登录|接口|开发"
    rf"|平台)(?=[^\n]{{1,12}}[0-9])"
    rf"[\u4e00-\u9fff“”\"]{{1,8}}[:：,，是为]{{1,2}}\s?(?P<name>{_ID})(?=\s?(?:[^\sA-Za-z0-9_\-.=@(\[]|$|\n))"
)
"""A few words between, as people talk: the name needs two digits, and the clause ends with it."""
_MASK = "[WECHAT]"
_QQ_BEFORE = re.compile(r"(?:[Qq]{2}|扣扣)号?\s?[/、&和或及]?\s?$")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[01][0-9](?:[0-3][0-9])?")
_LINK = re.compile(r"[:：=是为叫成|]|[^\x00-\x7f\w]|is")
_UNIT = re.compile(r" ?(?:元|块|人|个|万|亿|名|次|年|天|条|%|多|余|用户|users?\b|people\b|million\b)")
_OWN = frozenset(["微信", "薇信", "威信"])
_NAME_OF_WORDS = re.compile("[A-Z][a-z]{1,12}(?:-?[A-Z][a-z]{1,12}){1,2}")
_PLAIN_WORDS = frozenset(["vx", "wx", "v", "wechat", "weixin", "vxh", "wxh"])
"""Words in Latin letters after which, amid Chinese, a colon may lead to a name of letters only."""
_ASKED_TO_ADD = re.compile("加(?:一下|[我他她下个]|[一-鿿]{2,4})?的?$")
_CLAUSE_ENDS = re.compile(r"[\"'”」』】\])）]?\s?(?:[,，。;；!！、)）|}\n~～/]|[一-鿿]|$)")
_KEY = re.compile(r"[\"']\s?[:：]\s?[\"']")
_GLUED_PARTS = re.compile("[a-z]{2,14}(?:-[a-z]{2,14}){1,2}")
_NO_PART = re.compile("mini|web|app|open|api|sdk|react|vue|node|cli")
_NEW_LETTERS = frozenset("微薇威星")
_DISGUISED = frozenset(["威信", "薇信", "徽信", "维信", "薇心", "微心", "薇芯", "微芯", "威芯"])
"""Ways to write WeChat of those who mean their own name."""
_CLAUSE_GOES_ON = re.compile(
    " ?(?!备注|[拉领找看约发进聊或和]|联系|预约|咨询|获取|了解|报名|详|加[我群])[\u4e00-\u9fffA-Za-z]"
)
_PROSE = re.compile(r" [A-Za-z]")
_SHORT = 40
_TOOL = re.compile("tool|soft|player|setup|win|zip|rar|office|edit", re.IGNORECASE)
_JOINTS = frozenset("-–—·.*")
"""Marks that join the parts of the names of things, as in VX-2000."""
_PLUS_BEFORE = re.compile(r"[0-9A-Za-z)\]}] ?$")


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    name, word = match["name"].rstrip("-"), match["word"]
    start, end = match.start("name"), match.start("name") + len(name)
    if text.startswith(_MASK, match.start() - 1) and match.start():
        return None
    if not begins_word(text, match.start()) or NO_NAMES.match(name) or _MOBILE.fullmatch(name):
        return None
    if word[0] == "+" and _PLUS_BEFORE.search(text[max(0, match.start() - 2) : match.start()]):
        return None
    if _is_code(text, match, name) or (word == "绿色软件" and _is_software(text, match)):
        return None
    said, seam = match["said"].strip() != "", _LINK.search(match["seam"]) is not None
    if name.isdigit():
        beside = _QQ_BEFORE.search(text[max(0, match.start() - 8) : match.start()])
        return (
            None if beside or _UNIT.match(text, end) or (_DATE.fullmatch(name) and not said) else (start, end)
        )
    if name.isalpha() or name.replace("-", "").isalpha():
        return (start, end) if _is_plain_name(text, match, said=said, seam=seam) else None
    keyed = _KEY.fullmatch(match["seam"]) is not None
    if match["said"][:1] in {"_", "-"} and not keyed and not any(letter.isdigit() for letter in name):
        return None
    asked = _is_asked(text, match.start()) or (word[0] in "加➕+" and "_" in name)
    few = not (said or seam or asked) and len(re.findall("[0-9]", name)) < 2
    if few and (_PROSE if word in _DISGUISED else _CLAUSE_GOES_ON).match(text, end):
        return None
    if word.isascii() and start == match.end("word"):
        before = text[match.start() - 1 : match.start()]
        return (start, end) if "\u4e00" <= before <= "\u9fff" else None
    return start, end


def _is_asked(text: str, at: int) -> bool:
    """Whether somebody is asked to add a name right before the word for WeChat."""
    return _ASKED_TO_ADD.search(text[max(0, at - 6) : at]) is not None


def _is_software(text: str, match: re.Match[str]) -> bool:
    """Whether green software is what needs no installing, and not WeChat in disguise."""
    if "下载" in text[max(0, match.start() - 12) : match.end() + 12] or _TOOL.search(match["name"]):
        return True
    asked = re.search("[加我联]", text[max(0, match.start() - 4) : match.start()])
    return not (asked or match["said"].strip() or ":" in match["seam"])


def _is_code(text: str, match: re.Match[str], name: str) -> bool:
    """Whether what looks like a word and a name is a model's name or a program's variable."""
    if not match["word"].isascii():
        return False
    if match["seam"] in _JOINTS:
        return True
    return IDENTIFIER.fullmatch(name) is not None and not has_han(text, match.start(), match.end())


def _is_plain_name(text: str, match: re.Match[str], *, said: bool, seam: bool) -> bool:
    """Whether letters without a digit are a name: something must say so, and no English may follow."""
    name, word = match["name"], match["word"]
    colon = ":" in match["seam"] or "：" in match["seam"]
    in_words = ("号" in match["said"] and word in _OWN) or (colon and word not in _NEW_LETTERS)
    written = name.islower() or (in_words and _NAME_OF_WORDS.fullmatch(name))
    if _PROSE.match(text, match.end("name")) is not None or not written:
        return False
    if match["said"][:1] in {"_", "-"} or "叫" in match["seam"]:
        return _KEY.fullmatch(match["seam"]) is not None
    amid = has_han(text, match.start(), match.end())
    asked = "加" in word or _ASKED_TO_ADD.search(text[max(0, match.start() - 4) : match.start()]) is not None
    if not said and not seam and not asked:
        return _is_joined(text, match)
    if not word.isascii() or (word.lower() == "vx" and amid and seam):
        return said or asked or seam
    plain = re.sub("[^a-z]", "", word.lower()) in _PLAIN_WORDS
    amid = amid or (len(text) < _SHORT and text.strip() == match[0].strip())
    return said or asked or (amid and colon and plain and _CLAUSE_ENDS.match(text, match.end()) is not None)


def _is_joined(text: str, match: re.Match[str]) -> bool:
    """Whether letters right behind the word, or in brackets, are a name: 微信li-laoshi，, V信 lilaoshi。."""
    name, word, end = match["name"], match["word"], match.end()
    after = text[end : end + 1]
    if _CLAUSE_ENDS.match(text, end) is None or "一" <= after <= "鿿":
        return False
    if word in _DISGUISED or word.lower() in {"v信", "w信"}:
        return True
    parts = _GLUED_PARTS.fullmatch(name) is not None and _NO_PART.search(name) is None
    bracketed = match["seam"].strip() in {"(", "（"} and after in {")", "）"}
    return parts and (bracketed or (word in _OWN and match.start("name") == match.end("word")))


def _judge_letter(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span("name")
    if not begins_word(text, match.start()) or not re.search("[0-9_\\-]", match["name"]):
        return None
    if IDENTIFIER.fullmatch(match["name"]):
        return None
    digits = len(re.findall("[0-9]", match["name"]))
    if match[0][0] in _NEW_LETTERS and not match["name"].islower() and (digits < 3 or match[0][0] == "星"):
        return None
    if match[0][0] == "星" and digits == 1:
        return None
    alone = not (text[: match.start()].strip() or text[end:].strip()) if len(text) < _SHORT else False
    return (start, end) if is_name(match["name"]) and (alone or has_han(text, match.start(), end)) else None


def _judge_loose(text: str, match: re.Match[str]) -> Stretch | None:
    if not begins_word(text, match.start()) or not is_name(match["name"]):
        return None
    return match.span("name") if len(re.findall("[0-9]", match["name"])) >= 2 else None


def _with_further(text: str, found: list[Stretch]) -> list[Stretch]:
    """The names found, and those listed behind each."""
    every = list(found)
    for _, end in found:
        match = _FURTHER.match(text, end)
        while match is not None and is_name(match["name"]):
            every.append(match.span("name"))
            match = _FURTHER.match(text, match.end())
    return every


def _find(text: str) -> list[Stretch]:
    if _ANY_NAME.search(text) is None:
        return []
    listed = [(start, end) for start, end in listed_names(text) if not NO_NAMES.match(text[start:end])]
    return apart(in_windows(_told, text) + listed)


def _told(text: str) -> list[Stretch]:
    """The names that a word beside them tells."""
    told = asked_names(text) + names_before(text)
    found = seek(_NAME, text, _judge) + [place for place in told if is_name(text[slice(*place)])]
    found = _with_further(text, found)
    found += seek(_LOOSE, text, _judge_loose) + seek(_LETTER, text, _judge_letter)
    if "wxid_" in text:
        found += [match.span() for match in _INTERNAL.finditer(text) if begins_word(text, match.start())]
    return found


WECHAT = Detector(
    kind="wechat",
    version=4,
    mask=_MASK,
    reason=Reason.PERSONAL_WECHAT,
    english="Finds WeChat names beside a word that says so.",
    chinese="查找微信号（旁有“微信”“VX”“加V”等字样）。",
    signs=Sign.NONE,
    words=(
        *(
            "微信",
            "薇信",
            "威信",
            "徽信",
            "维信",
            "薇心",
            "微心",
            "薇芯",
            "微芯",
            "威芯",
            "微 信",
            "薇 信",
            "威 信",
            "徽 信",
            "维 信",
            "維信",
            "溦信",
            "嶶信",
            "唯信",
            "未信号",
            "未信:",
            "某信号",
            "某信:",
            "微訊",
        ),
        *(
            "微❤",
            "微 ❤",
            "薇❤",
            "薇 ❤",
            "微x",
            "薇x",
            "威x",
            "绿泡泡",
            "绿信",
            "绿色泡泡",
            "绿泡",
            "绿聊",
            "绿色软件",
            "绿色聊天",
            "小绿号",
            "小绿泡",
        ),
        *("w信", "wei信", "v-x", "v.x", "v_x", "v·x", "w-x", "w.x", "w_x", "w·x"),
        *(
            "卫星号",
            "v信",
            "v 信",
            "v号",
            "v我",
            "加v",
            "加薇",
            "加微",
            "加威",
            "➕v",
            "➕薇",
            "➕微",
            "➕威",
        ),
        *(
            "是v",
            "我v",
            "加卫星",
            "加了卫星",
            "vx",
            "wx",
            "v x",
            "w x",
            "wechat",
            "weixin",
            "we chat",
            "wei xin",
        ),
    ),
    pattern=(
        r"[微薇威徽维][.*·_/&~～\-]信|[vVwW][/❤♥💗]\x{fe0f}?[xX]|[0-9A-Za-z_] ?[一-鿿]{0,4}[+➕加的][vV]"
        r"|[系购私租友页询] ?[vV微薇][:： ]{0,2}[A-Za-z]|[💚🛰]\x{fe0f}? ?[A-Za-z]"
        r"|(?:[vV微薇威💚🛰]\x{fe0f}?|卫星) ?[:：] ?[A-Za-z][A-Za-z0-9_\-]{5}"
        r"|[微薇威卫vV] ?[❤❥♥💚💗]|[vV]芯|[小大新]号[是为:：]{0,2} ?[A-Za-z][A-Za-z0-9_\-]{5}"
        r"|[加搜➕][一-鿿]{0,4} ?[A-Za-z][A-Za-z0-9_\-]{5}"
        r"|[加➕+](?:一下|个|下|我)? ?[vV薇微威][\s\S]{0,16}[A-Za-z0-9_\-]{6}"
    ),
    needs=_NEEDS,
    find=_find,
    examples=(
        ("加微信：abc_12345 领取", "加微信：[WECHAT] 领取"),
        ("vx: happy2024day", "vx: [WECHAT]"),
        ("lucky_cat88 是我微信", "[WECHAT] 是我微信"),
        ("My WeChat ID is lucky_cat88.", "My WeChat ID is [WECHAT]."),
        ("微信 Android 版", "微信 Android 版"),
        ("wx.request({})", "wx.request({})"),
    ),
)
