"""raw: records parsed into canonical rows."""

from collections.abc import Iterator

import dagster as dg

from assets.options import options
from assets.source_files import source_files
from resources.lake import Lake
from resources.partitions import SOURCES


@dg.asset(
    deps=[source_files],
    partitions_def=SOURCES,
    backfill_policy=dg.BackfillPolicy.single_run(),
    **options("raw"),
)
def raw(context: dg.AssetExecutionContext, lake: Lake) -> Iterator[dg.MaterializeResult[None]]:
    """**Each record of a source parsed into canonical rows, verbatim, with its place.**

    Formats, containers and encodings are found by content. A record that cannot be read is refused
    with a reason and its place, and its neighbours live on. Records and separators tile the file.

    **把来源中的每条记录解析为规范行，原文不动，并记下位置。** 格式、容器与编码都按内容识别；
    无法读取的记录连同原因和位置记入账本，不影响相邻记录。
    """
    yield from lake.refresh_partitions(context, "raw")
