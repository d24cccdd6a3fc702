"""Time and memory of one thing, and the table in which they are shown."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

Answer = TypeVar("Answer")

MIB = 1 << 20
_EVERY_S = 0.02


def seconds(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """How long one run took, and what it gave; what earlier runs left behind is cleared away first."""
    gc.collect()
    return _timed(work)


def _timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    began = time.perf_counter()
    given = work()
    return time.perf_counter() - began, given


def median_ms(work: Callable[[], object], *, runs: int) -> float:
    """The median of several runs in milliseconds, after one that warms up."""
    seconds(work)
    return round(statistics.median(_timed(work)[0] for _ in range(runs)) * 1000, 2)


@contextmanager
def peak_mib() -> Iterator[Callable[[], float]]:
    """Watches, while the block runs, how much memory this process holds together with its children; gives the most.

    What the system tells of ended children is no help: it counts as theirs what their parent held when they began.
    """
    most, ended = [0], Event()
    watching = Thread(target=_watch, args=(most, ended), daemon=True)
    watching.start()
    try:
        yield lambda: round(max(most[0] / MIB, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), 1)
    finally:
        ended.set()
        watching.join()


def _watch(most: list[int], ended: Event) -> None:
    while not ended.wait(_EVERY_S):
        most[0] = max(most[0], sum(map(_resident, ["self", *_children()])))


def _children() -> list[str]:
    """The children that are programs of their own: one that was just split off still stands in our own memory."""
    with suppress(OSError):
        found = [
            child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()
        ]
        return [child for child in found if _command(child) != _command("self")]
    return []


def _command(process: str) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def _resident(process: str) -> int:
    with suppress(OSError):  # it has ended by now
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    return 0


def show(rows: Sequence[Mapping[str, object]]) -> None:
    """Rows as a table for people."""
    headings = list(rows[0])
    cells = [headings, *([_shown(row[name]) for name in headings] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(headings))]
    for line in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)


def say(found: Mapping[str, object]) -> None:
    """One object on one line, for scripts."""
    print(json.dumps(found, ensure_ascii=False))
