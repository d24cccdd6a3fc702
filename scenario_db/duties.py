"""What each person owes today, in four piles, the longest overdue first: what waits for whom to do what by when.

A duty belongs to the people of a department, to its clerk or its reviewer alone, or to the office. Returns that are
due are counted by owing.py, period by period; here stands everything that waits as a thing of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from scenario_db import departments
from scenario_db.codes import Duty, Role
from scenario_db.database import Database, Row
from scenario_db.piles import PILE_OF, WHOSE, Count, Owed, Pile
from scenario_db.roles import Person

_MINE = """
    with s as (
        select id, lead_id, tier from scenario
    ),
    waiting as (
        -- returns: sent back to the clerk, or waiting for their review
        select
            case status when 'returned' then 'correction' else 'return_review' end as duty,
            case status when 'returned' then 'clerk' when 'first_review' then 'reviewer' else 'office' end as whose,
            status <> 'final_review' as leads, cast(null as text) as unit, scenario_id, id as subject,
            coalesce(reviewed_on, reported_on) as since, cast(null as date) as due_on
        from progress_report
        where status in ('returned', 'first_review', 'final_review')
        union all
        select
            case status when 'returned' then 'correction' else 'move_review' end,
            case status when 'returned' then 'clerk' when 'first_review' then 'reviewer' else 'office' end,
            status <> 'final_review', null, scenario_id, id,
            coalesce(final_reviewed_on, first_reviewed_on, proposed_on), null
        from move
        where status in ('returned', 'first_review', 'final_review')
        union all
        select 'partner', 'unit', false, department_id, scenario_id, id, requested_on, due_on
        from partner
        where interface_status in ('none', 'talking', 'disputed') and requested_on is not null
          and (cast(:unit as text) = '' or department_id = :unit)
        union all
        -- problems: answered by who is needed; raised again or closed by who raised them
        select
            case status when 'to_confirm' then 'closing' else 'issue' end,
            case
                when status in ('open', 'working') or coalesce(origin, 'department') = 'department' then 'unit'
                else 'office'
            end,
            status not in ('open', 'working') or needs_department_id is null,
            case when status in ('open', 'working') then needs_department_id end,
            scenario_id, id, coalesce(answered_on, raised_on), due_on
        from issue
        where status in ('open', 'working', 'returned', 'to_confirm')
        union all
        -- what was taken up to the leading group is the office's to bring there
        select 'issue', 'office', false, null, scenario_id, id, level_since, due_on
        from issue
        where level = 'leading_group' and instrument = 'none' and status in ('open', 'working', 'returned')
        union all
        select 'notice', 'unit', false, department_id, scenario_id, id, sent_on, due_on
        from reminder
        where read_on is null
          and (cast(:unit as text) = '' or department_id = :unit)
    ),
    mine as (
        select
            w.duty, w.scenario_id, w.subject, w.since, w.due_on, w.whose,
            case when w.leads and w.whose <> 'office' then s.lead_id else w.unit end as department_id
        from waiting as w
        left join s on s.id = w.scenario_id
        where w.whose in (:own, :shared, :others)
          and (cast(:unit as text) = '' or case when w.leads then s.lead_id else w.unit end = :unit)
          and not (w.duty = 'partner' and s.tier = 'exit')
    )
"""
"""`mine`: what waits for these people of a department; without one, of the office, or of all departments.

Ids and days alone, so that a library of any size is gone through quickly; the words are fetched for a page of it.
"""

_PAGE = """
    select page.*, coalesce(s.code, ''), coalesce(s.name, ''), s.lead_id
    from page
    left join scenario as s on s.id = page.scenario_id
    order by page.due_on nulls last, page.since nulls last, page.subject
"""

_OF_RETURN = """
    select id, period, status, case status when 'returned' then opinion else progress end, null
    from progress_report
    where id in (select unnest(cast(:ids as text[])))
"""
_OF_MOVE = """
    select id, type, status,
        case status when 'returned' then coalesce(final_opinion, first_opinion) else reason end, null
    from move
    where id in (select unnest(cast(:ids as text[])))
"""
_OF_PARTNER = """
    select id, role, interface_status, task, null from partner where id in (select unnest(cast(:ids as text[])))
"""
_OF_ISSUE = """
    select
        id, code, status, case when status not in ('open', 'working') then answer
        else case origin when 'instruction' then raised_by || '：' else '' end || description end,
        case when status in ('returned', 'to_confirm') then needs_department_id end
    from issue
    where id in (select unnest(cast(:ids as text[])))
"""
_OF_NOTICE = """
    select id, coalesce(period, ''), duty, message, '' from reminder where id in (select unnest(cast(:ids as text[])))
"""

_WORDS: Mapping[Duty, tuple[str, ...]] = MappingProxyType(
    {
        Duty.RETURN: (),
        Duty.CORRECTION: (_OF_RETURN, _OF_MOVE),
        Duty.RETURN_REVIEW: (_OF_RETURN,),
        Duty.MOVE_REVIEW: (_OF_MOVE,),
        Duty.PARTNER: (_OF_PARTNER,),
        **dict.fromkeys((Duty.ISSUE, Duty.CLOSING), (_OF_ISSUE,)),
        Duty.NOTICE: (_OF_NOTICE,),
    }
)
"""Where the words of a duty stand: number, state, what, and whose it is if not the lead's."""


def counts(db: Database, person: Person, day: date) -> dict[Pile, Count]:
    """How much lies in each pile of that person, and how much of it is overdue on that day."""
    sql = f"""
        {_MINE}
        select duty, count(*), count(*) filter (where due_on < :day and duty <> 'notice')
        from mine
        group by duty
    """
    found = dict.fromkeys(Pile, Count())
    for duty, number, overdue in db.rows(sql, day=day, **_whose(person)) if _owes(person) else []:
        found[PILE_OF[Duty(duty)]] += Count(number, overdue)
    return found


def find(db: Database, person: Person, pile: Pile, *, limit: int = 20, offset: int = 0) -> list[Owed]:
    """A page of a pile, what is due first first; what has no date comes after, the oldest first."""
    sql = f"""
        {_MINE},
        page as (
            select *
            from mine
            where duty in (select unnest(cast(:duties as text[])))
            order by due_on nulls last, since nulls last, subject
            limit :limit offset :offset
        )
        {_PAGE}
    """
    if not _owes(person):
        return []
    duties = [duty for duty, its in PILE_OF.items() if its is pile]
    return _told(db, db.rows(sql, duties=duties, limit=limit, offset=offset, **_whose(person)))


def of_departments(
    db: Database, units: Sequence[str], duties: Sequence[Duty], *, until: date, limit: int = 1000
) -> list[Owed]:
    """What departments owe, whoever of their people: of these kinds, due by that day or without a date."""
    sql = f"""
        {_MINE},
        page as (
            select *
            from mine
            where department_id in (select unnest(cast(:units as text[])))
              and duty in (select unnest(cast(:duties as text[])))
              and duty <> 'notice'
              and coalesce(due_on, cast(:until as date)) <= cast(:until as date)
            order by due_on nulls last, since nulls last, subject
            limit :limit
        )
        {_PAGE}
    """
    everybody = {"own": "clerk", "others": "reviewer", "shared": "unit", "unit": ""}
    return _told(db, db.rows(sql, units=list(units), duties=list(duties), until=until, limit=limit, **everybody))


def _owes(person: Person) -> bool:
    return person.role is Role.OFFICE or (person.role in WHOSE and bool(person.department_id))


def _whose(person: Person) -> dict[str, Any]:
    own, shared = WHOSE[person.role]
    return {"own": own, "shared": shared, "others": own, "unit": person.department_id or ""}


def _told(db: Database, rows: Sequence[Row]) -> list[Owed]:
    """A page of things with their words."""
    ids = [row[2] for row in rows]
    questions = dict.fromkeys(sql for row in rows for sql in _WORDS[Duty(row[0])])
    words = {key: told for sql in questions for key, *told in db.rows(sql, ids=ids)}
    units = departments.names_on(db) if rows else {}
    return [_owed(row, words.get(row[2], ("", "", "", "")), units) for row in rows]


def _owed(row: Row, words: Sequence[str | None], units: Mapping[str, str]) -> Owed:
    duty, scenario, subject, since, due_on, whose, department, code, name, lead = row
    *told, whom = words
    number, state, what = (it or "" for it in told)
    return Owed(
        duty=Duty(duty),
        department_id=department,
        scenario_id=scenario,
        code=code,
        scenario=name,
        subject=subject,
        number=number,
        state=state,
        what=what,
        whom=units.get(lead if whom is None else whom, ""),
        since=since,
        due_on=due_on,
        whose=whose,
    )
