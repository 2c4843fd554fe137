"""augmented: new rows that rules make of train rows."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets.annotated import annotated
from assets.cleaned import cleaned
from assets.deduplicated import deduplicated
from assets.options import options
from resources.lake import Lake


@dg.asset(deps=[cleaned, deduplicated, annotated], **options("augmented"))
def augmented(lake: Lake) -> Iterator[dg.MaterializeResult[None]]:
    """**The surviving rows, and new ones that rules make of train rows; each new row names its parent.**

    Answers are never altered. A child takes its parent's group, so relatives never straddle a
    split; a new row whose prompt is held out is withheld.

    **保留的行，以及按规则由训练行生成的新行；每个新行都记下来源行。** 从不改动答案；
    子行与父行同组，不会跨越划分。
    """
    yield from lake.refresh_whole("augmented")
