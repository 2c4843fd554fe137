"""`bound PARENT COMMAND…` becomes the command, bound to live no longer than the process that started it.

A part of `danlu ui` whose parent was killed would go on unseen, and unstoppable by Ctrl+C.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(sys.argv[1]):
        # it died before the kernel was asked to tell
        sys.exit(1)
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - the caller names the program, no shell sees it
