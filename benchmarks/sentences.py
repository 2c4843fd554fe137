"""Sentences of no importance in Chinese and English, put together from parts: what a corpus is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Parts:
    """One language's parts of a sentence; `join` stands between sentences."""

    who: Sequence[str]
    does: Sequence[str]
    what: Sequence[str]
    where: Sequence[str]
    when: Sequence[str]
    why: Sequence[str]
    frame: str
    ask: Sequence[str]
    join: str
    contact: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.strip().split(" | "))


ENGLISH = Parts(
    who=_words(
        "the gardener | a young baker | my neighbour | the ferryman | one of the weavers | the night watch | "
        "an old carpenter | the bell founder | our teacher | the beekeeper | a passing clerk | the miller | "
        "the potter next door | a retired sailor | the cook | the librarian | somebody | the mapmaker"
    ),
    does=_words(
        "repairs | paints | measures | carries | describes | weighs | sorts | cleans | borrows | counts | "
        "polishes | folds | packs | copies | sketches | hides | labels | compares"
    ),
    what=_words(
        "the copper kettle | seven oak planks | a basket of pears | the torn sail | every brass hinge | "
        "a sack of rye flour | the blue notebook | three clay lamps | the long ladder | a bundle of reeds | "
        "the oldest clock | two woollen coats | the broken loom | a jar of honey | the iron gate | "
        "a row of seedlings | the paper lantern | an empty barrel"
    ),
    where=_words(
        "behind the mill | at the edge of the market | under the stone bridge | in the upper room | "
        "beside the canal | near the old quarry | on the third floor | along the harbour wall | "
        "in front of the station | between two orchards | by the kitchen window | outside the workshop"
    ),
    when=_words(
        "before sunrise | on the first cold day | every second week | after the long rain | at noon | "
        "during the spring fair | when the tide is low | late in the evening | once the paint is dry | "
        "as soon as the road is clear | in early autumn | while the kettle boils"
    ),
    why=_words(
        "because the wood has to rest | so that nothing is wasted | although nobody asked for it | "
        "since the north wind brings dust | which takes longer than one would think | "
        "and writes the result on a card | to keep the mice away | for the weight matters most | "
        "as the custom of the village demands | and then starts again from the left"
    ),
    frame="{who} {does} {what} {where} {when}, {why}.",
    ask=(
        "Explain why {who} {does} {what} {where}.",
        "Describe in your own words how {who} {does} {what} {when}.",
        "What should one know before {who} {does} {what}, {why}?",
    ),
    join=" ",
    contact="Please write to {email} or call {phone}.",
)

CHINESE = Parts(
    who=_words(
        "园丁 | 年轻的面包师 | 我的邻居 | 摆渡的人 | 一位织布的师傅 | 守夜人 | 老木匠 | 铸钟的人 | "
        "我们的老师 | 养蜂人 | 路过的文书 | 磨坊的主人 | 隔壁的陶工 | 退休的水手 | 厨子 | 图书管理员 | "
        "有一个人 | 画地图的人"
    ),
    does=_words(
        "修补 | 粉刷 | 丈量 | 搬运 | 描述 | 称量 | 整理 | 擦洗 | 借走 | 清点 | 打磨 | 折好 | 包好 | "
        "抄写 | 画下 | 藏起 | 标记 | 比较"
    ),
    what=_words(
        "那把铜壶 | 七块橡木板 | 一篮梨子 | 撕破的船帆 | 每一个铜合页 | 一袋黑麦面粉 | 蓝色的笔记本 | "
        "三盏陶灯 | 那架长梯 | 一捆芦苇 | 最旧的座钟 | 两件羊毛外套 | 坏掉的织机 | 一罐蜂蜜 | 铁栅门 | "
        "一排幼苗 | 纸灯笼 | 空木桶"
    ),
    where=_words(
        "磨坊后面 | 集市边上 | 石桥底下 | 楼上的房间里 | 运河旁边 | 旧采石场附近 | 三楼 | 港口的堤岸上 | "
        "车站前面 | 两片果园之间 | 厨房的窗边 | 作坊外面"
    ),
    when=_words(
        "日出之前 | 第一个冷天 | 每隔一周 | 久雨之后 | 正午 | 春天的庙会期间 | 退潮的时候 | 傍晚 | "
        "油漆干了以后 | 路一通 | 初秋 | 水烧开的工夫"
    ),
    why=_words(
        "因为木头需要静置 | 这样什么也不会浪费 | 尽管没有人要求这样做 | 因为北风会带来灰尘 | "
        "这比想象的要久 | 并把结果写在卡片上 | 为的是不招老鼠 | 因为重量最要紧 | 这是村里的老规矩 | "
        "然后再从左边重新开始"
    ),
    frame="{when}，{who}在{where}{does}{what}，{why}。",
    ask=(
        "请说明为什么{who}要在{where}{does}{what}？",
        "用自己的话讲一讲，{when}，{who}怎样{does}{what}。",
        "{who}{does}{what}之前需要知道什么？{why}。",
    ),
    join="",
    contact="请写信到 {email}，或致电 {phone}。",
)


def pick(dice: Random, choices: Sequence[str]) -> str:
    """One of the choices, the same on every version of Python: only `Random.random` is promised to be."""
    return choices[int(dice.random() * len(choices))]


def sentence(dice: Random, parts: Parts, frame: str) -> str:
    """A frame filled with parts."""
    names = ("who", "does", "what", "where", "when", "why")
    text = frame.format_map({name: pick(dice, getattr(parts, name)) for name in names})
    return text[0].upper() + text[1:]


def passage(dice: Random, parts: Parts, size: int) -> list[str]:
    """Sentences of at least `size` bytes of UTF-8 in all."""
    found: list[str] = []
    length = 0
    while length < size:
        found.append(sentence(dice, parts, parts.frame))
        length += len(found[-1].encode())
    return found
