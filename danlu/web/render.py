"""Templates into pages. Whatever is not a template is escaped, and what the eye would miss is spelt out."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from danlu.ledger_text import explain
from danlu.web.story import asset_page
from danlu.web.words import STAGES, VERDICTS

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
    ),
}


def visible(value: Any) -> Any:
    r"""Text with control, direction and invisible characters written out; anything else as it is.

    >>> visible("red \x1b[31m, back \u202e, 中文")
    'red \\x1b[31m, back \\u202e, 中文'
    """
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in value
    )


def _asking(question: str) -> str:
    """The address of this page with another question."""
    return f"/danlu/row?{urlencode({'ask': question}, errors='replace')}"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("danlu.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"stages": STAGES, "verdicts": VERDICTS, "asset_page": asset_page}
    environment.globals |= {"asking": _asking, "explain": explain}
    environment.filters |= {"json": lambda value: json.dumps(value, ensure_ascii=False)}
    return environment


_TEMPLATES = _environment()


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of our own, from a file in `templates/`."""
    content = _TEMPLATES.get_template(template).render(**values)
    return HTMLResponse(content.encode("utf-8", "backslashreplace"), status, _HEADERS)
