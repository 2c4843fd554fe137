"""Generated records of every format, in Chinese, English and emoji."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.formats.chatgpt_records import chatgpt
from tests.formats.generated import (
    arguments,
    fixed,
    json_values,
    names,
    nullable,
    optional,
    shuffled,
    texts,
    unknown,
    words,
)
from tests.formats.preset_records import PRESETS

history = st.none() | st.lists(st.lists(texts, min_size=2, max_size=2), max_size=2)
tools = st.none() | texts | st.lists(arguments, max_size=2)
weights = st.sampled_from([0, 1, 0.0, 1.0, 0.5, True, False, None])


@st.composite
def flat(draw: st.DrawFn) -> dict[str, Any]:
    """A prompt and an answer under one of the usual pairs of keys."""
    prompt, given, answer = draw(
        st.sampled_from(
            [
                ("instruction", "input", "output"),
                ("Instruction", "Input", "Response"),
                ("指令", "输入", "输出"),
                ("question", "context", "answer"),
                ("问题", "input", "回答"),
                ("prompt", "input", "completion"),
                ("query", "context", "response"),
            ]
        )
    )
    text = draw(words)
    beside = optional(
        **{given: nullable}, system=nullable, history=history, reasoning_content=nullable, tools=tools
    )
    return draw(shuffled(st.just({prompt: text, answer: draw(nullable)}), beside, unknown))


nested_call = shuffled(
    fixed(function=fixed(name=names, arguments=arguments | arguments.map(json.dumps))),
    optional(id=st.none() | words, type=st.just("function"), index=st.integers(0, 3)),
)
flat_call = fixed(name=names, arguments=arguments)
parts = st.lists(
    fixed(type=st.just("text"), text=texts)
    | fixed(type=st.just("text"), value=texts)
    | fixed(type=st.just("reasoning"), value=texts)
    | fixed(type=st.just("text"), text=texts, cache=st.integers(0, 1))
    | fixed(type=st.just("image_url"), image_url=fixed(url=words))
    | fixed(type=st.just("tool_call"), value=flat_call.map(json.dumps))
    | texts,
    max_size=3,
)


def turns_of(role: str, content: str, user: list[str], assistant: list[str]) -> st.SearchStrategy[list[Any]]:
    """Lists of turns in one dialect, with every companion that a turn may have."""
    beside = optional(weight=weights, name=st.none() | words, mood=json_values)
    asked = shuffled(fixed(**{role: st.sampled_from(user), content: nullable | parts}), beside)
    speaks = fixed(**{role: st.sampled_from(assistant)})
    reasons = fixed(reasoning_content=nullable) | fixed(reasoning_content=st.none(), thinking=nullable)
    answered = shuffled(speaks, fixed(**{content: nullable | parts}), beside)
    answered |= shuffled(speaks, fixed(**{content: nullable}), beside, reasons)
    called = shuffled(
        fixed(**{role: st.sampled_from(assistant), content: nullable}),
        fixed(tool_calls=st.none() | st.lists(nested_call | flat_call, max_size=2))
        | fixed(function_call=flat_call),
    )
    observed = shuffled(
        fixed(**{role: st.sampled_from(["tool", "observation"]), content: texts}),
        optional(tool_call_id=words),
    )
    instructed = fixed(**{role: st.sampled_from(["system", "系统"]), content: texts})
    dumped = st.sampled_from([{}, {"ensure_ascii": False}, {"separators": (",", ":")}, {"indent": 3}])
    written = st.builds(
        lambda calls, style: json.dumps(calls, **style),
        flat_call | st.lists(flat_call, min_size=1, max_size=2),
        dumped,
    )
    spoken = fixed(**{role: st.just("function_call"), content: written})
    rest = st.lists(asked | answered | called | observed | instructed | spoken, max_size=4)
    first = fixed(**{role: st.sampled_from([*user, "system"]), content: texts})
    return st.builds(lambda head, tail: [head, *tail], first, rest)


openai_turns = turns_of("role", "content", ["user", "User", "用户"], ["assistant", "bot", "助手"])
sharegpt_turns = turns_of("from", "value", ["human", "user", "客户"], ["gpt", "chatgpt", "客服"])
beside_turns = (optional(system=nullable, tools=tools), unknown)
openai = openai_turns.map(list) | shuffled(
    st.sampled_from(["messages", "conversations"]).flatmap(lambda key: fixed(**{key: openai_turns})),
    *beside_turns,
)
sharegpt = shuffled(
    st.sampled_from(["conversations", "conversation", "对话"]).flatmap(
        lambda key: fixed(**{key: sharegpt_turns})
    ),
    *beside_turns,
)
turn_pairs = shuffled(
    fixed(
        conversation=st.builds(
            lambda head, tail: [head, *tail],
            shuffled(fixed(input=texts, output=texts), optional(system=nullable, note=json_values)),
            st.lists(
                shuffled(fixed(input=nullable, output=nullable), optional(note=json_values)), max_size=3
            ),
        )
    ),
    *beside_turns,
)
self_instruct = shuffled(
    fixed(
        instruction=words,
        instances=st.lists(
            shuffled(fixed(output=texts), optional(input=nullable, note=json_values)), min_size=1, max_size=3
        ),
    ),
    unknown,
)
answer_turn = fixed(role=st.just("assistant"), content=texts)
prompt_turns = st.builds(
    lambda system, user: [*system, *user],
    st.lists(fixed(role=st.just("system"), content=texts), max_size=1),
    st.lists(fixed(role=st.just("user"), content=texts), min_size=1, max_size=2),
)
prompt_completion = shuffled(
    fixed(prompt=prompt_turns, completion=st.lists(answer_turn, min_size=1, max_size=2)),
    optional(tools=tools),
    unknown,
)
answers = texts | answer_turn | st.lists(answer_turn, min_size=1, max_size=2)


@st.composite
def preference(draw: st.DrawFn) -> dict[str, Any]:
    """A pair with its prompt in any of the places where prompts stand."""
    sides = draw(
        st.sampled_from(
            [
                ("chosen", "rejected"),
                ("chosen_messages", "rejected_messages"),
                ("preferred_output", "non_preferred_output"),
            ]
        )
    )
    pair = fixed(**dict.fromkeys(sides, answers))
    shared = draw(prompt_turns)
    whole = st.lists(answer_turn, min_size=1, max_size=2).map(lambda tail: [*shared, *tail])
    turn = fixed(**{"from": st.just("human"), "value": texts})
    given = draw(
        st.sampled_from(
            [
                (pair, fixed(prompt=words)),
                (pair, fixed(instruction=words, input=nullable, history=history, system=nullable)),
                (pair, fixed(prompt=prompt_turns)),
                (
                    pair,
                    shuffled(
                        fixed(conversations=st.lists(turn, min_size=1, max_size=2)),
                        optional(system=nullable, tools=tools),
                    ),
                ),
                (
                    pair,
                    fixed(
                        input=shuffled(
                            fixed(messages=prompt_turns), optional(tools=tools, parallel=json_values)
                        )
                    ),
                ),
                (fixed(**dict.fromkeys(sides, whole)), st.just({}) | fixed(prompt=texts)),
            ]
        )
    )
    return draw(shuffled(*given, unknown))


said = st.text(alphabet="abc 你好\n😀:", max_size=12)
speech = st.builds(
    lambda who, blank, text: f"\n\n{who}:{blank}{text}",
    st.sampled_from(["Human", "Assistant"]),
    st.sampled_from([" ", "", "  "]),
    said,
)
transcripts = shuffled(
    st.builds(
        lambda shared, chosen, rejected: {
            "chosen": shared + "".join(chosen),
            "rejected": shared + "".join(rejected),
        },
        st.lists(speech, min_size=1, max_size=3).map("".join),
        st.lists(speech, min_size=1, max_size=2),
        st.lists(speech, min_size=1, max_size=2),
    ),
    unknown,
)
rejected_response = shuffled(
    fixed(
        messages=st.builds(lambda head, tail: [*head, tail], prompt_turns, answer_turn),
        rejected_response=answers,
    ),
    *beside_turns,
)
kto = (
    shuffled(fixed(kto_tag=st.booleans(), conversations=sharegpt_turns), unknown)
    | shuffled(fixed(label=st.booleans(), messages=openai_turns), unknown)
    | shuffled(fixed(label=st.booleans(), prompt=words, completion=texts), unknown)
    | shuffled(
        fixed(label=st.booleans(), prompt=prompt_turns, completion=st.lists(answer_turn, min_size=1)), unknown
    )
    | shuffled(fixed(kto_tag=st.booleans(), instruction=words, input=texts, output=texts), unknown)
)
scalars = texts | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
labels = st.none() | scalars | st.lists(scalars, max_size=3)
labelled = shuffled(
    st.sampled_from(
        [
            ("text", "label"),
            ("文本", "类别"),
            ("sentence", "intent"),
            ("content", "labels"),
            ("Text", "Category"),
        ]
    ).flatmap(lambda keys: fixed(**{keys[0]: words, keys[1]: labels}))
    | fixed(sentence1=words, sentence2=texts, label=labels),
    unknown,
)
letters = st.sampled_from(["B", "I", "E", "S", "M", "L", "U"])
tags = (
    st.just("O")
    | letters
    | st.builds(lambda letter, name: f"{letter}-{name}", letters, st.sampled_from(["PER", "地点", "LOC-x"]))
)
tokens = st.text(alphabet="ab1 你好。😀", min_size=1, max_size=3)
conll = shuffled(
    st.lists(st.tuples(tokens, tags), min_size=1, max_size=8).map(
        lambda pairs: {"tokens": [pair[0] for pair in pairs], "tags": [pair[1] for pair in pairs]}
    ),
    unknown,
)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    """A text with stretches that lie within it, spelt in one of the usual ways."""
    text = draw(words)
    pairs = draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))), max_size=4))
    found = [(first, max(first + 1, end), draw(st.sampled_from(["人名", "LOC"]))) for first, end in pairs]
    spelling = draw(st.sampled_from(["list", "doccano", "quoted", "inclusive", "label_studio"]))
    items: list[Any] = []
    for first, end, label in found:
        items.append(
            {
                "list": [first, end, label],
                "doccano": {"id": 7, "label": label, "start_offset": first, "end_offset": end},
                "quoted": {"start": first, "end": end, "type": label, "text": text[first:end]},
                "inclusive": {"start": first, "end": end - 1, "type": label, "text": text[first:end]},
                "label_studio": {"start": first, "end": end, "text": text[first:end], "labels": [label]},
            }[spelling]
        )
    return draw(shuffled(st.just({"text": text, "entities": items}), unknown))


@st.composite
def span_map(draw: st.DrawFn) -> dict[str, Any]:
    """A text whose spans are grouped by label and by what they mark."""
    text = draw(words)
    label: dict[str, dict[str, list[list[int]]]] = {}
    for first in draw(st.lists(st.integers(0, len(text) - 1), max_size=3, unique=True)):
        marked = label.setdefault(draw(st.sampled_from(["name", "地址"])), {})
        marked.setdefault(text[first], []).append([first, first])
    return draw(shuffled(st.just({"text": text, "label": label}), unknown))


prompts = st.sampled_from(["problem", "question", "问题", "instruction"]).flatmap(
    lambda key: fixed(**{key: words})
)
prompt = shuffled(prompts, optional(system=nullable, tools=tools), unknown)
document = (
    words
    | shuffled(
        st.sampled_from(["text", "content", "raw_content", "正文"]).flatmap(
            lambda key: fixed(**{key: words})
        ),
        optional(title=texts),
        unknown,
    )
    | shuffled(
        fixed(paragraphs=st.builds(lambda head, tail: [head, *tail], words, st.lists(texts, max_size=3))),
        optional(author=texts),
    )
)

RECORDS: dict[str, st.SearchStrategy[Any]] = {
    "alpaca": flat(),
    "openai": openai,
    "sharegpt": sharegpt,
    "turn_pairs": turn_pairs,
    "self_instruct": self_instruct,
    "prompt_completion": prompt_completion,
    "preference": preference(),
    "transcripts": transcripts,
    "rejected_response": rejected_response,
    "kto": kto,
    "labelled": labelled,
    "conll": conll,
    "spans": spans(),
    "span_map": span_map(),
    "prompt": prompt,
    "document": document,
    "chatgpt": chatgpt,
    **PRESETS,
}
