"""The roadmap: when what is being built or prepared shall begin and end, beside the end that was promised first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Tier
from scenario_db.database import Database


@dataclass(frozen=True, slots=True)
class Leg:
    """A scenario on the roadmap; `promised` is the end that stood first in the register."""

    code: str
    name: str
    lead: str
    tier: Tier
    starts: date | None
    ends: date
    promised: date

    @property
    def slip(self) -> int:
        """By how many days the end was put off; below nought, brought forward."""
        return (self.ends - self.promised).days


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many have an end to come, how many should have ended already, how many name no end."""

    dated: int
    overdue: int
    undated: int


_OPEN = f"""
    from {CHOSEN} as s
    where s.tier in ('build', 'reserve') and s.actual_finish is null
"""


def ahead(db: Database, choice: Choice) -> Ahead:
    """How many of 建设 and 储备 are on the roadmap, and how many cannot be."""
    sql = f"""
        select
            count(s.planned_finish), count(case when s.planned_finish < :day then 1 end),
            count(*) - count(s.planned_finish)
        {_OPEN}
    """
    return Ahead(*db.rows(sql, day=choice.day, **choice.parameters())[0])


def legs(db: Database, choice: Choice, *, limit: int = 25, offset: int = 0) -> list[Leg]:
    """A page of the roadmap, those that shall end first first; only these have their past looked up."""
    sql = f"""
        with due as (
            select
                s.id, s.code, s.name, s.lead_id, s.tier, s.planned_finish,
                coalesce(s.actual_start, s.planned_start) as starts
            {_OPEN} and s.planned_finish is not null
            order by s.planned_finish, s.code
            limit :limit offset :offset
        ), said as (
            select v.id, min(v.version) as version
            from scenario_version as v
            where v.id in (select id from due) and v.planned_finish is not null
            group by v.id
        )
        select due.code, due.name, coalesce(d.name, ''), due.tier, due.starts, due.planned_finish, v.planned_finish
        from due
        join said on said.id = due.id
        join scenario_version as v on v.id = said.id and v.version = said.version
        left join department_on(cast(:moment as timestamp)) as d on d.id = due.lead_id
        order by due.planned_finish, due.code
    """
    found = db.rows(sql, limit=limit, offset=offset, **choice.parameters())
    return [Leg(code, name, lead, Tier(tier), *rest) for code, name, lead, tier, *rest in found]
