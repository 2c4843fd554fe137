"""What generated records are made of: texts in Chinese, English and emoji, values, unknown fields."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

ALPHABET = 'abcXYZ 0189.,:\n\t"\\<>{}你好世界，。！？（）丹炉𠮷é😀👩‍🔬\u200b'
texts = st.text(alphabet=ALPHABET, max_size=24)
words = st.text(alphabet=ALPHABET.replace("\n", ""), min_size=1, max_size=12)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
unknown = st.dictionaries(st.sampled_from(["id", "来源", "meta", "score", "lang"]), json_values, max_size=3)
names = st.sampled_from(["get_weather", "查询天气", "f"])
arguments = st.dictionaries(words, json_values, max_size=3)


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects that hold any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def shuffled(draw: st.DrawFn, *parts: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    """The parts as one object, its keys in any order; earlier parts win."""
    merged: dict[str, Any] = {}
    for part in reversed(parts):
        merged.update(draw(part))
    return {key: merged[key] for key in draw(st.permutations(list(merged)))}


def fixed(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


nullable = st.none() | texts
