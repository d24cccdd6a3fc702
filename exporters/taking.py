"""The command `export`: what is taken out of the register as a file, and the audit's line that tells it."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from exporters import everything, ledger
from scenario_db import audit, days, receipts, settings
from scenario_db.choices import Choice
from scenario_db.codes import AuditEvent
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Person
from scenario_db.scenarios import count
from scenario_db.wording import Words

ARGUMENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("file", "export_file", {"metavar": "FILE"}),
    ("--on", "export_on", {"metavar": "DAY"}),
    ("--all", "export_all", {"action": "store_true"}),
    ("--batch", "export_batch", {"type": int, "metavar": "BATCH"}),
)


class NotTakenError(RegisterError):
    """There is no such file to take out, or it cannot be written there."""


def take(db: Database, say: Words, given: argparse.Namespace, by: Person, today: date) -> str:
    """Writes the ledger of a day, all records of today, or the workbook that a batch came from; says what it wrote."""
    path = Path(given.file)
    try:
        if given.batch is not None:
            subject, facts, told = _kept(db, say, given.batch, path)
        elif given.all:
            subject, facts, told = _all(db, say, path)
        else:
            subject, facts, told = _day(db, say, days.typed(given.on) if given.on else today, today, path)
    except OSError as unwritten:
        raise NotTakenError(Problem("file_not_written", facts={"file": path.name})) from unwritten
    audit.tell(db, AuditEvent.EXPORT, by=by, subject=subject, details=facts)
    return told


Taken = tuple[str, dict[str, Any], str]
"""What the audit calls it, what it tells of it, and the line for whoever asked."""


def _day(db: Database, say: Words, day: date, today: date, path: Path) -> Taken:
    moment = days.end_of(day, settings.current().zone) if day < today else days.ALWAYS
    choice = Choice(day, moment)
    path.write_bytes(ledger.of_choice(db, choice, say))
    rows = count(db, choice)
    return path.name, {"rows": rows, "day": str(day)}, say("command.export_done", count=rows, day=day, file=path)


def _all(db: Database, say: Words, path: Path) -> Taken:
    counts = everything.write(db, path, say)
    rows = sum(counts.values())
    told = say("command.export_all_done", count=f"{rows:,}", sheets=len(counts), file=path)
    return path.name, {"rows": rows}, told


def _kept(db: Database, say: Words, batch: int, path: Path) -> Taken:
    kept = receipts.kept_file(db, batch)
    if kept is None:
        raise NotTakenError(Problem("file_not_kept", facts={"batch": batch}))
    path.write_bytes(kept.content)
    told = say("command.export_batch_done", batch=batch, name=kept.name, file=path)
    return kept.name, {"batch": batch}, told
