"""Stale or fresh (law 8): nothing is computed twice, and nothing that changed is overlooked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from danlu.errors import DanluError
from danlu.furnace.freshness import Freshness, Staleness, Unit, units_of
from danlu.furnace.pending import pending_sources
from danlu.furnace.refresh import Furnace
from danlu.graph import STAGES
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project, source_key
from danlu.stages import fingerprint as prints
from tests.conftest import MakeProject
from tests.scratch import (
    COMPUTED,
    build,
    contents,
    conversations,
    damaged,
    manifest_of,
    recipe_of,
    refresh,
    take_in,
    write_sources,
)

ENGLISH = source_key("notes/english.jsonl")
SOURCES = 5


def stale(project: Project) -> dict[str, set[str]]:
    """Why units are stale, by stage."""
    freshness = Freshness(project, recipe_of(project), FileIndex(project))
    found = {
        name: {
            reason.value
            for unit in units_of(name, freshness.sources)
            if (reason := freshness.staleness(unit))
        }
        for name in STAGES
    }
    return {name: reasons for name, reasons in found.items() if reasons}


def write_recipe(project: Project, text: str) -> None:
    project.recipe.write_text(text, encoding="utf-8")


def test_nothing_changed_nothing_computed(built: Project) -> None:
    before = {name: (built.data / name).stat().st_mtime_ns for name in contents(built)}
    assert stale(built) == {}
    assert build(built) == {}
    assert {name: (built.data / name).stat().st_mtime_ns for name in contents(built)} == before


def test_everything_is_to_be_built_at_first(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": conversations(2)})
    assert stale(project) == {
        name: {"never built"} for name, stage in STAGES.items() if not stage.partitioned
    }
    take_in(project)
    assert set(stale(project)) == set(COMPUTED)
    assert stale(project)["raw"] == {"never built"}


def test_a_new_source_costs_what_the_new_source_costs(built: Project) -> None:
    """Its own partitions, and itself added to the whole stages: the other sources come from memos."""
    memos = [
        path
        for name in ("deduplicated", "annotated")
        for path in (built.work / "memo" / name).glob("*.parquet")
    ]
    before = {path: path.stat().st_mtime_ns for path in memos}
    write_sources(built, {"more.jsonl": conversations(4, 300)})
    computed = build(built)
    assert len(memos) == 2 * SOURCES
    assert {path: path.stat().st_mtime_ns for path in memos} == before
    assert (computed["raw"], computed["cleaned"]) == (1, 1)
    assert set(computed) == set(COMPUTED)


def test_lost_memos_change_no_byte(built: Project) -> None:
    write_sources(built, {"more.jsonl": conversations(4, 300)})
    copy = Project(built.root.parent / "copy")
    shutil.copytree(built.root, copy.root)
    shutil.rmtree(copy.work)
    build(built)
    build(copy)
    assert contents(built) == contents(copy)


@pytest.mark.parametrize(
    ("recipe", "first", "others"),
    [
        ("cleaned: {document_characters: {least: 4}}", "cleaned", set()),
        # what is made is compared with held-out rows as rows are, so augmented reads the section too
        ("deduplicated: {split: {sides: {nothing.csv: test}}}", "deduplicated", {"augmented"}),
        ("balanced: {seed: other}", "balanced", set()),
        ("exported: {name: other}", "exported", set()),
        # what follows changes the output of its stage, and so what stands on it
        (
            "deduplicated: {split: {validation: 0.4}}",
            "deduplicated",
            {"annotated", "augmented", "balanced", "exported"},
        ),
        ("augmented: {operations: {instruction_frame: 1}}", "augmented", {"balanced", "exported"}),
        ("balanced: {cap: 3}", "balanced", {"exported"}),
    ],
)
def test_a_section_reruns_its_stage_and_what_its_output_changes(
    built: Project, recipe: str, first: str, others: set[str]
) -> None:
    write_recipe(built, recipe)
    readers = {name for name, stage in STAGES.items() if first in stage.recipe}
    assert stale(built) == {name: {"recipe, code or libraries changed"} for name in readers}
    computed = build(built)
    assert set(computed) == {first} | others
    assert computed[first] == (SOURCES if STAGES[first].partitioned else 1)


def test_a_recipe_and_back_gives_the_same_bytes(built: Project) -> None:
    before = contents(built)
    write_recipe(
        built, "cleaned: {personal: {email: keep}}\nbalanced: {cap: 2}\nexported: {targets: [alpaca]}"
    )
    build(built)
    assert contents(built) != before
    write_recipe(built, "")
    build(built)
    assert contents(built) == before


def test_comments_and_defaults_are_no_change(built: Project) -> None:
    write_recipe(built, "# 注释\nexported: {name: danlu}\ncleaned: {}\n")
    assert build(built) == {}


@pytest.fixture
def touched_code(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes one file of danlu look changed."""
    real = prints._file_hash

    def touch(name: str) -> None:
        wanted = prints.PACKAGE / name
        assert wanted.is_file()
        monkeypatch.setattr(prints, "_file_hash", lambda path: real(path) + ("x" if path == wanted else ""))

    return touch


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("balancing/quotas.py", {"balanced", "exported"}),
        ("cleaning/personal/email.py", {"cleaned"}),
        ("export/card_text.py", {"exported"}),
        # evaluation sets are read by the readers, too
        ("readers/sniff.py", set(COMPUTED)),
        ("dedup/exact.py", {"deduplicated", "annotated", "augmented", "balanced", "exported"}),
        ("stages/source_files.py", {"source_files"}),
        ("lake/parquet.py", set(COMPUTED)),
        ("cli/build.py", set()),
        ("mirror/update.py", set()),
        ("audit/unit.py", set()),
        ("furnace/refresh.py", set()),
    ],
)
def test_changed_code_reruns_the_stages_that_stand_on_it(
    example: Project, touched_code: Callable[[str], None], name: str, stages: set[str]
) -> None:
    touched_code(name)
    assert set(stale(example)) == stages
    assert all(reasons == {"recipe, code or libraries changed"} for reasons in stale(example).values())


def test_code_that_changes_no_output_stops_at_its_stage(
    built: Project, touched_code: Callable[[str], None]
) -> None:
    touched_code("cleaning/personal/email.py")
    assert build(built) == {"cleaned": SOURCES}
    assert build(built) == {}


def test_another_version_of_a_library_is_another_fingerprint(
    example: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = prints.fingerprint("cleaned", recipe_of(example))
    known = dict(prints.libraries("cleaned"))
    assert {"pyarrow", "duckdb", "ftfy"} <= set(known)
    monkeypatch.setattr(prints, "libraries", lambda _: {**known, "ftfy": "0"})
    assert prints.fingerprint("cleaned", recipe_of(example)) != before


@pytest.mark.parametrize(
    ("stage", "harm"),
    [
        ("raw", "altered"),
        ("cleaned", "missing"),
        ("deduplicated", "truncated"),
        ("annotated", "altered"),
        ("augmented", "missing"),
        ("balanced", "truncated"),
        ("exported", "altered"),
        ("exported", "missing"),
    ],
)
def test_a_damaged_file_is_found_and_repaired(built: Project, stage: str, harm: str) -> None:
    before = contents(built)
    key = ENGLISH if STAGES[stage].partitioned else None
    name = max(manifest_of(built, stage, key).files)
    path = built.unit(stage, key) / name
    if harm == "missing":
        path.unlink()
    elif harm == "altered":
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    else:
        path.write_bytes(path.read_bytes()[:-1])
    assert stale(built)[stage] == {"files missing or altered"}
    refresh(built, stage)
    assert contents(built) == before


def test_a_lost_folder_is_built_again(built: Project) -> None:
    before = contents(built)
    shutil.rmtree(built.unit("cleaned", ENGLISH))
    shutil.rmtree(built.stage("balanced"))
    assert stale(built)["cleaned"] >= {"never built"}
    build(built)
    assert contents(built) == before


def test_a_damaged_manifest_is_told(built: Project) -> None:
    (built.unit("cleaned", ENGLISH) / "manifest.json").write_text("{")
    with pytest.raises(DanluError, match=r"manifest\.json is damaged"):
        build(built)
    (built.unit("cleaned", ENGLISH) / "manifest.json").unlink()
    build(built)


def test_a_manifest_that_names_other_inputs_is_stale(built: Project) -> None:
    path = built.stage("balanced") / "manifest.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values["inputs"]["augmented"] = "0" * 32
    path.write_text(json.dumps(values), encoding="utf-8")
    assert stale(built) == {"balanced": {"inputs changed"}}
    assert build(built) == {"balanced": 1}


def test_one_partition_is_refreshed_by_its_key(built: Project) -> None:
    write_recipe(built, "cleaned: {document_characters: {least: 4}}")
    furnace = Furnace(built, recipe_of(built))
    outcomes = furnace.refresh("cleaned", [ENGLISH])
    assert [(outcome.key, outcome.fresh) for outcome in outcomes] == [(ENGLISH, False)]
    assert [outcome.fresh for outcome in furnace.refresh("cleaned", [ENGLISH])] == [True]
    assert sum(not outcome.fresh for outcome in furnace.refresh("cleaned")) == SOURCES - 1
    with pytest.raises(DanluError, match="cleaned: no source has the key nothing"):
        furnace.refresh("cleaned", ["nothing"])


@pytest.mark.parametrize("stage", ["cleaned", "deduplicated", "balanced", "exported"])
def test_a_stage_whose_inputs_are_not_built_is_not_made_of_nothing(
    make_project: MakeProject, stage: str
) -> None:
    project = make_project({"a.jsonl": conversations(2)})
    take_in(project)
    with pytest.raises(DanluError, match=rf"{stage} needs \w+, which is not built"):
        refresh(project, stage)
    assert not project.stage(stage).exists() or not any(project.stage(stage).iterdir())


def test_recorded_bytes_that_are_lost_are_not_an_empty_source(built: Project) -> None:
    """A checkout of git without one of DVC: raw must not take the loss for an unreadable source."""
    shutil.rmtree(built.stage("source_files") / "files")
    shutil.rmtree(built.stage("raw"))
    with pytest.raises(DanluError, match="source_files"):
        refresh(built, "raw")
    assert not built.stage("raw").exists() or not any(built.stage("raw").iterdir())


def test_recorded_bytes_that_were_altered_are_not_read(built: Project) -> None:
    for path in (built.stage("source_files") / "files").iterdir():
        path.write_bytes(b'{"instruction": "forged", "output": "forged"}\n')
    shutil.rmtree(built.stage("raw"))
    with pytest.raises(DanluError, match="source_files"):
        refresh(built, "raw")


@pytest.mark.parametrize("sources", [{}, {"noise.bin": bytes(range(256)) * 40, "empty.csv": ""}])
def test_a_dataset_without_rows_is_one_too(
    make_project: MakeProject, sources: dict[str, str | bytes]
) -> None:
    project = make_project(sources)
    assert set(build(project)) >= {"deduplicated", "exported"}
    assert build(project) == {}
    assert stale(project) == {}
    assert damaged(project, "exported") == []
    assert manifest_of(project, "exported").figures["lines"] == 0


def test_pending_sources_are_told_without_taking_them_in(built: Project) -> None:
    assert pending_sources(built, recipe_of(built)) == {"new": [], "changed": [], "gone": []}
    before = contents(built)
    write_sources(built, {"茶.jsonl": "{}", "notes/english.jsonl": conversations(1), ".hidden": "x"})
    (built.sources / "turns.json").unlink()
    (built.sources / "pairs.csv").touch()
    found = pending_sources(built, recipe_of(built))
    assert found == {"new": ["茶.jsonl"], "changed": ["notes/english.jsonl"], "gone": ["turns.json"]}
    assert contents(built) == before
    take_in(built)
    assert pending_sources(built, recipe_of(built)) == {"new": [], "changed": [], "gone": []}


def test_what_an_intake_will_not_take_is_not_pending(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": "{}", "b.jsonl": "x" * 11}, "source_files: {max_file_bytes: 10}")
    (project.sources / "link").symlink_to("a.jsonl")
    take_in(project)
    assert pending_sources(project, recipe_of(project)) == {"new": [], "changed": [], "gone": []}


def test_a_missing_folder_is_pending_trouble(built: Project) -> None:
    built.sources.rename(built.root / "away")
    assert pending_sources(built, recipe_of(built)) == {"unreachable": ["data/sources/"]}


def test_units_are_one_per_source_or_one_in_all(example: Project) -> None:
    freshness = Freshness(example, recipe_of(example), FileIndex(example))
    assert units_of("balanced", freshness.sources) == [Unit("balanced", None)]
    assert len(units_of("raw", freshness.sources)) == SOURCES
    assert freshness.staleness(Unit("raw", ENGLISH)) is None
    assert Staleness.DAMAGED.value == "files missing or altered"


def test_what_lies_in_the_work_folder_can_be_deleted(built: Project) -> None:
    shutil.rmtree(built.work)
    assert stale(built) == {}
    assert build(built) == {}


def test_a_copy_elsewhere_is_as_fresh(built: Project, tmp_path: Path) -> None:
    shutil.copytree(built.root, tmp_path / "elsewhere" / "deep", symlinks=True)
    assert stale(Project(tmp_path / "elsewhere" / "deep")) == {}
