"""Encodings are found by content: at least 99 of 100 samples right, others refused."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from danlu.readers import Limits, SourceRefused, open_source
from danlu.readers.encoding import declared_codec, detect_encoding, marked_encoding
from tests.readers.proof import read_bytes, reasons, values

SIMPLIFIED = [
    (
        "周末我和朋友去爬山，山路不长，却有不少台阶。走到半山腰的时候，"
        "天空忽然下起了小雨，我们只好在亭子里躲了一会儿。"
    ),
    (
        "请把下面这段话翻译成英文，并解释其中每一个成语的意思。"
        "如果你不确定，可以先列出几种可能的译法，再说明选择的理由。"
    ),
    (
        "这款手机的电池容量是五千毫安时，充满电大约需要四十分钟。"
        "如果屏幕亮度调到最低，可以连续播放视频十八个小时以上。"
    ),
    (
        "妈妈把洗干净的黄瓜切成薄片，撒上盐腌十分钟，再倒掉多余的水，"
        "拌上蒜末、香醋和一点点糖，一盘凉菜就做好了。"
    ),
    (
        "数据库里一共有三千二百条记录，其中重复的占了百分之七。"
        "我们先按照编号排序，然后删除重复的行，最后导出为表格。"
    ),
    (
        "老师问：“谁知道冬天为什么白天短、夜晚长？”小明举起手说：“因为太阳照射的角度变了。"
        "”大家都笑了，老师却点了点头。"
    ),
    (
        "患者三天前开始咳嗽、发热，夜间加重，无胸痛。查体：体温三十八度五，"
        "咽部充血，双肺呼吸音粗，未闻及啰音。"
    ),
    "秋风起，落叶满阶。独坐窗前，听檐下雨声，忽忆少年时夜读旧事，不觉茶已凉矣。",
]
TRADITIONAL = [
    (
        "週末我和朋友去爬山，山路不長，卻有不少臺階。走到半山腰的時候，"
        "天空忽然下起了小雨，我們只好在亭子裡躲了一會兒。"
    ),
    (
        "請把下面這段話翻譯成英文，並解釋其中每一個成語的意思。"
        "如果你不確定，可以先列出幾種可能的譯法，再說明選擇的理由。"
    ),
    (
        "這款手機的電池容量是五千毫安時，充滿電大約需要四十分鐘。"
        "如果螢幕亮度調到最低，可以連續播放影片十八個小時以上。"
    ),
    (
        "媽媽把洗乾淨的黃瓜切成薄片，撒上鹽醃十分鐘，再倒掉多餘的水，"
        "拌上蒜末、香醋和一點點糖，一盤涼菜就做好了。"
    ),
    (
        "老師問：「誰知道冬天為什麼白天短、夜晚長？」小明舉起手說：「因為太陽照射的角度變了。"
        "」大家都笑了，老師卻點了點頭。"
    ),
    "秋風起，落葉滿階。獨坐窗前，聽簷下雨聲，忽憶少年時夜讀舊事，不覺茶已涼矣。",
]
ENGLISH = [
    (
        "On Saturday we walked up the hill behind the village. The "
        "path was short, but it had more steps than we could count."
    ),
    'Translate this paragraph into Chinese and explain each idiom. {"role": "user", "content": "..."}',
    (
        "The battery holds five thousand mAh and charges in about "
        "40 minutes; with the screen dimmed it lasts 18 hours."
    ),
    "def area(width, height):\n    return width * height  # square metres\n",
]
KOREAN = (
    "주말에 친구와 함께 산에 올랐다. 길은 길지 않았지만 계단이 많았고, 중턱에서 갑자기 비가 내리기 시작했다. "
)
JAPANESE = (
    "週末に友達と山に登りました。道は長くありませんで"
    "したが、階段が多く、途中で急に雨が降り出しました。カメラも濡れました。"
)
RUSSIAN = "В субботу мы с друзьями поднялись на гору. Дорога была короткой, но ступеней было больше. "
FRENCH = "Nous sommes montés jusqu'au sommet. L'été dernier, la forêt était brûlée; tout a déjà reverdi. "

EXPECTED = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "big5": "big5",
}


def _sample(random_: random.Random, encoding: str) -> bytes:
    """200 to 2,000 bytes of Chinese, English or both, its last character perhaps cut in half."""
    script = TRADITIONAL if encoding == "big5" else random_.choice([SIMPLIFIED, SIMPLIFIED, TRADITIONAL])
    chinese_share = random_.choice([0.1, 0.3, 0.7, 1.0])
    pieces: list[str] = []
    size = random_.randint(200, 2000)
    data = b""
    while len(data) < size:
        paragraph = random_.choice(script if random_.random() < chinese_share else ENGLISH)
        start = random_.randrange(len(paragraph) // 2)
        pieces.append(paragraph[start : start + random_.randint(8, 80)] + random_.choice(["", "\n", " "]))
        data = "".join(pieces).encode(encoding, "ignore")
    return data[:size]


@pytest.mark.parametrize("encoding", EXPECTED)
def test_at_least_99_of_100_samples_are_right(encoding: str) -> None:
    random_ = random.Random(f"danlu {encoding}")
    found: Counter[str] = Counter()
    for _ in range(400):
        sample = _sample(random_, encoding)
        expected = "utf-8" if sample.isascii() and b"\x00" not in sample else EXPECTED[encoding]
        try:
            name = marked_encoding(sample) or detect_encoding(sample)
        except SourceRefused as refusal:
            name = refusal.reason.value
        found[name if name != expected else "right"] += 1
    assert found["right"] >= 396, found


@pytest.mark.parametrize("word", ["hôtel", "Noël", "dû", "piñata", "5 µm · 3"])
def test_one_accent_in_english_is_not_chinese(word: str) -> None:
    assert detect_encoding((ENGLISH[0] + f" {word} " + ENGLISH[2]).encode()) == "utf-8"


@pytest.mark.parametrize("few", ["的", "中文", "你好", "数据", "天气好"])
def test_few_chinese_characters_in_english(few: str) -> None:
    text = " ".join(ENGLISH) + f" It means {few}. " + ENGLISH[0]
    assert detect_encoding(text.encode()) == "utf-8"
    assert detect_encoding(text.encode("gb18030")) == "gb18030"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "euc_kr"),
        (KOREAN, "cp949"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (FRENCH, "cp1252"),
        (SIMPLIFIED[0] * 3, "utf-32"),
    ],
)
def test_other_encodings_are_refused(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "source"
    path.write_bytes((text * 4).encode(encoding))
    with pytest.raises(SourceRefused, match="unknown_encoding"):
        open_source(path, Limits())


ROWS = [{"text": text} for text in SIMPLIFIED + ENGLISH]


@pytest.mark.parametrize("encoding", [name for name in EXPECTED if name != "big5"])
def test_transcoded_files_read_like_utf8(folder: Path, encoding: str) -> None:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    records = read_bytes(folder, text.encode(encoding))
    assert values(records) == ROWS
    assert b"".join(record.content for record in records) == text.replace("\n", "").encode()
    assert open_source(folder / "source.dat", Limits()).encoding == EXPECTED[encoding]


def test_big5_file(folder: Path) -> None:
    text = "文本,標籤\n" + "".join(f"{line},x\n" for line in TRADITIONAL)
    assert values(read_bytes(folder, text.encode("big5"))) == [
        {"文本": line, "標籤": "x"} for line in TRADITIONAL
    ]


def test_chinese_that_comes_late_is_found(folder: Path) -> None:
    rows = [{"text": ENGLISH[0]}] * 3000 + ROWS
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    assert values(read_bytes(folder, text.encode("gb18030"))) == rows


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_undecodable_bytes_cost_one_record(folder: Path, encoding: str) -> None:
    lines = [json.dumps(row, ensure_ascii=False).encode(encoding) for row in ROWS]
    lines[2] = lines[2][:30] + b"\xff\xff" + lines[2][30:]
    assert reasons(read_bytes(folder, b"\n".join(lines))) == [None, None, "invalid_encoding"] + [None] * (
        len(ROWS) - 3
    )


def test_lone_surrogate_and_half_character_in_utf16(folder: Path) -> None:
    lines = [json.dumps(row, ensure_ascii=False).encode("utf-16-le") for row in ROWS]
    lines[1] = lines[1].replace("我".encode("utf-16-le"), b"\x00\xd8", 1)
    data = "\ufeff".encode("utf-16-le") + "\n".encode("utf-16-le").join(lines) + b"\n"
    records = read_bytes(folder, data)
    assert len([reason for reason in reasons(records) if reason is None]) >= len(ROWS) - 2
    assert reasons(records)[-1] is not None


def test_one_stray_byte_does_not_make_it_another_encoding(folder: Path) -> None:
    lines = [json.dumps(row).encode() for row in ROWS * 5]
    lines[3] = b'{"text": "caf\xe9 au lait"}'
    assert reasons(read_bytes(folder, b"\n".join(lines))).count("invalid_encoding") == 1


def test_declared_encoding_is_used_strictly(folder: Path) -> None:
    data = (JAPANESE * 3).encode("shift_jis")
    assert values(read_bytes(folder, data, encoding="Shift_JIS")) == [JAPANESE * 3]
    assert reasons(read_bytes(folder, data, encoding="utf-8")) == ["invalid_encoding"]
    assert values(read_bytes(folder, "\ufeff好".encode("utf-16-be"), encoding="utf-16")) == ["好"]


@pytest.mark.parametrize("name", ["no-such", "rot13", "base64", "utf-7", "unicode_escape", "idna", "cp037"])
def test_declared_name_must_be_a_text_encoding(name: str) -> None:
    with pytest.raises(SourceRefused, match="unknown_encoding"):
        declared_codec(name)


def test_real_files(shared_data: Path) -> None:
    folder = shared_data / "encoding"
    known = {"Big5": "big5", "GB2312": "gb18030", "UTF-16": "utf-16-be", "ascii": "utf-8", "utf-8": "utf-8"}
    known["utf-8-sig"] = "utf-8"
    for name, encoding in json.loads((folder / "expected_encoding.json").read_text()).items():
        if encoding in known:
            assert open_source(folder / name, Limits()).encoding == known[encoding]
        else:
            with pytest.raises(SourceRefused, match="unknown_encoding"):
                open_source(folder / name, Limits())


def _page(text: str, encoding: str, declared: str) -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="{declared}"></head><body><p>'.encode() + (
        text * 3
    ).encode(encoding)


@pytest.mark.parametrize(
    ("text", "declared", "codec"),
    [
        (RUSSIAN, "windows-1251", "cp1251"),
        (RUSSIAN, "KOI8-R", "koi8-r"),
        (FRENCH, "ISO-8859-1", "cp1252"),
        (JAPANESE, "Shift_JIS", "cp932"),
        (JAPANESE, "euc-jp", "euc_jp"),
        (KOREAN, "euc-kr", "cp949"),
    ],
)
def test_a_page_that_declares_its_encoding_is_believed(
    folder: Path, text: str, declared: str, codec: str
) -> None:
    assert detect_encoding(_page(text, declared, declared)) == codec
    xml = f'<?xml version="1.0" encoding="{declared}"?><html>'.encode() + (text * 3).encode(declared)
    assert detect_encoding(xml) == codec
    old = b'<html><meta http-equiv="Content-Type" content="text/html; charset=%s">' % declared.encode()
    assert detect_encoding(old + (text * 3).encode(declared)) == codec


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (RUSSIAN, "cp1251", "koi8-r"),
        (RUSSIAN, "cp1251", "iso-8859-1"),
        (RUSSIAN, "koi8_r", "windows-1251"),
        (FRENCH, "cp1252", "windows-1251"),
        (FRENCH, "cp1252", "utf-8"),
        (JAPANESE, "euc_jp", "gb2312"),
        (KOREAN, "cp949", "shift_jis"),
        (RUSSIAN, "cp1251", "no-such"),
        (RUSSIAN, "cp1251", "utf-16"),
    ],
)
def test_a_wrong_declaration_is_not_believed(text: str, encoding: str, declared: str) -> None:
    with pytest.raises(SourceRefused, match="unknown_encoding"):
        detect_encoding(_page(text, encoding, declared))


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "big5", "euc-jp"])
def test_a_declaration_does_not_overrule_certain_bytes(declared: str) -> None:
    assert detect_encoding(_page(SIMPLIFIED[0], "gb18030", declared)) == "gb18030"
    assert detect_encoding(_page(SIMPLIFIED[0], "utf-8", declared)) == "utf-8"


def test_only_pages_declare_and_only_in_their_head() -> None:
    text = (RUSSIAN * 3).encode("cp1251")
    for data in (
        b'A text about <meta charset="windows-1251">. ' + text,
        b"<!-- <meta charset=windows-1251> --><p>" + text,
    ):
        with pytest.raises(SourceRefused, match="unknown_encoding"):
            detect_encoding(data)
    assert detect_encoding(text, b"<html><meta charset=windows-1251>") == "cp1251"
