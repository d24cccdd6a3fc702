"""Up to which batch a page reads: to the last one, unless so many are written that each run would ask all anew.

A hundred clerks who file their returns move the ledger's mark twenty times a second, and no answer that is kept
under it lives long enough to be used twice. Then, and only then, readers follow a moment behind: they read at a mark
that was the last one a second or two ago, while one of them works out the answers at a newer one. Who wrote something
herself reads exactly, and so does everything that is no page. What a page shows is told to be old as ever, by the mark
at which it was drawn (docs/decisions/0028).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

OFTEN, WITHIN_SECONDS = 20, 10.0
"""So many batches within so long readers follow at once, one by one."""

SECONDS_BEHIND = 1.0
"""How long a mark is read at where there are more."""

SECONDS_TO_LEAD = 1.0
"""So long the others wait for who works the newer out; then all read at the last one. No page is further behind."""


class Pace:
    """At which mark the readers of one register are."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._mark = -1
        self._moved: deque[float] = deque(maxlen=OFTEN)
        self._leads: tuple[int, float] | None = None

    def begin(self, mark: int) -> int:
        """The mark at which a run reads that begins while the ledger stands at `mark`."""
        now = self._clock()
        with self._guard:
            if mark > self._mark:
                if self._is_calm(now) or now - self._moved[-1] >= SECONDS_BEHIND + SECONDS_TO_LEAD:
                    self._follow(mark, now)
                elif now - self._moved[-1] >= SECONDS_BEHIND and self._leads is None:
                    self._leads = mark, now
                    return mark
            return self._mark

    def end(self, mark: int) -> None:
        """A run that read at that mark is over: if it led, what it asked is worked out, and the others follow."""
        with self._guard:
            if self._leads and self._leads[0] == mark:
                self._follow(*self._leads)

    def _follow(self, mark: int, at: float) -> None:
        self._mark, self._leads = mark, None
        self._moved.append(at)

    def _is_calm(self, now: float) -> bool:
        return len(self._moved) < OFTEN or now - self._moved[0] > WITHIN_SECONDS


class Run:
    """One run of a page: the mark at which it reads, None for the last one; and whether it wrote."""

    def __init__(self, mark: int | None) -> None:
        self.mark = mark
        self.wrote = False


_RUN: ContextVar[Run | None] = ContextVar("pacing.run", default=None)


@contextmanager
def reading(pace: Pace, mark: int, *, exactly: bool) -> Iterator[Run]:
    """What is asked inside is asked by one run of a page, `exactly` where who looks has just written herself."""
    begun = None if exactly else pace.begin(mark)
    run = Run(begun)
    before = _RUN.set(run)
    try:
        yield run
    finally:
        _RUN.reset(before)
        if begun is not None:
            pace.end(begun)


def wrote() -> None:
    """This run wrote, or began what will: from here on it reads exactly."""
    run = _RUN.get()
    if run:
        run.mark, run.wrote = None, True


def mark() -> int | None:
    """The mark at which this run reads; None for the last one."""
    run = _RUN.get()
    return run.mark if run else None
