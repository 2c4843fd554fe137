"""Whatever is done to the folder: what rested is what is taken, and rest costs nothing."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from tests.furnace.looking import at_rest, look, published, settle
from tests.scratch import new_project, take_in

NAMES = ["a.jsonl", "b.jsonl", "茶.jsonl", "deep/d.jsonl", "half.tmp"]
SMALL = "source_files: {max_file_bytes: 60}\n"
TEXTS = ["{}\n", '{"问": "茶"}\n', '{"question": "tea"}\n', '{"x": "' + 80 * "x" + '"}\n']

name = st.sampled_from(NAMES)
deed = st.one_of(
    st.tuples(st.just("write"), name, st.sampled_from(TEXTS)),
    st.tuples(st.just("rename"), name, name),
    st.tuples(st.just("remove"), name, st.just("")),
    st.tuples(st.just("look"), name, st.just("")),
    st.tuples(st.just("look"), name, st.just("")),
)


def snapshot(project: Project) -> dict[str, str]:
    """What could be taken, by name, with its hash."""
    files = (path for path in project.sources.rglob("*.jsonl") if path.stat().st_size <= 60)
    return {
        path.relative_to(project.sources).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files
    }


def known(project: Project) -> dict[str, str]:
    sources = read_catalogue(project).values()
    return {source.name: source.sha256 for source in sources if source.state == "present"}


def do(project: Project, kind: str, first: str, second: str, number: int) -> None:
    path = project.sources / first
    if kind == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(second, encoding="utf-8")
        # file systems tell times in ticks: what was written later is seen to be later
        os.utime(path, ns=(number, number))
    elif kind == "rename" and path.exists():
        (project.sources / second).parent.mkdir(exist_ok=True)
        path.rename(project.sources / second)
    elif kind == "remove":
        path.unlink(missing_ok=True)


def check_a_look(project: Project, earlier: dict[str, str]) -> dict[str, str]:
    """Look; whatever it took or gave up was the same at the look before."""
    before, now = known(project), snapshot(project)
    look(project)
    after = known(project)
    for one in before.keys() | after.keys():
        if before.get(one) != after.get(one):
            assert after.get(one) == now.get(one) == earlier.get(one)
    return now


@settings(max_examples=25, deadline=None)
@given(st.lists(deed, max_size=14))
def test_at_rest_it_is_as_a_plain_intake_would_say(deeds: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = new_project(Path(folder) / "project", {}, SMALL)
        seen: dict[str, str] = {}
        for number, (kind, first, second) in enumerate(deeds, start=1):
            if kind == "look":
                seen = check_a_look(project, seen)
            else:
                do(project, kind, first, second, number)
        settle(project)
        assert [at_rest(look(project)) for _ in range(2)] == [True] * 2
        assert known(project).items() >= snapshot(project).items()
        if project.stage("source_files").exists():
            before = published(project)
            assert take_in(project).changed is False
            assert published(project) == before
            assert at_rest(look(project))
        else:
            assert list(project.sources.rglob("*.*")) == []
