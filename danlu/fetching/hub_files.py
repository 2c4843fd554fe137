"""Which files of a data set's repository hold which subset and split.

The rules are those of the Hub (huggingface.co/docs/datasets/repository_structure): the `configs` of the
README's header if there are any, else shards named `data/SPLIT-00000-of-00001`, else folders, else file
names that hold a split's word, else everything is "train".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from danlu.fetching.names import has_wildcard, matches

_SHARD = re.compile(r"data/([\w.]+)-\d{5}-of-\d{5}[^/]*\.[^/]*")
_WORDS = {
    "train": "train|training",
    "validation": "validation|valid|dev|val",
    "test": "test|testing|eval|evaluation",
}
_APART = r"[-._ 0-9]"
_IN_FOLDER = {
    split: re.compile(rf"(?:^|{_APART})(?:{words})(?:{_APART}|$)") for split, words in _WORDS.items()
}
_IN_NAME = {split: re.compile(rf"(?:^|{_APART})(?:{words}){_APART}") for split, words in _WORDS.items()}
_DATA = frozenset(
    {"csv", "tsv", "json", "jsonl", "ndjson", "parquet", "txt", "text", "conll", "conllu", "zip", "tar"}
    | {"xlsx", "html", "htm", "md", "pdf", "docx", "epub", "warc", "nt", "db", "sqlite", "tgz"}
)
_PACKED = frozenset({"gz", "xz", "zst", "bz2"})
_ABOUT = frozenset(
    {"README.md", "config.json", "dataset_info.json", "dataset_infos.json", "dummy_data.zip"}
    | {"dataset_dict.json", "LICENSE.txt", "LICENSE.md", "CHANGELOG.md"}
)


class NoSuchPartError(ValueError):
    """The repository has no such subset, split or file; `problem` says which in one word or two."""

    def __init__(self, problem: str, **evidence: object) -> None:
        super().__init__(problem)
        self.evidence: Mapping[str, object] = {"problem": problem, **evidence}


def choose_files(paths: Sequence[str], configs: object, subset: str | None, split: str | None) -> list[str]:
    """The files of a subset and split, or of all splits, in order.

    Args:
        paths: All files of the repository.
        configs: What the README's header has under `configs`; anything that is no list counts as none.
        subset: The configuration's name; None for the default one.
        split: The split's name; None for all.

    Raises:
        NoSuchPartError: There is no such subset or split, no file, or a subset must be chosen.
    """
    splits = _splits(paths, _config(configs, subset))
    if split is not None and split not in splits:
        raise NoSuchPartError("unknown_split", splits=sorted(splits))
    chosen = {path for name, found in splits.items() if split in {None, name} for path in found}
    if not chosen:
        raise NoSuchPartError("no_data_files", files=len(paths))
    return sorted(chosen)


def _config(configs: object, subset: str | None) -> Mapping[str, Any]:
    known = [one for one in configs if isinstance(one, dict)] if isinstance(configs, list) else []
    named = {str(one.get("config_name", "default")): one for one in known}
    if subset is not None:
        if subset not in named:
            raise NoSuchPartError("unknown_subset", subsets=sorted(named))
        return named[subset]
    if len(named) > 1:
        preferred = [one for one in known if one.get("default") is True]
        if not preferred and "default" not in named:
            raise NoSuchPartError("subset_needed", subsets=sorted(named))
        return preferred[0] if preferred else named["default"]
    return known[0] if known else {}


def _splits(paths: Sequence[str], config: Mapping[str, Any]) -> Mapping[str, list[str]]:
    folder = config.get("data_dir")
    base = folder.strip("/") + "/" if isinstance(folder, str) and folder.strip("/") else ""
    below = [path.removeprefix(base) for path in paths if path.startswith(base)]
    declared = config.get("data_files")
    found = _by_patterns(below, declared) if declared is not None else _by_names(below)
    return {split: [base + path for path in files] for split, files in found.items()}


def _by_patterns(paths: Sequence[str], declared: object) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for split, patterns in _declared(declared):
        for pattern in patterns:
            if "[" in pattern and pattern not in paths:
                raise NoSuchPartError("unknown_pattern")
            fixed = pattern in paths or not has_wildcard(pattern)
            fitting = [path for path in paths if path == pattern or (not fixed and _fits(pattern, path))]
            found.setdefault(split, []).extend(fitting)
    return found


def _fits(pattern: str, path: str) -> bool:
    """Whether a path fits, hidden files and those that tell of the data set aside."""
    hidden = any(part.startswith((".", "__")) for part in path.split("/"))
    return not hidden and path.rpartition("/")[2] not in _ABOUT and matches(pattern, path)


def _declared(declared: object) -> Iterable[tuple[str, list[str]]]:
    """`data_files` in each of its spellings: a pattern, patterns, split → patterns, or a list of such."""
    if isinstance(declared, dict):
        return [(str(split), _texts(patterns)) for split, patterns in declared.items()]
    if isinstance(declared, list) and any(isinstance(one, dict) for one in declared):
        dicts = [one for one in declared if isinstance(one, dict)]
        return [(str(one.get("split", "train")), _texts(one.get("path"))) for one in dicts]
    return [("train", _texts(declared))]


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one.removeprefix("./") for one in values if isinstance(one, str)]


def _by_names(paths: Sequence[str]) -> Mapping[str, list[str]]:
    data = [path for path in paths if is_data(path)]
    shards: dict[str, list[str]] = {}
    for path in data:
        if (shard := _SHARD.fullmatch(path)) is not None:
            shards.setdefault(shard[1], []).append(path)
    if shards:
        return shards
    folders = {path: path.split("/")[:-1] for path in data}
    in_folders = {
        split: [path for path in data if any(word.search(part) for part in folders[path])]
        for split, word in _IN_FOLDER.items()
    }
    in_names = {
        split: [path for path in data if word.search(path.rpartition("/")[2])]
        for split, word in _IN_NAME.items()
    }
    for found in (in_folders, in_names):
        if any(found.values()):
            return {split: files for split, files in found.items() if files}
    return {"train": data}


def is_data(path: str) -> bool:
    """Whether a file of a repository may hold records, by its name.

    >>> is_data("a/train.jsonl.gz"), is_data("README.md"), is_data("load.py"), is_data(".git/x.csv")
    (True, False, False, False)
    """
    *_, name = parts = path.split("/")
    if name in _ABOUT or any(part.startswith((".", "__")) for part in parts):
        return False
    endings = name.lower().split(".")[1:]
    if endings and endings[-1] in _PACKED:
        return True
    return bool(endings) and endings[-1] in _DATA
