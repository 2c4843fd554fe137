"""cleaned: text normalised, personal data masked."""

from collections.abc import Iterator

import dagster as dg

from assets.options import options
from assets.raw import raw
from resources.lake import Lake
from resources.partitions import SOURCES


@dg.asset(
    deps=[raw],
    partitions_def=SOURCES,
    backfill_policy=dg.BackfillPolicy.single_run(),
    **options("cleaned"),
)
def cleaned(context: dg.AssetExecutionContext, lake: Lake) -> Iterator[dg.MaterializeResult[None]]:
    """**Text normalised, markup and noise removed, personal data masked, unusable rows refused.**

    Every edit is in the ledger with its rule and a count; no row leaves without a reason.

    **规范化文本，去除标记与噪声，遮盖个人信息，剔除不可用的行。** 每次改动都带规则和次数记入账本，
    没有一行会无故消失。
    """
    yield from lake.refresh_partitions(context, "cleaned")
