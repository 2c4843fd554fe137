"""A secret in an address is sent and never recorded: not in a crawl, a name, the ledger or the notes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from danlu.fetching.web import Web
from danlu.fetching.web.client import Outside
from danlu.furnace.fetch import fetch_declared
from danlu.lake.layout import Project
from tests.conftest import MakeProject
from tests.declared.fetching import declare, states, texts
from tests.fetching.web.server import Answer, Asked, Site
from tests.furnace.looking import recipe_of
from tests.scratch import conversations

HTML = {"Content-Type": "text/html"}
KEYS = ["s3cr3t-word", "s3cr3t/word 茶", "s3cr3t%2Fword"]


def write_urls(project: Project, site: Site, method: str, paths: Sequence[str]) -> None:
    urls = ", ".join(f"'{site.url(path)}'" for path in paths)
    declare(
        project,
        f"sources:\n- name: web\n  urls: [{urls}]\n"
        f"  fetch: {{method: {method}, allow_private: ['{site.place}'], seconds_between: 0, retries: 0}}\n",
    )


def fetched(project: Project, key: str) -> tuple[bool, str | None]:
    outside = Outside(pause=lambda _: None)
    (outcome,) = fetch_declared(
        project, recipe_of(project), find=lambda _: Web(outside), environment={"KEY": key}
    )
    kept = [path.read_bytes() for path in sorted(project.data.rglob("*")) if path.is_file()]
    names = [str(path.relative_to(project.data)) for path in project.data.rglob("*")]
    assert not any(b"s3cr3t" in one for one in kept)
    assert not any("s3cr3t" in name for name in names)
    return outcome.changed, outcome.fault


@pytest.mark.parametrize("key", KEYS)
def test_a_crawl(make_project: MakeProject, site: Site, key: str) -> None:
    def moves(asked: Asked) -> Answer:
        query = asked.path.partition("?")[2]
        return Answer(status=302, headers={"Location": f"/there?{query}"})

    site.pages |= {
        "/page": Answer(b"<p>1</p>", headers={**HTML, "ETag": '"1"'}),
        "/moved": moves,
        "/there": Answer(b"<p>2</p>", headers=HTML),
        "/shut": Answer(status=500),
    }
    project = make_project({"a.jsonl": conversations(1)})
    write_urls(project, site, "pages", [f"{path}?key=${{KEY}}" for path in ("/page", "/moved", "/shut")])
    assert fetched(project, key) == (True, None)
    assert sum("key=s3cr3t" in asked.path for asked in site.asked) == 4
    (crawl,) = texts(project).values()
    assert all(f"{site.url(path)}?key=$KEY".encode() in crawl for path in ("/page", "/moved", "/there"))
    assert fetched(project, key) == (False, None), "what leads on leads on, and nothing is new"
    assert fetched(project, "s3cr3t-new") == (False, None), "nor with another key"
    site.pages["/page"] = Answer(b"<p>3</p>", headers=HTML)
    assert fetched(project, key) == (True, None)


@pytest.mark.parametrize("key", KEYS)
def test_files(make_project: MakeProject, site: Site, key: str) -> None:
    def answer(_: Asked) -> Answer:
        return Answer(b'{"a": 1}\n')

    site.pages = dict.fromkeys(["/x.jsonl", f"/{key}.jsonl"], answer)
    project = make_project({"a.jsonl": conversations(1)})
    write_urls(project, site, "file", ["/x.jsonl?key=${KEY}", "/${KEY}.jsonl", "/gone.csv?key=${KEY}"])
    fetched(project, key)
    assert {"web/x.jsonl"} <= states(project).keys() <= {"web/x.jsonl", "web/KEY.jsonl"}
    assert fetched(project, key) == (False, None)
