from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from danlu.web.guard import MAX_BODY_BYTES, Guard
from tests.web.calling import HOST, JSON, Answer, call
from tests.web.lax import open_application

OWN = ("origin", "http://127.0.0.1:3000")
FOREIGN = ("origin", "http://evil.example")
OTHER_PORT = ("origin", "http://127.0.0.1:8888")


def site(value: str) -> tuple[str, str]:
    return ("sec-fetch-site", value)


def mode(mode: str, dest: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (("sec-fetch-mode", mode), ("sec-fetch-dest", dest))


VISIT = mode("navigate", "document")


def passed(answer: Answer) -> bool:
    return answer.status == 200 or answer.socket == "websocket.accept"


@pytest.mark.parametrize(
    "headers", [(), (OWN,), (OWN, site("same-origin")), (site("none"),), (("accept", "image/*"),)]
)
def test_programs_and_the_uis_own_pages_are_let_in(
    guarded: Guard, headers: tuple[tuple[str, str], ...]
) -> None:
    assert call(guarded, "POST", "/graphql", JSON, *headers, body=b"{}").text == "graphql POST 2"
    assert call(guarded, "POST", "/report_asset_materialization/ore", JSON, *headers).text == "report POST"
    assert call(guarded, "GET", "/assets/raw?view=events", *headers).text == "page GET"
    assert call(guarded, "GET", "/", *headers).text == "page GET"
    assert call(guarded, "HEAD", "/server_info", *headers).status == 200
    assert call(guarded, "WEBSOCKET", "/graphql", *headers).socket == "websocket.accept"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "LOCALHOST:3000", "localhost", "[::1]:3000", "[::1]", "127.0.0.1:65535"]
)
def test_every_name_of_this_machine_will_do(guarded: Guard, host: str) -> None:
    own = ("origin", f"http://{host.lower()}")
    assert passed(call(guarded, "POST", "/graphql", JSON, own, host=("host", host)))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 421),
        ("evil.example:3000", 421),
        ("0.0.0.0:3000", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.", 421),
        ("[::2]", 421),
        ("127.0.0.2", 421),
        ("", 400),
        ("localhost:", 400),
        ("localhost:x", 400),
        ("evil.example@127.0.0.1", 400),
        ("127.0.0.1, evil.example", 400),
        ("127.0.0.1:3000/x", 400),
        ("::1", 400),
        ("[::1", 400),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "WEBSOCKET"])
def test_a_host_that_is_not_this_machine_is_refused(
    guarded: Guard, host: str, status: int, method: str
) -> None:
    answer = call(guarded, method, "/graphql", JSON, host=("host", host))
    assert answer.status == status or (method == "WEBSOCKET" and answer.socket == "websocket.close")


def test_a_request_without_a_host_or_with_two_is_refused(guarded: Guard) -> None:
    assert call(guarded, "GET", "/", host=None).status == 400
    assert call(guarded, "GET", "/", HOST).status == 400
    assert call(guarded, "GET", "/", ("host", "evil.example")).status == 400


@pytest.mark.parametrize("header", [OWN, JSON, site("none"), *VISIT])
def test_a_header_that_decides_stands_once(guarded: Guard, header: tuple[str, str]) -> None:
    twice = (JSON, header, header) if header != JSON else (JSON, JSON)
    assert call(guarded, "POST", "/graphql", *twice).status == 400


def test_a_name_that_is_declared_is_answered_and_its_pages_are_our_own() -> None:
    served = Guard(open_application(), hosts=["Furnace.Example"])
    host = ("host", "furnace.example:8443")
    assert passed(call(served, "GET", "/", host=host))
    own = ("origin", "http://furnace.example:8443")
    assert passed(call(served, "POST", "/graphql", JSON, own, host=host))
    assert call(served, "POST", "/graphql", JSON, OWN, host=host).status == 403


@pytest.mark.parametrize("path", ["/graphql", "/graphql?query=mutation%7Bwipe%7D", "/%67raphql"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_only_post_reaches_what_changes_anything(guarded: Guard, method: str, path: str) -> None:
    override = ("x-http-method-override", "POST")
    answer = call(guarded, method, path, JSON, override, OWN, ("accept", "text/html"))
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_pages_are_only_read(guarded: Guard, method: str) -> None:
    assert call(guarded, method, "/assets", JSON, OWN).status == 405


@pytest.mark.parametrize("path", ["/notebook", "/dagit/notebook", "/notebook/", "/Notebook"])
def test_files_are_not_read_by_name(guarded: Guard, path: str) -> None:
    assert call(guarded, "GET", f"{path}?path=/etc/x.ipynb&repoLocName=danlu").status == 403


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "text/plain; application/json",
        "text/plain;charset=application/json",
        "application/json, text/plain",
        "application/jsonp",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
    ],
)
def test_a_body_is_json_or_nothing(guarded: Guard, content_type: str | None) -> None:
    headers = () if content_type is None else (("content-type", content_type),)
    answer = call(guarded, "POST", "/graphql?query=mutation%7Bwipe%7D", *headers, body=b"{}")
    assert answer.status == 415


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_may_name_its_encoding(guarded: Guard, content_type: str) -> None:
    assert passed(call(guarded, "POST", "/graphql", ("content-type", content_type)))


@pytest.mark.parametrize(
    "origin",
    [
        FOREIGN,
        OTHER_PORT,
        ("origin", "null"),
        ("origin", ""),
        ("origin", "https://127.0.0.1:3000"),
        ("origin", "http://localhost:3000"),
        ("origin", "http://127.0.0.1:3000.evil.example"),
        ("origin", "http://127.0.0.1"),
        ("origin", "file://"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "WEBSOCKET"])
def test_a_page_of_another_origin_is_refused(guarded: Guard, origin: tuple[str, str], method: str) -> None:
    """Also another port of this machine, and another name of it: each is an origin of its own."""
    path = "/assets" if method == "GET" else "/graphql"
    answer = call(guarded, method, path, JSON, origin)
    assert answer.status == 403 or answer.socket == "websocket.close"


@pytest.mark.parametrize("where", ["cross-site", "same-site", "", "something-new"])
def test_other_sites_and_ports_may_link_here_and_do_nothing_else(guarded: Guard, where: str) -> None:
    def get(*headers: tuple[str, str]) -> int:
        return call(guarded, "GET", "/assets/raw", site(where), *headers).status

    assert get(*VISIT) == 200
    refused = [("navigate", "iframe"), ("navigate", "frame"), ("navigate", "embed"), ("navigate", "object")]
    refused += [("no-cors", "image"), ("no-cors", "script"), ("cors", "empty"), ("same-origin", "document")]
    assert {get(*mode(*each)) for each in refused} == {403}
    assert get() == 403
    assert call(guarded, "HEAD", "/", site(where), *VISIT).status == 403
    assert call(guarded, "POST", "/graphql", JSON, site(where), *VISIT).status == 403
    assert call(guarded, "WEBSOCKET", "/graphql", site(where)).socket == "websocket.close"


def test_a_socket_is_served_at_one_place(guarded: Guard) -> None:
    for path in ("/other", "/graphql/", "/graphql%0a", "/notebook", "/"):
        assert call(guarded, "WEBSOCKET", path, OWN).socket == "websocket.close"


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_has_a_bound(guarded: Guard, *, declared: bool) -> None:
    def post(size: int) -> Answer:
        length = [("content-length", str(size))] if declared else []
        return call(guarded, "POST", "/graphql", JSON, *length, body=b" " * size)

    assert post(MAX_BODY_BYTES).text == f"graphql POST {MAX_BODY_BYTES}"
    assert post(MAX_BODY_BYTES + 1).status == 413


@pytest.mark.parametrize("path", ["/", "/assets", "/graphql", "/notebook", "//", "/missing.js"])
def test_every_answer_says_that_none_may_frame_or_embed_it(guarded: Guard, path: str) -> None:
    headers = call(guarded, "GET", path).headers
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers.getlist("content-security-policy")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["referrer-policy"] == "same-origin"


def test_the_policy_of_a_page_is_kept_beside_ours() -> None:
    async def endpoint(_request: Request) -> Response:
        policies = {"content-security-policy": "script-src 'nonce-1'", "referrer-policy": "unsafe-url"}
        return PlainTextResponse("page", headers=policies)

    headers = call(Guard(Starlette(routes=[Route("/", endpoint)])), "GET", "/").headers
    assert headers.getlist("content-security-policy") == ["script-src 'nonce-1'", "frame-ancestors 'none'"]
    assert headers.getlist("referrer-policy") == ["same-origin"]


def test_a_refusal_says_why_in_both_languages_and_grants_no_other_origin(guarded: Guard) -> None:
    answer = call(guarded, "GET", "/", host=("host", "evil.example"))
    assert "127.0.0.1, localhost and [::1] only" in answer.text
    assert "只接受" in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    preflight = call(guarded, "OPTIONS", "/graphql", FOREIGN, ("access-control-request-method", "POST"))
    assert preflight.status == 405
    assert not [name for name in preflight.headers if name.startswith("access-control")]
    assert "evil.example" not in answer.text
