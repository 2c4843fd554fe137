from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from danlu.cleaning.rules.whole_lines import without_lines

_LINES = st.sampled_from(["noise", " noise ", "said", "  said", "", " ", "```", "```python", "~~~", "\u3000"])


def _is_noise(line: str) -> bool:
    return line.strip() == "noise"


@given(st.lists(_LINES, min_size=1, max_size=12))
@example(["```", "noise", "```", "noise"])
@example(["said", "", "noise", "", "said"])
def test_only_noise_and_blank_lines_beside_it_go(lines: list[str]) -> None:
    text = "\n".join(lines)
    result = without_lines(text, _is_noise).split("\n")
    said = [line for line in lines if line.strip() and not _is_noise(line)]
    assert [line for line in result if line.strip() and not _is_noise(line)] == said
    assert without_lines("\n".join(result), _is_noise).split("\n") == result
    if not said or not any(map(_is_noise, lines)):
        assert result == lines


def test_lines_within_fences_stay() -> None:
    assert (
        without_lines("noise\n```\nnoise\n~~~\nnoise\n```\nnoise", _is_noise) == "```\nnoise\n~~~\nnoise\n```"
    )


def test_equal_lines_are_judged_once() -> None:
    judged: list[str] = []

    def is_noise(line: str) -> bool:
        judged.append(line)
        return line == "noise"

    assert without_lines("noise\nsaid\n" * 100, is_noise) == "said\n" * 100
    assert sorted(judged) == ["noise", "said"]
