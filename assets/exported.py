"""exported: files for trainers."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets.annotated import annotated
from assets.augmented import augmented
from assets.balanced import balanced
from assets.cleaned import cleaned
from assets.deduplicated import deduplicated
from assets.options import options
from assets.raw import raw
from resources.lake import Lake


@dg.asset(
    deps=[raw, cleaned, deduplicated, annotated, augmented, balanced],
    **options("exported"),
)
def exported(lake: Lake) -> Iterator[dg.MaterializeResult[None]]:
    """**Trainer files, their manifest, sidecar lineage, metrics and card.**

    Alpaca, ShareGPT and OpenAI messages for LLaMA-Factory, with `dataset_info.json`; the folder
    loads with `datasets.load_dataset`. The sidecar says which row every line is. What a format
    cannot say is dropped from that format with a reason.

    **训练文件、清单、逐行血缘、指标与数据卡。** 面向 LLaMA-Factory 的 Alpaca、ShareGPT、OpenAI
    格式；附带文件说明每一行出自哪一行数据。某格式表达不了的行会写明原因。
    """
    yield from lake.refresh_whole("exported")
