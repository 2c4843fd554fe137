"""`danlu add`."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import ValidationError

from danlu.cli.deployment import deployment, enter_project
from danlu.cli.fetch import tell_fetched
from danlu.cli.terminal import visible
from danlu.declared.entry import Entry, is_address
from danlu.declared.file import FILE, read_declared
from danlu.declared.naming import name_for, telling_part
from danlu.declared.pattern import is_pattern
from danlu.declared.writing import write_entry
from danlu.errors import DanluError
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.lake.publish import project_lock, staging
from danlu.reading_knobs import SourceKind


def _pairs(_: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    split = [pair.partition("=") for pair in given]
    if any(not equals for _, equals, _ in split):
        raise click.BadParameter(f"{parameter.name} are given as KEY=VALUE")
    return {key: value for key, _, value in split}


def _names(_: click.Context, __: click.Parameter, given: str | None) -> tuple[str, ...]:
    return tuple(given.split(",")) if given else ()


@click.command()
@click.argument("places", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--name", help="Names the source; else its place does.")
@click.option("--kind", type=click.Choice(get_args(SourceKind)), help="What it is read as.")
@click.option("--licence", "--license", help="Under which licence it may be used.")
@click.option("--language", help="Its language, such as zh or en.")
@click.option("--domain", help="What it is about.")
@click.option("--task-type", help="What it trains.")
@click.option("--weight", type=float, help="Its weight in a mixture.")
@click.option("--owner", help="Who answers for it.")
@click.option("--encoding", help="Its encoding, where the bytes do not tell.")
@click.option("--columns", callback=_names, metavar="A,B,...", help="Columns of a table without a header.")
@click.option("--query", help="What a database is asked.")
@click.option("--fields", multiple=True, callback=_pairs, metavar="OURS=THEIRS", help="A field's name there.")
@click.option("--roles", multiple=True, callback=_pairs, metavar="SPEAKER=ROLE", help="A speaker's role.")
@click.option("--copy", is_flag=True, help="Copy files into data/sources/ and leave the originals alone.")
@click.option("--no-fetch", is_flag=True, help="Declare addresses and fetch them another time.")
def add(places: tuple[str, ...], name: str | None, copy: bool, no_fetch: bool, **said: Any) -> None:  # noqa: FBT001 - click's signature
    """Declare sources in sources.yaml: paths, patterns, addresses, hf://, s3://, database URLs.

    A path elsewhere is declared, or copied with --copy; an address is declared and fetched. Write
    ${NAME} for a password: it is taken from the environment.

    在 sources.yaml 中声明来源：路径、通配符、网址、hf://、s3:// 或数据库地址；密码写成 ${变量名}。
    """
    here = Path.cwd()
    project = enter_project()
    values = {key: value for key, value in said.items() if value not in (None, "", (), {})}
    given = [_given(project, here, place) for place in places]
    with project_lock(project, FILE):
        if copy:
            given = [_copied(project, one, name if len(given) == 1 else None) for one in given]
        added = _entries(project, given, name, values) if values or not copy else []
        for entry in added:
            write_entry(project.root, entry)
            click.echo(f"{FILE}: {visible(entry.name)} ({entry.via})")
    remote = [entry.name for entry in added if entry.is_remote]
    if remote and not no_fetch:
        tell_fetched(deployment(project, "runs").fetch(project, remote))
    else:
        click.echo(f"next: {'danlu fetch, then ' if remote else ''}danlu build")


@dataclass(frozen=True, slots=True)
class _Given:
    """A place as it is declared, and the file or folder where it is one of this machine."""

    location: str
    path: Path | None = None

    @property
    def is_among_sources(self) -> bool:
        return Path(self.location).parts[:2] == ("data", "sources")


def _given(project: Project, here: Path, place: str) -> _Given:
    """An address as it is; a path as seen from the project where it lies within.

    Raises:
        DanluError: There is no such file.
    """
    if is_address(place):
        return _Given(place)
    path = Path(os.path.normpath(here / os.path.expanduser(place)))  # noqa: PTH111 - takes unknown users
    exists = os.path.lexists(path)
    if not exists and not is_pattern(place):
        raise DanluError(f"{place}: there is no such file or folder")
    shown = str(path.relative_to(project.root) if path.is_relative_to(project.root) else path)
    return _Given(glob.escape(shown), path) if exists else _Given(shown)


def _entries(
    project: Project, given: Sequence[_Given], name: str | None, values: Mapping[str, Any]
) -> list[Entry]:
    """The entries to be written: one for each place, or one for all where they share a name."""
    if name is not None and len(given) > 1:
        return [_entry({"name": name, "urls": [one.location for one in given], **values})]
    declared = {entry.name for entry in read_declared(project.root).entries}
    sources = _names_of_sources(project)
    entries: list[Entry] = []
    for one in given:
        if one.is_among_sources and not values:
            raise DanluError(f"{one.location} is a source already: say something of it, or leave it as it is")
        taken = declared | {entry.name for entry in entries} | (set() if one.is_among_sources else sources)
        proper = name or name_for(one.path.name if one.path else telling_part(one.location), taken)
        if proper in taken - declared:
            raise DanluError(f"there is a source named {proper} already: give this one another --name")
        entries.append(_entry({"name": proper, "location": one.location, **values}))
    return entries


def _names_of_sources(project: Project) -> set[str]:
    """What the names of sources that are not declared, and of files that may become some, begin with."""
    known = {source.name.split("/")[0] for source in read_catalogue(project).values() if source.via is None}
    return known | ({item.name for item in project.sources.iterdir()} if project.sources.is_dir() else set())


def _entry(values: Mapping[str, Any]) -> Entry:
    try:
        return Entry.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        told = [(".".join(map(str, one["loc"])), one["msg"].removeprefix("Value error, ")) for one in faults]
        raise DanluError("\n".join(f"{key}: {said}" if key else said for key, said in told)) from None


def _copied(project: Project, given: _Given, name: str | None) -> _Given:
    """Copy a file or folder below `data/sources/`, whole or not at all; links are not followed."""
    if given.path is None:
        raise DanluError("--copy takes a file or a folder of this machine")
    if Path(os.path.realpath(project.data)).is_relative_to(os.path.realpath(given.path)):
        raise DanluError(f"{given.path.name} holds data/, which danlu writes: copy a folder within it")
    proper = name or given.path.name
    target = project.sources / proper
    if os.path.lexists(target) or target.parent != project.sources:
        raise DanluError(f"data/sources/{proper} is there already: give another --name, or remove it")
    with staging(project) as folder:
        copy = folder / "copy"
        try:
            if given.path.is_dir():
                shutil.copytree(given.path, copy, symlinks=True)
            else:
                shutil.copy2(given.path, copy)
        except (OSError, shutil.Error) as error:
            raise DanluError(f"{given.path.name} cannot be copied ({type(error).__name__})") from error
        copy.rename(target)
    click.echo(f"data/sources/{visible(proper)}")
    return _Given(glob.escape(f"data/sources/{proper}"), target)
