"""The child's side: it waits for tasks, works on one at a time, and says what came of each.

Started by `danlu.door.process` as a Python of its own. What it prints goes nowhere, since libraries
print what they choke on.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import os
import pickle
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import msgspec

from danlu.door.bounds import Bounds
from danlu.door.confinement import confine, leave_with_parent, limit_processor, limit_resources
from danlu.door.refusals import Forbidden, Refusals
from danlu.door.wire import Message, receive, send

_PACKAGE = Path(__file__).parents[1]
_NOT_THE_TASKS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
"""Faults of the disk: the build fails, and no source is blamed."""
_BOUNDS = {errno.EFBIG: "output", errno.EMFILE: "open_files", errno.ENOMEM: "memory"}


class _Unneeded(MetaPathFinder):
    """Hides pandas, which pyarrow looks for and nothing here uses: it costs 0.2 s and 40 MB."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """See `MetaPathFinder`."""
        del path, target
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


@dataclass(frozen=True, slots=True)
class Setup:
    """What a child is told once, before its first task.

    Attributes:
        function: Maps tasks to receipts, one after another, taking a task only when it needs it.
        receipt: The type of a receipt.
        bounds: What holds for every task.
        root: The folder below which all tasks may write.
        scratch: The child's own folder for temporary files, emptied after each task.
    """

    function: Callable[[Iterable[Any]], Iterator[Any]]
    receipt: type[Any]
    bounds: Bounds
    root: Path
    scratch: Path


@dataclass(frozen=True, slots=True)
class Order:
    """One task, the folder that it may write to, and how much it has to read."""

    task: Any
    folder: Path
    input_bytes: int


class Child:
    """One life of a child process."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders = orders
        self._answers = answers
        self._refusals = Refusals()

    def prepare(self, modules: Iterable[str]) -> None:
        """Import what the first task will need, and say that it is done."""
        sys.meta_path.insert(0, _Unneeded())
        # nothing that is imported is garbage: looking for some takes a tenth of the start
        gc.disable()
        try:
            for module in modules:
                importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 - told to the parent, which raises it
            self._say(Message("failed", fault=f"{type(error).__name__}: {error}"))
            raise SystemExit(1) from None
        gc.freeze()
        gc.enable()
        self._say(Message("ready"))

    def work(self) -> None:
        """Do what comes until nothing comes, or until a task passes a bound."""
        order = receive(self._orders)
        if order is None:
            return
        setup: Setup = pickle.loads(order)  # noqa: S301 - from the parent
        self._close_doors(setup)
        try:
            for receipt in setup.function(self._tasks(setup)):
                self._finish(setup, receipt)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is this task's
            # code may swallow what was refused, and fail of something else later
            refused = self._refusals.refused
            self._say(_forbidden(refused) if refused is not None else _verdict(error))

    def _close_doors(self, setup: Setup) -> None:
        setup.scratch.mkdir(parents=True, exist_ok=True)
        os.environ["TMPDIR"] = tempfile.tempdir = str(setup.scratch)
        limit_resources(setup.bounds)
        confine([setup.root])
        sys.addaudithook(self._refusals.hook)
        self._refusals.allow(setup.scratch)

    def _tasks(self, setup: Setup) -> Iterator[Any]:
        while (data := receive(self._orders)) is not None:
            order: Order = pickle.loads(data)  # noqa: S301 - from the parent
            limit_processor(setup.bounds.seconds_for(order.input_bytes))
            self._refusals.allow(order.folder, setup.scratch)
            yield order.task

    def _finish(self, setup: Setup, receipt: object) -> None:
        for path in setup.scratch.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        if self._refusals.refused is not None:
            raise Forbidden
        data = msgspec.json.encode(receipt)
        try:
            msgspec.json.decode(data, type=setup.receipt)
        except msgspec.ValidationError as error:
            # the function's own fault, and no file's: the parent, which trusts nobody, would blame the file
            self._say(Message("failed", fault=f"a receipt is not what it should be: {error}"))
            return
        self._say(Message("done", receipt=msgspec.Raw(data)))

    def _say(self, message: Message) -> None:
        send(self._answers, msgspec.json.encode(message))


def _forbidden(event: str) -> Message:
    return Message("stopped", evidence={"limit": "forbidden", "event": event})


def _verdict(error: BaseException) -> Message:
    """Which bound an error is the sign of. Its text may hold a row's, so its type must do."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return Message("stopped", evidence={"limit": "memory"})
    if isinstance(error, OSError):
        if error.errno in _NOT_THE_TASKS:
            return Message("failed", fault=os.strerror(error.errno))
        if error.errno in _BOUNDS:
            return Message("stopped", evidence={"limit": _BOUNDS[error.errno]})
    evidence: dict[str, str | int | float] = {"limit": "crash", "error": type(error).__name__}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        place = Path(frame.filename)
        if place.is_relative_to(_PACKAGE) and place.parent != Path(__file__).parent:
            evidence["at"] = f"{place.relative_to(_PACKAGE.parent).as_posix()}:{frame.lineno}"
            break
    return Message("stopped", evidence=evidence)


def _end_with(lifeline: int) -> None:
    """End when the parent does, wherever this process is: the pipe then has no writer left."""
    with contextlib.suppress(OSError):
        os.read(lifeline, 1)
    os._exit(1)


def main() -> None:
    """Arguments: the parent's id, the descriptors of orders, answers and life, and modules to import."""
    parent, orders, answers, lifeline = map(int, sys.argv[1:5])
    leave_with_parent(parent)
    child = Child(orders, answers)
    child.prepare(sys.argv[5:])
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    child.work()
    # no destructor of a library that a hostile file may have upset is run
    os._exit(0)
