"""Fetches the objects of a bucket: `s3://bucket/prefix` or `s3://bucket/pattern`, one file each."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from danlu.declared.entry import Entry, Fetch
from danlu.fetching.base import Before, Fetched, NotFetched
from danlu.fetching.names import fixed_prefix, has_wildcard, is_safe_name, matches, shown_name

MOST_OBJECTS = 10_000
_MOST_PAGES = 1_000
"""Answers of 1,000 keys each that are looked through for those that fit a pattern."""
_PIECE = 16 * 1024**2


@dataclass(frozen=True, slots=True)
class _Object:
    key: str
    name: str
    size: int
    tag: str


class _Failure(Exception):  # noqa: N818 - becomes evidence
    """Why nothing, or not this object, can be fetched."""

    def __init__(self, problem: str, **evidence: object) -> None:
        super().__init__(problem)
        self.evidence: Mapping[str, object] = {"problem": problem, **evidence}


class Bucket:
    """Takes the objects below a prefix, or those that fit a pattern with `*`, `?` and `**`.

    An object's name is its key below the prefix, or below the folders before the first wildcard; a
    location that is the key of one object gives one file without a name. What has the entity tag and
    size of before is not fetched again. `max_file_bytes` bounds all objects of the entry together, in
    the order of their keys, so that what is left out does not hang on what was there before.

    Endpoint, region and credentials come from where all tools of AWS look for them (AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID, AWS_PROFILE, …); where there are no credentials, requests are anonymous, as
    public data sets allow.
    """

    def fetch(
        self, entry: Entry, before: Before, folder: Path, notes: dict[str, Mapping[str, str]]
    ) -> Iterator[Fetched | NotFetched]:
        """All objects of the entry, in the order of their keys."""
        try:
            store = _Store(entry.fetch)
            bucket, _, pattern = (entry.location or "").partition("://")[2].partition("/")
            objects = store.objects(bucket, pattern)
        except _Failure as failure:
            notes.update(before.notes)
            yield NotFetched("", failure.evidence)
            return
        folders = {item.name[:at] for item in objects for at, mark in enumerate(item.name) if mark == "/"}
        taken = 0
        for number, item in enumerate(objects):
            problem = _refusal(item, folders)
            if problem is None and taken + item.size > entry.fetch.max_file_bytes:
                problem = {"problem": "over_max_file_bytes", "bytes": item.size}
            if problem is not None:
                yield NotFetched(shown_name(item.name), problem)
                continue
            taken += item.size
            yield from _one(store, bucket, item, before, folder / f"object-{number:05}", notes)


def _refusal(item: _Object, folders: set[str]) -> Mapping[str, object] | None:
    if item.name and not is_safe_name(item.name):
        return {"problem": "unsafe_name"}
    return {"problem": "name_is_a_folder_too"} if item.name in folders else None


def _one(
    store: _Store,
    bucket: str,
    item: _Object,
    before: Before,
    path: Path,
    notes: dict[str, Mapping[str, str]],
) -> Iterator[Fetched | NotFetched]:
    now = {"etag": item.tag, "size": str(item.size)}
    recorded = before.files.get(item.name)
    if recorded is not None and before.notes.get(item.name) == now and recorded.is_file():
        notes[item.name] = now
        yield Fetched(item.name, recorded, {"unchanged": 1})
        return
    try:
        store.copy(bucket, item, path)
    except _Failure as failure:
        path.unlink(missing_ok=True)
        if item.name in before.notes:
            notes[item.name] = before.notes[item.name]
        yield NotFetched(item.name, failure.evidence)
        return
    notes[item.name] = now
    yield Fetched(item.name, path, {"bytes": item.size})


class _Store:
    """An S3 service."""

    def __init__(self, fetch: Fetch) -> None:
        try:
            import s3fs  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
            from botocore.session import get_session  # type: ignore[import-untyped]  # noqa: PLC0415
        except ModuleNotFoundError:
            raise _Failure("extra_not_installed", extra="remote") from None
        try:
            self._files = s3fs.S3FileSystem(
                anon=get_session().get_credentials() is None,
                use_listings_cache=False,
                skip_instance_cache=True,
                config_kwargs={
                    "connect_timeout": fetch.timeout_seconds,
                    "read_timeout": fetch.timeout_seconds,
                    "retries": {"max_attempts": fetch.retries, "mode": "standard"},
                },
            )
        except Exception as error:  # noqa: BLE001 - a broken profile has many ways to say so
            raise _told(error) from None
        self._files.retries = max(fetch.retries, 1)

    def objects(self, bucket: str, pattern: str) -> list[_Object]:
        """The objects that a pattern means, by key; folders' own markers are no objects."""
        prefix = fixed_prefix(pattern)
        found: list[_Object] = []
        asked: dict[str, Any] = {"Bucket": bucket, "Prefix": _listed_prefix(pattern), "MaxKeys": 1000}
        for _ in range(_MOST_PAGES):
            page = self._call("list_objects_v2", **asked)
            for item in page.get("Contents", ()):
                key, size = item["Key"], int(item["Size"])
                if key == pattern and not key.endswith("/"):
                    return [_Object(key, "", size, item["ETag"])]
                if (size or not key.endswith("/")) and _means(pattern, prefix, key):
                    found.append(_Object(key, key[len(prefix) :], size, item["ETag"]))
            if len(found) > MOST_OBJECTS:
                raise _Failure("too_many_objects", max_objects=MOST_OBJECTS)
            if not page.get("IsTruncated"):
                if not found:
                    raise _Failure("no_objects")
                return sorted(found, key=lambda item: item.key)
            asked["ContinuationToken"] = page["NextContinuationToken"]
        raise _Failure("too_many_keys", max_keys=1000 * _MOST_PAGES)

    def copy(self, bucket: str, item: _Object, path: Path) -> None:
        """An object's bytes, all of the version that was listed."""
        from fsspec.asyn import sync  # type: ignore[import-untyped]  # noqa: PLC0415 - with s3fs

        with path.open("wb") as file:
            for start in range(0, item.size, _PIECE):
                end = min(start + _PIECE, item.size)
                asked = {"Range": f"bytes={start}-{end - 1}", "IfMatch": item.tag}
                answer = self._call("get_object", Bucket=bucket, Key=item.key, **asked)
                try:
                    piece = sync(self._files.loop, answer["Body"].read)
                except Exception as error:  # noqa: BLE001 - of aiohttp, which is no dependency
                    raise _told(error) from None
                if len(piece) != end - start:
                    raise _Failure("cut_off", bytes=start + len(piece), size=item.size)
                file.write(piece)

    def _call(self, method: str, **arguments: Any) -> Any:
        try:
            return self._files.call_s3(method, **arguments)
        except Exception as error:  # noqa: BLE001 - of botocore, aiohttp and s3fs
            raise _told(error) from None


def _told(error: Exception) -> _Failure:
    """The kind of an error; its message may name the endpoint or the key."""
    number = error.errno if isinstance(error, OSError) and error.errno else None
    if number == errno.EINVAL and "pre-conditions" in str(error):
        return _Failure("changed_while_read")
    cause = error.__cause__ or error
    code = getattr(cause, "response", {}).get("Error", {}).get("Code")
    evidence = {"error": type(error).__name__, **({"code": str(code)[:50]} if code else {})}
    return _Failure("store_error", **evidence)


def _listed_prefix(pattern: str) -> str:
    """The longest prefix that all keys of a pattern share."""
    marks = [at for mark in "*?" if (at := pattern.find(mark)) >= 0]
    return pattern[: min(marks)] if marks else pattern


def _means(pattern: str, prefix: str, key: str) -> bool:
    return matches(pattern, key) if has_wildcard(pattern) else key.startswith(prefix)
