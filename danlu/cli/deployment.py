"""The way from the command line to the project's own folders.

`resources/` is the deployment, which danlu may not import: a project is found at run time, put on
the path, and asked for what it offers.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType

from danlu.errors import DanluError
from danlu.lake.layout import Project, find_project


def enter_project() -> Project:
    """Find the project and make its root the working directory, so that relative names mean it."""
    project = find_project()
    os.chdir(project.root)
    return project


def deployment(project: Project, module: str) -> ModuleType:
    """A module of the project's `resources/`.

    Raises:
        DanluError: The project has no such folder.
    """
    root = str(project.root)
    if root not in sys.path:
        sys.path.insert(0, root)
    try:
        return importlib.import_module(f"resources.{module}")
    except ModuleNotFoundError as error:
        if error.name not in ("resources", f"resources.{module}"):
            raise
        raise DanluError(f"this project has no resources/{module}.py: is it a clone of danlu?") from error
