"""总览 on libraries of several sizes: the server's time as the sum of its questions, today and on a past day."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks import library, making, measuring
from scenario_db import days, money, movements, portfolio, waiting
from scenario_db.choices import Choice
from scenario_db.database import Database, open_database

ZONE = ZoneInfo("Asia/Shanghai")
QUARTER = timedelta(days=91)
BACK = timedelta(days=200)
DAY = date(2026, 11, 23)
"""The libraries' today: fixed, so that a library is the same whenever it is made."""

Question = Callable[[Database, Choice, Choice], object]

QUESTIONS: Mapping[str, Question] = {
    "counts": lambda db, _, now: portfolio.counts(db, now),
    "matrix": lambda db, _, now: portfolio.matrix(db, now),
    "departments": lambda db, _, now: portfolio.departments(db, now),
    "flows": movements.flows,
    "moved": lambda db, then, now: movements.named(db, then, now, zone=ZONE),
    "money": lambda db, _, now: money.money(db, now),
    "curve": lambda db, _, now: money.curve(db, now),
    "waits": lambda db, _, now: waiting.waits(db, now),
}
"""What the page asks, each given the register, the earlier day and the day."""


def _as_of(day: date) -> Choice:
    return Choice(day, days.end_of(day, ZONE))


def _times(db: Database, then: Choice, now: Choice, runs: int) -> dict[str, float]:
    return {name: measuring.median_ms(partial(ask, db, then, now), runs=runs) for name, ask in QUESTIONS.items()}


def measure(db: Database, runs: int) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds of each question, today and 200 days back, each compared with the quarter before."""
    today = _times(db, _as_of(DAY - QUARTER), Choice(DAY), runs)
    past = _times(db, _as_of(DAY - BACK - QUARTER), _as_of(DAY - BACK), runs)
    return today, past


@contextmanager
def filled(scenarios: int, versions: int, url: str) -> Iterator[Database]:
    """A register of that size, in a file that is gone afterwards unless a URL says otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(url or f"duckdb:///{Path(folder) / 'library.duckdb'}")
        if not db.value("select count(*) from scenario_version"):
            library.fill(db, making.Size(scenarios, versions, DAY))
        yield db
        db.close()


def run(given: Namespace) -> None:
    """Fills, measures and tells, size by size."""
    rows: list[dict[str, object]] = []
    for scenarios in given.scenarios:
        with filled(scenarios, given.versions, given.url) as db:
            today, past = measure(db, given.runs)
        rows.append({"scenarios": scenarios, "today_ms": _sum(today), "past_ms": _sum(past)})
        if not given.json:
            measuring.show([{"question": name, "today_ms": today[name], "past_ms": past[name]} for name in today])
    if given.json:
        measuring.say({"rows": rows})
    else:
        measuring.show(rows)


def _sum(found: Mapping[str, float]) -> float:
    return round(sum(found.values()), 2)
