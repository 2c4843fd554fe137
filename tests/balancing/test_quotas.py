from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.balancing.quotas import Method, apportion, mixture

SIZES = st.dictionaries(st.sampled_from(["zh", "en", "ja", "mixed", "代码"]), st.integers(1, 60), min_size=1)
SHARES = st.dictionaries(st.sampled_from(["zh", "en", "ja", "ko"]), st.integers(1, 25), min_size=1).map(
    lambda shares: {name: percent / 100 for name, percent in shares.items()}
)


def smallest_total_by_search(sizes: list[int], shares: list[Fraction], need: int) -> list[int]:
    """The definition itself, tried at every T where some quota becomes whole."""
    points = sorted({Fraction(rows) / share for size, share in zip(sizes, shares, strict=True) if share
                     for rows in range(1, size + 1)})  # fmt: skip
    for total in [Fraction(0), *points]:
        kept = [min(size, int(total * share)) for size, share in zip(sizes, shares, strict=True)]
        if sum(kept) >= need:
            return kept
    raise AssertionError("never enough")


def test_without_shares_everything_may_stay() -> None:
    found = mixture({"zh": 3, "en": 4}, {}, 0.5)
    assert (found.method, found.quotas) == (Method.WHOLE, {"zh": 3, "en": 4})


def test_the_exact_mixture_is_as_large_as_the_scarcest_stratum_allows() -> None:
    found = mixture({"zh": 300, "en": 1000}, {"zh": 0.5, "en": 0.5}, 0.4)
    assert (found.method, found.quotas) == (Method.EXACT, {"zh": 300, "en": 300})


def test_min_kept_raises_the_total_and_the_scarce_stratum_gives_all() -> None:
    found = mixture({"zh": 10, "en": 1000}, {"zh": 0.5, "en": 0.5}, 0.5)
    assert (found.method, found.quotas) == (Method.RAISED, {"zh": 10, "en": 495})


def test_unnamed_strata_are_one_pool_divided_by_size() -> None:
    found = mixture({"zh": 100, "en": 75, "ja": 25}, {"zh": 0.8}, 0.1)
    assert found.quotas == {"zh": 100, "en": 19, "ja": 6}
    assert found.shares == {"zh": Fraction(4, 5), "en": Fraction(3, 20), "ja": Fraction(1, 20)}


def test_an_absent_stratum_is_reported_and_the_others_are_scaled_up() -> None:
    found = mixture({"zh": 60, "en": 90}, {"zh": 0.4, "en": 0.2, "ja": 0.4}, 0.1)
    assert found.absent == ("ja",)
    assert found.shares == {"zh": Fraction(2, 3), "en": Fraction(1, 3)}
    assert found.quotas == {"zh": 60, "en": 30}


def test_strata_with_no_share_left_get_nothing_and_min_kept_cannot_be_reached() -> None:
    found = mixture({"zh": 10, "en": 990}, {"zh": 1.0}, 0.5)
    assert (found.method, found.quotas) == (Method.UNREACHABLE, {"zh": 10, "en": 0})


def test_a_split_without_any_stratum_that_has_a_share_keeps_nothing() -> None:
    found = mixture({"en": 8}, {"zh": 1.0}, 0.5)
    assert (found.method, found.quotas, found.absent) == (Method.UNREACHABLE, {"en": 0}, ("zh",))


def test_shares_are_the_decimals_of_the_recipe() -> None:
    tenths = {str(index): 0.1 for index in range(10)}
    found = mixture(dict.fromkeys(tenths, 7), tenths, 1.0)
    assert (found.method, set(found.quotas.values())) == (Method.EXACT, {7})


@given(SIZES, SHARES)
def test_an_exact_mixture_meets_each_share_to_within_a_row(
    available: dict[str, int], shares: dict[str, float]
) -> None:
    found = mixture(available, shares, 0)
    total = min(Fraction(rows) / found.shares[name] for name, rows in available.items() if found.shares[name])
    assert found.method is Method.EXACT
    assert all(abs(found.quotas[name] - total * share) < 2 for name, share in found.shares.items())


@given(SIZES, SHARES, st.integers(0, 100))
def test_no_quota_exceeds_what_is_available_and_min_kept_holds(
    available: dict[str, int], shares: dict[str, float], percent: int
) -> None:
    found = mixture(available, shares, percent / 100)
    assert set(found.quotas) == set(available)
    assert all(0 <= found.quotas[name] <= rows for name, rows in available.items())
    if found.method is not Method.UNREACHABLE:
        assert sum(found.quotas.values()) * 100 >= percent * sum(available.values())
    assert sum(found.shares.values()) in (0, 1)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 40), min_size=2), st.integers(0, 100), st.data()
)
def test_the_raised_total_is_the_smallest_that_keeps_enough(
    available: dict[str, int], percent: int, data: st.DataObject
) -> None:
    parts = {name: data.draw(st.integers(1, 9)) for name in sorted(available)}
    shares = {name: part / 40 for name, part in parts.items()}
    exact = [Fraction(parts[name], 40) for name in sorted(available)]
    found = mixture(available, shares, percent / 100)
    if found.method is Method.RAISED:
        sizes = [available[name] for name in sorted(available)]
        need = -(-percent * sum(sizes) // 100)
        assert [found.quotas[name] for name in sorted(available)] == smallest_total_by_search(
            sizes, exact, need
        )


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 50), min_size=1), st.data())
def test_apportioned_parts_sum_to_the_total(sizes: dict[str, int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(sizes.values())))
    parts = apportion(total, sizes)
    assert sum(parts.values()) == total
    assert all(
        abs(parts[name] * sum(sizes.values()) - total * size) < sum(sizes.values())
        for name, size in sizes.items()
    )
    assert all(0 <= parts[name] <= size for name, size in sizes.items())


@pytest.mark.parametrize("percent", [10, 50, 90])
def test_a_thousand_named_strata_are_quick(percent: int) -> None:
    sizes = {f"source{index:04}": 1 + index % 97 for index in range(1000)}
    found = mixture(sizes, dict.fromkeys(sizes, 0.001), percent / 100)
    assert sum(found.quotas.values()) * 100 >= percent * sum(sizes.values())
