"""Returns that are due or unread, as duties: one for a department and period, however many scenarios it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from scenario_db import owing, windows
from scenario_db.answers import kept
from scenario_db.codes import Duty, Role
from scenario_db.database import Database
from scenario_db.owing import Asking, Standing
from scenario_db.piles import Count, Owed
from scenario_db.roles import Person

UNFILED = (Standing.DUE, Standing.MISSING)
"""Those that were sent back are duties of their own."""


def of(db: Database, person: Person, day: date) -> list[Owed]:
    """What a clerk's department has still to file, or its reviewer to read, period by period, those due first first."""
    if not person.department_id:
        return []
    if person.role is Role.REVIEWER:
        return unread(db, (person.department_id,), day)
    return of_departments(db, (person.department_id,), day) if person.role is Role.CLERK else []


def unread(db: Database, units: Sequence[str], day: date) -> list[Owed]:
    """What these departments have filed and nobody has reviewed; it counts already, so there is no date for it."""
    found = _grouped(it for it in _counts(db, units, day) if it.standing == owing.UNREAD)
    return [replace(it, duty=Duty.RETURN_REVIEW, due_on=None, whose="reviewer") for it in found]


def of_departments(db: Database, units: Sequence[str], day: date, *, until: date = date.max) -> list[Owed]:
    """What these departments have still to file, due by that day; of none, of all."""
    return _grouped(it for it in _counts(db, units, day) if it.standing in UNFILED and it.due_on <= until)


def _counts(db: Database, units: Sequence[str], day: date) -> Sequence[owing.Count]:
    return kept(db, owing.counted, Asking(tuple(kept(db, windows.calendar).asked(day)), day, tuple(units)))


def _grouped(counts: Iterable[owing.Count]) -> list[Owed]:
    found: dict[tuple[str, str, str, date], int] = defaultdict(int)
    for it in counts:
        if it.lead_id:
            found[it.lead_id, str(it.kind), it.period, it.due_on] += it.count
    duties = [
        Owed(
            duty=Duty.RETURN,
            department_id=unit,
            subject=f"{kind}/{period}",
            number=period,
            due_on=due_on,
            count=count,
        )
        for (unit, kind, period, due_on), count in found.items()
    ]
    return sorted(duties, key=lambda it: (it.due_on or date.max, it.department_id or "", it.number))


def counted(owed: Iterable[Owed], day: date) -> Count:
    """How many returns those are, and how many of them are overdue."""
    its = list(owed)
    return Count(sum(it.count for it in its), sum(it.count for it in its if it.days_over(day)))
