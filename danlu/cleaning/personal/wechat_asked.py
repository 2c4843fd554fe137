"""WeChat names that answer a question, or stand a few words behind what announces them.

`“你微信多少？”“abc_123。”`, `微信换了，新的是abc_123`: between the word for WeChat and the name stand only
Han characters and marks, one of which asks or announces; the name holds a digit or an underscore, and
the clause ends with it.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.context import begins_word, seek
from danlu.cleaning.rule import Stretch

_NAME = r"(?P<name>[A-Za-z][A-Za-z0-9_\-]{5,19})"
_ENDS = r"(?=\s?(?:[^\sA-Za-z0-9_\-.=@(\[/]|$|\n))"
_ASKED = re.compile(
    r"[微薇威vVwW](?:(?<=[微薇威vV])信|(?<=[vVwW])[xX]|(?<=[加个➕][vV微薇威])(?=[,，吗吧?？一-鿿]))(?P<a"
    r"sked>[^A-Za-z0-9。；;]{1,20}"
    rf"(?:(?<=[^一-鿿])[A-Z][:：] ?(?:好的?|嗯|可以|行|有|是)?[,，]?)?[\"“”\s]{{0,2}}){_NAME}{_ENDS}"
)
_ANSWERED = re.compile(
    r"[?？吧啊呢,，]|多少|加(?![粗密载入法速])|留|给你|发[一你我下给]|换了|[改换]成|新的是|这个|就写|拼音"
    r"|昵称[^,，]{0,6}[(（]$|备注|领|获取|搜一搜|我有|[账帐]?号\s?$|给我|现在是|[是为]\s?[\"“「]?$"
    r"|[:：][\"“\s]{0,2}$"
)
_OTHER = re.compile(
    r"公众|小程序|支付|付款|服务|订阅|视频|开放|聊天机器|版本|登录|接口|开发|平台|函数|变量|字段|参数"
    r"|文件|代码"
    r"|命令|模型|项目|组件|插件|软件|手机(?!号)|电脑|型号|密码|用户名|网址|链接|域名|邮箱|抖音|微博"
    r"|小红书|快手|QQ"
)
_LINES = re.compile(r"\n\s*\n")


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    said, name = match["asked"], match["name"].rstrip("-")
    if not begins_word(text, match.start()) or not re.search("[0-9_]", name):
        return None
    if name[0].isupper() and "_" not in name and "-" not in name:
        return None
    if _ANSWERED.search(said) is None or _OTHER.search(said) or _LINES.search(said):
        return None
    return match.start("name"), match.start("name") + len(name)


_ADDED = re.compile(
    rf"[小大新加搜➕]号?(?<![增更])(?!(?<=加)[粗密载入法速])"
    r"(?:(?<=[小大新]号)[是为]?|(?<=[加搜➕])[一-鿿]{0,4})[:：]? ?"
    rf"{_NAME}"
    r"(?=\s?(?:[^\sA-Za-z0-9_\-.=@(\[/]|$|\n))"
)
_TALK = re.compile(
    "微信|[薇威]信|[vV][xX信]|[进拉入]群|感兴趣|想了解|扫[码不]|详情|加满|聊|勿扰|通过|私|好友|直租|房东"
    "|有意|看房|合租|转租|求购|出售|[vV]我|[卫威]星|验证|备注"
)


_PERSON = re.compile(_TALK.pattern.replace("详情|", "").replace("通过|", ""))
"""The same without what is said of pages and checks as well."""


def _judge_added(text: str, match: re.Match[str]) -> Stretch | None:
    """The name in 加组织者abc_123 and 新号为abc_123, where the talk is of getting in touch."""
    name = match["name"].rstrip("-")
    around = text[max(0, match.start() - 40) : match.end() + 40]
    near = text[max(0, match.start() - 12) : match.end() + 6]
    talk = _PERSON if match[0][0] == "搜" else _TALK
    if not re.search("[0-9_]", name) or talk.search(around) is None or _OTHER.search(near):
        return None
    if match[0][-len(match["name"]) - 1] in "加➕+" and name[0] in "vV":
        return None
    return match.start("name"), match.start("name") + len(name)


_BESIDE_LETTER = re.compile(
    rf"[vV微薇](?:(?<=[系购私租友页询][vV微薇])|(?<=[系购私租友页询] [vV微薇]))[:：]? ?{_NAME}{_ENDS}"
)


def _judge_beside_letter(_text: str, match: re.Match[str]) -> Stretch | None:
    """The name right behind the letter in 代购vabc_123 and 联系v abc123; two digits tell it from words."""
    name = match["name"].rstrip("-")
    digits = len(re.findall("[0-9]", name))
    return (match.start("name"), match.start("name") + len(name)) if digits > 1 else None


_TYPED = re.compile(
    r"[\"'](?i:wechat|weixin|wx|微信)[\"'] ?, ?[\"'](?:value|account|number|no|id|contact|账号"
    r"|号码)[\"'] ?: ?[\"']"
    rf"{_NAME}(?=[\"'])"
)
"""The name in a record that tells of what it is in a field of its own."""


def asked_names(text: str) -> list[Stretch]:
    """The names, in no order; what is no name of a person is left to the caller."""
    told = seek(_ASKED, text, _judge) + seek(_BESIDE_LETTER, text, _judge_beside_letter)
    told += [match.span("name") for match in _TYPED.finditer(text)]
    return told + (
        seek(_ADDED, text, _judge_added)
        if "号" in text or "加" in text or "➕" in text or "搜" in text
        else []
    )
