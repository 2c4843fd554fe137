"""What leads to a person's name in talk, and what persons do behind it: wordings by kind, with no names."""

from __future__ import annotations

import re

from danlu.cleaning.personal.closing import Closing
from danlu.cleaning.personal.name_shape import LEFT, SURNAMES_MOSTLY, ends, is_related
from danlu.cleaning.personal.name_verbs import DOES

_THEN = (
    "就又也都还才刚总老已没跟把被将给让叫去会要能可得有从向为因在是做说问写发交借欠送带拿找约请代收签领办"
    "管对和与及或、的等了于介"
    "这那你您她他我讲聊催吃喝打接推抱称应昨今明后前下上住拉看租搬退换填报改考教带值修查取买卖付转还家处之称"
    "收替夺吗呢吧啊呀嘛先再到"
)
GOES_ON_FIRST = f"{_THEN}女一现两三四五六七八九十"
"""What a sentence goes on with behind a name begins with one of these, or 了 or 过 stands two places on."""
_GOES_ON = re.compile(
    f"[{_THEN}]"
    "|[先女][生士]|一起|一块|现年|今年|已经|刚才|[一-鿿]{1,2}[了过](?!解)"
    "|[一两三四五六七八九十][个位名千万百次天年月]"
)
PERSON = frozenset("人员者师长生户主友方手商警医伴亲婆爷妈爸哥姐弟妹叔姑姨舅婶嫂婿媳侄孙")
"""What words for persons end with."""
_NO_PERSON = re.compile(
    "[别他某每众本古男女家让使教令叫给有没吓惊动感令诱迷的]人|[记作读编译]者|[先学医女男]生|[主诗夫美]人"
    "|[演委议党]员|[部市省县州]长|[地东西南北双单]方|成长|[增生]长|[用账门]户|[导]师"
)
LEADING = (LEFT | frozenset("是待放交送发借还欠谢等骂打追带催劝怪怨会天午床")) - frozenset(
    "对为在人及或像系名下着成里告"
)
"""What may stand right before a name within a sentence, and before little else."""
LOOSE = frozenset(
    "对为在及着告据连除从以祝派转免聘喊陪骗娶嫁恨爱认看见听查抓扶救替缠劝夸批选收记派换另凭经括员学替命了的"
    "下过有我你任"
)
"""What stands before many words, and before a name whose characters leave no doubt as well."""
_LED_TEXT = (
    "认识 联系 多亏 碰到 得知 陪同 伙同 配合 协助 指定 派出 委派 举荐 替换 顶替 接替 打给 发给 寄给"
    " 留给 送给 租给 卖给 嫁给 娶了"
    " 个叫 男子 女子 少年 少女 男孩 女孩 老汉 感谢"
    " 生下 带走 送走 接走 散会 群里 班里 组里 店里 队里 村里 所里 隔壁 楼上 楼下 对门 前任 现任 新任 原任"
)
_LED_MORE_TEXT = (
    "通知 告诉 告知 一下 找到 找过 问过 问了 喊来 叫来 叫上 喊上 约了 约上 约好 不是 就是 还是 也是 都是"
    " 的是 直是"
    " 只有 还有 组员有 成员有 人员有 员工有 除了 包括 以及 连同 另有 写的 写着 署名 听说 据说 看到 看见"
    " 遇见 遇到 碰见 撞见 想起 记得 感谢 多谢"
    " 祝贺 恭喜 表扬 批评 处分 开除 辞退 录用 聘用 聘请 聘任 任命 免去 提拔 提名 选举 选出 推选 授予 奖励"
    " 处罚 传唤"
    " 逮捕 抓获 起诉 控告 举报 投诉 检举 委托 授权 拜托 派给 单给 账给 转给 交给 借给 还给 让给 捎给 带给"
    " 递给 抄送"
    " 已派 改派 另派 特派 交由 改由 转由 请求 邀请 拜访 采访 走访 看望 慰问 护送 收养 抚养 赡养 照顾 收到"
    " 欠了 赔给"
    " 一块 搭档 同住 同行 换成 改成 改为 名叫 叫做 名为 记者从 记者 此据 小区 物业 关于 由于 至于 给予 麻烦"
    " 辛苦"
    " 冤枉 误会 拉黑 屏蔽 加了 加上 少了 缺了 差点 带着 陪着 跟着 等着 背着 扶着 通过 经过 根据 依据 来自"
    " 二楼的"
    " 部门的 年级的 公司的 单位的 学校的 科室的 同事 住户 家的 值日 值夜 夜班 早班 晚班 中班 白班 当班 本班"
    " 我班 我校 我司"
    " 内科 外科 儿科 妇科 骨科 你好 您好"
    " 一助 二助 麻醉 护士 器械 巡台 主刀 会诊 上午 下午 扫地 拖地 擦窗 黑板 倒水 后勤 摄影 摄像 撰文 文字"
    " 图片 美编 责编 排版"
)
LED_SURELY = tuple(_LED_TEXT.split())
"""What leads to persons and to hardly anything else."""
LED_WORDS = tuple(dict.fromkeys((*_LED_TEXT.split(), *_LED_MORE_TEXT.split())))
"""What leads to a name that stands right behind."""
_SIGNED = re.compile(r"[—–\-]{1,2} ?$")
_SURELY, _LED = Closing(LED_SURELY), Closing(LED_WORDS)


def is_person_word(text: str, start: int) -> bool:
    """Whether a word for a person (经理人, 房主, 二姨) stands right before a place."""
    if start < 2 or text[start - 1] not in PERSON or not "一" <= text[start - 2] <= "鿿":
        return False
    return _NO_PERSON.match(text, start - 2) is None


def led(text: str, start: int) -> int:
    """How plainly what stands before a place leads to a person: 2 a label or a verb, 1 may, 0 does not."""
    before = text[start - 1] if start else ""
    if not "一" <= before <= "鿿":
        return 2 if _SIGNED.search(text, max(0, start - 3), start) else 1
    if is_person_word(text, start) or is_related(text, start):
        return 2
    if _SURELY.at(text, start):
        return 2
    usual = text[start : start + 1] in SURNAMES_MOSTLY
    if usual and _LED.at(text, start):
        return 1 + (before not in LOOSE)
    return 1 if before in LEADING else 0


def does(text: str, end: int) -> int:
    """How plainly what stands behind a place is what persons do: 2 it is, 1 may be, 0 it is not."""
    if text[end : end + 2] in DOES:
        return 2
    return 1 if ends(text, end) or _GOES_ON.match(text, end) else 0
