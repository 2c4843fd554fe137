"""Secrets of declared sources: named in `sources.yaml`, taken from the environment when something is fetched.

What is substituted lives in memory alone, while its entry is fetched: not in the catalogue, not in a
log, not in an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from danlu.declared.entry import Entry
from danlu.errors import DanluError

Place = tuple[str | int, ...]

LEFT_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=-._~|"
"""What is not percent-encoded when an address on the web is brought into its one spelling."""
_NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET_HEADERS = ("authorization", "cookie", "token", "secret", "password", "api-key", "apikey")
_SECRET_PARAMETERS = frozenset(
    {"password", "passwd", "pwd", "token", "access_token", "auth_token", "api_key", "apikey", "secret"}
)
_INSTEAD = "name an environment variable in its place, as in ${PASSWORD}"


@dataclass(frozen=True, slots=True, repr=False)
class Resolved:
    """An entry as it is fetched, with the secrets that it holds now. It has no text of its own."""

    entry: Entry
    secrets: Mapping[str, str]

    def redacted(self, text: str) -> str:
        """A text in which no secret of the entry stands."""
        return self._replaced(text, {secret: "***" for secret, _, _ in self._spellings()})

    def shown(self, text: str) -> str:
        """An address as it is recorded: each secret is named in its place, as in `?token=$TOKEN`."""
        return self._replaced(text, {secret: f"${name}" for secret, name, _ in self._spellings()})

    def masked(self, text: str) -> str:
        """The same, such that `unmasked` gives the text back."""
        return self._replaced(text, self._masks())

    def unmasked(self, text: str) -> str:
        """What `masked` was given, with the secrets of today."""
        return self._replaced(text, {mask: secret for secret, mask in self._masks().items()})

    def _masks(self) -> dict[str, str]:
        return {secret: f"\x00{mark}{name}\x00" for secret, name, mark in self._spellings()}

    def _spellings(self) -> Iterator[tuple[str, str, str]]:
        """Each secret as it may stand in a text, its name, and a mark of the spelling; the plain one last."""
        for mark, safe in (("%", ""), ("/", LEFT_IN_ADDRESSES)):
            yield from ((quote(secret, safe=safe), name, mark) for name, secret in self.secrets.items())
        yield from ((secret, name, "") for name, secret in self.secrets.items())

    @staticmethod
    def _replaced(text: str, instead: Mapping[str, str]) -> str:
        """Every key replaced, the longest first, and never within what took the place of another."""
        parts = [(text, False)]
        for old in sorted(instead, key=len, reverse=True):
            parts = [new for part in parts for new in _split(part, old, instead[old])]
        return "".join(part for part, _ in parts)


def _split(part: tuple[str, bool], old: str, new: str) -> Iterator[tuple[str, bool]]:
    """A piece of text with its replacements apart; one that is a replacement itself stays as it is."""
    text, done = part
    if done:
        yield part
        return
    for number, piece in enumerate(text.split(old)):
        if number:
            yield new, True
        yield piece, False


def faults(entry: Entry) -> Iterator[tuple[Place, str]]:
    """What is wrong with the secrets of an entry: where, and why. No secret is told."""
    for place, text in _texts(entry):
        if "${" in _NAMED.sub("", text):
            yield place, "${…} names an environment variable: letters, digits and underscores"
        elif place[0] == "headers":
            if _is_secret(str(place[1])) and not _NAMED.search(text):
                yield ("fetch", *place), f"a secret does not belong into this file: {_INSTEAD}"
        elif not entry.is_remote:
            if _NAMED.search(text):
                yield place, "the location of a local source takes no ${…}: write the path"
        elif _has_literal_secret(text):
            yield place, f"a password does not belong into this file: {_INSTEAD}"


def resolved(entry: Entry, environment: Mapping[str, str]) -> Resolved:
    """The entry with its variables filled in.

    Raises:
        DanluError: A variable is not set; it is named.
    """
    secrets: dict[str, str] = {}

    def fill(text: str) -> str:
        def value(found: re.Match[str]) -> str:
            if found[1] not in environment:
                raise DanluError(f"sources.yaml: {entry.name}: the environment has no variable {found[1]}")
            if environment[found[1]]:
                secrets[found[1]] = environment[found[1]]
            return environment[found[1]]

        return _NAMED.sub(value, text)

    def fill_address(address: str) -> str:
        account, rest = _account(address)
        parts = _NAMED.split(account)
        # what stands before the host may hold any character, and is read as percent-encoded
        named = [fill(f"${{{name}}}") for name in parts[1::2]]
        encoded = [quote(value, safe="") for value in named]
        filled = "".join(part for pair in zip(parts[::2], [*encoded, ""], strict=True) for part in pair)
        return filled + fill(rest)

    location = fill_address(entry.location) if entry.location is not None else None
    urls = tuple(fill_address(address) for address in entry.urls)
    headers = {name: fill(value) for name, value in entry.fetch.headers.items()}
    fetch = entry.fetch.model_copy(update={"headers": headers})
    update = {"location": location, "urls": urls, "fetch": fetch}
    return Resolved(entry.model_copy(update=update), secrets)


def _texts(entry: Entry) -> Iterator[tuple[Place, str]]:
    if entry.location is not None:
        yield ("location",), entry.location
    yield from ((("urls", number), address) for number, address in enumerate(entry.urls))
    yield from ((("headers", name), value) for name, value in entry.fetch.headers.items())


def _is_secret(header: str) -> bool:
    return any(word in header.lower().replace("_", "-") for word in _SECRET_HEADERS)


def _account(address: str) -> tuple[str, str]:
    """An address up to its last "@" before the path, and from there on."""
    start = address.find("://") + 3
    end = min((at for mark in "/?#" if (at := address.find(mark, start)) >= 0), default=len(address))
    at = address.rfind("@", start, end)
    return (address[:at], address[at:]) if at >= 0 else ("", address)


def _has_literal_secret(address: str) -> bool:
    account, _ = _account(address)
    _, colon, password = account.partition("://")[2].partition(":")
    web = urlsplit(address).scheme.lower() in ("http", "https")
    secret = password if colon else account if web else ""
    parameters = parse_qsl(urlsplit(address).query)
    values = [value for name, value in parameters if name.lower() in _SECRET_PARAMETERS]
    return any(value and not _NAMED.search(value) for value in (secret, *values))
