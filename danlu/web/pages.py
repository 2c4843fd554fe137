"""Our own pages below `/danlu/`: rendered here, without JavaScript and without a request elsewhere."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from danlu.lake.layout import Project
from danlu.web.render import page
from danlu.web.row import RowPage

PREFIX = "/danlu"
_STYLE = Path(__file__).with_name("style.css")


def pages(project: Project) -> Starlette:
    """The application that serves them."""
    routes = [
        Route(PREFIX, _to_row),
        Route(f"{PREFIX}/", _to_row),
        Route(f"{PREFIX}/row", RowPage(project).respond),
        Route(f"{PREFIX}/style.css", _style),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: _lost})


def _to_row(_request: Request) -> Response:
    return RedirectResponse(f"{PREFIX}/row")


def _style(_request: Request) -> Response:
    return FileResponse(_STYLE, media_type="text/css")


def _lost(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return page("lost.html", status=status)
