"""annotated: tags of every surviving row."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets.cleaned import cleaned
from assets.deduplicated import deduplicated
from assets.options import options
from resources.lake import Lake


@dg.asset(deps=[cleaned, deduplicated], **options("annotated"))
def annotated(lake: Lake) -> Iterator[dg.MaterializeResult[None]]:
    """**Language, turns, length and an estimate of tokens for every surviving row.**

    Computed once per source version by transparent rules; Chinese, English and mixed text are told
    apart by script before anything else.

    **为每一行标注语言、轮数、长度与词元估计。** 规则透明，每个来源版本只计算一次。
    """
    yield from lake.refresh_whole("annotated")
