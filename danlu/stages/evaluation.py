"""Which cleaned rows hold items of the recipe's evaluation sets, remembered by set and by shard.

What is found in a shard hangs on the shard, the set and the bounds alone: a new source is probed for every
set, a new or changed set in every shard, and nothing else again.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

import duckdb
import pyarrow as pa

from danlu.contamination_knobs import Contamination, EvaluationSet
from danlu.dedup.contamination.index import Bounds, Index, build_index
from danlu.dedup.contamination.leaves import COLUMNS
from danlu.dedup.contamination.matching import HOWS, MATCH_SCHEMA, find_matches
from danlu.dedup.contamination.reading import read_items, set_version
from danlu.lake.connection import ParquetFiles
from danlu.lake.layout import Project
from danlu.lake.parquet import read_parquet
from danlu.recipe import Recipe
from danlu.rows import ROW_SCHEMA
from danlu.stages.fingerprint import fingerprint
from danlu.stages.work import FilesOf, MemoTask, Work, remember, write_memos

_MEMO = "evaluation"
_READ = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source", *COLUMNS)])

# of a row's items the strongest counts, and one of a set that drops before one of a set that flags
_CONTAMINATED = """
CREATE TABLE contaminated AS
SELECT
    sided.row_id,
    sided.source,
    CASE WHEN sided.split = 'train' AND policies.action = 'drop' THEN 'dropped' ELSE 'flagged' END AS verdict,
    json_object(
        'set', found.set, 'item', found.item, 'how', found.how, 'likeness', found.likeness,
        'field', found.field, 'turn', found.turn, 'start', found.start, 'end', found."end"
    )::VARCHAR AS evidence
FROM evaluated AS found
JOIN sided USING (row_id)
JOIN policies USING (set)
QUALIFY row_number() OVER (
    PARTITION BY sided.row_id
    ORDER BY policies.action, list_position($hows, found.how), found.likeness DESC, found.set, found.item
) = 1
"""


def evaluation_matches(work: Work) -> ParquetFiles:
    """Every item of an evaluation set that a cleaned row holds, as `MATCH_SCHEMA`.

    Raises:
        EvaluationSetError: A set cannot be read, or holds no item.
    """
    recipe = work.recipe.deduplicated
    code = fingerprint("deduplicated", Recipe())
    memos = []
    _forget({_folder(one) for one in recipe.evaluation}, work.project)
    for one in recipe.evaluation:
        items = read_items(one.name, work.project.root / one.path, one.shape())
        version = set_version(items)
        keyed = replace(work, fingerprint=f"{code}\n{version}\n{recipe.contamination.model_dump_json()}")
        function = partial(remember_items, work.project, one.model_dump_json(), recipe.contamination, version)
        memos += remember(keyed, function, keyed.tasks(_folder(one), [FilesOf("cleaned", "rows")]))
    return ParquetFiles(memos, MATCH_SCHEMA)


def judge_contaminated(connection: duckdb.DuckDBPyConnection, sets: Sequence[EvaluationSet]) -> None:
    """Make the table `contaminated` (row_id, source, verdict, evidence) of `evaluated` and `sided`.

    A row that is trained on is dropped where its set says so; one that is held out is flagged.
    """
    names, actions = [one.name for one in sets], [one.action for one in sets]
    policies = {"set": pa.array(names, pa.string()), "action": pa.array(actions, pa.string())}
    connection.register("policies", pa.table(policies))
    connection.execute(_CONTAMINATED, {"hows": list(HOWS)})


def remember_items(
    project: Project, described: str, bounds: Contamination, version: str, tasks: Sequence[MemoTask]
) -> None:
    """Look for the items of a set in some shards' rows."""
    index = _index(project, described, bounds.model_dump_json(), version)
    found = [find_matches(read_parquet(task.rows, _READ.names).cast(_READ), index) for task in tasks]
    write_memos(pa.concat_tables(found).cast(MATCH_SCHEMA), tasks)


@cache
def _index(project: Project, described: str, bounds: str, version: str) -> Index:  # noqa: ARG001 - keys the cache
    """What a set's rows are probed against, made once in each process."""
    one, knob = EvaluationSet.model_validate_json(described), Contamination.model_validate_json(bounds)
    items = read_items(one.name, project.root / one.path, one.shape())
    return build_index(items, Bounds(knob.share, knob.likeness, knob.common_items))


def _folder(one: EvaluationSet) -> str:
    return f"{_MEMO}-{one.name}"


def _forget(wanted: set[str], project: Project) -> None:
    """Delete what is remembered of sets that the recipe no longer names."""
    for folder in (project.work / "memo").glob(f"{_MEMO}-*"):
        if folder.name not in wanted:
            shutil.rmtree(folder, ignore_errors=True)
