"""The word that stands before a number and says what kind of number it is.

The search is for literal words in a window of bounded length, so that its cost does not grow with
the text. Where several words stand in the window, the last decides: 订单联系电话 announces a telephone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from itertools import groupby
from operator import itemgetter

from danlu.cleaning.personal.context import without_masks


class Announced(Enum):
    """What the nearest word before a number says that it is."""

    NOTHING = "nothing"
    SERIAL = "serial"
    TELEPHONE = "telephone"
    CARD = "card"
    IDENTITY = "identity"


_WORDS = {
    Announced.SERIAL: (
        "订单 单号 编号 流水 序列号 运单 快递单 条码 条形码 发票 交易号 批号 货号 工号 学号 型号 版本"
        " 凭证号 合同号 案号 文号 票号 追踪 时间戳 邮编 股票 证券代码 登记号 备案 许可证 商品码 设备号"
        " 机身码 order orders order_id orderid order_no tracking invoice serial isbn issn sku ean"
        " ean-13 ean13 upc imei gtin doi reference ref ticket transaction batch barcode timestamp"
        " version po model_no product_id item_no receipt patent sn asin pmid arxiv ssn"
    ),
    Announced.TELEPHONE: (
        "手机 电话 联系 致电 拨打 座机 固话 热线 传真 总机 客服 来电 短信 打给 宅电 联络 前台 值班室"
        " 办公室 打我 呼我 拨 📱 ☎ 📞 微信 薇信 phone"
        " phones telephone cellphone mobile tel tele fax sms mob wx vx call called calling cell dial"
        " ring whatsapp wechat hotline helpline contact phone_number phonenumber phone_no mobile_phone"
        " tel_no msisdn"
    ),
    Announced.CARD: (
        "银行卡 信用卡 借记卡 储蓄卡 贷记卡 卡号 账号 帐号 账户 帐户 银联 刷卡 银行 card cards cardno"
        " card_no card_number cardnumber creditcard debitcard account acct visa mastercard unionpay"
        " amex maestro jcb diners bankcard bank_card credit_card debit_card"
    ),
    Announced.IDENTITY: "身份证 证件 身份号 身份代码 identity id_card idcard id_number id_no citizen",
    Announced.NOTHING: "inorder iphone 涉案号",
}
_NUMBERS = tuple(f"{whose} number" for whose in ("my", "your", "his", "her", "our", "their"))
_PHRASES = {
    Announced.SERIAL: (
        "model no",
        "product id",
        "product code",
        "item no",
        "item number",
        "part no",
        "part number",
    ),
    Announced.TELEPHONE: (
        "toll free",
        "toll-free",
        "reach me",
        "reach us",
        "reach him",
        "reach her",
        "text me",
        *_NUMBERS,
    ),
    Announced.CARD: ("master card", "american express"),
    Announced.IDENTITY: ("id card", "id no", "id number"),
    Announced.NOTHING: ("in order",),
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()} | {
    phrase: kind for kind, phrases in _PHRASES.items() for phrase in phrases
}


def _choice(words: Iterable[str]) -> str:
    """A pattern of the longest word at a place, which tells the words by their first character."""
    ordered = sorted(words, key=lambda word: (word[0], -len(word), word))
    rests = {first: [word[1:] for word in group] for first, group in groupby(ordered, key=itemgetter(0))}
    return "|".join(f"{first}(?:{'|'.join(map(re.escape, rest))})" for first, rest in rests.items())


_ANY = re.compile(_choice(_KINDS))
CARD_WORDS = tuple(word for word, kind in _KINDS.items() if kind is Announced.CARD and not word.isascii())
"""The Chinese words that announce a card."""
TELEPHONE_NEEDS = "(?i:{words})[^0-9]{{0,24}}(?:0|[2-9]|1[0-2]|1[3-9][0-9]{{0,8}}(?:[^0-9]|$))".format(
    words="|".join(sorted(re.escape(word) for word, kind in _KINDS.items() if kind is Announced.TELEPHONE))
)
"""A word of telephones before a number that is not plainly a Chinese mobile one (Hyperscan syntax)."""
_BETWEEN = re.compile(r"[\s:：]*|(?:no\.|tel\.|[^0-9\n。.;；|]){0,16}\.?[\s:：]*")
_AFTER_SERIAL = re.compile(r"(?:no\.|[^0-9\n。.;；,，、|]){0,12}")
_WINDOW = 36
_LAST_WORDS = re.compile("[^0-9]*(?:31-?nae)?")
"""What stands behind the last digit, read backwards: nothing further off announces anything."""


def announced(text: str, start: int) -> Announced:
    """What the last word of note before `start` announces, where nothing but filling stands between."""
    window = without_masks(text[max(0, start - _WINDOW) : start]).lower()
    words = _LAST_WORDS.match(window[::-1])
    first = 0 if words is None else len(window) - words.end()
    kind, end = Announced.NOTHING, 0
    for match in _ANY.finditer(window, first):
        if _is_word(window, match):
            kind, end = _KINDS[match[0]], match.end()
    if kind is Announced.NOTHING:
        return kind
    between = _AFTER_SERIAL if kind is Announced.SERIAL else _BETWEEN
    return kind if between.fullmatch(window, end) else Announced.NOTHING


def _is_word(window: str, match: re.Match[str]) -> bool:
    """Whether the match is Chinese, or a whole word of ASCII."""
    start, end = match.span()
    if not match[0].isascii():
        return True
    before, after = window[start - 1 : start], window[end : end + 1]
    return not ("a" <= before <= "z" or "a" <= after <= "z")
