from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup.index import changes, index
from danlu.dedup.index.files import DamagedError
from danlu.dedup.index.index import Index, near_duplicates
from danlu.dedup.near.merge import merge
from danlu.dedup.near.rows import Merged, Near, NearRows
from tests.dedup.near_oracle import Text, flat

NEAR = Near(threshold=4000, least_characters=8)
WORDS = ("今天天气很好", "我们去公园", "the quick fox", "jumps over it", "一二三四五六七", "and so on")
HEADS = ("", "Translate this.\n", "请判断下面的句子\n")

words = st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map(" ".join)
texts = st.builds(
    lambda head, asked, answered, stratum: Text(HEADS[head], asked, "\n" + answered, head, stratum),
    st.sampled_from((0, 0, 1, 2)),
    words,
    st.just("") | words,
    st.sampled_from((1, 1, 1, 2)),
)
shard = st.lists(texts, min_size=0, max_size=5)


def loads(shards: dict[str, list[Text]]) -> dict[str, Callable[[], NearRows]]:
    return {key: lambda rows=rows: flat(rows) for key, rows in shards.items()}


def told(merged: Merged) -> bytes:
    return b"".join(
        getattr(merged, name).tobytes() for name in ("survivors", "shared", "unions", "parts", "similarities")
    )


def rebuilt(shards: dict[str, list[Text]], ranks: Sequence[int]) -> Merged:
    return merge(flat([text for rows in shards.values() for text in rows]), np.array(ranks, np.int64), NEAR)


def ranked(shards: dict[str, list[Text]], order: dict[Text, float], out: frozenset[str]) -> list[int]:
    """Ranks by a number that hangs on the row alone; some shards' first rows take no part."""
    rows = [(order.get(text, 0.5), key, at) for key, own in shards.items() for at, text in enumerate(own)]
    taking = sorted(row for row in rows if not (row[1] in out and row[2] == 0))
    place = {(key, at): rank for rank, (_, key, at) in enumerate(taking)}
    return [place.get((key, at), -1) for _, key, at in rows]


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_what_comes_and_goes_in_any_order_ends_as_if_all_were_built_at_once(data: Any) -> None:
    shards: dict[str, list[Text]] = {}
    order: dict[Text, float] = {}
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "MANY", 1)
        patch.setattr(index, "MOST_RUNS", 3)
        patch.setattr(index, "BATCH", 300)
        for step in range(data.draw(st.integers(1, 6))):
            for key in data.draw(st.lists(st.sampled_from(sorted(shards)), unique=True)) if shards else []:
                del shards[key]
            for at in range(data.draw(st.integers(0, 3))):
                shards[f"{step}-{at}"] = data.draw(shard)
            for text in (text for rows in shards.values() for text in rows if text not in order):
                order[text] = data.draw(st.sampled_from((0.1, 0.3, 0.5, 0.7, 0.9)))
            if order and data.draw(st.booleans()):
                order[data.draw(st.sampled_from(sorted(order, key=repr)))] = data.draw(st.floats(0, 1))
            out = frozenset(key for key in shards if data.draw(st.integers(0, 5)) == 0)
            keys = data.draw(st.permutations(sorted(shards)))
            shards = {key: shards[key] for key in keys}
            ranks = ranked(shards, order, out)
            found = near_duplicates(Path(name), loads(shards), np.array(ranks, np.int64), NEAR)
            assert told(found) == told(rebuilt(shards, ranks))


def test_the_last_row_stays_when_its_survivor_goes(tmp_path: Path) -> None:
    text = Text(asked="今天天气很好 今天天气很好")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "MANY", 1)
        for shards, ranks, survivors in (
            ({"a": [text], "b": [text]}, [0, 1], [-1, 0]),
            ({"b": [text]}, [0], [-1]),
        ):
            found = near_duplicates(tmp_path, loads(shards), np.array(ranks, np.int64), NEAR)
            assert found.survivors.tolist() == survivors


def corpus(seed: int, rows: int) -> list[Text]:
    random = np.random.default_rng(seed)
    bases = ["".join(map(chr, random.integers(0x4E00, 0x4F00, 60))) for _ in range(max(1, rows // 3))]
    texts = []
    for _ in range(rows):
        base = list(bases[random.integers(len(bases))])
        for place in random.integers(0, 60, random.integers(0, 8)):
            base[place] = chr(random.integers(0x4E00, 0x4F00))
        texts.append(Text(asked="".join(base)))
    return texts


def by_hash(shards: dict[str, list[Text]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Ranks that hang on the rows alone and not on which others there are."""
    rows = [(hash_of(text), key, at) for key, own in shards.items() for at, text in enumerate(own)]
    order = sorted(range(len(rows)), key=rows.__getitem__)
    ranks = np.empty(len(rows), np.int64)
    ranks[order] = np.arange(len(rows))
    return ranks


def hash_of(text: Text) -> int:
    return sum(ord(character) * 31**place for place, character in enumerate(text.asked)) % 1_000_003


def test_only_what_a_change_may_concern_is_decided_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = []

    def counted(*given: Any) -> Any:
        decided.append(len(given[1]))
        return decide(*given)

    decide = changes.decide
    monkeypatch.setattr(changes, "decide", counted)
    shards = {str(at): corpus(at, 60) for at in range(20)}
    near_duplicates(tmp_path, loads(shards), by_hash(shards), NEAR)
    assert not decided
    shards["new"] = corpus(3, 30)
    del shards["12"]
    found = near_duplicates(tmp_path, loads(shards), by_hash(shards), NEAR)
    assert decided
    assert max(decided) < 600
    assert told(found) == told(rebuilt(shards, by_hash(shards).tolist()))


def never() -> NearRows:
    raise AssertionError("what the index holds is not loaded again")


def test_what_it_holds_is_not_loaded_again_and_a_new_threshold_asks_for_nothing(tmp_path: Path) -> None:
    shards = {"a": corpus(1, 40), "b": corpus(1, 40)}
    near_duplicates(tmp_path, loads(shards), by_hash(shards), NEAR)
    held = dict.fromkeys(shards, never)
    strict = Near(threshold=9000, least_characters=8)
    found = near_duplicates(tmp_path, held, by_hash(shards), strict)
    rows = flat([text for own in shards.values() for text in own])
    assert told(found) == told(merge(rows, by_hash(shards), strict))
    with pytest.raises(AssertionError, match="loaded again"):
        near_duplicates(tmp_path, held, by_hash(shards), Near(threshold=4000, least_characters=9))


@pytest.mark.parametrize("how", ["cut", "altered", "removed"])
def test_damaged_files_are_made_anew(tmp_path: Path, how: str) -> None:
    shards = {"a": corpus(1, 40), "b": corpus(2, 40)}
    names = ["index.json", "outcome.json", "outcome-ranks-0", "outcome-survivors-0", "outcome-parts-0"]
    names += [
        f"run-00000001/{name}"
        for name in ("run.json", "wholes", "bounds", "heads", "strata", "checks", "text")
    ]
    for name in names:
        folder = tmp_path / name.replace("/", "-")
        near_duplicates(folder, loads(shards), by_hash(shards), NEAR)
        path = folder / name
        good = path.read_bytes()
        if how == "removed":
            path.unlink()
        else:
            path.write_bytes(good[: len(good) // 2] if how == "cut" else bytes(byte ^ 1 for byte in good))
        more = {**shards, "c": corpus(3, 12)}
        found = near_duplicates(folder, loads(more), by_hash(more), NEAR)
        assert told(found) == told(rebuilt(more, by_hash(more).tolist())), name


def test_a_damaged_text_is_noticed_where_it_is_read(tmp_path: Path) -> None:
    shards = {"a": corpus(1, 40)}
    one = Index(tmp_path, NEAR)
    one.hold(loads(shards))
    path = next(tmp_path.rglob("text"))
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(DamagedError, match="not what was written"):
        Index(tmp_path, NEAR).decide(["a"], by_hash(shards))
    assert not Index(tmp_path, NEAR).keys


def test_runs_are_compacted_when_they_are_many_or_much_is_dead(tmp_path: Path) -> None:
    shards: dict[str, list[Text]] = {}
    for at in range(30):
        shards[str(at)] = corpus(at, 30 if at else 400)
        Index(tmp_path, NEAR).hold(loads(shards))
        assert len(list(tmp_path.glob("run-*"))) <= index.MOST_RUNS
    for at in range(20):
        del shards[str(at)]
    one = Index(tmp_path, NEAR)
    one.hold(loads(shards))
    assert one.keys == frozenset(shards)
    assert sum(path.stat().st_size for path in tmp_path.glob("run-*/checks")) < 8 * 300 / 0.6
    assert told(one.decide(list(shards), by_hash(shards))) == told(rebuilt(shards, by_hash(shards).tolist()))
    one.hold({})
    assert not list(tmp_path.glob("run-*"))


def test_ranks_must_be_as_many_as_rows(tmp_path: Path) -> None:
    one = Index(tmp_path, NEAR)
    one.hold(loads({"a": corpus(1, 4)}))
    with pytest.raises(ValueError, match="3 given for 4 rows"):
        one.decide(["a"], np.arange(3))


_BUILD = """
import sys
from pathlib import Path
from danlu.dedup.index.index import near_duplicates
from tests.dedup.test_index import NEAR, by_hash, corpus, loads
shards = {str(at): corpus(at, 300) for at in range(int(sys.argv[2]))}
print("ready", flush=True)
for end in range(1, len(shards) + 1):
    some = {key: shards[key] for key in list(shards)[:end]}
    near_duplicates(Path(sys.argv[1]), loads(some), by_hash(some), NEAR)
"""


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.02, 0.05, 0.1, 0.17, 0.25, 0.4])
def test_killing_it_at_any_instant_is_harmless(tmp_path: Path, seconds: float) -> None:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", _BUILD, str(tmp_path), "12"]
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.send_signal(signal.SIGKILL)
    shards = {str(at): corpus(at, 300) for at in range(13)}
    found = near_duplicates(tmp_path, loads(shards), by_hash(shards), NEAR)
    assert told(found) == told(rebuilt(shards, by_hash(shards).tolist()))
    assert not list(tmp_path.glob("*.new"))
