"""Personal data left in exported files: found wherever a trainer would see it, and never told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from danlu.audit import residual
from danlu.audit.full import audit
from danlu.audit.promise import Promise, promised
from danlu.audit.residual import Find, Residue, find_residue
from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.personal.finding import folded
from danlu.cleaning_knobs import Cleaned
from danlu.cli.audit import audit as command
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.lake.layout import Project
from danlu.lake.parquet import read_all
from danlu.lake.published import published_files
from danlu.recipe import load_recipe
from danlu.stages.augmented import SCHEMA as AUGMENTED
from tests.audit.tamper import cover_up
from tests.scratch import build, json_lines, manifest_of, new_project

PHONE = "13912345678"
KEY = "sk-proj-Zx81kQm29TtB4vLw7RfY0aHc"
RECIPE = """
cleaned: {sources: {"support/*": {personal: {phone: keep}}}}
augmented: {operations: {instruction_frame: 1.0, answer_constraint: 1.0}}
exported: {targets: [alpaca, sharegpt, openai]}
"""


def sources() -> dict[str, str | bytes]:
    call = {"type": "function", "function": {"name": "ring", "arguments": '{"note": "none"}'}}
    turns = [
        {"role": "user", "content": "Ring the office. 给办公室打电话。"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": "done"},
        {"role": "assistant", "content": "It rang. 已拨通。"},
    ]
    return {
        "plain.jsonl": json_lines(
            {"instruction": f"第{n}家店的电话是多少？", "output": f"第{n}家店没有公布电话，请到店询问。"}
            for n in range(40)
        ),
        "support/hotline.jsonl": json_lines(
            [{"instruction": "值班电话是多少？", "output": f"值班电话 {PHONE}，全天有人。"}]
        ),
        "calls.jsonl": json_lines([{"messages": turns}]),
        "text.jsonl": json_lines([{"text": "山下有一条河，河边有三棵树，夏天很凉快。" * 4}]),
        "pairs.jsonl": json_lines(
            [{"prompt": "Which tree is tall?", "chosen": "The oak is tall.", "rejected": "None is."}]
        ),
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = new_project(tmp_path_factory.mktemp("residual") / "project", sources(), RECIPE)
    build(project)
    return project


@pytest.fixture
def project(built: Project, tmp_path: Path) -> Project:
    shutil.copytree(built.root, tmp_path / "project", symlinks=True)
    return Project(tmp_path / "project")


def look(project: Project, **personal: str) -> Residue:
    recipe = load_recipe(project.recipe).cleaned
    values = recipe.model_dump() | {"personal": recipe.personal.model_dump() | personal}
    return find_residue(project, manifest_of(project, "exported"), Cleaned.model_validate(values))


def files(project: Project) -> list[str]:
    return sorted(name for name in manifest_of(project, "exported").files if name.endswith(".jsonl"))


def plant(project: Project, name: str, planted: dict[str, Any] | bytes, number: int = 0) -> None:
    """Changes some keys of one line of an exported file, or the whole line."""
    path = project.stage("exported") / name
    lines = path.read_bytes().splitlines()
    lines[number] = (
        planted if isinstance(planted, bytes) else json.dumps(json.loads(lines[number]) | planted).encode()
    )
    path.write_bytes(b"".join(line + b"\n" for line in lines))


def file_of(project: Project, target: str) -> str:
    return max((name for name in files(project) if name.startswith(f"{target}/")), key=train_first)


def train_first(name: str) -> bool:
    return name.endswith("/train.jsonl")


def test_a_clean_export_passes_whole(built: Project) -> None:
    residue = look(built)
    exported = built.stage("exported")
    assert residue.clean
    assert residue.places == []
    assert residue.lines == sum((exported / name).read_bytes().count(b"\n") for name in files(built)) > 100


def test_what_a_source_may_keep_is_there_and_is_no_find(built: Project) -> None:
    """Else the test above would prove little."""
    held = [name for name in files(built) if PHONE.encode() in (built.stage("exported") / name).read_bytes()]
    assert {name.split("/")[0] for name in held} == {"alpaca", "sharegpt", "openai"}
    general = Cleaned()
    found = find_residue(built, manifest_of(built, "exported"), general)
    assert found.found["phone"] >= len(held)
    assert {find.file for find in found.places} == set(held)


WIDE = "１３９１２３４５６７８"
TOOL = r'[{"name": "ring", "description": "\u0031391234\u0035678"}]'
CALL = "<think>\nHm.\n</think>\n\n" + r'{"name": "ring", "arguments": {"n": "139\u00312345678"}}'
CALLING = [{"role": "user", "content": "Ring."}, {"role": "function_call", "content": CALL}]
PLANTS: dict[str, tuple[str, dict[str, Any] | bytes]] = {
    "answer": ("alpaca", {"output": f"请拨打{PHONE}。"}),
    "history": ("alpaca", {"history": [["在吗", f"在，{PHONE}"]]}),
    "system": ("sharegpt", {"system": f"Ring {PHONE} first."}),
    "full width": ("openai", {"messages": [{"role": "user", "content": f"电话{WIDE}"}]}),
    "tools": ("sharegpt", {"tools": TOOL}),
    "call": ("openai", {"messages": CALLING}),
    "document": ("pretrain", {"text": f"请联系 {PHONE}"}),
    "rejected": ("alpaca_preference", {"rejected": f"Ask {PHONE}."}),
    "no JSON any more": ("alpaca", f"{{broken {PHONE}".encode()),
}


@pytest.mark.parametrize("where", PLANTS)
def test_a_planted_number_is_found_wherever_it_stands(project: Project, where: str) -> None:
    target, planted = PLANTS[where]
    name = file_of(project, target)
    plant(project, name, planted)
    residue = look(project)
    assert residue.found == {"phone": 1}
    assert residue.places == [Find(name, 1, "phone", 1)]
    assert PHONE not in str(residue.places[0]) + json.dumps(residue.as_json())


def test_generated_rows_are_covered(project: Project) -> None:
    paths = published_files(project, "augmented", None, "rows")
    rows = read_all(paths, AUGMENTED, ["row_id", "generated"]).to_pylist()
    made = {row["row_id"] for row in rows if row["generated"]}
    sidecars = published_files(project, "exported", None, "lineage")
    lines = read_all(sidecars, LINEAGE_SCHEMA, ["file", "line", "row_id"]).to_pylist()
    place = next(line for line in lines if line["row_id"] in made and line["file"] == "alpaca/train.jsonl")
    plant(project, place["file"], {"output": f"Ask {PHONE}."}, place["line"] - 1)
    assert look(project).places == [Find(place["file"], place["line"], "phone", 1)]


def test_the_same_is_found_however_the_lines_are_batched(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = file_of(project, "sharegpt")
    plant(project, name, {"system": f"Ring {PHONE} or {PHONE}."}, 7)
    whole = look(project)
    monkeypatch.setattr(residual, "_AT_ONCE", 300)
    assert look(project) == whole
    assert whole.places == [Find(name, 8, "phone", 2)]


LEADS = ("", "x\n", "看\t", 'say "so"\r\n', "\\ \x0b", "C:\\new ")


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("kind", [detector.kind for detector in DETECTORS])
def test_the_scan_of_whole_lines_passes_over_nothing_that_a_detector_finds(kind: str, lead: str) -> None:
    """However a line is spelt, and whatever stands before."""
    (detector,) = (one for one in DETECTORS if one.kind == kind)
    plan = residual.plan_of_detectors([detector])
    texts = [lead + text for text, _ in detector.examples if detector.find(folded(lead + text))]
    for spelt in (msgspec.json.encode, lambda value: json.dumps(value).encode()):
        lines = [spelt({"output": text}) + b"\n" for text in texts]
        assert residual._texts(lines, plan)["text"].to_list() == texts


def test_the_examples_are_found_behind_a_line_break() -> None:
    """Else the test above would say nothing of it."""
    found = {one.kind for one in DETECTORS for text, _ in one.examples if one.find(folded(f"x\n{text}"))}
    assert found == {one.kind for one in DETECTORS}


def test_what_the_recipe_leaves_is_no_find_and_secrets_are(project: Project) -> None:
    name = file_of(project, "alpaca")
    plant(project, name, {"output": f"Ring {PHONE}, export KEY={KEY}"})
    assert look(project, phone="flag").found == {"secret": 1}
    assert look(project, phone="drop", secret="flag").found == {"phone": 1, "secret": 1}
    assert look(project, phone="keep", secret="keep").clean


def test_only_so_many_lines_are_named_and_all_are_counted(project: Project) -> None:
    name = file_of(project, "alpaca")
    for number in range(25):
        plant(project, name, {"output": f"Ring {PHONE}."}, number)
    residue = look(project)
    assert residue.found == {"phone": 25}
    assert len(residue.places) == 20


def test_what_is_promised_follows_the_actions() -> None:
    usual = promised(Cleaned())
    assert {"email", "phone", "secret", "ip"} <= set(usual)
    assert not {"name", "address", "birth_date"} & set(usual)
    changed = Cleaned.model_validate({"personal": {"name": "pseudonymise", "phone": "flag", "email": "drop"}})
    assert {"name", "email"} <= set(promised(changed))
    assert "phone" not in promised(changed)


def test_a_kind_that_one_source_takes_out_is_looked_for() -> None:
    recipe = Cleaned.model_validate({"sources": {"chat/*": {"personal": {"name": "mask"}}}})
    assert "name" in Promise(recipe, ["chat/a.txt", "b.jsonl"]).most
    assert "name" not in Promise(recipe, ["b.jsonl"]).most


@pytest.mark.parametrize("as_json", [False, True])
def test_the_audit_tells_it_and_leaves_with_one(
    project: Project, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    monkeypatch.chdir(project.root)
    name = file_of(project, "alpaca")
    plant(project, name, {"output": f"Ring {PHONE}."})
    cover_up(project, "exported")
    done = CliRunner().invoke(command, ["--json"] if as_json else [])
    assert done.exit_code == 1
    assert PHONE not in done.stdout
    if as_json:
        told = json.loads(done.stdout)["personal_data"]
        assert told["found"] == {"phone": 1}
        assert told["places"] == [{"file": name, "line": 1, "kind": "phone", "times": 1}]
    else:
        assert f"personal data: data/exported/{name} line 1: 1 phone" in done.stdout


def test_an_audit_of_a_clean_export_says_so(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.root)
    done = CliRunner().invoke(command, [])
    assert done.exit_code == 0, done.stdout
    assert "no personal data is left" in done.stdout


def test_what_a_recipe_of_today_would_take_out_is_a_notice(project: Project) -> None:
    project.recipe.write_text(RECIPE.replace("phone: keep", "ip: keep"), encoding="utf-8")
    report = audit(project)
    assert report.clean
    assert report.residue is None
    assert any("personal data that today's recipe takes out" in notice for notice in report.notices)
