"""Rows that ask the same and are answered otherwise."""

from __future__ import annotations

import uuid
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup.conflicts import READ, answer_keys, conflicts
from danlu.dedup.exact import duplicate_keys
from danlu.dedup_knobs import ConflictPolicy, Deduplicated
from danlu.rows import rows_table


def row(number: int, kind: str, *turns: tuple[str, str | None], **more: Any) -> dict[str, Any]:
    messages = [{"role": role, "content": content} for role, content in turns]
    place = {"source": f"source{number % 3}", "record_ids": [], "position": number}
    identity = uuid.UUID(int=number).bytes
    return {"row_id": identity, "kind": kind, "messages": messages, "group": identity, **place, **more}


def asked(number: int, question: str, answer: str | None, **more: Any) -> dict[str, Any]:
    turns = [("user", question), ("assistant", answer)] if answer is not None else [("user", question)]
    return row(number, "conversation", *turns, **more)


def keys_of(rows: list[dict[str, Any]], weights: dict[int, float] | None = None, **same: Any) -> pa.Table:
    table = rows_table(rows)
    numbers = [entry["position"] for entry in rows]
    found = duplicate_keys(table).select(["row_id", "source", "prompt_key"])
    answers = answer_keys(table)
    columns = {
        "setting_key": answers.column("setting_key"),
        "answer_key": answers.column("answer_key"),
        "split": pa.array([same.get("splits", {}).get(number, "train") for number in numbers]),
        "settled_by": pa.array([same.get("settled", {}).get(number, "hash") for number in numbers]),
        "rank": pa.array(numbers, pa.int64()),
        "weight": pa.array([(weights or {}).get(number, 1.0) for number in numbers], pa.float64()),
    }
    for name, column in columns.items():
        found = found.append_column(name, column)
    return found


def verdicts(keys: pa.Table, policy: ConflictPolicy) -> dict[int, tuple[str, int]]:
    """The verdict of each contradicted row, and the row that contradicts it, by number."""
    return {
        entry["row_id"].int: (entry["verdict"], entry["related"][0].int)
        for entry in conflicts(keys, policy).to_pylist()
    }


CONTRADICTING = {
    "answers": [asked(1, "多少度水会沸腾？", "100 度。"), asked(2, "多少度水会沸腾", "90 度。")],
    "labels": [
        row(1, "labelled", ("user", "The tea is good."), label='"positive"'),
        row(2, "labelled", ("user", "The tea is good."), label='"negative"'),
    ],
    "spans": [
        row(1, "spans", ("user", "茶在杯中"), spans=[{"start": 0, "end": 1, "label": "A"}]),
        row(2, "spans", ("user", "茶在杯中"), spans=[{"start": 0, "end": 1, "label": "B"}]),
    ],
    "signs alone": [asked(1, "Which sign adds?", "+"), asked(2, "Which sign adds?", "-")],
    "calls": [
        row(
            number,
            "conversation",
            ("user", "Switch the lamp"),
            tools="[]",
        )
        | {
            "messages": [
                {"role": "user", "content": "Switch the lamp"},
                {"role": "assistant", "content": None, "tool_calls": [{"name": name, "arguments": "{}"}]},
            ]
        }
        for number, name in ((1, "lamp_on"), (2, "lamp_off"))
    ],
}


@pytest.mark.parametrize("name", CONTRADICTING)
def test_what_contradicts_is_flagged_for_review(name: str) -> None:
    keys = keys_of(CONTRADICTING[name])
    assert verdicts(keys, "review") == {1: ("flagged", 2), 2: ("flagged", 1)}
    assert verdicts(keys, "keep") == {}


JUDGED = [{"role": "assistant", "content": "Yes."}]
AGREEING = {
    "case and punctuation": [asked(1, "Is it so?", "Yes."), asked(2, "is it so", "yes!")],
    "another system prompt": [asked(1, "Who?", "A.", system="Be A."), asked(2, "Who?", "B.", system="Be B.")],
    "other tools": [asked(1, "Who?", "A.", tools="[1]"), asked(2, "Who?", "B.", tools="[2]")],
    "no answer": [asked(1, "Who?", "A."), asked(2, "Who?", None)],
    "another question": [asked(1, "Who?", "A."), asked(2, "Why?", "B.")],
    "judged answers": [asked(1, "Who?", "A.", desirable=True), asked(2, "Who?", "B.", desirable=False)],
    "preferences": [
        row(1, "preference", ("user", "Who?"), chosen=JUDGED, rejected=JUDGED),
        row(2, "preference", ("user", "Who?"), chosen=[{**JUDGED[0], "content": "No."}], rejected=JUDGED),
    ],
    "documents": [row(1, "document", ("user", "Text.")), row(2, "document", ("user", "Text!"))],
    "another kind": [asked(1, "Tea?", "A."), row(2, "labelled", ("user", "Tea?"), label='"B"')],
    "no letters asked": [asked(1, "?", "A."), asked(2, "?", "B.")],
    "the order of spans": [
        row(
            1,
            "spans",
            ("user", "茶杯"),
            spans=[dict(zip(("start", "end", "label"), s, strict=True)) for s in order],
        )
        for order in ([(0, 1, "A"), (1, 2, "B")], [(1, 2, "B"), (0, 1, "A")])
    ],
}


@pytest.mark.parametrize("name", AGREEING)
def test_what_agrees_is_left_alone(name: str) -> None:
    assert verdicts(keys_of(AGREEING[name]), "review") == {}


def test_the_best_source_decides_and_the_same_answer_stays() -> None:
    rows = [asked(n, "Who?", answer) for n, answer in enumerate("ABAB", start=1)]
    assert verdicts(keys_of(rows, {1: 2, 2: 1, 3: 0.5, 4: 2.5}), "best_source") == {
        1: ("dropped", 4),
        3: ("dropped", 4),
    }


def test_where_no_source_decides_all_of_the_best_stay_and_are_flagged() -> None:
    rows = [asked(n, "Who?", answer) for n, answer in enumerate("ABC", start=1)]
    assert verdicts(keys_of(rows, {1: 2, 2: 2, 3: 1}), "best_source") == {
        1: ("flagged", 2),
        2: ("flagged", 1),
        3: ("dropped", 1),
    }


def test_what_a_release_held_out_is_never_dropped_and_sides_do_not_contradict_each_other() -> None:
    rows = [asked(n, "Who?", answer) for n, answer in enumerate("ABC", start=1)]
    keys = keys_of(rows, {1: 0, 2: 2, 3: 9}, settled={1: "recorded"}, splits={1: "test", 2: "test"})
    assert verdicts(keys, "best_source") == {1: ("flagged", 2)}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 2)), min_size=1, max_size=8), st.randoms())
def test_the_order_of_rows_decides_nothing_and_an_answer_of_the_best_weight_stays(
    answers: list[tuple[str, int]], random: Any
) -> None:
    rows = [asked(n, "谁？", answer) for n, (answer, _) in enumerate(answers, start=1)]
    weights = {n: float(weight) for n, (_, weight) in enumerate(answers, start=1)}
    found = verdicts(keys_of(rows, weights), "best_source")
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert verdicts(keys_of(shuffled, weights), "best_source") == found
    best = max(weights.values())
    dropped = {number for number, (verdict, _) in found.items() if verdict == "dropped"}
    assert all(weights[number] < best for number in dropped)
    kept = {answers[number - 1][0] for number in weights if number not in dropped}
    assert kept == {answer for answer, weight in answers if weight == best}
    assert all(other not in dropped for _, other in found.values())


def test_the_recipe_weighs_sources_by_the_first_pattern_that_fits() -> None:
    recipe = Deduplicated(weights={"official/*": 3, "*": 0.5})
    assert recipe.weight_of("official/a.jsonl", declared=7) == 3
    assert recipe.weight_of("crawl.jsonl") == 0.5
    assert Deduplicated().weight_of("crawl.jsonl", declared=7) == 7
    assert Deduplicated().weight_of("crawl.jsonl") == 1


def test_only_what_is_read_is_needed() -> None:
    table = rows_table([asked(1, "Who?", "A.")]).select(READ)
    assert answer_keys(table).num_rows == 1
