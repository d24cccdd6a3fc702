"""How tests tell a register its past: what was written, on which day of January 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from scenario_db import days, ledger
from scenario_db.changes import Change, Origin, Receipt
from scenario_db.choices import Choice
from scenario_db.codes import Role, Source
from scenario_db.database import Database
from scenario_db.records import Record, Scenario
from scenario_db.roles import Person

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Person("市数字办", Role.OFFICE)


def write(db: Database, *records: Record, at: datetime | None = None) -> Receipt:
    """Records as they should be, in one batch; moves and pauses are told as an undo would, without a move."""
    by_type: dict[type, list[Record]] = {}
    for record in records:
        by_type.setdefault(type(record), []).append(record)
    changes = [change for found in by_type.values() for change in ledger.compare(db, ledger.wanted(found))]
    source = Source.UNDO if any(map(_jumps, changes)) else Source.FORM
    return ledger.record(db, changes, by=OFFICE, origin=Origin(source), at=at)


def _jumps(change: Change) -> bool:
    before, after = change.before, change.after
    if not isinstance(before, Scenario) or not isinstance(after, Scenario):
        return False
    return (before.tier, before.suspended) != (after.tier, after.suspended)


def remove(db: Database, *records: Record, at: datetime | None = None) -> Receipt:
    """Takes records out again, as an undo would."""
    wanted = [change for record in records for change in ledger.compare(db, ledger.wanted([record]))]
    assert not wanted, "only what stands as it is given can be taken out"
    changes = [Change(_kind(it), it.id, it, None, _version(db, it)) for it in records]
    return ledger.record(db, changes, by=OFFICE, origin=Origin(Source.FORM), at=at)


def _kind(record: Record) -> str:
    return ledger.wanted([record]).kind


def _version(db: Database, record: Record) -> int:
    return int(db.value(f"select version from {_kind(record)} where id = :id", id=record.id))


def emptied(db: Database) -> None:
    """A register without a past, for one example of many; the kinds are those that such examples write."""
    with db.writing() as tx:
        for table in ("scenario_version", "department_version", "batch"):
            tx.execute(f"delete from {table}")
        tx.execute("update ledger_mark set mark = 0, moved_at = timestamp '2000-01-01 00:00:00'")


def on(day: int, hour: int = 12) -> datetime:
    """An hour of that day of January 2026 in the city, as the register keeps it."""
    return datetime(2026, 1, day, hour, tzinfo=ZONE).astimezone(UTC).replace(tzinfo=None)


def midnight_after(day: int) -> datetime:
    """The moment at which that day of January 2026 is over."""
    return days.end_of(date(2026, 1, day), ZONE)


def the(day: int) -> Choice:
    """All scenarios as of that day of January 2026."""
    return Choice(date(2026, 1, day), midnight_after(day))


def today(day: date = date(2026, 1, 31)) -> Choice:
    """All scenarios as they are now; `day` is what the calendar says."""
    return Choice(day)
