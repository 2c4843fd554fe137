"""Declared sources that are fetched: recorded once, kept when the network fails, gone when that is sure."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from danlu.errors import DanluError
from danlu.furnace import delivery as delivering
from danlu.furnace.pending import pending_sources
from danlu.lake import catalogue
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.lake.publish import project_lock
from tests.conftest import MakeProject
from tests.declared.fetching import Far, declare, fetch, states, texts
from tests.furnace.looking import QUIET, look, settle
from tests.scratch import (
    build,
    contents,
    conversations,
    damaged,
    ledger_of,
    manifest_of,
    reasons_of,
    recipe_of,
    refresh,
    take_in,
)

ONE = """
sources:
  - name: wiki
    location: https://example.org/wiki.jsonl
    licence: CC-BY-4.0
"""
MANY = """
sources:
  - {name: 茶, location: "https://example.org/tea/"}
  - {name: shop, location: "postgresql://reader:${TOKEN}@example.org/shop", query: SELECT 1}
"""
TEA: dict[str, Any] = {f"{n}.jsonl": conversations(1, 10 * n).encode() for n in range(5)}


def kinds(project: Project) -> set[tuple[str, str, str]]:
    return {
        (entry["source"], entry["reason"], entry["verdict"]) for entry in ledger_of(project, "source_files")
    }


@pytest.fixture
def far() -> Far:
    return Far(
        {
            "wiki": {"": conversations(3).encode()},
            "茶": dict(TEA),
            "shop": {"": conversations(2, 90).encode()},
        }
    )


@pytest.fixture
def wiki(make_project: MakeProject) -> Project:
    project = make_project({"a.jsonl": conversations(2, 500)})
    declare(project, ONE)
    return project


@pytest.fixture
def tea(make_project: MakeProject, far: Far) -> Project:
    """Two entries, of which everything is fetched."""
    project = make_project({"a.jsonl": conversations(2, 500)})
    declare(project, MANY)
    fetch(project, far)
    take_in(project)
    far.sent.clear()
    return project


def test_what_was_never_fetched_is_told_and_nothing_suffers(wiki: Project) -> None:
    take_in(wiki)
    assert states(wiki) == {"a.jsonl": "present"}
    assert kinds(wiki) == {("wiki", "not_fetched", "flagged")}
    assert take_in(wiki).changed is False
    assert look(wiki) == QUIET


def test_one_file_has_the_name_of_its_entry(wiki: Project, far: Far) -> None:
    outcome = fetch(wiki, far)["wiki"]
    assert (outcome.changed, outcome.fault) == (True, None)
    assert outcome.figures["added"] == 1
    assert texts(wiki) == {"wiki": conversations(3).encode()}
    source = read_catalogue(wiki)[source_key("wiki")]
    assert (source.declared, source.via, source.licence) == ("wiki", "http", "CC-BY-4.0")
    assert ledger_of(wiki, "source_files") == []
    assert damaged(wiki, "source_files") == []
    build(wiki, "deduplicated")
    assert states(wiki) == {"a.jsonl": "present", "wiki": "present"}
    assert manifest_of(wiki, "raw", source.key).figures["rows"] == 3


def test_several_files_lie_below_it(tea: Project) -> None:
    assert set(states(tea)) == {"a.jsonl", "shop", *(f"茶/{name}" for name in TEA)}


def test_an_intake_leaves_what_was_fetched_as_it_is(tea: Project) -> None:
    before = contents(tea)
    assert take_in(tea).changed is False
    assert [look(tea) for _ in range(3)] == [QUIET] * 3
    assert contents(tea) == before
    assert pending_sources(tea, recipe_of(tea)) == {"new": [], "changed": [], "gone": []}


def test_the_same_again_costs_a_request_and_publishes_nothing(tea: Project, far: Far) -> None:
    before = contents(tea)
    outcomes = fetch(tea, far)
    assert far.sent == []
    assert {outcome.changed for outcome in outcomes.values()} == {False}
    assert contents(tea) == before


def test_a_changed_file_is_a_new_version_of_that_source_alone(tea: Project, far: Far) -> None:
    refresh(tea, "raw")
    far.files["茶"]["2.jsonl"] = conversations(7, 20).encode()
    outcome = fetch(tea, far)["茶"]
    assert far.sent == ["茶/2.jsonl"]
    assert (outcome.figures["changed"], outcome.figures["added"]) == (1, 0)
    assert sum(not one.fresh for one in refresh(tea, "raw")) == 1
    assert manifest_of(tea, "raw", source_key("茶/2.jsonl")).figures["rows"] == 7


@pytest.mark.parametrize("content", [b"", b"{", b'{"files": {}, "request": 3, "notes": 4}', b"\xff", None])
def test_lost_notes_cost_a_request_and_nothing_else(tea: Project, far: Far, content: bytes | None) -> None:
    before = contents(tea)
    for path in (tea.work / "fetch").iterdir():
        path.unlink() if content is None else path.write_bytes(content)
    fetch(tea, far)
    assert len(far.sent) == 6
    assert contents(tea) == before


def test_notes_of_other_bytes_are_not_believed(tea: Project, far: Far) -> None:
    """After a checkout of an earlier version the notes speak of what is no longer recorded."""
    earlier = tea.root / "earlier"
    shutil.copytree(tea.stage("source_files"), earlier)
    far.files["茶"]["2.jsonl"] = conversations(7, 20).encode()
    fetch(tea, far)
    shutil.rmtree(tea.stage("source_files"))
    earlier.rename(tea.stage("source_files"))
    far.sent.clear()
    fetch(tea, far)
    assert texts(tea)["茶/2.jsonl"] == conversations(7, 20).encode()


def test_notes_are_written_after_what_they_speak_of(
    tea: Project, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    far.files["茶"]["2.jsonl"] = conversations(7, 20).encode()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    before = contents(tea)
    with monkeypatch.context() as patch:
        patch.setattr("danlu.furnace.recording.publish", killed)
        with pytest.raises(KeyboardInterrupt):
            fetch(tea, far)
    assert contents(tea) == before
    fetch(tea, far)
    assert texts(tea)["茶/2.jsonl"] == conversations(7, 20).encode()


def broken() -> list[Any]:
    return [
        {"": {"problem": "timeout"}},
        {"": OSError(5, "fault")},
        {"0.jsonl": conversations(1).encode(), "1.jsonl": RuntimeError("row text")},
        {"": DanluError("no such bucket at s3cr3t/word or s3cr3t%2Fword")},
        {},
    ]


@pytest.mark.parametrize("upstream", broken(), ids=["none", "fault", "half", "refused", "empty"])
@pytest.mark.parametrize("name", ["茶", "shop"])
def test_what_cannot_be_fetched_loses_nothing(tea: Project, far: Far, upstream: Any, name: str) -> None:
    before = states(tea)
    far.files[name] = upstream
    outcome = fetch(tea, far)[name]
    assert states(tea) == before | (
        {"shop/0.jsonl": "present"} if len(upstream) > 1 and name == "shop" else {}
    )
    if name == "shop":
        # the other entry holds no secret, so that nobody knows it for one there
        assert "s3cr3t" not in repr(outcome) + repr(ledger_of(tea, "source_files"))
    assert "row text" not in repr(outcome) + repr(ledger_of(tea, "source_files"))
    if upstream:
        assert outcome.fault is not None
        assert (name, "not_fetched", "flagged") in kinds(tea)
    else:
        assert {kind for kind in kinds(tea) if kind[0].startswith(name)} == {
            (source, "source_absent", "flagged") for source in before if source.startswith(name)
        }
    after = contents(tea)
    assert take_in(tea).changed is False
    assert look(tea).taken is None
    assert contents(tea) == after
    far.files[name] = dict(TEA) if name == "茶" else {"": conversations(2, 90).encode()}
    fetch(tea, far, accept_removals=True)
    assert {kind for kind in kinds(tea) if kind[0].startswith(name)} <= {
        ("shop/0.jsonl", "source_absent", "dropped")
    }


def test_one_page_that_fails_keeps_its_old_bytes(tea: Project, far: Far) -> None:
    far.files["茶"] |= {"1.jsonl": {"status": 503}, "2.jsonl": conversations(7, 20).encode()}
    outcome = fetch(tea, far)["茶"]
    assert outcome.fault is None
    assert (outcome.figures["not_fetched"], outcome.figures["changed"]) == (1, 1)
    assert texts(tea)["茶/1.jsonl"] == TEA["1.jsonl"]
    (entry,) = ledger_of(tea, "source_files")
    assert (entry["source"], entry["reason"], entry["evidence"]) == (
        "茶/1.jsonl",
        "not_fetched",
        '{"status":503}',
    )


def test_what_is_gone_upstream_becomes_a_tombstone(tea: Project, far: Far) -> None:
    del far.files["茶"]["4.jsonl"]
    outcome = fetch(tea, far)["茶"]
    assert (outcome.figures["absent"], outcome.figures["kept"]) == (1, 0)
    assert states(tea)["茶/4.jsonl"] == "absent"
    assert kinds(tea) == {("茶/4.jsonl", "source_absent", "dropped")}
    before = contents(tea)
    assert take_in(tea).changed is False
    assert contents(tea) == before
    far.files["茶"]["4.jsonl"] = TEA["4.jsonl"]
    assert fetch(tea, far)["茶"].figures["added"] == 1
    assert kinds(tea) == set()


def test_more_than_half_gone_is_kept_until_it_is_accepted(tea: Project, far: Far) -> None:
    for name in ("0.jsonl", "1.jsonl", "2.jsonl"):
        del far.files["茶"][name]
    assert fetch(tea, far)["茶"].figures["kept"] == 3
    far.files["茶"]["0.jsonl"] = TEA["0.jsonl"]
    # fewer than half by now, and never said to be meant
    assert fetch(tea, far)["茶"].figures["kept"] == 2
    assert set(states(tea).values()) == {"present"}
    outcome = fetch(tea, far, "茶", accept_removals=True)["茶"]
    assert (outcome.figures["absent"], outcome.figures["kept"]) == (2, 0)


def test_a_build_may_accept_what_a_fetch_kept(tea: Project, far: Far) -> None:
    far.files["茶"] = {"4.jsonl": TEA["4.jsonl"]}
    fetch(tea, far)
    assert take_in(tea).intake.absent == 0
    assert take_in(tea, accept_removals=True).intake.absent == 4
    assert states(tea)["茶/0.jsonl"] == "absent"
    assert states(tea)["茶/4.jsonl"] == "present"
    assert take_in(tea).changed is False


def test_a_rename_upstream_is_no_loss(tea: Project, far: Far) -> None:
    far.files["茶"] = {f"new-{name}": content for name, content in TEA.items()}
    assert fetch(tea, far)["茶"].figures["kept"] == 0
    assert sum(state == "present" for state in states(tea).values()) == 7


def test_an_entry_that_is_removed_makes_its_sources_absent(tea: Project) -> None:
    declare(tea, "sources: []\n")
    assert look(tea).taken is None
    taken = look(tea).taken
    assert taken is not None
    assert taken.intake.absent == 6
    assert states(tea)["a.jsonl"] == "present"
    assert look(tea) == QUIET
    assert len(texts(tea)) == 1


def test_a_file_of_declarations_that_vanishes_loses_nothing(tea: Project) -> None:
    (tea.root / "sources.yaml").unlink()
    before = contents(tea)
    with pytest.raises(DanluError, match=r"sources\.yaml is gone"):
        take_in(tea)
    look(tea)
    with pytest.raises(DanluError, match=r"sources\.yaml is gone"):
        look(tea)
    assert contents(tea) == before


def test_other_hints_are_another_version_of_the_same_bytes(tea: Project) -> None:
    refresh(tea, "raw")
    before = read_catalogue(tea)
    declare(tea, MANY.replace('tea/"}', 'tea/", kind: novel, owner: 甲}'))
    assert pending_sources(tea, recipe_of(tea))["changed"] == sorted(f"茶/{name}" for name in TEA)
    assert take_in(tea).intake.changed == 5
    after = read_catalogue(tea)
    changed = {key for key in before if before[key].version != after[key].version}
    assert changed == {source_key(f"茶/{name}") for name in TEA}
    assert {after[key].sha256 == before[key].sha256 for key in before} == {True}
    assert sum(not one.fresh for one in refresh(tea, "raw")) == 5


def test_what_describes_a_source_is_no_version(tea: Project) -> None:
    refresh(tea, "raw")
    before = {key: source.version for key, source in read_catalogue(tea).items()}
    declare(tea, MANY.replace('tea/"}', 'tea/", licence: MIT, language: zh, weight: 0.5, domain: tea}'))
    assert take_in(tea).changed is True
    found = read_catalogue(tea)
    assert {key: source.version for key, source in found.items()} == before
    one = found[source_key("茶/0.jsonl")]
    assert (one.licence, one.language, one.weight, one.domain) == ("MIT", "zh", 0.5, "tea")
    assert all(one.fresh for one in refresh(tea, "raw"))


@pytest.mark.parametrize(
    "edit",
    [
        lambda project: declare(project, "sources: []\n"),
        lambda project: declare(project, MANY.replace("/tea/", "/coffee/")),
        lambda project: declare(project, "sources: [\n"),
    ],
    ids=["removed", "another place", "broken"],
)
def test_an_entry_that_changes_meanwhile_is_fetched_again(
    tea: Project, far: Far, edit: Callable[[Project], None]
) -> None:
    before = contents(tea)
    far.files["茶"]["0.jsonl"] = b"{}"
    far.meanwhile = lambda: edit(tea)
    outcome = fetch(tea, far, "茶")["茶"]
    assert outcome.fault is not None
    assert "sources.yaml" in outcome.fault or "changed meanwhile" in outcome.fault
    assert contents(tea) == before


def test_hints_that_change_meanwhile_are_followed(tea: Project, far: Far) -> None:
    far.files["茶"]["0.jsonl"] = conversations(4).encode()
    far.meanwhile = lambda: declare(tea, MANY.replace('tea/"}', 'tea/", kind: novel}'))
    fetch(tea, far, "茶")
    assert read_catalogue(tea)[source_key("茶/0.jsonl")].hints.kind == "novel"
    settle(tea)
    assert look(tea) == QUIET


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../b", "a//b", "./a", "a/", "a\nb", "bad-\udcff", "x" * 2000, ".."]
)
def test_an_unsafe_name_is_refused(tea: Project, far: Far, name: str) -> None:
    far.files["茶"][name] = b"{}"
    assert fetch(tea, far)["茶"].figures["refused"] == 1
    assert len(states(tea)) == 7
    assert [kind[1] for kind in kinds(tea)] == ["unsafe_name"]
    assert take_in(tea).changed is False


def test_what_is_no_file_is_refused(tea: Project, far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    class Linking(Far):
        def fetch(self, entry: Any, before: Any, folder: Any, notes: Any) -> Any:
            for one in super().fetch(entry, before, folder, notes):
                one.path.parent.joinpath("aside").write_bytes(b"{}")
                one.path.unlink()
                one.path.symlink_to("aside")
                yield one

    linking = Linking({"shop": {"": b"new"}})
    assert fetch(tea, linking, "shop")["shop"].figures["refused"] == 1
    assert kinds(tea) == {("shop", "not_a_file", "flagged")}
    assert texts(tea)["shop"] == conversations(2, 90).encode()


def test_what_is_too_large_keeps_what_was_there(tea: Project, far: Far) -> None:
    tea.recipe.write_text("source_files: {max_file_bytes: 500}\n", encoding="utf-8")
    far.files["茶"]["1.jsonl"] = b"x" * 501
    for _ in range(2):
        assert fetch(tea, far)["茶"].figures["refused"] == 1
    assert texts(tea)["茶/1.jsonl"] == TEA["1.jsonl"]
    assert kinds(tea) == {("茶/1.jsonl", "file_too_large", "flagged")}


def test_names_that_share_a_key_do_not_take_each_others_place(
    tea: Project, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (delivering, catalogue):
        monkeypatch.setattr(
            module, "source_key", lambda name: source_key("a.jsonl" if name == "茶/new" else name)
        )
    far.files["茶"]["new"] = b"{}"
    fetch(tea, far, "茶")
    assert kinds(tea) == {("茶/new", "unsafe_name", "dropped")}
    assert len(states(tea)) == 7


def test_a_name_that_is_declared_is_not_for_files_below_the_folder(tea: Project) -> None:
    for name in ("茶/0.jsonl", "shop"):
        path = tea.sources / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"{}")
    before = texts(tea)
    take_in(tea)
    assert texts(tea) == before
    assert reasons_of(tea, "source_files") == {"茶/0.jsonl": "unsafe_name", "shop": "unsafe_name"}


def test_a_damaged_recorded_file_is_fetched_again(tea: Project, far: Far) -> None:
    before = contents(tea)
    source = read_catalogue(tea)[source_key("茶/0.jsonl")]
    path = catalogue.content_path(tea, source)
    path.write_bytes(b"altered")
    with pytest.raises(DanluError, match="`danlu fetch 茶`"):
        take_in(tea)
    assert fetch(tea, far)["茶"].fault is None
    assert contents(tea) == before


def test_a_variable_that_is_not_set_is_named(tea: Project, far: Far) -> None:
    declare(tea, MANY.replace("${TOKEN}", "${NO_SUCH_TOKEN}"))
    take_in(tea)
    outcomes = fetch(tea, far)
    assert "NO_SUCH_TOKEN" in str(outcomes["shop"].fault)
    assert outcomes["茶"].fault is None
    assert texts(tea)["shop"] == conversations(2, 90).encode()


def test_a_secret_reaches_the_fetcher_and_nothing_else(tea: Project, far: Far) -> None:
    far.noted = ("at", "s3cr3t%2Fword in s3cr3t/word")
    fetch(tea, far, "shop")
    fetch(tea, far, "shop")
    assert far.known["shop"]["at"] == far.noted[1]
    asked = next(entry for entry in far.asked if entry.name == "shop")
    assert asked.location == "postgresql://reader:s3cr3t%2Fword@example.org/shop"
    written = [path.read_bytes() for path in tea.root.rglob("*") if path.is_file()]
    assert not any(b"s3cr3t" in content for content in written)


def test_only_what_is_named_is_fetched(tea: Project, far: Far) -> None:
    far.asked.clear()
    fetch(tea, far, "shop")
    assert [entry.name for entry in far.asked] == ["shop"]
    with pytest.raises(DanluError, match=r"no entry tee; those that are fetched: 茶, shop"):
        fetch(tea, far, "tee")


def test_a_local_entry_is_not_fetched(make_project: MakeProject, far: Far) -> None:
    project = make_project({})
    declare(project, "sources: [{name: here, location: data/sources/x.jsonl}]\n")
    assert fetch(project, far) == {}
    with pytest.raises(DanluError, match="lies on this machine"):
        fetch(project, far, "here")


def test_the_network_is_asked_while_nothing_is_locked(tea: Project, far: Far) -> None:
    def others_work() -> None:
        with (
            project_lock(tea, "build", refusal="locked"),
            project_lock(tea, "source_files", refusal="locked"),
        ):
            pass
        (tea.sources / "meanwhile.jsonl").write_text(conversations(1, 800))
        take_in(tea)

    far.meanwhile = others_work
    far.files["茶"]["0.jsonl"] = conversations(4).encode()
    assert fetch(tea, far, "茶")["茶"].fault is None
    assert states(tea)["meanwhile.jsonl"] == "present"
    assert texts(tea)["茶/0.jsonl"] == conversations(4).encode()
    assert damaged(tea, "source_files") == []


def test_evidence_in_the_ledger_is_small_and_plain(tea: Project, far: Far) -> None:
    far.files["茶"]["0.jsonl"] = {"status": 404, "body": ["x"], "long": "y"}
    far.files["shop"] = {"": {"long": "y" * 5000}}
    fetch(tea, far)
    found = {entry["source"]: json.loads(entry["evidence"]) for entry in ledger_of(tea, "source_files")}
    assert found == {"茶/0.jsonl": {"status": 404, "long": "y"}, "shop": {"values": 1}}
