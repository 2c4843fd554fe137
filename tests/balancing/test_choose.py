from __future__ import annotations

import hashlib
import json
import random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.balancing.choose import DROPPED_SCHEMA, KEPT_SCHEMA, choose
from danlu.balancing.quotas import Method
from danlu.errors import DanluError, LawBrokenError
from danlu.recipe import Balanced

Candidate = tuple[bytes, str, str]


def identifier(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()[:16]


def table(candidates: list[Candidate]) -> pa.Table:
    ids, splits, strata = zip(*candidates, strict=True) if candidates else ((), (), ())
    return pa.table(
        {
            "row_id": pa.array(ids, pa.binary(16)).cast(pa.uuid()),
            "source": pa.array(["a.jsonl"] * len(ids), pa.string()),
            "split": pa.array(splits, pa.string()),
            "stratum": pa.array(strata, pa.string()),
        }
    )


def many(strata: dict[str, int], split: str = "train", start: int = 0) -> list[Candidate]:
    names = [name for name, rows in strata.items() for _ in range(rows)]
    return [(identifier(start + index), split, name) for index, name in enumerate(names)]


def ids(column: pa.ChunkedArray) -> set[bytes]:
    return set(column.cast(pa.binary(16)).to_pylist())


CORPORA = st.lists(
    st.tuples(st.sampled_from(["train", "validation", "test"]), st.sampled_from(["zh", "en", "ja", "混合"])),
    max_size=60,
).map(lambda rows: [(identifier(index), *row) for index, row in enumerate(rows)])
RECIPES = st.builds(
    Balanced,
    seed=st.sampled_from(["danlu", "另一个"]),
    shares=st.dictionaries(
        st.sampled_from(["zh", "en", "ko"]), st.sampled_from([0.1, 0.25, 0.33]), max_size=3
    ),
    min_kept=st.sampled_from([0, 0.3, 0.5, 1]),
    cap=st.none() | st.integers(1, 12),
)


@given(CORPORA, RECIPES)
def test_every_candidate_is_kept_or_dropped_with_a_reason(
    candidates: list[Candidate], recipe: Balanced
) -> None:
    choice = choose(table(candidates), recipe)
    kept, dropped = ids(choice.kept["row_id"]), ids(choice.dropped["row_id"])
    assert kept | dropped == {key for key, _, _ in candidates}
    assert not kept & dropped
    assert choice.kept.num_rows + choice.dropped.num_rows == len(candidates)
    assert set(choice.dropped["reason"].to_pylist()) <= {"over_share", "over_cap"}


@given(CORPORA, RECIPES, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_decides_nothing(
    candidates: list[Candidate], recipe: Balanced, order: random.Random
) -> None:
    shuffled = order.sample(candidates, len(candidates))
    first, second = choose(table(candidates), recipe), choose(table(shuffled), recipe)
    assert first.kept.equals(second.kept)
    assert first.dropped.equals(second.dropped)
    assert first.figures == second.figures


@given(CORPORA, RECIPES)
def test_the_cap_is_never_exceeded_and_the_figures_are_the_truth(
    candidates: list[Candidate], recipe: Balanced
) -> None:
    choice = choose(table(candidates), recipe)
    kept = list(zip(choice.kept["split"].to_pylist(), choice.kept["stratum"].to_pylist(), strict=True))
    place = {key: (split, stratum) for key, split, stratum in candidates}
    keys = choice.dropped["row_id"].cast(pa.binary(16)).to_pylist()
    reasons = list(zip(keys, choice.dropped["reason"].to_pylist(), strict=True))
    for figure in choice.figures:
        spot = (figure.split, figure.stratum)
        assert kept.count(spot) == figure.kept
        assert recipe.cap is None or figure.kept <= recipe.cap
        assert [place[key] for key, reason in reasons if reason == "over_share"].count(
            spot
        ) == figure.over_share
        assert [place[key] for key, reason in reasons if reason == "over_cap"].count(spot) == figure.over_cap
    assert sum(figure.available for figure in choice.figures) == len(candidates)


def test_schemas_and_total_order() -> None:
    choice = choose(table(many({"zh": 40, "en": 40})), Balanced(cap=10))
    assert choice.kept.schema.equals(KEPT_SCHEMA)
    assert choice.dropped.schema.equals(DROPPED_SCHEMA)
    for column in (choice.kept["row_id"], choice.dropped["row_id"]):
        assert column.cast(pa.binary(16)).to_pylist() == sorted(ids(column))
    assert set(choice.kept["copies"].to_pylist()) == {1}


def test_evidence_names_split_stratum_and_quota_and_no_text() -> None:
    choice = choose(
        table(many({"zh": 10, "en": 90})), Balanced(shares={"zh": 0.5, "en": 0.5}, min_kept=0.1, cap=4)
    )
    by_reason = dict(
        zip(choice.dropped["reason"].to_pylist(), choice.dropped["evidence"].to_pylist(), strict=True)
    )
    assert json.loads(by_reason["over_share"]) == {
        "available": 90, "cap": 4, "quota": 10, "split": "train", "stratum": "en"
    }  # fmt: skip
    reasons = choice.dropped["reason"].to_pylist()
    assert (reasons.count("over_share"), reasons.count("over_cap")) == (80, 12)


def test_one_percent_more_rows_change_about_one_percent_of_the_choice() -> None:
    recipe = Balanced(shares={"zh": 0.5, "en": 0.3}, min_kept=0.3)
    old = many({"zh": 3000, "en": 5000, "ja": 2000})
    new = many({"zh": 30, "en": 50, "ja": 20}, start=len(old))
    before = ids(choose(table(old), recipe).kept["row_id"])
    after = ids(choose(table(old + new), recipe).kept["row_id"])
    assert len(before - after) <= 0.02 * len(before)
    assert len(after - before) <= 0.03 * len(before)


def test_rows_of_one_stratum_only_move_that_stratum_under_a_cap() -> None:
    recipe = Balanced(cap=500)
    old = many({"zh": 1000, "en": 1000})
    new = many({"zh": 100}, start=len(old))
    before, after = choose(table(old), recipe).kept, choose(table(old + new), recipe).kept
    gone = ids(before["row_id"]) - ids(after["row_id"])
    assert 0 < len(gone) < 100
    assert {stratum for key, _, stratum in old if key in gone} == {"zh"}


def test_the_seed_changes_which_rows_and_not_how_many() -> None:
    candidates = table(many({"zh": 400}))
    first, second = (choose(candidates, Balanced(seed=seed, cap=100)).kept for seed in ("a", "b"))
    assert first.num_rows == second.num_rows == 100
    assert ids(first["row_id"]) != ids(second["row_id"])


def test_splits_have_their_own_quotas() -> None:
    candidates = many({"zh": 100, "en": 100}) + many({"zh": 2, "en": 18}, "test", start=500)
    choice = choose(table(candidates), Balanced(shares={"zh": 0.5, "en": 0.5}, min_kept=0.1))
    assert {(figure.split, figure.stratum): figure.kept for figure in choice.figures} == {
        ("train", "en"): 100, ("train", "zh"): 100, ("test", "en"): 2, ("test", "zh"): 2
    }  # fmt: skip
    assert {split: found.method for split, found in choice.mixtures.items()} == {
        "train": Method.EXACT, "test": Method.EXACT
    }  # fmt: skip


def test_no_candidates() -> None:
    choice = choose(table([]), Balanced(shares={"zh": 0.5}, cap=3))
    assert (choice.kept.num_rows, choice.dropped.num_rows, choice.figures) == (0, 0, ())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda found: found.drop_columns(["stratum"]), "no column stratum"),
        (lambda found: found.set_column(3, "stratum", pa.array([None, "zh"])), "stratum holds null"),
        (lambda found: found.set_column(2, "split", pa.array(["dev", "train"])), "unknown split 'dev'"),
    ],
)
def test_faulty_candidates_are_refused(change: object, message: str) -> None:
    with pytest.raises(DanluError, match=message):
        choose(change(table(many({"zh": 2}))), Balanced())  # type: ignore[operator]


def test_a_row_that_stands_twice_breaks_law_1() -> None:
    with pytest.raises(LawBrokenError, match="twice"):
        choose(table(many({"zh": 2}) + many({"en": 1})), Balanced())
