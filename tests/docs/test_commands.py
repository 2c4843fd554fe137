"""What the documentation says one can type exists, and both READMEs say the same."""

from __future__ import annotations

import re

import click
import pytest

from danlu.cli.main import COMMANDS, cli
from tests.docs.words import ROOT, blocks, code, commands, pages

PAGES = (
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/automation.md",
    "docs/benchmarks.md",
    "docs/cleaning.md",
    "docs/formats.md",
    "docs/laws.md",
    "docs/recipe.md",
    "docs/rules.md",
    "docs/sources.md",
    "SECURITY.md",
    "examples/README.md",
)
_TARGET = re.compile(r"^([a-z][a-z-]*):(?:.*)## (.+)$", re.MULTILINE)
_OPTION = re.compile(r"danlu ([a-z]+)[^\n|]*?(--[a-z][a-z-]*)")


def targets() -> set[str]:
    return {name for name, _ in _TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))}


def options(name: str) -> set[str]:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return {option for parameter in command.params for option in parameter.opts} | {"--help"}


@pytest.mark.parametrize("name", PAGES)
def test_commands_exist(name: str) -> None:
    known = {("make", target) for target in targets()} | {("danlu", command) for command in COMMANDS}
    said = {(program, word) for program, word in commands(ROOT / name) if program != "dvc"}
    assert said <= known


_OTHERS = {
    "CHANGELOG.md",
    "benchmarks/README.md",
    "tests/cleaning/labelled/README.md",
    "tests/cleaning/labelled/README_2.md",
    "tests/cleaning/labelled/SAMPLES.md",
}


def test_all_pages_are_looked_at() -> None:
    listed = {str(page.relative_to(ROOT)) for page in pages()}
    assert listed - set(PAGES) - _OTHERS == set()


@pytest.mark.parametrize("name", PAGES)
def test_options_exist(name: str) -> None:
    unknown = [
        f"danlu {command} {option}"
        for command, option in _OPTION.findall(code(ROOT / name))
        if option not in options(command)
    ]
    assert not unknown


def test_the_readmes_name_the_same_commands() -> None:
    english, chinese = commands(ROOT / "README.md"), commands(ROOT / "README.zh.md")
    assert english == chinese
    assert {("make", "demo"), ("make", "test"), ("danlu", "trace")} <= english


def test_every_command_is_in_the_readme() -> None:
    assert set(COMMANDS) <= {word for program, word in commands(ROOT / "README.md") if program == "danlu"}


def test_the_readmes_show_the_same_output() -> None:
    """What danlu printed stands alike in both languages."""

    def shown(name: str) -> list[str]:
        return [block for block in blocks(ROOT / name) if block.startswith(("$ ", "source_files "))]

    assert shown("README.md") == shown("README.zh.md")
    assert len(shown("README.md")) >= 3


def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)[1].split())  # type: ignore[index]
    assert phony == targets()
