from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.web.guard import Guard
from tests.web.calling import JSON, call
from tests.web.lax import open_application

VISIT = (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"))
STRANGE = [
    "/graphql%0a",
    "/graphql%0A?query=x",
    "/graphql%00",
    "//graphql",
    "/x//graphql",
    "/./graphql",
    "/x/../graphql",
    "/x/%2e%2e/graphql",
    "/%2e/graphql",
    "/x%2fgraphql",
    "/x%2Fgraphql",
    "/%2fgraphql",
    "/x%5c..%5cgraphql",
    "graphql",
    "*",
    "",
]


@pytest.mark.parametrize("path", STRANGE)
@pytest.mark.parametrize("method", ["GET", "POST", "WEBSOCKET"])
def test_a_path_has_one_spelling(guarded: Guard, method: str, path: str) -> None:
    answer = call(guarded, method, path, JSON)
    assert answer.status == 400 or answer.socket == "websocket.close"


@pytest.mark.parametrize("path", ["/graphql/", "/graphql%20", "/GraphQL", "/graphql/x", "/report_asset_x"])
def test_a_spelling_that_is_near_is_not_read_as_a_page(guarded: Guard, path: str) -> None:
    assert call(guarded, "GET", path).status == 405


PIECES = [
    "/",
    "//",
    ".",
    "..",
    "%2e",
    "%2f",
    "%5c",
    "%0a",
    "\n",
    "%00",
    "%20",
    " ",
    "%",
    "%67",
    "%47",
    "%252f",
]
READING = ["GET", "HEAD"]
WORDS = ["graphql", "raphql", "report_asset_materialization", "x", "notebook", "dagit", "é", "炉"]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, *WORDS]), max_size=7).map("".join), st.sampled_from(["GET", "HEAD"])
)
def test_no_spelling_of_a_path_lets_a_get_through(path: str, method: str) -> None:
    """The application behind is Starlette's own router, which decides what a spelling means."""
    answer = call(Guard(open_application()), method, f"/{path}", *VISIT)
    assert answer.status in (200, 400, 403, 405)
    assert not answer.text.startswith(("graphql", "report", "notebook"))


def test_a_prefix_that_the_server_was_given_hides_no_path() -> None:
    """Routers take `root_path` off a path; the guard does not, so it must not reach them."""
    reached = []

    async def spy(scope: dict[str, object], receive: object, send: object) -> None:
        reached.append(scope["root_path"])

    async def prefixed(scope: dict[str, object], receive: object, send: object) -> None:
        await Guard(spy)({**scope, "root_path": "/x"}, receive, send)  # type: ignore[arg-type]

    call(prefixed, "GET", "/x/graphql")  # type: ignore[arg-type]
    assert reached == [""]
