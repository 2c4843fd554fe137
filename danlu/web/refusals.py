"""Why the guard refuses, as people read it."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.responses import PlainTextResponse


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal: an HTTP status and one plain sentence in each language."""

    status: int
    english: str
    chinese: str
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> PlainTextResponse:
        """The refusal as a page of plain text."""
        return PlainTextResponse(f"{self.english}\n{self.chinese}\n", self.status, self.headers)


HEADER_TWICE = Refusal(
    400,
    "A header on which access depends was sent more than once.",
    "请求中有一个决定访问权限的标头出现了多次。",
)
NO_HOST = Refusal(400, "The request has no valid Host header.", "请求没有有效的 Host 标头。")
UNKNOWN_HOST = Refusal(
    421,
    "This server answers to 127.0.0.1, localhost and [::1] only; open it by one of these names.",
    "本服务只接受 127.0.0.1、localhost 和 [::1] 这几个主机名；请用其中之一访问。",
)
STRANGE_PATH = Refusal(
    400,
    "The path holds an empty or dotted segment, an encoded slash or a control character.",
    "路径中含有空段、点段、经编码的斜杠或控制字符。",
)
POST_ONLY = Refusal(
    405,
    "Only POST with a JSON body is answered here.",
    "这里只接受带 JSON 正文的 POST 请求。",
    {"Allow": "POST"},
)
READ_ONLY = Refusal(
    405, "Pages are only read: GET or HEAD.", "页面只供读取：请用 GET 或 HEAD。", {"Allow": "GET, HEAD"}
)
CLOSED = Refusal(
    403,
    "This page of Dagster reads files by name and is closed; open the notebook with your own tools.",
    "Dagster 的这个页面按文件名读取文件，已关闭；请用自己的工具打开笔记本。",
)
NO_SOCKET = Refusal(403, "No WebSocket is served here.", "这里不提供 WebSocket。")
FOREIGN_ORIGIN = Refusal(
    403, "The request comes from a page of another origin.", "请求来自其他来源（origin）的页面。"
)
FOREIGN_SITE = Refusal(
    403,
    "The request was made by a page of another site or port, and is not a visit.",
    "请求由其他站点或端口的页面发出，而不是一次直接访问。",
)
NOT_JSON = Refusal(
    415, "The Content-Type must be application/json.", "Content-Type 必须是 application/json。"
)
