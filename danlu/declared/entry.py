"""One declared source, as an entry of `sources.yaml` describes it."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from danlu.knobs import Positive, Section
from danlu.reading_knobs import Chat, Documents, Hints, Novel, Role, SourceKind

Via = Literal["local", "http", "s3", "hub", "database"]
"""How a location is reached."""

_IN_SCHEMES = str.maketrans("", "", "+-.")
_SCHEMES: dict[str, Via] = {"http": "http", "https": "http", "s3": "s3", "hf": "hub"}


class Fetch(Section):
    """How a remote location is fetched.

    `pages` records the pages of the addresses as a crawl; `file` takes the bytes as they are;
    "auto" follows the address and the type of the answer.
    """

    method: Literal["auto", "pages", "file"] = "auto"
    seconds_between: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 1.0
    timeout_seconds: Positive = 30
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    max_pages: Positive = 10_000
    max_page_bytes: Positive = 16 * 1024**2
    max_file_bytes: Positive = 16 * 1024**3
    allow_private: tuple[str, ...] = ()
    split: str | None = None
    subset: str | None = None
    revision: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)


class Entry(Section):
    """What a user declares of a source.

    Attributes:
        name: Names the source, or the folder of its files where the location gives several.
        location: A path or glob, an address, or a database URL; `urls` lists addresses in its place.
        query: What a database is asked.
    """

    name: Annotated[str, Field(pattern=r"^\w[\w.-]{0,99}$")]
    location: Annotated[str, Field(min_length=1)] | None = None
    urls: tuple[str, ...] = ()
    query: Annotated[str, Field(min_length=1)] | None = None
    kind: SourceKind = "auto"
    licence: str | None = None
    language: str | None = None
    domain: str | None = None
    task_type: str | None = None
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    owner: str | None = None
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    fields: dict[str, str] = Field(default_factory=dict)
    roles: dict[str, Role] = Field(default_factory=dict)
    chat: Chat | None = None
    novel: Novel | None = None
    documents: Documents | None = None
    fetch: Fetch = Fetch()

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.location is None) == (not self.urls):
            raise ValueError("give either a location or a list of urls")
        if "\0" in (self.location or ""):
            raise ValueError("a location holds no character NUL")
        for address in (*self.urls, *([self.location] if is_address(self.location or "") else [])):
            _check_address(str(address))
        if any(_SCHEMES.get(address.partition("://")[0].lower()) != "http" for address in self.urls):
            raise ValueError("urls are addresses that begin with http:// or https://")
        if (self.via == "database") != (self.query is not None):
            raise ValueError("a database URL needs a query, and a query needs a database URL")
        return self

    @property
    def via(self) -> Via:
        """How it is reached: what has a scheme that is none of the web's or a store's is a database."""
        if self.urls:
            return "http"
        if not is_address(self.location or ""):
            return "local"
        return _SCHEMES.get((self.location or "").partition("://")[0].lower(), "database")

    @property
    def is_remote(self) -> bool:
        """Whether it is fetched, and by `danlu fetch` alone."""
        return self.via != "local"

    @property
    def hints(self) -> Hints:
        """The part that decides how its bytes are read."""
        names = Hints.model_fields
        return Hints.model_validate({name: getattr(self, name) for name in names})


def is_address(location: str) -> bool:
    """Whether a location begins with a scheme, as RFC 3986 §3.1 spells one.

    >>> [is_address(each) for each in ("postgresql+psycopg://host/db", "notes/a://b", "C:/x")]
    [True, False, False]
    """
    scheme, mark, _ = location.partition("://")
    spelt = scheme.isascii() and scheme[:1].isalpha() and scheme.translate(_IN_SCHEMES).isalnum()
    return bool(mark) and spelt


def _check_address(address: str) -> None:
    try:
        urlsplit(address)
    except ValueError:
        # its message repeats the address, which may hold a password
        raise ValueError("the host of this address is none") from None
    if urlsplit(address).scheme.lower() == "file":
        raise ValueError("a file of this machine is given by its path alone, without file://")
    # what is no address on the web is taken as it is: names of files and objects may hold spaces
    web = address.lower().startswith(("http://", "https://"))
    if not address.isprintable() or (web and " " in address):
        raise ValueError("an address holds no spaces and no control characters: percent-encode them")
