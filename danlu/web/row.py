"""`/danlu/row`: where a row came from, what each stage did with it, and where it is now.

The text of rows is not shown: the UI may be seen by people who must not read it. `danlu trace` prints it.
"""

from __future__ import annotations

import anyio.to_thread
import duckdb
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from danlu.errors import DanluError
from danlu.journey.model import SourceJourney, Trace
from danlu.lake.layout import Project
from danlu.web.questions import NotTaken, Records, UnclearQuestionError, answer
from danlu.web.render import page
from danlu.web.story import chapters, outcome


class RowPage:
    """The page of one project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        # the mirror's settings are locked for the whole process, so one connection at a time
        self._one_at_a_time = CapacityLimiter(1)

    async def respond(self, request: Request) -> Response:
        """The form, and the answer to what is asked."""
        question = request.query_params.get("ask", "").strip()
        if not question:
            return page("form.html", question="")
        return await anyio.to_thread.run_sync(self._answered, question, limiter=self._one_at_a_time)

    def _answered(self, question: str) -> Response:
        try:
            found = answer(self._project, question)
        except UnclearQuestionError as error:
            return page("unanswered.html", 400, question=question, reason=str(error))
        except DanluError as error:
            return page("unanswered.html", 404, question=question, reason=str(error))
        except (duckdb.Error, OSError) as error:
            # a build may publish while the page reads; the message could name paths
            return page("changing.html", 503, question=question, fault=type(error).__name__)
        match found:
            case Trace():
                story, end = chapters(found), outcome(found.fate)
                return page("row.html", question=question, row=found, chapters=story, outcome=end)
            case Records():
                return page("records.html", question=question, found=found, outcome=outcome)
            case SourceJourney():
                return page("source.html", question=question, found=found)
            case NotTaken():
                return page("not_taken.html", question=question, found=found)
