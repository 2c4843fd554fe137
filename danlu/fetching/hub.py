"""Fetches data sets of the Hugging Face Hub: `hf://OWNER/NAME`, its files as they are.

The files are taken byte for byte and read by danlu's own strict readers. `datasets` would convert them:
it fills absent keys with nulls and casts values to the types of the first rows, which cannot be undone.
Its rules of which file belongs to which subset and split are followed (`danlu.fetching.hub_files`), and
no code of a repository is ever run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from danlu.declared.entry import Entry, Fetch
from danlu.fetching.base import Before, Fetched, NotFetched
from danlu.fetching.hub_client import HubFailureError, HubFile, Repository
from danlu.fetching.hub_files import NoSuchPartError, choose_files
from danlu.fetching.names import has_wildcard, is_safe_name, matches, shown_name

_MOST_CHOSEN = 10_000


@dataclass(frozen=True, slots=True)
class _Place:
    """What a location names."""

    repository: str
    revision: str
    pattern: str


class Hub:
    """Takes the data files of a subset and split, or those that a path behind the name fits.

    Locations are `hf://OWNER/NAME`, `hf://datasets/OWNER/NAME`, with `@REVISION` and `/PATH` behind, where
    a path may hold `*`, `?` and `**`. A file's name is its path in the repository. The revision is
    resolved to a commit once, so that all files are of the same one; the commit stands in the notes, and
    what has the digest of before is not fetched again. Digests are checked. `max_file_bytes` bounds all
    files together, in the order of their paths.

    The place of the Hub is HF_ENDPOINT, read at each fetch; the token is the one that `huggingface_hub`
    finds (HF_TOKEN, or a login). HF_HUB_OFFLINE, which that library reads once when it is imported, makes
    each fetch fail, and what was recorded stays.
    """

    def fetch(
        self, entry: Entry, before: Before, folder: Path, notes: dict[str, Mapping[str, str]]
    ) -> Iterator[Fetched | NotFetched]:
        """All files chosen, in the order of their paths."""
        place = _place(entry)
        try:
            repository = Repository(place.repository, place.revision, entry.fetch)
            files = _chosen(repository, place.pattern, entry.fetch)
        except (HubFailureError, NoSuchPartError) as failure:
            notes.update(before.notes)
            yield NotFetched("", failure.evidence)
            return
        taken = 0
        for number, file in enumerate(files):
            if not is_safe_name(file.path):
                yield NotFetched(shown_name(file.path), {"problem": "unsafe_name"})
            elif taken + file.size > entry.fetch.max_file_bytes:
                yield NotFetched(file.path, {"problem": "over_max_file_bytes", "bytes": file.size})
            else:
                taken += file.size
                yield _one(repository, file, before, folder / f"file-{number:05}", notes)


def _one(
    repository: Repository,
    file: HubFile,
    before: Before,
    path: Path,
    notes: dict[str, Mapping[str, str]],
) -> Fetched | NotFetched:
    now = {"digest": file.digest, "size": str(file.size), "commit": repository.commit}
    then = before.notes.get(file.path, {})
    recorded = before.files.get(file.path)
    if recorded is not None and then.get("digest") == file.digest and recorded.is_file():
        notes[file.path] = now
        return Fetched(file.path, recorded, {"unchanged": 1})
    try:
        repository.copy(file, path)
    except HubFailureError as failure:
        path.unlink(missing_ok=True)
        if then:
            notes[file.path] = then
        return NotFetched(file.path, failure.evidence)
    notes[file.path] = now
    return Fetched(file.path, path, {"bytes": file.size})


def _place(entry: Entry) -> _Place:
    rest = (entry.location or "").partition("://")[2].strip("/").removeprefix("datasets/")
    parts = rest.split("/")
    # the name of some old data sets has no owner
    size = 1 if "@" in parts[0] or len(parts) == 1 else 2
    name, _, revision = "/".join(parts[:size]).partition("@")
    told = unquote(revision) or entry.fetch.revision or "main"
    return _Place(name, told, "/".join(parts[size:]))


def _chosen(repository: Repository, pattern: str, fetch: Fetch) -> list[HubFile]:
    """The files that the entry means, by path."""
    files = {file.path: file for file in repository.files()}
    if pattern:
        wild = has_wildcard(pattern)
        paths = sorted(path for path in files if (matches(pattern, path) if wild else path == pattern))
        if not paths:
            raise NoSuchPartError("no_data_files", files=len(files))
    else:
        paths = choose_files(list(files), repository.configs, fetch.subset, fetch.split)
    if len(paths) > _MOST_CHOSEN:
        raise HubFailureError("too_many_files", files=len(paths), max_files=_MOST_CHOSEN)
    return [files[path] for path in paths]
