from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from danlu.cleaning.code import CODE_FENCE
from danlu.cleaning.rules.fences import fences

_PIECES = st.sampled_from(["`", "``", "```", "````", "~", "~~~", "~~~~~", "\n", "a", "``` ", "```python\n"])


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_fences_stand_where_the_pattern_finds_them(text: str) -> None:
    assert fences(text) == [match.span() for match in CODE_FENCE.finditer(text)]
