"""Two short stories of our own, and how to weave them."""

from __future__ import annotations

from collections.abc import Iterator

from danlu.novels.scenes import Scenes
from danlu.pieces import Paragraph
from danlu.readers import Limits
from danlu.readers.buffer import TextBuffer
from danlu.readers.novel import read_novel
from danlu.reading_knobs import Novel
from danlu.rows import Row
from danlu.woven import Woven

CHINESE = """第一章 雨夜

雨下了一整夜。巷子尽头的灯还亮着，像一只不肯合上的眼睛。

林小满推开门，把伞靠在墙角，说道：“老板，来碗面。”

“灯还亮着呢。”林小满笑着说。

老周叹了口气，放下手里的账本：“就剩阳春面，吃不吃？”

“吃。”

“加蛋两块。”

“加两个。”她说。

老周转身进了厨房。锅里的水声和外面的雨声混在一起。

“你是新搬来的？”老周问。

“昨天刚到。”林小满看着墙上的照片，“这是您女儿？”

老周没有回答。过了很久，他才低声说：“是。”

第二章 照片

第二天一早，巷口来了一个穿灰色大衣的男人。

男人沉默了一下，说：“我是来还照片的。”

“什么照片？”林小满问。

“二十年前，他借给我的。”男人说。

此时所谓“老照片”的传说已经传遍整条街。

男人忽然笑了：「看来你跟他很熟。」

「不熟。」林小满摇了摇头，「昨天才认识。」
"""

ENGLISH = """CHAPTER I

THE LAMP IN THE MILL

The mill had stood empty for eleven winters, and the village had grown
used to its silence. On the last evening of October a light was seen in
the upper window, and two people went up the hill to look at it.

"There it is again," said Margaret, stopping at the gate. "You can't tell
me that is the moon."

"I never said it was," replied Tobias. He pulled his collar up and looked
at the sky. "The moon is behind us."

"Then who lit it?"

"Somebody who has oil."

Margaret laughed. "You are no help at all," she said.

'Tis an odd thing to be called no help on one's own hill, and neither of
them knew what to say to it.

CHAPTER II

THE MILLER'S STORY

"He asked us to come back," Tobias said. "He says the river will rise."

"The river rises every year," said his aunt.

"Not like this."

The so-called "river book" of the parish was kept in the vestry, and
nobody had opened it since the old vicar died.

* * *

Margaret waited by the bridge until noon. When Tobias came at last she
did not greet him. She said, "The water is over the second step."

"I will tell you what he told me last night," said Tobias. "There was a
gate under the wheel, and in his time it was closed every autumn.

"And he told me that nobody has closed it since."

"Then we'll close it," said Margaret.
"""


def paragraphs(text: str) -> list[Paragraph]:
    found = []
    for record in read_novel(TextBuffer(iter([text.encode()])), Limits()):
        assert isinstance(record.value, Paragraph)
        found.append(record.value)
    return found


def weave(pieces: list[Paragraph], options: Novel | None = None) -> list[Woven]:
    scenes = Scenes(options or Novel())

    def all_of_it() -> Iterator[Woven]:
        for handle, piece in enumerate(pieces, 1):
            yield from scenes.take(handle, piece)
        yield from scenes.finish()

    return list(all_of_it())


def rows_of(text: str, options: Novel | None = None) -> list[Row]:
    return [row for woven in weave(paragraphs(text), options) for row in woven.rows]


def turns(row: Row) -> list[tuple[str, str | None, str | None]]:
    return [(message["role"], message.get("name"), message["content"]) for message in row["messages"]]
