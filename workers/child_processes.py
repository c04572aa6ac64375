"""Processes that do not outlive the parent that started them, however it ends."""

import contextlib
import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1


def die_with_parent(*, at_once: bool = False) -> None:
    """Asks Linux to signal this process when its parent dies; elsewhere it may outlive it. `at_once`: with SIGKILL."""
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL if at_once else signal.SIGTERM)
    if os.getppid() != parent:  # it was gone before we asked
        os.kill(os.getpid(), signal.SIGKILL)
