"""Work that takes longer than a page should: it goes on beside the runs, once for each key, whoever clicks how often.

A job belongs to the server process, not to a tab: closing the tab does not end it, coming back finds it. What a job
writes it writes in one transaction, so a restart in the middle leaves nothing or all.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages.parts.visit import Visit

AT_ONCE = 2
"""Jobs that run at the same time; the rest waits in line."""

REMEMBERED = 8
"""Finished jobs whose results are kept, the oldest going first: one of 100,000 rows weighs some hundred megabytes."""

SOON = 0.7
"""Seconds that a page waits before it shows progress instead: small work looks as if it were immediate."""


@dataclass(slots=True)
class Progress:
    """How far a job is: the words of its stage, and a share from 0 to 1."""

    stage: str = "waiting"
    share: float = 0.0

    def at(self, stage: str, share: float) -> None:
        """The job tells where it is."""
        self.stage, self.share = stage, min(1.0, max(0.0, share))


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work under way or done."""

    future: Future[Any]
    progress: Progress = field(default_factory=Progress)

    def soon(self) -> bool:
        """Whether it is done, after waiting a moment."""
        try:
            self.future.exception(timeout=SOON)
        except StillRunning:
            return False
        return True


_jobs: OrderedDict[object, Job] = OrderedDict()
_lock = threading.Lock()
_workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="job")
_slow_worker = ThreadPoolExecutor(1, thread_name_prefix="slow")


def started(key: object, work: Callable[[Progress], Any], *, slow: bool = False) -> Job:
    """The job of that key: the one that runs or ran already, else a new one; a slow one is in nobody's way."""
    with _lock:
        job = _jobs.get(key)
        if job is None:
            progress = Progress()
            job = _jobs[key] = Job((_slow_worker if slow else _workers).submit(work, progress), progress)
            _forget_old()
        return job


def _forget_old() -> None:
    done = [key for key, job in _jobs.items() if job.future.done()]
    for key in done[: max(0, len(_jobs) - REMEMBERED)]:
        del _jobs[key]


def forget(key: object) -> None:
    """Lets go of a result that nobody needs any more; work under way goes on."""
    with _lock:
        _jobs.pop(key, None)


def under_way() -> int:
    """How many jobs run or wait."""
    with _lock:
        return sum(not job.future.done() for job in _jobs.values())


def found(key: object) -> Job | None:
    """The job of that key, if it was started and not forgotten."""
    return _jobs.get(key)


def awaited(here: Visit, job: Job) -> Any:
    """The result of a job; while it runs, the page shows how far it is and ends there. Raises what the job raised."""
    if not job.soon():
        show(here, job)
        st.stop()
    return job.future.result()


def show(here: Visit, job: Job) -> None:
    """How far a job is, until it is done; then the page is run anew."""
    until_done(job, lambda: st.progress(job.progress.share, here.say(f"upload.stage_{job.progress.stage}")), every=1)


def until_done(job: Job, tell: Callable[[], object], *, every: int) -> None:
    """Tells something of a job every so many seconds, until it is done; then the page is run anew."""

    @st.fragment(run_every=every)
    def told() -> None:
        if job.future.done():
            st.rerun()
        tell()

    told()
