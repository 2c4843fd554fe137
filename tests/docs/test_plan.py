"""The plan and the laws name what is there."""

from __future__ import annotations

import re
import subprocess
import tomllib
from xml.etree import ElementTree as ET

from danlu.graph import STAGES
from tests.docs.words import ROOT

ARCHITECTURE = ROOT / "docs" / "architecture.md"
PLAN = ROOT / "docs" / "architecture.svg"
LAWS = ROOT / "docs" / "laws.md"
_PATH = re.compile(r"`((?:danlu|assets|resources|tests|examples|docs|benchmarks)/[\w./<>-]*)`")


def drawn() -> list[str]:
    tree = ET.parse(PLAN)
    return [element.text or "" for element in tree.iter("{http://www.w3.org/2000/svg}text")]


def test_the_plan_draws_every_stage_in_order() -> None:
    assert [text for text in drawn() if text in STAGES] == list(STAGES)


def test_the_plan_draws_every_layer_in_order() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if "within danlu" in contract["name"])
    wanted = [set(re.findall(r"danlu\.(\w+)", layer)) for layer in layers]
    assert [set(text.split(" · ")) for text in drawn() if set(text.split(" · ")) in wanted] == wanted


def test_the_plan_speaks_both_languages_and_loads_nothing() -> None:
    assert sum(bool(re.search("[\u4e00-\u9fff]", text)) for text in drawn()) >= len(STAGES)
    assert not re.search(
        r"<(?:script|image|foreignObject|use)\b|href=|url\(h", PLAN.read_text(encoding="utf-8")
    )


def test_named_files_are_there() -> None:
    missing = [
        f"{page.name}: {path}"
        for page in (ARCHITECTURE, LAWS, ROOT / "CONTRIBUTING.md", ROOT / "README.md", ROOT / "SECURITY.md")
        for path in _PATH.findall(page.read_text(encoding="utf-8"))
        if "<" not in path and not (ROOT / path).exists()
    ]
    assert not missing


def test_there_are_nine_laws() -> None:
    numbers = re.findall(r"^\| (\d) ", LAWS.read_text(encoding="utf-8"), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 10)]


def test_the_script_of_the_build_server_is_sound() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    assert re.search(r"^make test$", text, re.MULTILINE)
    subprocess.run(["bash", "-n", script], check=True)
