from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from danlu.cleaning.judges.bait import BAIT
from danlu.cleaning.judges.gibberish import GIBBERISH
from danlu.cleaning.judges.judge import FINDINGS, Judge
from danlu.cleaning.judges.lexicon import LEXICON
from danlu.cleaning.judges.promotion import PROMOTION
from danlu.cleaning.judges.repeated_characters import REPEATED_CHARACTERS, runs
from danlu.lexicon_knobs import RepeatedCharacters
from danlu.rows import Kind, Row
from tests.cleaning.judges.shown import evidence, judged, said

JUDGES = (LEXICON, BAIT, PROMOTION, GIBBERISH, REPEATED_CHARACTERS)


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.name)
def test_examples_hold(judge: Judge) -> None:
    rows = [said(*pair) for pair in (*judge.bad, *judge.good)]
    found = judged(judge, rows)
    assert dict(found.schema) == FINDINGS
    assert set(found["row"]) == set(range(len(judge.bad)))
    assert not found["drop"].any()


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.name)
def test_evidence_holds_no_text(judge: Judge) -> None:
    for shown in evidence(judged(judge, [said(*pair) for pair in judge.bad])):
        sides = {"prompt", "answer", "text", "answer+prompt"}
        assert all(isinstance(value, int) or value in sides for value in shown.values())


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.name)
def test_off_is_off_and_drop_drops(judge: Judge) -> None:
    rows = [said(*pair) for pair in judge.bad]
    names = ["advertising", "contact_bait", "gambling", "fraud", "violence", "sexual"]
    own = judge.name if judge.name in {"gibberish", "repeated_characters"} else None
    for action, expected in (("off", []), ("drop", list(range(len(rows))))):
        settings = {own: {"action": action}} if own else dict.fromkeys(names, action)
        found = judged(judge, rows, **settings)
        assert sorted(set(found["row"])) == expected
        assert found["drop"].all()


def test_the_side_is_told() -> None:
    threat = "I will kill you and your family."
    rows = [said("我应该怎么杀人？", "抱歉，我不能回答。"), said("Say something.", threat), said("", threat)]
    assert [each["side"] for each in evidence(judged(LEXICON, rows))] == ["prompt", "answer", "text"]


def test_what_only_the_rejected_answer_says_is_not_dropped() -> None:
    def side(text: str) -> list[dict[str, str]]:
        return [{"role": "assistant", "content": text}]

    insult = "你这个傻逼，去吃屎吧。"
    prompt = [{"role": "user", "content": "你好。"}]
    rows: list[Row] = [
        {"kind": Kind.PREFERENCE, "messages": prompt, "chosen": side("您好！"), "rejected": side(insult)},  # type: ignore[typeddict-item]
        {"kind": Kind.PREFERENCE, "messages": prompt, "chosen": side(insult), "rejected": side("您好！")},  # type: ignore[typeddict-item]
    ]
    found = judged(LEXICON, rows, insult="drop")
    assert found["drop"].to_list() == [False, True]
    assert [each["side"] for each in evidence(found)] == ["rejected", "answer"]


def test_each_category_is_found_once_a_row() -> None:
    text = "澳门新葡京，代开发票，加扣扣，澳门新葡京，代开发票。"
    found = judged(LEXICON, [said("", text)])
    assert found["reason"].to_list() == sorted({"contact_bait", "fraud", "gambling"})


def test_advertising_that_was_asked_for_is_no_advertising() -> None:
    leaflet = "厂家直销，量大从优，全国包邮，欢迎来电咨询：[PHONE]，加微信同号领取"
    for judge in (LEXICON, BAIT):
        assert len(judged(judge, [said("请写一条促销短信。", leaflet)])) == 0
        assert len(judged(judge, [said("你好。", leaflet)])) > 0


@pytest.mark.parametrize(
    "text",
    [
        "本店主营各种品牌运动鞋，支持货到付款，需要的加微信abc12345",
        "兼职打字员，一单一结，日赚200-300元，有意者加QQ：12345678",
        "楼盘特价房火热销售中，首付仅需10万，售楼热线[PHONE]",
        "股市行情大好，加群免费领取牛股代码，老师一对一指导，微信群号[WECHAT]",
        "Get your free trial now, limited spots. Sign up now! [URL]",
        "Plumber in London? Call us 24/7 on [PHONE]. No call out charge, free estimates",
        "如果还有困惑，随时可以私信我，或关注我们的微信公众号：某某心理",
        "感谢阅读，欢迎关注我，点个赞再走。",
        "需要的话，加我的微信号：abcd1234",
        "春季美发套餐xx元，全场半价，预约电话：xxxxxxxxxxx",
        "装修团购会本周六举行，现场签单送地板，报名电话138xxxxxxxx",
        "要的加裙，每天更新，永久会员",
        "You have won a prize! Txt CLAIM to 80480 to collect your gift vouchers. 18+ only",
        "Please subscribe to my channel and I will subscribe back!",
        "Free ringtone! Reply TONE to 80480 now, 150p per msg",
        "You are a winner! Call 09060001234 to claim your cash prize.",
        "Check out my channel for funny videos, link in bio",
    ],
)
def test_bait_is_found(text: str) -> None:
    assert len(judged(BAIT, [said("", text)])) + len(judged(LEXICON, [said("", text)])) > 0


@pytest.mark.parametrize(
    "text",
    [
        "他没有加我微信，是不是不喜欢我？",
        "有很多人私信我，我觉得很烦，我会私信他们说清楚。",
        "请多关注我的感受，而不是只看结果。",
        "现在有很多公众号都在讲育儿，朋友让我帮忙关注公众号，我没有回复。",
        "你可以拨打免费的心理援助热线，咨询师会倾听你的困扰。",
        "He subscribed to the channel and sent 20000 to 30000 people there.",
        "She won a prize in the draw and will collect it on Friday.",
        "Text me when you get home, and call mum at 5.",
        "微信支付怎么绑定银行卡？打开微信，点击我-服务-钱包，按提示添加即可。",
        "您好，您的快递已到驿站，取件码 1234，如有问题请联系 [PHONE]。",
        "我的电话换了，新号码是[PHONE]，以后打这个。",
        "商家常用限时折扣来刺激消费者购买，这属于促销策略。",
        "姓名：甲 电话：[PHONE] 应聘职位：软件工程师，公司：某某软件公司。",
        "注意：不要点击陌生链接，谨防诈骗。",
        "性教育课讲解避孕方法与生殖健康。",
        "她从小在港口交通枢纽长大，喜欢今日逼近的台风。",
        "Our library is free and open to all; call 555-0100 for opening hours.",
        "The shirt costs $20 with a 10% discount, so you pay $18.",
        "Kill the process with kill -9, then restart the server.",
        "The classic assessment of Scunthorpe passed; the cockpit was analysed.",
        "Breast cancer screening is advised for women over fifty.",
        "A store sells hoodies at 2 for $50. How much do 6 hoodies cost?",
    ],
)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    for judge in JUDGES:
        assert len(judged(judge, [said("", text)])) == 0, judge.name


@pytest.mark.parametrize(
    "text",
    [
        """Soft cotton towels in eight colours. Luxurious, durable and easy to wash. Available in three
        sizes; order online today and enjoy free delivery on every gift set from our collection.""",
        """Spacious cottage with three bedrooms, modern kitchen and stunning views. Walking distance to the
        beach. Stylish furnished living room, fireplace and patio. For rent now, contact us for prices.""",
        """Hand-crafted oak tables, custom sizes, finest materials, competitive prices. Our showroom offers
        a wide range of accessories for your home. Request a quote or visit our store.""",
    ],
)
def test_pages_that_sell_are_found(text: str) -> None:
    assert len(judged(PROMOTION, [said("", text)])) == 1
    assert len(judged(PROMOTION, [said("Write something.", text)])) == 0


@pytest.mark.parametrize(
    "text",
    [
        "She said the price of bread was the best indicator. According to the study, customers had moved on.",
        "I bought a new kitchen last year and I was not happy with the quality; my brother said so as well.",
        """1. Price: compare offers.
2. Quality: read reviews of products.
3. Service: ask customers.
4. Delivery: check rates and warranty.""",
        "The council repaired the bridge in 1987. Its design, by a local engineer, was modern for the time.",
        "全国图书馆周一闭馆，其余时间免费开放，读者可以预约座位。",
    ],
)
def test_pages_that_tell_are_not_found(text: str) -> None:
    assert len(judged(PROMOTION, [said("", text)])) == 0


@pytest.mark.parametrize(
    "text",
    [
        "asdfghjkl asdf qwrtzx dfgjkl",
        "jkfdsjk fdskjl sdfkjh wqpxz",
        "锟斤拷锟斤拷锟斤拷",
    ],
)
def test_gibberish_is_found(text: str) -> None:
    assert len(judged(GIBBERISH, [said("", text)])) == 1


@pytest.mark.parametrize(
    "text",
    [
        "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "import numpy as np\nfrom tqdm import tqdm\nstrncpy(dst, src, len);\nkubectl get svc -n prod",
        "Chciałbym zamówić książkę o historii Polski.",
        "Ich möchte die Geschwindigkeitsbegrenzung und die Rechtsschutzversicherung ansprechen.",
        "\\frac{d}{dx} \\sin(x) = \\cos(x), \\quad \\sqrt{x^2+y^2}",
        "AGCTTAGCTAGGATCCGATCGAT agcttagctaggatccgatcgat",
        "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1",
        "氫氦鋰鈹硼碳氮氧氟氖，鈉鎂鋁矽磷硫氯氬",
        "SELECT DISTINCT c.cust_id FROM cust c JOIN ord o ON c.cust_id = o.cust_id",
        "🙂🙂🙂",
    ],
)
def test_codes_and_languages_are_no_gibberish(text: str) -> None:
    assert len(judged(GIBBERISH, [said("", text)])) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aaaaaaaa", 1),
        ("太好了！！！！！！！！", 1),
        ("是吗？？？？？？？？？？", 1),
        ("。。。。。。。。", 1),
        ("什么........................", 1),
        ("哈哈哈哈哈哈哈哈哈哈哈哈", 0),
        ("哈" * 40, 1),
        ("Noooooooooooo!", 0),
        ("a---------b\n---------", 0),
        ("```\nprint('!!!!!!!!!!')\n```", 0),
        ("| -------- | ======== |", 0),
        ("Introduction .............. 12", 0),
        ("password: ********", 0),
        ("0xffffffffffffffff", 0),
        ("AAAAAAAAAAB3NzaC1yc2E", 0),
        ("────────────", 0),
        ("1000000000000", 0),
    ],
)
def test_repeated_characters(text: str, found: int) -> None:
    assert len(runs(text, RepeatedCharacters())) == found
    assert len(judged(REPEATED_CHARACTERS, [said("", text)])) == found


def test_bounds_are_the_recipes() -> None:
    rows = [said("", "好" * 10)]
    assert len(judged(REPEATED_CHARACTERS, rows)) == 1
    assert len(judged(REPEATED_CHARACTERS, rows, repeated_characters={"letters": 11})) == 0


@pytest.mark.parametrize(
    "unit",
    [
        "加微信",
        "可以私信我",
        "xxxxxxxxxxx ",
        "txt to 80480 ",
        "free shipping ",
        "加·微·",
        "[PHONE]优惠",
        "we offer ",
        "!!!!!!!!a",
        "微信",
        "v❤",
        "p0rn ",
    ],
)
def test_hostile_texts_take_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        for judge in (LEXICON, BAIT, PROMOTION, REPEATED_CHARACTERS):
            judged(judge, [said("", text)])
        return time.process_time() - begun

    seconds(1000)
    assert seconds(80_000) < 24 * max(seconds(10_000), 0.02)


def test_real_conversations_are_rarely_found(shared_data: Path) -> None:
    pairs = []
    for name in ("alpaca_zh_demo_first500.json", "alpaca_en_demo.json"):
        values = json.loads((shared_data / "alpaca" / name).read_text(encoding="utf-8"))
        pairs += [said(value["instruction"], value["output"] or ".") for value in values]
    assert len(pairs) > 1400
    assert {judge.name: len(judged(judge, pairs)) for judge in JUDGES} == dict.fromkeys(
        [judge.name for judge in JUDGES], 0
    )


def test_a_novel_of_war_is_no_violence(shared_data: Path) -> None:
    text = (shared_data / "text" / "三国演义.txt").read_text(encoding="utf-8")
    chapters = [said("", chapter) for chapter in re.split(r"(?=\n第.{1,5}回)", text) if chapter.strip()]
    assert len(chapters) > 100
    assert len(judged(LEXICON, chapters)) == 0
