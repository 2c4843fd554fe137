"""Speaks to the Hugging Face Hub: which files a data set has at a commit, and their bytes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from danlu.declared.entry import Fetch

_MOST_FILES = 100_000
_MOST_PAGE_BYTES = 64 * 1024**2
_CHUNK = 1 << 20
_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_Answer = TypeVar("_Answer")
_DIGEST = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository.

    Attributes:
        path: Its path in the repository.
        size: Its bytes.
        digest: SHA-256 where it is stored apart from Git, else the SHA-1 of its Git object.
    """

    path: str
    size: int
    digest: str


class HubFailureError(Exception):
    """Why nothing, or not this file, can be fetched; `passing` where it may be another time soon."""

    def __init__(self, problem: str, *, passing: bool = False, **evidence: object) -> None:
        super().__init__(problem)
        self.passing = passing
        self.evidence: Mapping[str, object] = {"problem": problem, **evidence}


class Repository:
    """One data set at one commit.

    Attributes:
        commit: The commit that the revision means now.
        configs: What the header of the README has under `configs`.
    """

    def __init__(self, name: str, revision: str, fetch: Fetch) -> None:
        try:
            from huggingface_hub import constants, get_session, get_token  # noqa: PLC0415 - an extra
            from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # noqa: PLC0415
        except ModuleNotFoundError:
            raise HubFailureError("extra_not_installed", extra="remote") from None
        try:
            validate_repo_id(name)
        except ValueError:
            raise HubFailureError("no_such_name") from None
        self._name = name
        self._fetch = fetch
        self._session: Any = get_session()
        token = None if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN else get_token()
        # not the library's own headers: they tell of the environment, and ask the Hub how to
        self._headers = {"user-agent": "danlu", "accept-encoding": "identity"}
        if token is not None:
            self._headers["authorization"] = f"Bearer {token}"
        self._endpoint = (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")
        about, _ = self._json(f"/api/datasets/{name}/revision/{quote(revision, safe='')}")
        commit = about.get("sha") if isinstance(about, dict) else None
        if not isinstance(commit, str) or _DIGEST.fullmatch(commit) is None:
            raise HubFailureError("unexpected_answer")
        self.commit = commit
        card = about.get("cardData")
        self.configs: object = card.get("configs") if isinstance(card, dict) else None

    def files(self) -> Iterator[HubFile]:
        """All files of the commit."""
        address: str | None = f"/api/datasets/{self._name}/tree/{self.commit}?recursive=true"
        found = 0
        while address is not None:
            page, address = self._json(address)
            if not isinstance(page, list):
                raise HubFailureError("unexpected_answer")
            found += len(page)
            if found > _MOST_FILES:
                raise HubFailureError("too_many_files", max_files=_MOST_FILES)
            yield from filter(None, map(_file, page))

    def copy(self, file: HubFile, path: Path) -> None:
        """Put a file's bytes at `path`, their size and digest proved."""
        address = f"/datasets/{self._name}/resolve/{self.commit}/{quote(file.path)}"
        self._patiently(lambda: self._copy_once(address, file, path))

    def _copy_once(self, address: str, file: HubFile, path: Path) -> None:
        stored_apart = len(file.digest) == 64
        digest = hashlib.sha256() if stored_apart else hashlib.sha1(f"blob {file.size}\0".encode())  # noqa: S324
        size = 0
        with path.open("wb") as target, self._asked(address) as answer:
            for chunk in answer.iter_bytes(_CHUNK):
                size += len(chunk)
                if size > file.size:
                    raise HubFailureError("larger_than_listed", size=file.size)
                digest.update(chunk)
                target.write(chunk)
        if size < file.size:
            raise HubFailureError("cut_off", passing=True, bytes=size, size=file.size)
        if digest.hexdigest() != file.digest:
            raise HubFailureError("digest_differs")

    def _json(self, address: str) -> tuple[Any, str | None]:
        """An answer of the interface, and where it goes on if it does."""
        return self._patiently(lambda: self._json_once(address))

    def _json_once(self, address: str) -> tuple[Any, str | None]:
        content = bytearray()
        with self._asked(address) as answer:
            for chunk in answer.iter_bytes(_CHUNK):
                content += chunk
                if len(content) > _MOST_PAGE_BYTES:
                    raise HubFailureError("unexpected_answer", bytes=len(content))
            following = answer.links.get("next", {}).get("url")
        try:
            value = json.loads(content)
        except (ValueError, RecursionError):
            raise HubFailureError("unexpected_answer") from None
        if following is None:
            return value, None
        # the token must go to no other place, whatever the answer says
        try:
            parts = urlsplit(following)
        except ValueError:
            raise HubFailureError("unexpected_answer") from None
        if not parts.path.startswith("/"):
            # behind the endpoint's host, "@other.example/" would be another host
            raise HubFailureError("unexpected_answer")
        return value, f"{parts.path}?{parts.query}"

    @contextmanager
    def _asked(self, address: str) -> Iterator[Any]:
        try:
            with self._session.stream(
                "GET", self._endpoint + address, headers=self._headers, timeout=self._fetch.timeout_seconds
            ) as answer:
                _refuse(answer)
                yield answer
        except HubFailureError:
            raise
        except Exception as error:
            if isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError):
                # of the disk
                raise
            offline = type(error).__name__ == "OfflineModeIsEnabled"
            raise HubFailureError("hub_error", passing=not offline, error=type(error).__name__) from None

    def _patiently(self, step: Callable[[], _Answer]) -> _Answer:
        """A step, tried again where a fault may pass."""
        for attempt in range(self._fetch.retries):
            try:
                return step()
            except HubFailureError as failure:
                if not failure.passing:
                    raise
            time.sleep(min(_PAUSE * 2**attempt, _LONGEST_PAUSE))
        return step()


def _refuse(answer: Any) -> None:
    status = answer.status_code
    if status == 200:
        return
    code = answer.headers.get("x-error-code", "")
    told = {"code": code} if code.isalnum() and len(code) < 50 else {}
    raise HubFailureError("hub_error", passing=status == 429 or status >= 500, status=status, **told)


def _file(item: object) -> HubFile | None:
    """A file of the listing; None for a folder."""
    if not isinstance(item, dict) or item.get("type") != "file":
        return None
    apart = item.get("lfs")
    path, size = item.get("path"), item.get("size")
    digest = apart.get("oid") if isinstance(apart, dict) else item.get("oid")
    if not (isinstance(path, str) and isinstance(size, int) and isinstance(digest, str)):
        raise HubFailureError("unexpected_answer")
    digest = digest.removeprefix("sha256:")
    if size < 0 or _DIGEST.fullmatch(digest) is None:
        raise HubFailureError("unexpected_answer")
    return HubFile(path, size, digest)
