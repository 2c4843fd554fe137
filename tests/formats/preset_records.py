"""Generated records of the public datasets that have a preset."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

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

flags = st.booleans() | st.none()


@st.composite
def message(draw: st.DrawFn, role: str, depth: int) -> dict[str, Any]:
    """A message of a tree, with the replies below it."""
    other = "assistant" if role == "prompter" else "prompter"
    replies = draw(st.lists(message(other, depth - 1), max_size=3)) if depth else []
    own = fixed(text=words, role=st.just(role), replies=st.just(replies))
    return draw(
        shuffled(
            own, optional(rank=st.none() | st.integers(0, 3), deleted=flags, review_result=flags), unknown
        )
    )


message_tree = shuffled(fixed(prompt=message("prompter", 3)), optional(message_tree_id=words), unknown)

turn_scores = st.tuples(st.integers(-3, 3), st.integers(-3, 3)).filter(lambda pair: pair[0] != pair[1])
compared = shuffled(
    fixed(question=words | shuffled(fixed(full_text=words), unknown), answer_0=texts, answer_1=texts),
    turn_scores.map(lambda pair: {"score_0": pair[0], "score_1": float(pair[1])}),
    optional(quotes_0=json_values, tokens_1=json_values),
    unknown,
)


@st.composite
def scored(draw: st.DrawFn) -> dict[str, Any]:
    """Several answers of different scores, spelt as UltraFeedback or Nectar do."""
    key, text, score = draw(
        st.sampled_from([("completions", "response", "overall_score"), ("answers", "answer", "rank")])
    )
    scores = draw(st.lists(st.integers(0, 9), min_size=2, max_size=4, unique=True))
    items = [draw(shuffled(st.just({text: draw(words), score: each}), unknown)) for each in scores]
    return draw(shuffled(st.just({"instruction": draw(words), key: items}), unknown))


inputs_targets = (
    shuffled(fixed(inputs=words, targets=texts | st.lists(texts, min_size=1, max_size=3)), unknown)
    | shuffled(fixed(inputs=words, targets=texts, is_correct=st.booleans()), unknown)
    | shuffled(
        fixed(
            inputs=st.lists(st.integers()),
            targets=st.lists(st.integers()),
            inputs_pretokenized=words,
            targets_pretokenized=texts,
        ),
        unknown,
    )
)
exam_question = shuffled(
    fixed(textbox_question=words, textbox_answer=nullable),
    optional(textbox_q_instruction=nullable, textbox_q_context=nullable, textbox_answer_analysis=nullable),
    unknown,
)
translated = shuffled(
    fixed(instruction=words, output=texts, trans_instruction=words, trans_output=texts),
    optional(input=nullable, trans_input=nullable),
    unknown,
)
text_to_sql = shuffled(
    fixed(db_id=texts, question=words),
    fixed(query=words) | fixed(SQL=words) | fixed(query=words, sql=arguments),
    optional(evidence=nullable),
    unknown,
)
camel_chat = st.lists(
    shuffled(
        fixed(content=words, role_type=st.sampled_from(["USER", "ASSISTANT", "RoleType.USER"])), unknown
    ),
    min_size=2,
    max_size=4,
).map(lambda items: {f"message_{place}": item for place, item in enumerate(items, 1)})
numbered_messages = shuffled(camel_chat, unknown) | shuffled(
    fixed(role_1=words, message_1=words, message_2=texts), unknown
)
unnamed_turns = shuffled(
    fixed(
        messages=st.builds(
            lambda head, tail: [head, *tail],
            fixed(message=words),
            st.lists(shuffled(fixed(message=texts), optional(attrs=json_values)), max_size=4),
        )
    ),
    optional(name=texts),
    unknown,
)
functions = st.lists(fixed(name=names, parameters=json_values), max_size=2)
function_questions = shuffled(
    fixed(
        question=st.lists(
            st.lists(
                shuffled(fixed(role=st.sampled_from(["system", "user"]), content=words), unknown),
                min_size=1,
                max_size=2,
            ),
            min_size=1,
            max_size=3,
        ),
        function=functions,
    ),
    unknown,
)
tool_queries = shuffled(fixed(query=words, api_list=functions), optional(query_id=st.integers()), unknown)
slots = st.lists(
    fixed(
        slot=st.sampled_from(["date", "人数"]),
        valueSpan=st.sampled_from(
            [{"endIndex": 2}, {"startIndex": 1, "endIndex": 3}, {"startIndex": 0, "endIndex": 1}]
        ),
    ),
    max_size=2,
)
slot_spans = shuffled(
    fixed(userInput=fixed(text=words.map(lambda text: "三个人" + text))), optional(labels=slots), unknown
)

said = st.text(alphabet="ab 你好\n😀", max_size=8)
tagged = st.builds(
    lambda turns, end: "".join(turns) + end,
    st.lists(
        st.builds(
            lambda who, blank, text: f"{who}{blank}{text}",
            st.sampled_from(["<user>", "\n<assistant>", "<user>:"]),
            st.sampled_from(["", " ", "\n"]),
            said,
        ),
        min_size=1,
        max_size=4,
    ).map(lambda turns: [*turns, "<user> x"]),
    st.sampled_from(["", "\n", " <eoa>"]),
)
gorilla = st.builds(lambda ask, answer: f"###Instruction: {ask}x\n###Output: {answer}", said, said)
scripted = shuffled(fixed(dialogue=tagged, reference=texts), unknown) | shuffled(
    fixed(code=gorilla, api_call=texts, provider=texts, api_data=json_values), unknown
)

calls = st.builds(
    lambda name, given, style: {
        "quoted": f'{{"name": "{name}", "arguments": \'{json.dumps(given)}\'}}',
        "json": json.dumps({"name": name, "arguments": given}, ensure_ascii=False),
    }[style],
    names,
    arguments,
    st.sampled_from(["quoted", "json"]),
)
called = st.builds(lambda text, call: f"{text}<functioncall> {call}", said, calls)
glaive_turn = (
    said.map(lambda text: f"USER: {text}")
    | st.builds(
        lambda text, end: f"ASSISTANT: {text}{end}", said | called, st.sampled_from(["", " <|endoftext|>"])
    )
    | said.map(lambda text: f"FUNCTION RESPONSE: {text}")
)
described = st.lists(fixed(name=names, parameters=arguments), max_size=2)
glaive = shuffled(
    fixed(
        system=st.builds(
            lambda lead, text, found, indent: (
                lead + text + "".join("\n" + json.dumps(f, indent=indent) for f in found) + "\n"
            ),
            st.sampled_from(["SYSTEM: ", ""]),
            said,
            described,
            st.sampled_from([4, None]),
        ),
        chat=st.lists(glaive_turn, min_size=1, max_size=4).map(
            lambda turns: "\n\n\n".join(["USER: x", *turns])
        ),
    ),
    unknown,
)


def framed(mark: str, text: st.SearchStrategy[str], end: str) -> st.SearchStrategy[str]:
    return text | text.map(lambda inner: f"<|{mark}|>: {inner}<{end}>\n")


commands = st.builds(
    lambda name, inner: f'{name}("{inner}")',
    st.sampled_from(["Search", "Calculate"]),
    st.text("a你 ,()", max_size=5),
) | st.sampled_from(['Search("a"), Search("b")', "Solve(x=1)", "None"])
moss_turn = shuffled(
    fixed(Human=framed("Human", words, "eoh"), MOSS=framed("MOSS", texts, "eom")),
    optional(
        **{
            "Inner Thoughts": framed("Inner Thoughts", texts | st.just("None"), "eot") | st.none(),
            "Commands": framed("Commands", commands, "eoc") | st.none(),
            "Tool Responses": framed("Results", texts | st.just("None"), "eor"),
        }
    ),
)
moss = shuffled(
    fixed(
        chat=st.lists(moss_turn, min_size=1, max_size=3).map(
            lambda turns: {f"turn_{place}": turn for place, turn in enumerate(turns, 1)}
        )
    ),
    optional(meta_instruction=nullable, num_turns=st.integers()),
    unknown,
)

TEXT = "北京很好 good"
chosen = fixed(choices=st.lists(st.sampled_from(["好", "bad"]), min_size=1, max_size=2))
region = st.sampled_from(
    [
        {"start": 0, "end": 2, "text": "北京", "labels": ["LOC"]},
        {"start": 2, "end": 4, "labels": ["X", "Y"]},
        {"start": 5, "end": 9, "text": "good", "labels": ["ADJ"]},
    ]
)


def result(kind: str, control: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return shuffled(
        fixed(type=st.just(kind), from_name=st.just(control), to_name=st.just("text"), value=value), unknown
    )


results = st.builds(
    lambda some, regions: [*some, *regions],
    st.sampled_from([1, 2, 3]).flatmap(
        lambda count: st.tuples(
            *[
                result("choices", "mood", chosen),
                result("rating", "stars", fixed(rating=st.integers(1, 5))),
                result("textarea", "answer", fixed(text=st.lists(words, min_size=1, max_size=2))),
            ][:count]
        )
    ),
    st.lists(result("labels", "ner", region), max_size=3),
)
annotation = shuffled(
    fixed(result=results), optional(was_cancelled=st.just(value=False), ground_truth=st.booleans()), unknown
)
pairwise = shuffled(
    fixed(
        data=fixed(prompt=words, answer1=words, answer2=words),
        annotations=st.lists(
            fixed(
                result=st.lists(
                    result("pairwise", "better", fixed(selected=st.sampled_from(["left", "right"]))),
                    min_size=1,
                    max_size=1,
                )
            ),
            min_size=1,
            max_size=1,
        ),
    ),
    unknown,
)
label_studio = pairwise | shuffled(
    fixed(
        data=shuffled(st.just({"text": TEXT}), optional(image=json_values)),
        annotations=st.lists(annotation, min_size=1, max_size=2),
    ),
    optional(predictions=st.just([]), drafts=st.just([])),
    unknown,
)
about = fixed(annotation_id=st.integers(), annotator=st.integers(), lead_time=st.floats(0, 9))
label_studio_min = shuffled(
    st.just({"text": TEXT}),
    about,
    fixed(topic=words)
    | fixed(mood=chosen, marks=st.lists(region, min_size=1, max_size=2))
    | fixed(
        stars=st.builds(lambda stars: [{"rating": stars}], st.integers(1, 5)),
        reply=fixed(text=st.lists(words, min_size=1)),
    ),
    optional(id=st.integers(), created_at=texts),
)

PRESETS: dict[str, st.SearchStrategy[Any]] = {
    "message_tree": message_tree,
    "compared": compared,
    "scored": scored(),
    "inputs_targets": inputs_targets,
    "exam_question": exam_question,
    "translated": translated,
    "text_to_sql": text_to_sql,
    "numbered_messages": numbered_messages,
    "unnamed_turns": unnamed_turns,
    "function_questions": function_questions,
    "tool_queries": tool_queries,
    "slot_spans": slot_spans,
    "scripted": scripted,
    "glaive": glaive,
    "moss": moss,
    "label_studio": label_studio,
    "label_studio_min": label_studio_min,
}
