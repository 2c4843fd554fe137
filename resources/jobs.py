"""Names that the definitions, the runs and the service share."""

from __future__ import annotations

from pathlib import Path

from danlu.lake.layout import Project

BUILD = "build"
"""The job that brings every dataset up to date."""
FETCH = "fetch"
"""The job that fetches declared remote sources."""
AUDIT = "audit"
"""The job that proves everything anew."""
CONSERVATION = "conservation"
"""The blocking check that every computed dataset has."""
PERSONAL_DATA = "no_personal_data"
"""The blocking check of the exported files."""
LEAKS = "no_leaks"
"""The blocking check of the exported files for train lines that are too like held-out ones."""
SERVICE = "service"
"""The lock that `danlu ui` holds while it lives."""


def service_mark(project: Project) -> Path:
    """Lies there while `danlu ui` runs, and after it was killed."""
    return project.work / "service"
