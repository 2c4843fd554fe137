"""Every link within the project points to something that is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.words import ROOT, anchor, anchors, pages, project_files, prose

_LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+(?:\([^()]*\))?)\)|(?:src|href|srcset)=\"([^\"]+)\"")
_ABROAD = re.compile(r"[a-z][a-z0-9+.-]*:")


def links(page: Path) -> list[str]:
    found = (first or second for first, second in _LINK.findall(prose(page)))
    return [unquote(target) for target in found if not _ABROAD.match(target)]


def test_links_lead_somewhere() -> None:
    missing = []
    for page in pages():
        for target in links(page):
            name, _, part = target.partition("#")
            place = (page.parent / name).resolve() if name else page
            if not place.exists():
                missing.append(f"{page.relative_to(ROOT)}: {target}")
            elif part and part not in anchors(place):
                missing.append(f"{page.relative_to(ROOT)}: {target} (no such heading)")
    assert not missing


def test_linked_files_are_part_of_the_project() -> None:
    known = set(project_files())
    outside = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages()
        for target in links(page)
        if (name := target.partition("#")[0])
        and (place := (page.parent / name).resolve()).is_file()
        and place not in known
    ]
    assert not outside


def test_the_two_readmes_point_to_each_other_at_the_top() -> None:
    for page, other in (("README.md", "README.zh.md"), ("README.zh.md", "README.md")):
        top = (ROOT / page).read_text(encoding="utf-8").splitlines()[:4]
        assert any(f"]({other})" in line for line in top)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Stale or fresh", "stale-or-fresh"),
        ("Every reason · 全部原因", "every-reason--全部原因"),
        ("`data/` & more", "data--more"),
    ],
)
def test_anchors_are_those_of_github(heading: str, expected: str) -> None:
    assert anchor(heading) == expected


def test_pictures_are_small() -> None:
    large = [
        path.name
        for path in project_files()
        if path.suffix in {".png", ".svg"} and path.stat().st_size > 300_000
    ]
    assert not large
