"""Tokens of chat templates out of texts, where a careless export left them at the ends or between turns.

Known are the tokens of ChatML, GPT-2, Llama 2, 3 and 4, Gemma, GLM, Phi and Zephyr, DeepSeek, InternLM,
MOSS, Cohere and the headings of Alpaca, as the published templates of these models spell them. A text
that speaks of a token in a sentence keeps it, and so does code. A text that holds turns of two
roles is a conversation by itself: without the tokens, nobody could tell who says what.
"""

from __future__ import annotations

import re
from itertools import islice

from danlu.cleaning.code import ascii_words
from danlu.cleaning.rule import Rule, each
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_ROLES = "system|user|assistant|human|gpt|bot|model|tool|observation|function|ipython|developer"
_START = re.compile(
    rf"<\|im_start\|>[ \t]?({_ROLES})[ \t]*(?:\n|\Z)"
    rf"|<\|(?:start_header_id|header_start)\|>[ \t]?({_ROLES})[ \t]?<\|(?:end_header_id|header_end)\|>\s*"
    rf"|<start_of_turn>[ \t]?({_ROLES})[ \t]*(?:\n|\Z)"
    r"|<\|(user|assistant|system|observation)\|>[ \t]*(?:\n|\Z)"
    r"|<｜(User|Assistant)｜>"
    r"|<\|(Human|User|Bot|MOSS)\|>[:：][ \t]?"
    r"|<\|START_OF_TURN_TOKEN\|><\|(USER|CHATBOT|SYSTEM)_TOKEN\|>"
    r"|\[(INST)\]|\[(/INST)\]"
)
"""The beginning of a turn; the one group that matches names its role."""
_PLAIN = re.compile(
    r"<\|(?:im_end|im_sep|endoftext|startoftext|end|eot|eot_id|eom_id|begin_of_text|end_of_text|end_of_turn"
    r"|endofprompt|END_OF_TURN_TOKEN)\|>"
    r"|<(?:end_of_turn|start_of_turn|bos|eos|sop|eop|eoh|eoa|eom|BOS_TOKEN|EOS_TOKEN|pad)>|</?s>|\[gMASK\]"
    r"|<｜(?:begin|end)▁of▁sentence｜>"
)
"""A token that names no role."""
_TOKEN = re.compile(f"{_START.pattern}|{_PLAIN.pattern}")
_WORDS = (
    *(
        "<|im_",
        "<|endof",
        "<|startof",
        "<|end",
        "<|eo",
        "<|begin_of",
        "<|start_",
        "<|header_",
        "<start_of_turn>",
    ),
    *(
        "<|user|>",
        "<|assistant|>",
        "<|system|>",
        "<|observation|>",
        "<|Human|>",
        "<|Bot|>",
        "<|MOSS|>",
        "<｜",
    ),
    *(
        "<|START_OF",
        "[INST]",
        "[/INST]",
        "<end_of_turn>",
        "<bos>",
        "<eos>",
        "<sop>",
        "<eop>",
        "<eoh>",
        "<eoa>",
    ),
    *("<eom>", "<BOS_TOKEN>", "<EOS_TOKEN>", "<pad>", "<s>", "</s>", "[gMASK]"),
    *("### Response:", "### Instruction:", "### Assistant:", "### Human:", "### 回答", "### 指令"),
)
_ABOUT = ascii_words(
    r"(?i)\btokeni[sz]|\btokens?\b|chat ?ml\b|(?:chat|prompt|conversation|instruction) (?:template|format)"
    r"|fine-?tun|\bllama|\balpaca\b|system prompt|stop (?:word|sequence|string)|strike-?through"
    r"|分词|词元|特殊(?:标记|符号|字符)|(?:对话|聊天|提示词?|指令)(?:模板|格式)|微调|系统提示|停止词|删除线|占位符"
)
_MENTIONED = re.compile(
    r"[ \t]*(?:[,，、:：=|/]|是|表示|代表|意味|用于|用来|标记|为|和|与|或"
    r"|(?:is|are|means?|marks?|and|or|tokens?)\b)",
    re.IGNORECASE,
)
_MENTIONING = frozenset("是为用以如即叫做到出加上和与或有把将成按输=（(“\"'`《「")
_SENTENCE_ENDS = frozenset(".!?。！？…；;:：\"'”’)）]】}」』》*_~`|>\n")
_HEADING = re.compile(r"^#{1,6}[ \t]?\S", re.MULTILINE)
_ASKED = re.compile(
    r"(?:Below is an instruction that describes[^\n]{0,170}\n+)?### ?(?:Instruction|Human|指令)[:：]\s*"
)
_ANSWERED = re.compile(r"### ?(?:Response|Assistant|回答|回复)[:：]\s*")
_DANGLING = re.compile(r"### ?(?:Response|Assistant|Human|Instruction|回答|回复|指令)[:：]\s*")
_INPUT = re.compile(r"^### ?(?:Input|输入)[:：]", re.MULTILINE)

_MOST_TOKENS = 1000
"""A text of more tokens is about them, or is nothing else: it stays as it is."""
_Found = tuple[int, int, str]


def _role(match: re.Match[str]) -> str:
    """The role that a token names, canonical; empty where it names none."""
    name = next((group for group in match.groups() if group), "").lower()
    if name in {"user", "human", "inst"}:
        return "user"
    return "assistant" if name in {"assistant", "gpt", "bot", "model", "moss", "chatbot", "/inst"} else name


def _without_tokens(text: str) -> str:
    """The text without the tokens at its ends and between its turns; as it is where in doubt."""
    matches = islice(_TOKEN.finditer(text), _MOST_TOKENS + 1)
    tokens = [(*match.span(), _role(match)) for match in matches]
    if len(tokens) > _MOST_TOKENS:
        return text
    led = _leading(text, tokens)
    trailing = _trailing(text, tokens[led:])
    inner = tokens[led : len(tokens) - trailing]
    start = tokens[led - 1][1] if led else 0
    end = tokens[-trailing][0] if trailing else len(text)
    core = text[start:end]
    if (not led and not trailing) or not core.strip() or core.count("```") % 2:
        return text
    if trailing and not _is_used(core):
        return text
    role = next((role for _, _, role in reversed(tokens[:led]) if role), "")
    pieces = _between(text, start, end, inner, role) if inner else [core]
    if not pieces:
        return text
    result = "\n\n".join(piece.strip("\n") if inner else piece for piece in pieces)
    result = result.rstrip() if trailing else result
    return result.lstrip("\n") if led and result[:1] == "\n" else result.lstrip(" ") if led else result


def _leading(text: str, tokens: list[_Found]) -> int:
    """How many tokens stand at the start. One that a sentence begins with is spoken of."""
    count, position = 0, 0
    for start, end, role in tokens:
        if text[position:start].strip() or (not role and _MENTIONED.match(text, end)):
            break
        count, position = count + 1, end
    return count


def _trailing(text: str, tokens: list[_Found]) -> int:
    """How many tokens stand at the end."""
    count, position = 0, len(text)
    for start, end, _ in reversed(tokens):
        if text[end:position].strip():
            break
        count, position = count + 1, start
    return count


def _is_used(before: str) -> bool:
    """Does a token behind this text end it, rather than stand in its last sentence?"""
    bare = before.rstrip()
    gap = before[len(bare) :]
    if "\n" in gap or bare[-1] in _SENTENCE_ENDS - _MENTIONING:
        return True
    return not gap and bare[-1] not in _MENTIONING


def _between(text: str, start: int, end: int, inner: list[_Found], role: str) -> list[str]:
    """The text between its inner tokens, if all of them begin further turns of `role`; else nothing."""
    pieces: list[str] = []
    begun = True
    for token_start, token_end, named in inner:
        piece = text[start:token_start]
        if piece.strip():
            if not begun or not _is_used(piece):
                return []
            pieces.append(piece)
            begun = False
        if named and named != role:
            return []
        begun = begun or bool(named)
        start = token_end
    return [*pieces, text[start:end]] if begun and role else []


def _before_dangling(text: str) -> int | None:
    """Where the text ends before headings of turns with nothing below them; None without such."""
    end, found = len(text.rstrip()), None
    while True:
        cut = text.rfind("\n###", 0, end)
        if cut <= 0 or not _DANGLING.fullmatch(text, cut + 1, end):
            return found
        while cut > 0 and text[cut - 1].isspace():
            cut -= 1
        end = found = cut


def _without_headings(text: str) -> str:
    """The text without the headings of Alpaca's template around it."""
    end = _before_dangling(text)
    result = text[:end] if end is not None and text.count("```", 0, end) % 2 == 0 else text
    opening = _ASKED.match(result) or _ANSWERED.match(result)
    if opening:
        rest = result[opening.end() :]
        if rest.strip() and not _HEADING.search(_INPUT.sub("", rest)):
            result = rest
        elif len(result) < len(text):
            return text
    return result if result.strip() else text


def _fix(text: str) -> str:
    before = ""
    while text != before:
        before = text
        text = _without_tokens(text) if _TOKEN.search(text) else text
        text = _without_headings(text) if "###" in text else text
    return text


TEMPLATE = Rule(
    name="template",
    version=1,
    switch="template",
    reason=Reason.REMOVED_TEMPLATE,
    english="Removes tokens and headings of chat templates left at the ends of a text or between turns.",
    chinese="去除残留在文本首尾或轮次之间的对话模板标记（如 <|im_end|>、[INST]、### Response:）。",
    signs=Sign.NONE,
    words=_WORDS,
    fix=each(_fix),
    about=_ABOUT,
    pieces=False,
    examples=(
        ("巴黎是法国首都。<|im_end|>", "巴黎是法国首都。"),
        ("<|im_start|>assistant\nHello there!<|im_end|>\n<|im_start|>user\n", "Hello there!"),
        ("<s>[INST] Name a colour. [/INST]", "Name a colour."),
        ("<|start_header_id|>assistant<|end_header_id|>\n\n好的。<|eot_id|>", "好的。"),
        ("### Instruction:\nList three fruits.\n\n### Response:", "List three fruits."),
        ("<s>[INST] hi [/INST] yes </s>", "<s>[INST] hi [/INST] yes </s>"),
        ("每一轮都以 <|im_end|> 结束", "每一轮都以 <|im_end|> 结束"),
        ("价格 <s>99 元</s> 79 元", "价格 <s>99 元</s> 79 元"),
    ),
)
