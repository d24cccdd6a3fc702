"""A backup of a large library while people write: how long they wait, and whether it holds what stood there then."""

from __future__ import annotations

import random
import statistics
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from benchmarks import library, measuring
from benchmarks.making import Size
from scenario_db import backups, contents, editing, ledger, restoring
from scenario_db.backups import Rule
from scenario_db.changes import StaleError
from scenario_db.codes import Role
from scenario_db.database import Database, open_database
from scenario_db.records import Scenario
from scenario_db.roles import Person

TODAY = date(2026, 6, 30)
SECONDS_BEFORE = 30
PAUSE = 5.0
"""On average so many seconds pass between two saves of one person."""


@dataclass(slots=True)
class Waits:
    """How long saves took, in seconds; each person has a list of her own."""

    taken: list[float] = field(default_factory=list)

    def told(self, name: str) -> dict[str, object]:
        """The middle, the 95th of a hundred and the longest, in milliseconds."""
        ordered = sorted(self.taken) or [0.0]
        found = (statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1])
        names = (f"{name}_p50_ms", f"{name}_p95_ms", f"{name}_longest_ms")
        return {
            f"{name}_saves": len(self.taken),
            **{key: round(it * 1000) for key, it in zip(names, found, strict=True)},
        }


@contextmanager
def _people(db: Database, count: int, scenarios: int) -> Iterator[Waits]:
    """So many people save, each on scenarios of her own, until the block is over."""
    over, waits = threading.Event(), [Waits() for _ in range(count)]
    threads = [
        threading.Thread(target=_save, args=(db, over, at, range(at, scenarios, count), one))
        for at, one in enumerate(waits)
    ]
    for thread in threads:
        thread.start()
    everybody = Waits()
    try:
        yield everybody
    finally:
        over.set()
        for thread in threads:
            thread.join()
        everybody.taken = [it for one in waits for it in one.taken]


def _save(db: Database, over: threading.Event, number: int, own: range, waits: Waits) -> None:
    dice, me = random.Random(number), Person(f"person {number}", Role.OFFICE)
    while not over.wait(dice.uniform(0, 2 * PAUSE)):
        base = editing.opened(db, "scenario", f"s{dice.choice(own)}")
        if base is None or not isinstance(base.record, Scenario):
            raise LookupError(number)
        began = time.perf_counter()
        try:
            ledger.saved(db, replace(base.record, remark=f"{began}"), by=me, version=base.version)
        except StaleError:
            continue
        waits.taken.append(time.perf_counter() - began)


def measure(db: Database, people: int, scenarios: int, folder: Path) -> dict[str, object]:
    """Saves without a backup, saves during one, the restored copy held against what the backup says."""
    with _people(db, people, scenarios) as before:
        time.sleep(SECONDS_BEFORE)
    began = time.perf_counter()
    with _people(db, people, scenarios) as during:
        made = backups.make(db, folder / "kept", keep=Rule(7, 5, 12))
        backup_s = time.perf_counter() - began
    began = time.perf_counter()
    target = f"duckdb:///{folder / 'restored.duckdb'}"
    restoring.restored(made.path, target)
    restore_s = time.perf_counter() - began
    with closing(open_database(target)) as back, back.snapshot() as then:
        same = contents.whole(contents.of(then, contents.tables(then))) == made.manifest.content
    return {
        "rows": sum(it.rows for it in made.manifest.tables.values()),
        "backup_s": round(backup_s, 1),
        "restore_s": round(restore_s, 1),
        "mib": round(made.path.stat().st_size / backups.MIB, 1),
        "same_content": same,
        **before.told("before"),
        **during.told("during"),
    }


def run(given: Namespace) -> None:
    """Fills a library, and measures."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with closing(open_database(given.url or f"duckdb:///{folder / 'register.duckdb'}")) as db:
            library.fill(db, Size(given.scenarios, given.versions, TODAY))
            found = measure(db, given.people, given.scenarios, folder)
    if given.json:
        measuring.say(found)
    else:
        measuring.show([found])
