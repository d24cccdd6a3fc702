"""Finding scenarios: the list of any day, one scenario with all that belongs to it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scenario_db.choices import CHOSEN, Choice
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import Record, Scenario

SORTS = ("code", "name", "invest", "updated")
"""What the list can be ordered by: code, name in pinyin, largest total first, latest change first."""

_LIST = f"""
    with listed as (
        select
            s.id, s.code, s.name, s.tier, s.domain, s.stage, s.suspended, s.lead_id, s.parent_id, s.total_invest,
            s.sort_key, s.recorded_at
        from {CHOSEN} as s
        order by
            case when cast(:sort as text) = 'name' then s.sort_key end nulls last,
            case when cast(:sort as text) = 'invest' then s.total_invest end desc nulls last,
            case when cast(:sort as text) = 'updated' then s.recorded_at end desc nulls last,
            s.code nulls last
        limit :limit offset :offset
    ),
    latest as (
        select scenario_id, max(period) as period
        from progress_report_on(cast(:moment as timestamp))
        where period_type = 'month' and status = 'effective' and scenario_id in (select id from listed)
        group by scenario_id
    )
    select
        listed.id, listed.code, listed.name, listed.tier, listed.domain, listed.stage, listed.suspended,
        d.name as lead, listed.total_invest,
        cast(p.planned_invest as double precision) as planned,
        cast(r.invest_ytd as double precision) as done,
        cast(r.invest_ytd / nullif(p.planned_invest, 0) as double precision) as completion,
        r.period,
        greatest(listed.recorded_at, coalesce(r.recorded_at, listed.recorded_at)) as updated_at
    from listed
    left join department_on(cast(:moment as timestamp)) as d on d.id = listed.lead_id
    left join annual_plan_on(cast(:moment as timestamp)) as p on p.scenario_id = listed.id and p.year = :year
    left join latest on latest.scenario_id = listed.id and latest.period like :in_year
    left join progress_report_on(cast(:moment as timestamp)) as r
        on r.scenario_id = listed.id and r.period_type = 'month' and r.period = latest.period
    order by
        case when cast(:sort as text) = 'name' then listed.sort_key end nulls last,
        case when cast(:sort as text) = 'invest' then listed.total_invest end desc nulls last,
        case when cast(:sort as text) = 'updated' then listed.recorded_at end desc nulls last,
        listed.code nulls last
"""


def find(db: Database, choice: Choice, *, sort: str = "code", limit: int = 50, offset: int = 0) -> pd.DataFrame:
    """A page of the list: id, code, name, tier, domain, stage, suspended, lead, total_invest, planned, done (both of
    the day's year, 万元), completion (a share), period of the last return, updated_at (UTC).
    """
    year = choice.day.year
    return db.frame(_LIST, **choice.parameters(), sort=sort, limit=limit, offset=offset, year=year, in_year=f"{year}-%")


def count(db: Database, choice: Choice) -> int:
    """How many scenarios were chosen."""
    found: int = db.value(f"select count(*) from {CHOSEN} as s", **choice.parameters())
    return found


def by_code(db: Database, code: str) -> Scenario | None:
    """A scenario by its code, as it is today."""
    found = _some(db, "scenario", "where code = :key", code)
    return found[0] if found and isinstance(found[0], Scenario) else None


def children(db: Database, key: str) -> list[Record]:
    """The scenarios under this one."""
    return _some(db, "scenario", "where parent_id = :key order by code", key)


def belonging(db: Database, kind: str, key: str) -> list[Record]:
    """Today's records of another kind that belong to a scenario: partners, plans, returns, milestones, issues."""
    return _some(db, kind, "where scenario_id = :key order by id", key)


def links(db: Database, key: str) -> list[dict[str, Any]]:
    """How it stands to others: id, type, step, the other's code and name, what it is about, and whether it works."""
    sql = """
        select
            l.id, l.type, l.step_no, l.content, l.status, l.from_id = :key as outward,
            o.code as other_code, o.name as other_name, d.name as department
        from link as l
        join scenario as o on o.id = case when l.from_id = :key then l.to_id else l.from_id end
        left join department as d on d.id = l.department_id
        where l.from_id = :key or l.to_id = :key
        order by l.type, l.step_no, o.code
    """
    return [dict(row) for row in db.frame(sql, key=key).to_dict("records")]


def idle_partners(db: Database, keys: list[str]) -> list[tuple[str, str]]:
    """Of some scenarios, the supporting partners that have nothing to do yet and were not talked to: id, scenario."""
    sql = """
        select id, scenario_id
        from partner
        where role = 'support' and interface_status = 'none' and task is null
          and scenario_id in (select unnest(cast(:keys as text[])))
    """
    return [(key, scenario) for key, scenario in db.rows(sql, keys=keys)]


def _some(db: Database, name: str, condition: str, key: str) -> list[Record]:
    kind = KINDS[name]
    return [kind.read(row) for row in db.rows(f"select {', '.join(kind.names)} from {name} {condition}", key=key)]
