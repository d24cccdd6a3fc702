"""Two days of one choice side by side: whose money and whose dates are not what they were; who moved, says movements.

Only what was written between the two days is looked at, so it costs what changed and not what there is. A scenario
that came or went in between is told by `movements` and not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scenario_db.choices import CHOSEN, Choice
from scenario_db.database import Database
from scenario_db.movements import EARLIER


class Amount(StrEnum):
    """Which amount is another; the words are those of the field."""

    TOTAL = "total_invest"
    PLAN = "planned_invest"


class Date(StrEnum):
    """Which date is another."""

    START = "planned_start"
    FINISH = "planned_finish"
    MILESTONE = "planned_date"


@dataclass(frozen=True, slots=True)
class Repriced:
    """An amount (万元) that is another now; None where nobody said one. `year` is that of a plan."""

    code: str
    name: str
    lead: str
    what: Amount
    year: int | None
    was: Decimal | None
    now: Decimal | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A date that is another now; None where nobody said one. `milestone` is the name of a milestone."""

    code: str
    name: str
    lead: str
    what: Date
    milestone: str
    was: date | None
    now: date | None

    @property
    def days(self) -> int | None:
        """By how many days it is later (or, below nought, earlier)."""
        return (self.now - self.was).days if self.was and self.now else None


_BOTH = f"""
    both_days as (
        select
            now.id, now.code, now.name, now.lead_id, was.total_invest as total_was, now.total_invest as total_now,
            was.planned_start as start_was, now.planned_start as start_now,
            was.planned_finish as finish_was, now.planned_finish as finish_now
        from (select * from {EARLIER} as s where s.superseded_at < cast(:moment as timestamp)) as was
        join (select * from {CHOSEN} as s where s.recorded_at >= cast(:earlier as timestamp)) as now on now.id = was.id
    )
"""
"""Scenarios that the choice holds on both days and that were written in between."""

_AMOUNTS = f"""
    with {_BOTH}, changed as (
        select id, 'total_invest' as what, cast(null as bigint) as year, total_was as was, total_now as now
        from both_days
        where total_was is distinct from total_now
        union all
        select after.scenario_id, 'planned_invest', after.year, before.planned_invest, after.planned_invest
        from annual_plan_on(cast(:moment as timestamp)) as after
        left join annual_plan_on(cast(:earlier as timestamp)) as before on before.id = after.id
        where after.recorded_at >= cast(:earlier as timestamp)
          and before.planned_invest is distinct from after.planned_invest
    ), told as (
        select changed.*, s.code, s.name, s.lead_id
        from changed
        join {CHOSEN} as s on s.id = changed.id
    )
"""

_DATES = f"""
    with {_BOTH}, changed as (
        select id, 'planned_start' as what, '' as milestone, start_was as was, start_now as now
        from both_days
        where start_was is distinct from start_now
        union all
        select id, 'planned_finish', '', finish_was, finish_now
        from both_days
        where finish_was is distinct from finish_now
        union all
        select after.scenario_id, 'planned_date', after.name, before.planned_date, after.planned_date
        from milestone_on(cast(:moment as timestamp)) as after
        join milestone_on(cast(:earlier as timestamp)) as before on before.id = after.id
        where after.recorded_at >= cast(:earlier as timestamp)
          and before.planned_date is distinct from after.planned_date
    ), told as (
        select changed.*, s.code, s.name, s.lead_id
        from changed
        join {CHOSEN} as s on s.id = changed.id
    )
"""


def amounts(db: Database, then: Choice, now: Choice, *, limit: int = 50, offset: int = 0) -> list[Repriced]:
    """A page of the amounts that are others now, the largest difference first."""
    sql = f"""
        {_AMOUNTS}
        select told.code, told.name, coalesce(d.name, ''), told.what, told.year, told.was, told.now
        from told
        left join department_on(cast(:moment as timestamp)) as d on d.id = told.lead_id
        order by abs(coalesce(told.now, 0) - coalesce(told.was, 0)) desc, told.code, told.what, told.year
        limit :limit offset :offset
    """
    rows = db.rows(sql, earlier=then.moment, limit=limit, offset=offset, **now.parameters())
    return [
        Repriced(code, name, lead, Amount(what), year, was, is_now)
        for code, name, lead, what, year, was, is_now in rows
    ]


def dates(db: Database, then: Choice, now: Choice, *, limit: int = 50, offset: int = 0) -> list[Moved]:
    """A page of the dates that are others now, those put off furthest first, those that were taken away last."""
    sql = f"""
        {_DATES}
        select told.code, told.name, coalesce(d.name, ''), told.what, told.milestone, told.was, told.now
        from told
        left join department_on(cast(:moment as timestamp)) as d on d.id = told.lead_id
        order by told.now - told.was desc nulls last, told.code, told.what, told.milestone
        limit :limit offset :offset
    """
    rows = db.rows(sql, earlier=then.moment, limit=limit, offset=offset, **now.parameters())
    return [
        Moved(code, name, lead, Date(what), milestone, was, is_now)
        for code, name, lead, what, milestone, was, is_now in rows
    ]


def counts(db: Database, then: Choice, now: Choice) -> tuple[int, int]:
    """How many amounts and how many dates are others now."""
    given = {"earlier": then.moment, **now.parameters()}
    money = db.value(f"{_AMOUNTS} select count(*) from told", **given)
    moved = db.value(f"{_DATES} select count(*) from told", **given)
    return int(money), int(moved)
