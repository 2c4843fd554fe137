from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from assets.options import ASK, definition_metadata, options, with_code_links
from assets.raw import raw
from assets.source_files import source_files
from danlu.dictionary import DATASETS
from danlu.graph import STAGES
from tests.resources.shown import texts
from tests.scratch import COMPUTED

PAGE = 25_000
"""Characters of a drawing in Base64 beyond which a page would become slow to open."""


@pytest.mark.parametrize("stage", list(STAGES))
def test_every_dataset_shows_columns_lineage_and_where_to_ask(stage: str) -> None:
    metadata = definition_metadata(stage)
    assert len(metadata["dagster/column_schema"].columns) == len(DATASETS[stage].columns)
    assert metadata["danlu/ask_a_row"] == dg.MetadataValue.url(ASK)
    assert "danlu trace" in metadata["danlu/commands"].value
    assert "danlu whynot" in metadata["danlu/commands"].value
    if stage == "source_files":
        assert "dagster/column_lineage" not in metadata
        return
    lineage: dg.TableColumnLineage = metadata["dagster/column_lineage"]
    upstream = {dep.asset_key.to_user_string() for deps in lineage.deps_by_column.values() for dep in deps}
    assert upstream <= set(STAGES[stage].inputs)
    assert len(metadata["danlu/column_lineage"].value) < PAGE
    assert any(stage in text for text in texts({"": metadata["danlu/column_lineage"]}))


@pytest.mark.parametrize("stage", COMPUTED)
def test_whole_corpus_datasets_are_expected_every_night(stage: str) -> None:
    policy = options(stage)["freshness_policy"]
    if STAGES[stage].partitioned:
        assert policy is None
    else:
        assert policy == dg.FreshnessPolicy.time_window(
            fail_window=timedelta(hours=60), warn_window=timedelta(hours=36)
        )


@pytest.mark.parametrize("stage", COMPUTED)
def test_kinds_are_few(stage: str) -> None:
    assert 1 <= len(options(stage)["kinds"]) <= 4


def test_code_links_lead_to_the_asset_and_to_what_computes_it() -> None:
    linked = with_code_links([raw, source_files])
    (asset, spec) = linked
    assert isinstance(asset, dg.AssetsDefinition)
    assert isinstance(spec, dg.AssetSpec)
    references = asset.metadata_by_key[raw.key]["dagster/code_references"].code_references
    paths = [Path(reference.file_path) for reference in references]
    assert [path.parts[-2:] for path in paths] == [("stages", "raw.py"), ("assets", "raw.py")]
    assert all(path.is_file() for path in paths)
    (own,) = spec.metadata["dagster/code_references"].code_references
    assert Path(own.file_path).is_file()
