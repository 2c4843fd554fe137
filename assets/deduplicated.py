"""deduplicated: rows that say the same merged, each row's split known."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets.cleaned import cleaned
from assets.options import options
from resources.history import with_history
from resources.lake import Lake


@dg.asset(deps=[cleaned], **options("deduplicated"))
def deduplicated(lake: Lake) -> Iterator[dg.MaterializeResult[None]]:
    """**Rows that say the same merged into one survivor, with a receipt each; every row's split known.**

    Two rows are equal when all that a trainer sees of them is equal but for runs of white space
    and the width of ASCII characters. They are nearly equal when their sets of five characters in a row
    are alike enough (`deduplicated.near`), what is asked and what is answered each; rows that share
    an instruction or system prompt are compared by what differs. Each merged row is measured against
    its own survivor, and its receipt says how alike they are. The split is a pure function of the
    row's group, so it never changes: no cleaning rule and no order of arrival can move a row. A train
    row that asks what a held-out row asks is refused, and so is one that holds an item of an evaluation
    set (`deduplicated.evaluation`).

    **把相同或几乎相同的行合并为一行，每次合并都留收据；从这里起每行的划分（训练、验证、测试）已经确定。**
    近似按五字符片段的 Jaccard 相似度判断，问与答分别比较；共用指令或系统提示的行只比较其余部分。
    划分只取决于行所在的组，清洗规则和到达顺序都不会改变它；与留出行提问相同的训练行会被剔除。
    """
    instance = dg.AssetExecutionContext.get().instance
    for made in lake.refresh_whole("deduplicated"):
        yield with_history(instance, "deduplicated", made)
