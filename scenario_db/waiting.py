"""Who waits for whom: problems that need another department, and partners who have not agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scenario_db.choices import CHOSEN, Choice
from scenario_db.database import Database


class Waiting(StrEnum):
    """What is waited for."""

    ISSUE = "issue"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Wait:
    """One scenario that waits: who waits (`lead`) on whom (`on`), for what, since when and until when."""

    kind: Waiting
    scenario_id: str
    code: str
    name: str
    lead: str
    on: str
    what: str
    since: date | None
    due: date | None

    def age(self, day: date) -> int | None:
        """For how many days, as of that day."""
        return (day - self.since).days if self.since else None


STUCK = """
    select
        'issue' as kind, scenario_id, needs_department_id as on_id,
        description as what, raised_on as since, due_on as due
    from issue_on(cast(:moment as timestamp))
    where status <> 'closed' and needs_department_id is not null
    union all
    select 'partner', scenario_id, department_id, coalesce(task, ''), requested_on, due_on
    from partner_on(cast(:moment as timestamp))
    where interface_status in ('none', 'talking', 'disputed') and requested_on is not null
"""
"""What is waited for, as a question: kind, scenario_id, on_id, what, since, due."""


def waits(db: Database, choice: Choice, *, limit: int = 50) -> list[Wait]:
    """What is stuck on whom, the oldest first.

    Problems that are not closed and name the department they need, and partners who were asked and have neither
    confirmed nor delivered. A partner whom nobody has asked yet keeps nobody waiting.
    """
    sql = f"""
        with stuck as ({STUCK})
        select
            stuck.kind, s.id, s.code, s.name, coalesce(mine.name, ''), coalesce(theirs.name, ''),
            stuck.what, stuck.since, stuck.due
        from stuck
        join {CHOSEN} as s on s.id = stuck.scenario_id
        left join department_on(cast(:moment as timestamp)) as mine on mine.id = s.lead_id
        left join department_on(cast(:moment as timestamp)) as theirs on theirs.id = stuck.on_id
        order by stuck.since nulls last, s.code, stuck.kind, stuck.what
        limit :limit
    """
    found = db.rows(sql, limit=limit, **choice.parameters())
    return [Wait(Waiting(kind), *rest) for kind, *rest in found]


@dataclass(frozen=True, slots=True)
class Block:
    """Two departments, one of which waits for the other: for how many things, of which how many are overdue."""

    lead: str
    on: str
    count: int
    overdue: int
    oldest: date | None

    def age(self, day: date) -> int | None:
        """For how many days the longest of them has waited."""
        return (day - self.oldest).days if self.oldest else None


def blocks(db: Database, choice: Choice, *, limit: int = 20) -> list[Block]:
    """Who keeps whom waiting, department by department (谁卡住了谁), most first."""
    sql = f"""
        with stuck as ({STUCK})
        select
            coalesce(mine.name, ''), coalesce(theirs.name, ''), count(*),
            count(*) filter (where stuck.due < :day), min(stuck.since)
        from stuck
        join {CHOSEN} as s on s.id = stuck.scenario_id
        left join department_on(cast(:moment as timestamp)) as mine on mine.id = s.lead_id
        left join department_on(cast(:moment as timestamp)) as theirs on theirs.id = stuck.on_id
        where s.lead_id is distinct from stuck.on_id
        group by 1, 2
        order by 3 desc, 4 desc, 1, 2
        limit :limit
    """
    return [Block(*row) for row in db.rows(sql, limit=limit, day=choice.day, **choice.parameters())]
