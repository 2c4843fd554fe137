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
    r"[微薇威vVwW](?:(?<=[微薇威vV])信|(?<=[vVwW])[xX])(?P<asked>[^A-Za-z0-9。；;]{1,20}"
    rf"(?:(?<=[^一-鿿])[A-Z][:：] ?)?[\"“”\s]{{0,2}}){_NAME}{_ENDS}"
)
_ANSWERED = re.compile(
    r"[?？吧]|多少|发[一你我下给]|怎么加|换了|[改换]成|新的是|这个|就写|搜一搜|[是为]\s?[\"“「]?$|[:：][\"“\s]{0,2}$"
)
_OTHER = re.compile(
    r"公众|小程序|支付|付款|服务|订阅|视频|开放|聊天机器|版本|登录|接口|开发|平台|函数|变量|字段|参数|文件|代码"
    r"|命令|模型|项目|组件|插件|软件|手机(?!号)|电脑|型号|密码|用户名|网址|链接|域名|邮箱|抖音|微博|小红书|快手|QQ"
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


def asked_names(text: str) -> list[Stretch]:
    """The names, rising; what is no name of a person is left to the caller."""
    return seek(_ASKED, text, _judge)
