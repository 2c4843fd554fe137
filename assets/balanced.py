"""balanced: the selection."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets.augmented import augmented
from assets.cleaned import cleaned
from assets.options import options
from resources.lake import Lake


@dg.asset(deps=[cleaned, augmented], **options("balanced"))
def balanced(lake: Lake) -> Iterator[dg.MaterializeResult[None]]:
    """**The selection: target shares per stratum and a cap, within each split.**

    Which rows of a stratum are taken depends on the seed and the row's id alone. Every row left out
    names the quota that left it out.

    **选取：在每个划分内按层目标占比与上限选行。** 选哪些行只取决于种子和行的编号；
    未选中的行都写明是哪个配额所致。
    """
    yield from lake.refresh_whole("balanced")
