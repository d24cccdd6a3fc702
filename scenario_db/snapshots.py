"""期次: days with a name that people come back to. A label, not a copy: the register knows any day anyway."""

from __future__ import annotations

from datetime import date
from typing import cast

from scenario_db import denials, ledger
from scenario_db.changes import Receipt
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Snapshot
from scenario_db.roles import Action, Person

_KIND = KINDS["snapshot"]


class SnapshotError(RegisterError):
    """This is no label for a day."""


def found(db: Database) -> list[Snapshot]:
    """All labelled days, the latest first."""
    sql = f"select {', '.join(_KIND.names)} from snapshot order by day desc, label"
    return [cast("Snapshot", _KIND.read(row)) for row in db.rows(sql)]


def save(db: Database, label: str, day: date, *, by: Person, today: date, note: str = "") -> Receipt | None:
    """Names a day; the same label again moves it. Raises SnapshotError, DeniedError, and as `ledger.record` does."""
    denials.require(db, by, Action.SET_RULES)
    if not label.strip():
        raise SnapshotError(Problem("name_missing", facts={"heading": "label", "value": ""}))
    if day > today:
        raise SnapshotError(Problem("day_to_come", facts={"value": day}))
    return ledger.saved(db, Snapshot(label=label.strip(), day=day, note=note.strip() or None), by=by)
