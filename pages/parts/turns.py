"""One run of a page at a time, as far as that delays nobody: runs side by side only take turns at the interpreter.

Python works on one of them at a time anyway; what they gain by being interleaved is nothing, and what it costs is a
fifth of the work and, for everybody, the time of all others. Whoever waits behind a long run does not wait it out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 0.15
"""After so long a run begins beside the one before it: that one asks the register something large, or is stuck."""

_turn = threading.Semaphore()


@contextmanager
def its_turn() -> Iterator[None]:
    """A run's turn, from here to its end; begun without one where it does not come in time."""
    has_it = _turn.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        if has_it:
            _turn.release()
