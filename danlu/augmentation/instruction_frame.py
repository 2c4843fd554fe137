"""Asks for the same in another natural way: "Describe X." becomes "Could you describe X?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from danlu.augmentation.operation import Operation, pick, single_turn, with_prompt

PROMPT_CHARACTERS = {"en": (15, 200), "zh": (6, 100)}

_ENGLISH_QUESTION = re.compile(
    r"(?:what|how|why|when|where|who|which|is|are|does|do|did|was|were|should)\b[^.?!:;\n]+\?", re.IGNORECASE
)
_ENGLISH_TASK = re.compile(
    r"(?:(?:describe|explain|write|create|generate|provide|suggest|identify|compare|summari[sz]e|compose|"
    r"construct|convert|calculate|develop|discuss|brainstorm|translate|analy[sz]e|come up with|tell me|"
    r"recommend|define|give me|draft|rewrite|rephrase|simplify|categori[sz]e|classify|determine|"
    r"illustrate|formulate|invent|produce|prepare) |"
    # these are nouns too: "State capitals of Brazil" is not a request
    r"(?:list|name|state|design|plan|find|give|make|outline|estimate|propose|think of|rank|sort|cite|"
    r"choose|pick|arrange|tell|show|build|devise) (?=(?:a|an|the|all|at|each|some|any|that|this|"
    r"how|what|why|\d+|one|two|three|four|five|six|seven|eight|nine|ten|several)\b))"
    r"[^.?!:;\n]+[^.?!:;,\s]\.?",
    re.IGNORECASE,
)
_ENGLISH_UNFIT = re.compile(
    r"\b(?:please|hello|hi|thanks?|you|your|following|below|above|given|provided|attached|this|these|i|me|"
    r"my|we|our|us)\b|https?:|[{}<>`|=_\\]|\.\.|\"\.?$",
    re.IGNORECASE,
)
_ENGLISH_QUESTION_FRAMES = (
    "I have a question: {lower}",
    "I'd like to know: {lower}",
    "Here's something I've been wondering: {lower}",
    "Quick question: {lower}",
    "{whole} I'd appreciate a clear answer.",
    "Can you help me with this question? {whole}",
)
_ENGLISH_TASK_FRAMES = (
    "Please {lower}.",
    "Could you {lower}?",
    "Can you {lower}, please?",
    "I'd like you to {lower}.",
    "I need some help. Please {lower}.",
    "{whole}. Thank you!",
)

_CHINESE_QUESTION = re.compile(
    r"(?=.*(?:什么|如何|怎么|怎样|怎能|为何|哪|谁|多少|几|是否|吗|何时|何地|何处|呢))[^。？?！!；;：:\n]+[？?]"
)
_CHINESE_TASK = re.compile(
    r"(?:描述|解释|说明|介绍|概述|阐述|分析|比较|对比|总结|概括|列出|列举|写出|写|编写|撰写|创作|起草|拟定|"
    r"制定|设计|生成|提供|给出|推荐|举例|举出|举|讲|计算|翻译|改写|整理|归纳|评价|编|画出|想出|提出|找出)"
    r"(?!者|师|器|法|员|作)[^。？?！!；;：:\n]+[^。？?！!；;：:，,、\s]。?"
)
_CHINESE_UNFIT = re.compile(
    r"请|您|你|我|咱|谢|麻烦|帮|以下|下列|下面|上面|上述|给定|给出的|提供的|所给|这个|这些|这段|这句|此|该|"
    r"输入|文本|段落|原文|能否|可以|https?:|[{}<>`|=_\\]|吗？.|…"
)
# what someone does for someone else; "请帮我讨论…" is not said
_CHINESE_HELP = re.compile(
    r"列出|列举|写|编写|撰写|创作|起草|拟定|制定|设计|生成|计算|翻译|改写|整理|归纳|总结|概括|推荐|想|找出"
)
_CHINESE_QUESTION_FRAMES = (
    "请问，{whole}",
    "想请教一下：{whole}",
    "我有个问题：{whole}",
    "我想了解一下，{whole}",
    "有个问题一直没弄明白：{whole}",
    "{whole}麻烦解答一下，谢谢。",
)
_CHINESE_TASK_FRAMES = (
    "请{whole}。",
    "请你{whole}。",
    "麻烦你{whole}。",
    "{whole}，谢谢。",
    "你能{whole}吗？",
)
_CHINESE_HELP_FRAMES = (
    *_CHINESE_TASK_FRAMES,
    "请帮我{whole}。",
    "能帮我{whole}吗？",
    "想请你帮个忙：{whole}。",
)


def _frames(prompt: str, language: str) -> tuple[str, ...]:
    """The frames that suit a prompt; none where no frame would read naturally."""
    least, most = PROMPT_CHARACTERS.get(language, (1, 0))
    if not least <= len(prompt) <= most:
        return ()
    if language == "zh":
        if _CHINESE_UNFIT.search(prompt):
            return ()
        if _CHINESE_QUESTION.fullmatch(prompt):
            return _CHINESE_QUESTION_FRAMES
        if not _CHINESE_TASK.fullmatch(prompt):
            return ()
        return _CHINESE_HELP_FRAMES if _CHINESE_HELP.match(prompt) else _CHINESE_TASK_FRAMES
    if _ENGLISH_UNFIT.search(prompt):
        return ()
    if _ENGLISH_QUESTION.fullmatch(prompt):
        return _ENGLISH_QUESTION_FRAMES
    return _ENGLISH_TASK_FRAMES if _ENGLISH_TASK.fullmatch(prompt) else ()


def fits(row: Mapping[str, Any], language: str) -> bool:
    """A single plain request or question of one sentence that nothing frames yet."""
    turn = single_turn(row)
    return turn is not None and bool(_frames(turn.prompt.strip(), language))


def apply(row: Mapping[str, Any], language: str, draw: float) -> dict[str, Any]:
    """The same messages with the prompt in a frame."""
    prompt = row["messages"][0]["content"].strip()
    frame = pick(_frames(prompt, language), draw)
    whole = prompt.rstrip(".。")
    return with_prompt(row, frame.format(whole=whole, lower=whole[0].lower() + whole[1:]))


INSTRUCTION_FRAME = Operation(
    name="instruction_frame",
    version=1,
    description="puts a bare question or request into one of several natural frames",
    description_zh="给直白的提问或要求换一种自然的说法",
    fits=fits,
    apply=apply,
)
