"""Many people saving at once on few records: what was acknowledged must be there, and nobody overwrites unseen.

Each of the records holds a number and who wrote it. A writer opens a record, adds one to the number that she saw and
saves it with the version that she opened; whoever was overtaken is told so, opens the record again and tries once more.
In the end the numbers have to add up to the saves that were acknowledged: less would be a lost write. The name beside
the number tells two writers apart that add one to the same number: the ledger rightly writes nothing, and confirms
nothing as written, where a record already says what somebody wants it to say.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import measuring
from scenario_db import editing, ledger
from scenario_db.changes import Origin, StaleError
from scenario_db.codes import Role, Source, Tier
from scenario_db.database import Database, open_database
from scenario_db.records import Scenario
from scenario_db.roles import Person

OFFICE = Person("office", Role.OFFICE)


@dataclass(slots=True)
class Tally:
    """What the writers saw; each writer has a list of its own, so nothing is counted twice or missed."""

    saved: list[float] = field(default_factory=list)
    overtaken: int = 0


def measure(db: Database, writers: int, seconds: float, *, records: int) -> dict[str, object]:
    """Lets writers save for a while, then holds the register against what they were told."""
    keys = _filled(db, records)
    until = time.monotonic() + seconds
    tallies = [Tally() for _ in range(writers)]
    threads = [threading.Thread(target=_write, args=(db, keys, until, at, tally)) for at, tally in enumerate(tallies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(one for tally in tallies for one in tally.saved)
    there = sum(_number(_opened(db, key)) for key in keys)
    return {
        "writers": writers,
        "acknowledged": len(times),
        "lost": len(times) - there,
        "conflicts_shown": sum(tally.overtaken for tally in tallies),
        "p50_ms": round(statistics.median(times) * 1000, 1) if times else 0.0,
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1) if times else 0.0,
    }


def _filled(db: Database, records: int) -> list[str]:
    keys = ledger.new_ids(db, "scenario", records)
    found = [Scenario(id=key, name=f"场景{key}", tier=Tier.PLAN, remark="0") for key in keys]
    changes = ledger.compare(db, ledger.wanted(found))
    ledger.record(db, changes, by=OFFICE, origin=Origin(Source.COMMAND))
    return keys


def _opened(db: Database, key: str) -> Scenario:
    found = editing.opened(db, "scenario", key)
    if found is None or not isinstance(found.record, Scenario):
        raise LookupError(key)
    return found.record


def _write(db: Database, keys: list[str], until: float, number: int, tally: Tally) -> None:
    dice, me = random.Random(number), Person(f"writer {number}", Role.OFFICE)
    while time.monotonic() < until:
        began = time.perf_counter()
        if _added_one(db, dice.choice(keys), me):
            tally.saved.append(time.perf_counter() - began)
        else:
            tally.overtaken += 1


def _added_one(db: Database, key: str, me: Person) -> bool:
    base = editing.opened(db, "scenario", key)
    if base is None or not isinstance(base.record, Scenario):
        raise LookupError(key)
    more = replace(base.record, remark=f"{_number(base.record) + 1} {me.name}")
    try:
        return ledger.saved(db, more, by=me, version=base.version) is not None
    except StaleError:
        return False


def _number(record: Scenario) -> int:
    return int((record.remark or "0").split()[0])


@contextmanager
def _register(url: str) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(url or f"duckdb:///{Path(folder) / 'saving.duckdb'}")
        yield db
        db.close()


def run(given: Namespace) -> None:
    """Fills, lets them save, and tells."""
    with _register(given.url) as db:
        found = measure(db, given.writers, given.seconds, records=given.records)
    if given.json:
        measuring.say(found)
    else:
        measuring.show([found])
