"""Words and characters that decide what a question asks: where a row has another one, it asks another.

Numbers, parts and order; negation; comparison and direction; true and false. Digits always decide.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.contamination.kernels.folding import hash_letters

_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
million billion dozen half halves third thirds quarter quarters fourth fifth sixth seventh eighth ninth
tenth first second once twice thrice double doubles doubled triple triples tripled
halve halves halved quadruple quadruples quadrupled twofold threefold
not no nor none never neither without except cannot nt dont doesnt didnt isnt arent wasnt werent wont
more less most least fewer greater smaller larger higher lower longer shorter older younger maximum
minimum before after above below increase increases increased decrease decreases decreased
true false correct incorrect right wrong left always
monday tuesday wednesday thursday friday saturday sunday
"""
_NUMBERS = "零〇一二三四五六七八九十百千万亿两半倍甲乙丙丁"
_HAN = "大小多少高低长短快慢早晚前后左右上下东西南北内外增减加乘除升降买卖进出收支最正错误真假对"
_NEGATIONS = "不没无非未莫勿"
_SHAPES = (
    "日曰 人入 土士 干千 己已巳 末未 天夭 王玉 白自 目自 木本 治冶 侯候 折拆 徒徙 戊戍戌 晴睛 由田 圆园 汆氽"
)
"""Characters that are taken for one another by eye."""
_FIRST_ROW, _LAST_ROW, _CELLS = 0xB0, 0xD7, 94
_COMMANDS = """
frac dfrac tfrac cfrac text textbf textit textrm textsf texttt mathrm mathbf mathit mathsf mathbb mathcal
mathscr operatorname boldsymbol bm mbox left right big Big bigg Bigg bigl bigr Bigl Bigr middle cdot times
div ast star pm mp quad qquad displaystyle textstyle limits nolimits boxed sqrt le leq leqslant ge geq
geqslant lt gt ne neq approx sim equiv cong ldots dots cdots vdots ddots dotsb dotsc circ degree begin end
item hspace vspace hline underline overline emph par newline linebreak
"""


@cache
def decisive_words() -> NDArray[np.uint64]:
    """The hashes of the words, sorted."""
    return _hashes(_WORDS)


@cache
def layout_commands() -> NDArray[np.uint64]:
    """The hashes of the commands of LaTeX that say nothing, sorted."""
    return _hashes(_COMMANDS)


@cache
def decisive_han() -> NDArray[np.uint8]:
    """By code point of the first plane: 1 for a Han character that decides, 2 negates, 3 counts."""
    table = np.zeros(0x10000, dtype=np.uint8)
    table[[ord(character) for character in _HAN]] = 1
    table[[ord(character) for character in _NEGATIONS]] = 2
    table[[ord(character) for character in _NUMBERS]] = 3
    return table


@cache
def han_sounds() -> NDArray[np.int32]:
    """By code point of the first plane: a Han character's place in the order of sounds; 0 for none.

    The 3,755 characters of level 1 of GB/T 2312-1980 stand in the order of their pinyin, so that those that a
    keyboard mixes up stand side by side.
    """
    table = np.zeros(0x10000, dtype=np.int32)
    for row in range(_FIRST_ROW, _LAST_ROW + 1):
        for cell in range(_CELLS):
            text = bytes([row, 0xA1 + cell]).decode("gb2312", "ignore")
            if text:
                table[ord(text)] = 1 + (row - _FIRST_ROW) * _CELLS + cell
    return table


@cache
def han_shapes() -> NDArray[np.int32]:
    """By code point of the first plane: the group of characters that look alike; 0 for none."""
    table = np.zeros(0x10000, dtype=np.int32)
    for number, group in enumerate(_SHAPES.split()):
        table[[ord(character) for character in group]] = number + 1
    return table


def _hashes(words: str) -> NDArray[np.uint64]:
    texts = [np.frombuffer(word.encode(), dtype=np.uint8) for word in sorted(set(words.split()))]
    return np.array(sorted(int(hash_letters(text, 0, text.size)) for text in texts), dtype=np.uint64)
