"""What can start in the coming half-year: reserve that is planned to begin by then, and what G3 still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scenario_db import days, gates
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Gate, GateItem
from scenario_db.database import Database
from scenario_db.gate_facts import LACKING

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Starting:
    """A scenario in reserve, when it is planned to start, and what it lacks before it may be built."""

    code: str
    name: str
    lead: str
    starts: date
    missing: tuple[GateItem, ...]


_LACKING = f"""
    with stands as (
        select s.*, 'g3' as gate
        from {CHOSEN} as s
        where s.tier = 'reserve' and s.planned_start >= :day and s.planned_start <= :until
    ) {LACKING}
"""


def until(choice: Choice) -> date:
    """The last day of the half-year to come."""
    return days.months_before(choice.day, -MONTHS)


def by_missing(db: Database, choice: Choice) -> dict[int, int]:
    """How many of those that are planned to start lack how many items."""
    sql = f"{_LACKING} select missing, count(*) from lacking group by missing order by missing"
    return dict(db.rows(sql, **_given(db, choice)))


def starting(db: Database, choice: Choice, *, limit: int = 50, offset: int = 0) -> list[Starting]:
    """A page of them, those that lack least first, then those that shall start first."""
    sql = f"""
        {_LACKING}
        select s.code, s.name, coalesce(d.name, ''), s.planned_start, lacking.items
        from lacking
        join stands as s on s.id = lacking.id
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        order by lacking.missing, s.planned_start, s.code
        limit :limit offset :offset
    """
    found = db.rows(sql, limit=limit, offset=offset, **_given(db, choice))
    return [Starting(code, name, lead, day, gates.missing(Gate.G3, items)) for code, name, lead, day, items in found]


def _given(db: Database, choice: Choice) -> dict[str, object]:
    return {**choice.parameters(), **gates.asking(db, choice.day, choice.moment), "until": until(choice)}
