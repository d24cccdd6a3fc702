"""One run of a page at a time, as far as that delays nobody: runs side by side only take turns at the interpreter.

Python works on one of them at a time anyway; what they gain by being interleaved is nothing, and what it costs is a
fifth of the work and, for everybody, the time of all others. A run that takes long does not keep the next one waiting.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 0.15
"""After so long the next run begins beside this one: it asks the register something large, or is stuck."""


class Turns:
    """Who waits, in the order in which they came, and since when somebody has the turn."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._line: deque[threading.Event] = deque()
        self._has_it: threading.Event | None = None
        self._since = 0.0

    @contextmanager
    def its_turn(self) -> Iterator[None]:
        """A run's turn, from here to its end."""
        me = threading.Event()
        self._wait(me)
        try:
            yield
        finally:
            with self._guard:
                if self._has_it is me:
                    self._has_it = None
                    self._call()

    def _wait(self, me: threading.Event) -> None:
        with self._guard:
            self._line.append(me)
        while True:
            with self._guard:
                left = self._left(me)
                if left is not None and left <= 0:
                    self._line.popleft()
                    self._has_it, self._since = me, time.monotonic()
                    self._call()  # the next one counts from now
                    return
            me.wait(left)
            me.clear()

    def _left(self, me: threading.Event) -> float | None:
        """Seconds until it may begin; None for whoever is not the next."""
        if self._line[0] is not me:
            return None
        return self._since + PATIENCE_SECONDS - time.monotonic() if self._has_it else 0.0

    def _call(self) -> None:
        if self._line:
            self._line[0].set()


its_turn = Turns().its_turn
"""The turns of this process."""
