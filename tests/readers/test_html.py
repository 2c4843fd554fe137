"""HTML: pages are recognised, their main text and facts kept, and nothing of a page makes it fall over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.pieces import Page
from danlu.readers import Limits, Record
from danlu.readers.buffer import TextBuffer
from danlu.readers.documents.html import looks_like_html, parse_page, read_html
from danlu.readers.documents.markdown_text import sections, table
from danlu.readers.documents.markup import markdown_of
from danlu.readers.documents.xml_tree import parse_html

pytest.importorskip("trafilatura")

STORY = (
    "周末我和朋友去爬山，山路不长，却有不少台阶。走到半山腰的时候，天空忽然下起了小雨，我们只好在亭子里躲了一会儿。"
    "雨停以后，山谷里升起一层薄雾，远处的村子只剩下几处屋顶。"
)
NEWS = (
    "On Saturday we walked up the hill behind the village. The path was short, but it had more steps than "
    "we could count, and halfway up it began to rain, so that we waited in a hut until the sun came back."
)
PAGE = f"""<!DOCTYPE html><html lang="zh_CN"><head><meta charset="gbk"><title>爬山 - 站点</title>
<link rel="canonical" href="https://example.org/a/1"><meta property="og:title" content="爬山">
<meta property="article:published_time" content="2024-05-01T10:00:00+08:00">
<script type="application/ld+json">{{"datePublished": "1999-01-01"}}</script></head>
<body><nav><ul><li><a href="/">首页</a></li><li><a href="/b">新闻</a></li></ul></nav>
<article><h1>爬山</h1><p>{STORY}</p><h2>The way up</h2><p>{NEWS}</p>
<pre><code class="language-python">print(1)
</code></pre><ul><li>水</li><li>bread</li></ul><table><tr><th>名称</th><th>Price</th></tr><tr><td>茶</td><td>12</td></tr></table>
<p>{STORY}{NEWS}</p></article><footer>版权所有 Copyright</footer></body></html>"""


def page_of(text: str) -> Page:
    parsed = parse_page(text.encode())
    assert isinstance(parsed.value, Page), parsed.reason
    return parsed.value


def markdown(body: str) -> str:
    return markdown_of(parse_html(f"<html><body>{body}</body></html>"))


def read(data: bytes, limits: Limits | None = None, chunk: int = 7) -> list[Record]:
    pieces = (data[at : at + chunk] for at in range(0, len(data), chunk))
    return list(read_html(TextBuffer(pieces), limits or Limits()))


def test_main_text_and_facts_are_kept() -> None:
    page = page_of(PAGE)
    text = "\n\n".join(section.text for section in page.sections)
    assert STORY in text
    assert NEWS in text
    assert "首页" not in text
    assert "Copyright" not in text
    assert "- 水\n- bread" in text
    assert "| 名称 | Price |\n| --- | --- |\n| 茶 | 12 |" in text
    assert "```" in text
    assert page.sections[-1].headings == ("爬山", "The way up")
    assert page.about == {
        "title": "爬山",
        "language": "zh-CN",
        "date": "2024-05-01",
        "url": "https://example.org/a/1",
    }


def test_a_page_without_an_article_is_taken_as_it_is_built() -> None:
    terms = "".join(f"<tr><td>词{n}</td><td>term number {n}</td></tr>" for n in range(12))
    page = page_of(
        f"<html><body><nav><a href=/>menu</a></nav><h1>Terms</h1><table>{terms}</table></body></html>"
    )
    assert "| 词3 | term number 3 |" in page.sections[0].text
    assert "menu" not in page.sections[0].text


@pytest.mark.parametrize(
    "text",
    [
        "<html><body></body></html>",
        "<html><head><title>only a title, and a long one at that</title></head></html>",
        "<html><body><script>var text = 'some long text in a script';</script></body></html>",
        "<html><body>" + "<li><a href=/x>entry of the menu</a></li>" * 30 + "</body></html>",
        "<!doctype html>",
    ],
)
def test_what_has_no_main_text_is_refused(text: str) -> None:
    parsed = parse_page(text.encode())
    assert parsed.reason is not None
    assert parsed.reason.value == "no_main_text"


def test_a_page_nested_too_deep_is_refused_and_not_cut() -> None:
    parsed = parse_page(("<html><body>" + "<div>" * 5000 + STORY).encode())
    assert parsed.reason is not None
    assert parsed.reason.value == "too_deep"
    assert STORY in page_of("<html><body>" + "<div>" * 1000 + STORY).sections[0].text


def test_the_stream_is_one_record() -> None:
    data = PAGE.encode()
    (record,) = read(data)
    assert (record.byte_start, record.byte_end, record.line) == (0, len(data), 1)
    assert record.content == data
    (large,) = read(data, Limits(max_record_bytes=100))
    assert large.reason is not None
    assert (large.reason.value, large.byte_end) == ("record_too_large", len(data))
    (broken,) = read(data.replace(b"Saturday", b"\xff"))
    assert broken.reason is not None
    assert broken.reason.value == "invalid_encoding"
    assert read(b"") == []


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "\ufeff  <!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\n<HTML>",
        '<?xml version="1.0" encoding="gbk"?>\n<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">',
        "<!-- saved from somewhere --><html><p>x",
        "<body bgcolor=white>text",
        "<div><p>one</p><p>two</p><span>three</span></div>",
    ],
)
def test_pages_look_like_html(text: str) -> None:
    assert looks_like_html(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title\n\nSome <b>Markdown</b> with <div>tags</div>.",
        "The <html> element is the root of a page; <body> follows <head>.",
        '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>',
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>',
        '{"text": "<html><body>x</body></html>"}',
        "<p>One paragraph tag at the start of a long text about something else entirely. " + NEWS,
        "<think>Let me see.</think> The answer is 3.",
        "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
    ],
)
def test_other_texts_do_not_look_like_html(text: str) -> None:
    assert not looks_like_html(text.encode())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>大 <b>标题</b></h2><p>x", "## 大 标题\n\nx"),
        ("<p>第一行，\n第二行 and\nmore", "<p>第一行，第二行 and more"[3:]),
        ("<p>a<b> bold </b>b <i></i>c", "a **bold** b c"),
        ("<p>x<sup>2</sup> H<sub>2</sub>O e<sup>x</sup>", "x² H₂O e^(x)"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<ol start=3><li>c<li>d<ul><li>e</ul></ol>", "3. c\n4. d\n   - e"),
        ("<blockquote><p>q<p>r</blockquote>", "> q\n>\n> r"),
        ("<pre>a  b<br>c```</pre>", "````\na  b\nc```\n````"),
        ("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢(かん)字"),
        ("<p hidden>no</p><p style='display: none'>no</p><p>yes", "yes"),
        ("<p><a href=x>link</a> <img src=data:x alt=pic>end", "link end"),
        ("<p>a`b <code>c`d</code>", "a`b `` c`d ``"),
        ("<table><tr><td>alone</td></tr></table>", "alone"),
        (
            "<table><tr><th colspan=2>w<tr><td rowspan=2>a<td>b<tr><td>c</table>",
            "| w |  |\n| --- | --- |\n| a | b |\n|  | c |",
        ),
        ("<table><tr><td><h2>h</h2><td>x<tr><td>y<td>z</table>", "## h\n\nx\n\ny\n\nz"),
    ],
)
def test_markup_as_markdown(body: str, expected: str) -> None:
    assert markdown(body) == expected


def test_endless_nesting_of_quotes_does_not_blow_up() -> None:
    body = "<blockquote>" * 1500 + "<p>x" * 1500
    assert len(markdown(body)) < 20 * len(body)


def test_sections_are_cut_at_headings_but_not_in_code() -> None:
    text = "intro\n\n# A\n\n## B ##\n\ntext\n\n```\n# no heading\n```\n\n# C\n\nend"
    found = sections(text)
    assert [section.headings for section in found] == [(), ("A", "B"), ("C",)]
    assert "\n\n".join(section.text for section in found) == text
    assert table([["a", "b|c"], ["d"]]) == "| a | b\\|c |\n| --- | --- |\n| d |  |"


TAGS = (
    "<p> </p> <div> </div> <table> <tr> <td> </table> <ul> <li> </ul> <b> </b> <pre> </pre> <code> <br> <h1> "
    "</h1> <!-- --> <a '> &amp; &#0; &#xD800; <script> </script> text, 山路不长， <math>"
    " <ruby> <rt> <title> <head>"
)
FRAGMENTS = st.sampled_from([*TAGS.split(), "<ol start=9>", "<a href='", "\x00", "\x0b"])


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS, max_size=40))
def test_any_page_is_read_or_refused(fragments: list[str]) -> None:
    text = "<html><body>" + "".join(fragments)
    parsed = parse_page(text.encode())
    assert (parsed.value is None) == (parsed.reason is not None)
    assert parse_page(text.encode()) == parsed
    if isinstance(parsed.value, Page):
        assert all(section.text.strip() and "\x00" not in section.text for section in parsed.value.sections)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    for text in (PAGE, "<html><body>x</body></html>", "<html>" + "<div>" * 300 + STORY):
        parse_page(text.encode())
    assert caplog.records == []
    assert not list(tmp_path.iterdir())
