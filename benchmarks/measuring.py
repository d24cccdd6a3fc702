"""Time and memory of one thing, and the table in which they are shown."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Answer = TypeVar("Answer")


def seconds(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """How long one run took, and what it gave."""
    gc.collect()
    began = time.perf_counter()
    given = work()
    return time.perf_counter() - began, given


def median_ms(work: Callable[[], object], *, runs: int = 7) -> float:
    """The median of several runs in milliseconds, after one that warms up."""
    work()
    return round(statistics.median(seconds(work)[0] for _ in range(runs)) * 1000, 2)


def peak_mib() -> float:
    """The most memory that this process and its children have held so far."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(it).ru_maxrss for it in who) / 1024, 1)


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
