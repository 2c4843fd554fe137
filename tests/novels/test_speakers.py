"""Who says a line: by the text, by a pronoun, or by taking turns; and nobody where it is not said."""

from __future__ import annotations

import pytest

from danlu.novels.alternation import resolve
from danlu.novels.beats import Beat
from danlu.novels.names import Names
from danlu.novels.quotations import split_paragraph
from danlu.novels.speakers import attribute


def speakers(*paragraphs: str, known: tuple[str, ...] = ()) -> list[str | None]:
    names = Names()
    for name in known:
        names.learn(name, plain=True)
    beats: list[Beat] = []
    for number, text in enumerate(paragraphs):
        for beat in attribute(split_paragraph(text), names):
            beat.paragraph = number
            beats.append(beat)
    resolve(beats)
    return [beat.speaker for beat in beats if beat.said is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三道：“好。”", ["张三"]),
        ("“好。”张三笑道。", ["张三"]),
        ("“好，”张三说，“走吧。”", ["张三", "张三"]),
        ("司马懿大笑曰：“好。”", ["司马懿"]),
        ("张三谓李四曰：“好。”", ["张三"]),
        ("虎威将军赵六出曰：“好。”", ["虎威将军赵六"]),
        ("帐后转出王五曰：“好。”", ["王五"]),
        ("张三、李四齐声应曰：“好。”", ["张三、李四"]),
        ("忽一人大呼曰：“好。”众视之，乃王五也。", ["王五"]),
        ("我问道：“好吗？”", ["我"]),
        ("忽报：“贼来了。”", [None]),
        ("乃谓众人曰：“好。”", [None]),
        ("掷之于地曰：“好。”", [None]),
        ("张三正要走，猛然闪出一个大汉，大呼曰：“站住！”", [None]),
    ],
)
def test_chinese(text: str, expected: list[str | None]) -> None:
    assert speakers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Well," said Anna.', ["Anna"]),
        ('"Well," Anna said quietly, "why not?"', ["Anna", "Anna"]),
        ('Anna asked, "Why?"', ["Anna"]),
        ('Then Mr. Hale replied: "Why?"', ["Mr. Hale"]),
        ('"Why?" asked the old man, rising.', ["the old man"]),
        ('"Why?" said his aunt to Tom.', ["his aunt"]),
        ('"Why?" I asked.', ["I"]),
        ('"Why?" said Anna of Wells. "Not now."', ["Anna of Wells", "Anna of Wells"]),
        ('"Why?" The door opened.', [None]),
        ('Then said nothing. "Why?"', [None]),
    ],
)
def test_english(text: str, expected: list[str | None]) -> None:
    assert speakers(text) == expected


def test_a_left_out_subject_is_the_nearest_known_name() -> None:
    assert speakers("“来。”李四笑着说。", "李四看着窗外，低声说：“好。”") == ["李四", "李四"]
    assert speakers("张三听了，勃然变色，大怒曰：“好。”", known=("张三",)) == ["张三"]
    assert speakers("张三来见李四，拱手曰：“好。”", known=("张三", "李四")) == ["张三"]


def test_a_pronoun_needs_exactly_two_speakers() -> None:
    pair = ("“来了？”张三问。", "“来了。”李四答道。")
    assert speakers(*pair, "“坐。”他说。") == ["张三", "李四", "张三"]
    assert speakers(*pair, "“坐。”王五说。", "“好。”他说。")[-1] is None
    assert speakers('"Yes?" asked Anna.', '"No," said Tom.', '"Why?" she said.') == ["Anna", "Tom", "Anna"]


def test_two_established_speakers_take_turns() -> None:
    pair = ("“来了？”张三问。", "“来了。”李四答道。")
    assert speakers(*pair, "“坐。”", "“好。”") == ["张三", "李四", "张三", "李四"]
    assert speakers("“来了？”张三问。", "“来了。”", "“坐。”") == ["张三", None, None]


def test_a_chain_that_the_text_contradicts_is_given_up() -> None:
    pair = ("“来了？”张三问。", "“来了。”李四答道。")
    assert speakers(*pair, "“坐。”", "“好。”张三说。") == ["张三", "李四", None, "张三"]


def test_narration_between_breaks_the_turns() -> None:
    pair = ("“来了？”张三问。", "“来了。”李四答道。")
    assert speakers(*pair, "门外有人走过。", "“坐。”")[-1] is None
