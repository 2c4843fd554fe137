"""Adds to the prompt a constraint that the answer at hand already keeps.

The constraint is read off the answer by counting, so the new pair is true by construction, and it
teaches that such wishes are to be followed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from danlu.augmentation.operation import Operation, Turn, pick, single_turn, with_prompt

PROMPT_CHARACTERS = 400
LIST_ITEMS = range(2, 13)
SENTENCE_CHARACTERS = {"en": (25, 240), "zh": (10, 100)}
LENGTH_LIMITS = {"en": (30, 50, 100), "zh": (50, 100, 200)}
"""Limits a person would name: words in English, characters in Chinese."""

# what to explain or to tell; a rewritten sentence or a class label has its length from the task
_OPEN = {
    "en": re.compile(
        r"(?:what|how|why|who|where|when|which|describe|explain|define|discuss|tell|outline|"
        r"compare|is|are|do|does|can|should)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:请|请你)?(?:描述|解释|说明|介绍|概述|阐述|定义|比较|讨论|谈谈|分析)|"
        r".*(?:什么|如何|怎么|怎样|为何|哪|谁|是否|吗|何时).*[？?]$"
    ),
}
# things to be named one by one, and things to be explained point by point
_LISTED = {
    "en": re.compile(
        r"(?:(?:list|name|give|provide|suggest|brainstorm|recommend|identify) (?!an? )|"
        r"what (?:are|were) |which \w+s )",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"(?:请|请你)?(?:列出|列举|给出|提供|推荐|举出|提出)|.*哪些"),
}
_POINTS = {
    "en": re.compile(
        r"(?:explain (?:how|why)|why |how (?:can|do|does|to|could|should) |outline |describe |discuss )",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:请|请你)?(?:概述|说明|解释|介绍|阐述|谈谈|分析|讨论|描述|比较|讲解)|.*(?:如何|怎么|怎样|为什么|为何|是什么)"
    ),
}
_CONSTRAINED = {
    "en": re.compile(
        r"\b(?:words?|sentences?|paragraphs?|characters?|lines?|brief(?:ly)?|short|concise(?:ly)?|long|"
        r"detail(?:ed|s)?|json|formats?|formatted|exactly|most|least|more than|fewer|less than|steps?|"
        r"bullets?|numbered|numbers?|single|only|one|two|three|four|five|six|seven|eight|nine|ten|essay|story|"
        r"stories|poem|article|letter|dialogue|code|program|script|recipe|table|following|quote|example|"
        r"a few|several|pair|both|couple|output|translate|rewrite|hello|hi|your|yourself|"
        r"(?:do|did|are|have|can|would) you|\d+)\b"
    ),
    "zh": re.compile(
        r"[0-9一二两三四五六七八九十几][个种条点句段行字项步首篇位部次件类样组对]|句|字数|字以内|段落|行|不超过|至少|最多|"
        r"简短|简洁|简要|简单|详细|格式|列表|清单|表格|步骤|例子|故事|诗|文章|代码|程序|对话|作文|邮件|食谱|"
        r"翻译|改写|仅|只|以下|下列|给定|你好|你|您|[0-9]"
    ),
}
_END = {"en": re.compile(r"[.!?][\"')\]]*(?=\s|$)"), "zh": re.compile(r"[。！？!?；;][”’」』）)]*")}
_FINITE = {
    "en": re.compile(
        r"\b(?:is|are|was|were|has|have|had|can|could|will|would|should|may|might|must|do|does|did|"
        r"means|refers|includes?|contains?|occurs?|allows?|helps?)\b"
    ),
    "zh": re.compile(r"[是有会能可在为由把被使让将得指]"),
}
_ITEM = re.compile(r"^\s{0,3}(\d{1,2})(?:[.)]\s|[、．）]|\.(?=[^\d\s]))\s*\S", re.MULTILINE)
_STRUCTURED = re.compile(r"```|^\s*(?:[-*•#|]|\d{1,2}[.)、．])|https?:|:$|：$", re.MULTILINE)


def _wordings(turn: Turn, language: str) -> tuple[str, ...]:
    """The constraints that the answer keeps and that the prompt would take; none if it has its own."""
    if language not in _OPEN or len(turn.prompt) > PROMPT_CHARACTERS:
        return ()
    prompt, answer = turn.prompt.strip(), turn.answer.strip()
    if _holds_json(answer):
        asked = re.search("json", prompt, re.IGNORECASE)
        return () if asked else ({"en": "Reply with JSON only.", "zh": "只输出 JSON。"}[language],)
    if "\n" in prompt or _CONSTRAINED[language].search(prompt.lower()):
        return ()
    items = _list_items(answer)
    if items in LIST_ITEMS:
        return _list_wordings(prompt, items, language)
    if not _OPEN[language].match(prompt) or _STRUCTURED.search(answer):
        return ()
    sentence = _SENTENCE_WORDINGS[language] if _is_one_sentence(answer, language) else ()
    return (*sentence, *_limit_wordings(answer, language))


_SENTENCE_WORDINGS = {
    "en": ("Answer in one sentence.", "Keep it to one sentence.", "One sentence is enough."),
    "zh": ("请用一句话回答。", "一句话回答即可。", "用一句话说明。"),
}


def _list_wordings(prompt: str, items: int, language: str) -> tuple[str, ...]:
    chinese = language == "zh"
    if _LISTED[language].match(prompt):
        if chinese:
            return (
                f"用编号列表给出 {items} 条。",
                f"一共给出 {items} 条，并编号。",
                f"给出 {items} 条即可，请编号。",
            )
        return (
            f"Answer with a numbered list of {items} items.",
            f"Number the items from 1 to {items}.",
        )
    if _POINTS[language].match(prompt):
        if chinese:
            return (f"请分 {items} 点说明。", f"请分 {items} 点回答。", f"请归纳成 {items} 点。")
        return (f"Answer in {items} numbered points.", f"Number your points from 1 to {items}.")
    return ()


def _limit_wordings(answer: str, language: str) -> tuple[str, ...]:
    """A limit of length, only where the answer uses at least half of it."""
    length = len(answer) if language == "zh" else len(answer.split())
    limit = next((bound for bound in LENGTH_LIMITS[language] if length <= bound), 0)
    if length * 2 < limit or not limit:
        return ()
    if language == "zh":
        return (f"请控制在 {limit} 字以内。", f"回答不超过 {limit} 字。", f"回答不要超过 {limit} 个字。")
    return (
        f"Use no more than {limit} words.",
        f"Answer in at most {limit} words.",
        f"Keep your answer within {limit} words.",
    )


def _holds_json(answer: str) -> bool:
    if answer[0] not in "{[":
        return False
    try:
        return bool(json.loads(answer))
    except (ValueError, RecursionError):
        return False


def _list_items(answer: str) -> int:
    """Number of items of an answer that is one numbered list, at most one paragraph before and after.

    0 where the numbers do not run from 1, or where the answer has any other structure.
    """
    numbers = [int(match) for match in _ITEM.findall(answer)]
    blocks = [line for line in answer.splitlines() if line.strip()]
    first = next((index for index, line in enumerate(blocks) if _ITEM.match(line)), len(blocks))
    last = next((index for index in reversed(range(len(blocks))) if _ITEM.match(blocks[index])), 0)
    plain = first <= 1 and len(blocks) - 1 - last <= 1 and last - first == len(numbers) - 1
    return len(numbers) if plain and numbers == list(range(1, len(numbers) + 1)) else 0


def _is_one_sentence(answer: str, language: str) -> bool:
    least, most = SENTENCE_CHARACTERS[language]
    if "\n" in answer or not least <= len(answer) <= most or not _FINITE[language].search(answer):
        return False
    ends = list(_END[language].finditer(answer))
    return len(ends) == 1 and ends[0].end() == len(answer)


def fits(row: Mapping[str, Any], language: str) -> bool:
    """A prompt without constraints of its own, and an answer that keeps one a person would ask for."""
    turn = single_turn(row)
    return turn is not None and bool(_wordings(turn, language))


def apply(row: Mapping[str, Any], language: str, draw: float) -> dict[str, Any]:
    """The same messages with the constraint after the prompt."""
    prompt, answer = (message["content"] for message in row["messages"])
    constraint = pick(_wordings(Turn(prompt, answer), language), draw)
    prompt = prompt.rstrip()
    if "\n" in prompt:
        return with_prompt(row, f"{prompt}\n{constraint}")
    if prompt[-1] not in ".。?？!！":
        prompt += "。" if language == "zh" else "."
    return with_prompt(row, prompt + ("" if language == "zh" else " ") + constraint)


ANSWER_CONSTRAINT = Operation(
    name="answer_constraint",
    version=1,
    description="adds a constraint of form or length that the existing answer keeps",
    description_zh="在提问后加一条现有回答已经满足的格式或长度要求",
    fits=fits,
    apply=apply,
)
