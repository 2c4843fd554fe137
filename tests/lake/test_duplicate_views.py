"""The views that add up what was merged: the same as the receipts."""

from __future__ import annotations

from danlu.lake.connection import connect
from danlu.mirror import update_mirror
from danlu.mirror.tables import VIEWS
from tests.conftest import MakeProject
from tests.scratch import build, conversations, ledger_of


def test_overlap_sizes_and_groups_are_browsable(make_project: MakeProject) -> None:
    project = make_project(
        {"a.jsonl": conversations(8), "乙.jsonl": conversations(8, 5), "丙.jsonl": conversations(3, 5)}
    )
    build(project, until="deduplicated")
    update_mirror(project)
    merged = [entry for entry in ledger_of(project, "deduplicated") if entry["verdict"] == "merged"]
    with connect(project.warehouse, folders=[project.data], read_only=True, root=project.root) as connection:
        overlap = connection.sql("SELECT source, survivor_source, rows, equal FROM overlap").fetchall()
        sizes = connection.sql("SELECT rows, clusters, equal FROM cluster_sizes ORDER BY rows").fetchall()
        groups = connection.sql("SELECT sum(rows), round(sum(share), 9), max(sources) FROM groups").fetchall()
    assert sum(rows for _, _, rows, _ in overlap) == len(merged) == 6
    assert all(source != survivor and rows == equal for source, survivor, rows, equal in overlap)
    assert sizes == [(3, 3, 6)]
    assert groups == [(13, 1.0, 1)]
    assert {"overlap", "cluster_sizes", "groups"} <= set(VIEWS)
