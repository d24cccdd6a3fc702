"""A workbook against a register that holds most of it already: one row in twenty differs. And only reading it."""

from __future__ import annotations

import io
import multiprocessing
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks import measuring
from benchmarks.overview import DAY
from benchmarks.workbooks import Ledger, ledger
from importers import preview
from importers.policies import NewDepartments, Policies
from importers.preview import Preview
from scenario_db import memory
from scenario_db.codes import Role
from scenario_db.database import Database, open_database
from scenario_db.roles import Person

OFFICE = Person("benchmark", Role.OFFICE)
CHANGED = 0.05
CREATING = Policies(new_departments=NewDepartments.CREATE)


def _iterate(data: bytes) -> int:
    """The floor: every cell of the file looked at once, and nothing done with it."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).iter_rows())


def _preview(db: Database, data: bytes, name: str) -> Preview:
    return preview.of(db, data, name, by=OFFICE, day=DAY, policies=CREATING)


def _fill(url: str, rows: int) -> None:
    """What the register holds before: the same rows, imported once."""
    memory.collect_rarely()
    db = open_database(url)
    preview.commit(db, _preview(db, ledger(Ledger(rows)), "before.xlsx"), by=OFFICE)
    db.close()


def _filled_elsewhere(url: str, rows: int) -> None:
    """In a process of its own, so that only the memory of what is measured is measured."""
    filling = multiprocessing.get_context("spawn").Process(target=_fill, args=(url, rows))
    filling.start()
    filling.join()
    if filling.exitcode:
        sys.exit(filling.exitcode)


def measure(db: Database, rows: int, *, messy: bool) -> dict[str, object]:
    """Seconds of the floor, of the preview and of the commit, in a register that holds the same rows."""
    data = ledger(Ledger(rows, messy, CHANGED))
    floor_s, _ = measuring.seconds(lambda: _iterate(data))
    preview_s, seen = measuring.seconds(lambda: _preview(db, data, "after.xlsx"))
    commit_s, _ = measuring.seconds(lambda: preview.commit(db, seen, by=OFFICE))
    times = {"floor_s": floor_s, "preview_s": preview_s, "commit_s": commit_s, "total_s": preview_s + commit_s}
    found = {name: round(value, 3) for name, value in times.items()}
    return {"rows": rows, **found, **seen.counts}


def run(given: Namespace) -> None:
    """Measures in a register of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"duckdb:///{Path(folder) / 'import.duckdb'}"
        _filled_elsewhere(url, given.rows)
        db = open_database(url)
        with measuring.peak_mib() as peak:
            found = measure(db, given.rows, messy=given.messy) | {"peak_mib": peak()}
        db.close()
    if given.json:
        measuring.say(found)
    else:
        measuring.show([found])
