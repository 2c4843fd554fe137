"""What a release held out is never trained on later, whatever becomes of the sources and the recipe."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from danlu.dedup.held_out import index, reading
from danlu.dedup.held_out import parts as parts_module
from danlu.dedup.held_out.match import NO_RECORDS, HeldOut
from danlu.dedup.held_out.parts import compared_parts, in_slices
from danlu.dedup.held_out.record import (
    all_sketches,
    read_recorded,
    record,
    recorded_folder,
    recorded_version,
    require_all,
)
from danlu.dedup.held_out.shingles import digests, hashes_of, reduced, rows_of, shingles
from danlu.dedup.held_out.sketch import KEPT, sketches
from danlu.dedup_knobs import Split
from danlu.errors import DanluError
from danlu.identity import reduce_text
from danlu.lake.layout import Project
from danlu.rows import rows_table
from tests.dedup.corpora import conversation, corpus, edited, frozen, sides, sketched, turns_of, words

SPLIT = Split(validation=0.1, test=0.1)


def held(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = sides(rows, SPLIT)
    return [row for row in rows if found[row["row_id"]] != "train"]


def methods(found: pa.Table) -> dict[bytes, str]:
    return {entry["row_id"].bytes: entry["method"] for entry in found.to_pylist()}


def test_freezing_what_is_there_moves_nothing() -> None:
    rows = corpus(600, seed=1)
    assert sides(rows, SPLIT, frozen(rows, SPLIT)) == sides(rows, SPLIT)


@pytest.mark.parametrize(
    "later", [Split(salt="another"), Split(validation=0.0, test=0.0), Split(validation=0.02, test=0.4)]
)
def test_another_salt_or_share_takes_no_held_out_row_into_train(later: Split) -> None:
    rows = corpus(600, seed=2)
    before, after = sides(rows, SPLIT), sides(rows, later, frozen(rows, SPLIT))
    assert {row: side for row, side in after.items() if before[row] != "train"} == {
        row: side for row, side in before.items() if side != "train"
    }


def test_a_held_out_row_that_is_edited_stays_held_out() -> None:
    """Other prompt, other group: the hash alone would bring most of them into train."""
    rows = corpus(600, seed=3)
    before = sides(rows, SPLIT)
    later, wanted = [], {}
    for row in held(rows):
        question, answer = turns_of(row)
        changed = [
            conversation("a.jsonl", edited(question, 3), answer),
            conversation("a.jsonl", question, edited(answer, 5)),
            conversation("other.jsonl", edited(question, -1), edited(answer, 9)),
            conversation("a.jsonl", question.upper().replace(" ", "，"), "完全不同的回答"),
            conversation("a.jsonl", question, answer, system="You are of great help."),
        ]
        later += changed
        wanted |= {again["row_id"]: before[row["row_id"]] for again in changed}
    assert sides(later, SPLIT, frozen(rows, SPLIT)) == wanted
    assert Counter(sides(later, SPLIT).values())["train"] > 100


def test_where_a_source_is_removed_its_copies_elsewhere_do_not_come_into_train() -> None:
    rows = corpus(400, seed=4)
    copies = [
        conversation("copies.jsonl", edited(question, n), edited(answer, n))
        for n, (question, answer) in enumerate(map(turns_of, rows))
    ]
    known = frozen(rows, SPLIT)
    before = sides(rows, SPLIT)
    after = sides(copies, SPLIT, known)
    for row, copy in zip(rows, copies, strict=True):
        if before[row["row_id"]] != "train":
            assert after[copy["row_id"]] == before[row["row_id"]]


def test_other_rows_do_not_match() -> None:
    known = frozen(corpus(600, seed=5), SPLIT)
    assert known.matches(rows_table(corpus(600, seed=6))).num_rows == 0


TEMPLATE = "Classify the sentiment of the following sentence as positive or negative and say nothing else: "


def test_rows_of_one_template_are_told_apart() -> None:
    chance = random.Random(7)
    rows = [
        conversation("a", TEMPLATE + words(chance, size), chance.choice(["positive", "negative"]))
        for size in (3, 10, 30)
        for _ in range(200)
    ]
    assert sides(rows, SPLIT, frozen(rows, SPLIT)) == sides(rows, SPLIT)


def test_a_row_of_a_template_is_known_by_both_sides() -> None:
    chance = random.Random(8)
    asked, answer = words(chance, 30), words(chance, 30)
    known = sketched([(conversation("a", TEMPLATE + asked, answer), "test")])

    def matches(question: str, answer: str) -> bool:
        return known.matches(rows_table([conversation("b", question, answer)])).num_rows == 1

    assert matches(TEMPLATE + edited(asked, 4), edited(answer, 4))
    assert matches("Another instruction: " + edited(asked, 4), answer)
    assert not matches(TEMPLATE + words(chance, 30), answer)
    assert not matches(TEMPLATE + edited(asked, 4), words(chance, 30))


def test_short_rows_must_be_equal() -> None:
    known = sketched([(conversation("a", "第3节讲的是什么？", "第3节讲的是茶。"), "validation")])
    found = known.matches(
        rows_table(
            [
                conversation("b", "第4节讲的是什么？", "第4节讲的是茶。"),
                conversation("b", "第3节，讲的是什么", "别的"),
            ]
        )
    )
    assert [(entry["method"], entry["side"]) for entry in found.to_pylist()] == [("group", "validation")]


def test_the_words_of_a_prompt_are_known_though_cleaning_and_group_differ() -> None:
    row = conversation("a", "What is the boiling point of water?", "100 degrees.")
    again = conversation("b", "what is the boiling point of water", "It is hot.", group="session 1")
    assert methods(sketched([(row, "test")]).matches(rows_table([again]))) == {again["row_id"]: "prompt"}


def test_a_row_without_a_prompt_is_known_by_all_that_it_says() -> None:
    def document(source: str, text: str, group: str) -> dict[str, Any]:
        row = conversation(source, "", text, group=group)
        return row | {"messages": [{"role": "assistant", "content": text}]}

    again = document("b", "Only an ANSWER", "two")
    known = sketched([(document("a", "Only an answer.", "one"), "test")])
    assert methods(known.matches(rows_table([again]))) == {again["row_id"]: "whole"}


def test_where_several_match_the_side_that_is_held_out_most_counts_and_the_group_follows() -> None:
    first, second, third = corpus(3, seed=9)
    known = sketched([(first, "validation"), (second, "test")])
    question, answer = turns_of(first)
    other_question, other_answer = turns_of(second)
    rows = [
        conversation("a", edited(question, 1), answer, group="one"),
        conversation("a", edited(other_question, 1), other_answer, group="one"),
        conversation("a", *turns_of(third), group="one"),
    ]
    declared = Split(sides={"a": "train"})
    assert set(sides(rows, declared, known).values()) == {"test"}


def test_the_order_and_the_batches_decide_nothing() -> None:
    rows = corpus(300, seed=10)
    known = frozen(rows, SPLIT)
    copies = [conversation("b", edited(turns_of(row)[0], 2), turns_of(row)[1]) for row in rows]
    whole = known.matches(rows_table(rows + copies)).to_pylist()
    shuffled = rows + copies
    random.Random(11).shuffle(shuffled)
    parts = [
        entry
        for start in range(0, 600, 100)
        for entry in known.matches(rows_table(shuffled[start : start + 100])).to_pylist()
    ]
    assert sorted(parts, key=lambda entry: entry["row_id"]) == whole
    assert len(whole) > 80


def test_long_rows_are_worked_on_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = corpus(60, seed=16)
    parts = compared_parts(rows_table(rows))
    known = frozen(rows, SPLIT)
    whole = known.matches(rows_table(rows))
    monkeypatch.setattr(parts_module, "MOST_CHARACTERS", 1000)
    monkeypatch.setattr(reading, "MOST_CODES", 1000)
    slices = [*in_slices(parts)]
    assert len(slices) > 10
    assert pa.concat_tables(slices).equals(parts)
    assert known.matches(rows_table(rows)).equals(whole)


def test_candidates_miss_nothing_that_is_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a plain comparison of all shingle sets, over rows that are edited more and more."""
    chance = random.Random(12)
    base = [words(chance, 20) for _ in range(40)]
    known = sketched([(conversation("a", text, "ok", group=f"a{n}"), "test") for n, text in enumerate(base)])
    monkeypatch.setattr(index, "_PAIRS_AT_ONCE", 50)
    rows, wanted = [], set()
    for number, text in enumerate(base):
        for count in range(1, 9):
            changed = text
            for _ in range(count):
                changed = edited(changed, chance.randrange(20))
            row = conversation("b", changed, "ok", group=f"b{number}/{count}")
            rows.append(row)
            first, second = (sets(f"{said}")[0] for said in (text, changed))
            if len(first & second) / len(first | second) >= 0.7:
                wanted.add(row["row_id"])
    assert set(methods(known.matches(rows_table(rows)))) == wanted
    assert 50 < len(wanted) < len(rows) - 50


def sets(*texts: str) -> list[set[str]]:
    """Shingles as plain Python cuts them."""
    return [
        {letters[place : place + 5] for place in range(len(letters) - 4)}
        for letters in map(reduce_text, texts)
    ]


def test_shingles_are_those_of_plain_python() -> None:
    texts = ["", "abc", "Hello, World! 你好，世界", "a\U0001f600b c\td e f", "x" * 50, "İstanbul ß"]
    keys = shingles(reduced(pa.chunked_array([texts[:3], texts[3:]])))
    for number, wanted in enumerate(sets(*texts)):
        found = hashes_of(keys[rows_of(keys) == number]).tolist()
        assert len(set(found)) == len(wanted)
    assert digests(b"", [reduced(pa.chunked_array([[]], pa.string()))]) == []
    assert len(shingles(reduced(pa.chunked_array([["abcd", "efgh"]])))) == 0


def plain_hash(letters: str) -> int:
    """The hash of a shingle as its documentation says it."""
    value = 0
    for letter in letters:
        value = (value * 0x100000001B3 + ord(letter)) % 2**64
    value = (value + 0x9E3779B97F4A7C15) % 2**64
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB % 2**64
    return (value ^ (value >> 31)) >> 32


def test_what_is_recorded_means_the_same_for_ever() -> None:
    """Sketches of published releases hang on these numbers."""
    keys = shingles(reduced(pa.chunked_array([["Hello 你好"]])))
    hashes = [4176125889, 2813510496, 1010598715]
    assert hashes_of(keys).tolist() == hashes == [plain_hash(text) for text in ("hello", "ello你", "llo你好")]
    row = conversation("a", "Translate to French:\nThe cat sleeps", "Le chat dort")
    (entry,) = sketches(compared_parts(rows_table([row])), pa.chunked_array([["test"]])).to_pylist()
    assert str(entry["prompt_key"]) == "6d43f419-a338-6f13-a2ec-fc0324038d3c"
    prompt = b"danlu:held_out:1:prompt:" + "translatetofrenchthecatsleeps".encode("utf-32-le")
    assert entry["prompt_key"].bytes == hashlib.sha256(prompt).digest()[:16]
    assert str(entry["whole_key"]) == "a31ef1e0-ec90-694e-c2d9-b45b38a08f01"
    assert (entry["headed"], entry["shingles"]) == (True, 14)
    (asked,) = sets("The cat sleeps")
    assert entry["asked"]["smallest"] == sorted(map(plain_hash, asked))


def test_a_sketch_is_small_and_holds_no_text() -> None:
    chance = random.Random(13)
    row = conversation("a", words(chance, 400), words(chance, 400))
    table = sketches(compared_parts(rows_table([row])), pa.chunked_array([["test"]]))
    (entry,) = table.to_pylist()
    for side in ("asked", "answered"):
        assert len(entry[side]["smallest"]) == KEPT
        assert entry[side]["shingles"] > 1000
    assert not any(pa.types.is_string(field.type) for field in table.schema if field.name != "side")
    question, answer = turns_of(row)
    again = conversation("b", edited(edited(question, 5), 100), edited(answer, 50))
    (found,) = HeldOut(table, 0.7).matches(rows_table([again])).to_pylist()
    first, second = (sets(" ".join(turns_of(one)))[0] for one in (row, again))
    assert abs(found["likeness"] - len(first & second) / len(first | second)) < 0.1


def test_nothing_recorded_matches_nothing() -> None:
    known = HeldOut(NO_RECORDS, 0.7)
    assert len(known) == 0
    assert known.matches(rows_table(corpus(3, seed=14))).num_rows == 0
    assert frozen(corpus(50, seed=15), SPLIT).matches(rows_table([])).num_rows == 0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def some_sketches(seed: int) -> pa.Table:
    rows = corpus(5, seed=seed)
    return sketches(compared_parts(rows_table(rows)), pa.chunked_array([["test"] * 5]))


def test_a_recorded_file_is_named_by_its_bytes_and_added_once(project: Project) -> None:
    empty = recorded_version(project)
    first = record(project, "v1", some_sketches(1))
    assert record(project, "v1", some_sketches(1)).sha256 == first.sha256
    version = recorded_version(project)
    second = record(project, "v2", some_sketches(2))
    assert len({empty, version, recorded_version(project)}) == 3
    assert [one.name for one in read_recorded(project)] == [
        one.name for one in sorted((first, second), key=lambda one: one.sha256)
    ]
    assert all_sketches(read_recorded(project)).num_rows == 10
    assert first.sketches.equals(some_sketches(1))
    with pytest.raises(DanluError, match="never changes"):
        record(project, "v1", some_sketches(2))


def test_a_recorded_file_that_was_altered_or_lost_is_told(project: Project) -> None:
    one = record(project, "v1", some_sketches(1))
    path = recorded_folder(project) / f"{one.sha256}.parquet"
    require_all(project, "")
    require_all(project, one.sha256)
    content = path.read_bytes()
    path.write_bytes(content[:-8] + b"x" + content[-7:])
    with pytest.raises(DanluError, match="not what was recorded"):
        read_recorded(project)
    path.unlink()
    with pytest.raises(DanluError, match="trained on"):
        require_all(project, one.sha256)


def test_another_process_records_the_same_bytes(project: Project) -> None:
    code = (
        "import sys; from pathlib import Path; from danlu.lake.layout import Project;"
        "from danlu.dedup.held_out.record import record; from tests.dedup.test_held_out import some_sketches;"
        "print(record(Project(Path(sys.argv[1])), 'v1', some_sketches(1)).sha256)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.root / "other")],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(root)},
    )
    assert done.stdout.strip() == record(project, "v1", some_sketches(1)).sha256
