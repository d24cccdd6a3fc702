"""What a brief asks that no page of its own asks yet: demands, providers, results, freshness by department; any day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scenario_db import days, light_facts, owing, settings, thresholds, windows
from scenario_db.answers import kept
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Period
from scenario_db.database import Database
from scenario_db.owing import Asking
from scenario_db.waiting import STUCK
from scenario_db.windows import Window


def of_group(db: Database, choice: Choice, group: str) -> tuple[str, ...]:
    """The departments of a working group, as they were that day."""
    sql = (
        "select id from department_on(cast(:moment as timestamp)) where working_group_id = :group order by sort_key, id"
    )
    return tuple(key for (key,) in db.rows(sql, group=group, moment=choice.moment))


# 4 · what keeps a red or yellow scenario


def blockers(db: Database, choice: Choice, ids: Sequence[str]) -> dict[str, tuple[str, date | None]]:
    """For each of these scenarios on whom it has waited longest, and since when."""
    sql = f"""
        with stuck as ({STUCK}), placed as (
            select
                stuck.scenario_id, d.name, stuck.since,
                row_number() over (partition by stuck.scenario_id order by stuck.since nulls last, d.name) as place
            from stuck
            join department_on(cast(:moment as timestamp)) as d on d.id = stuck.on_id
            where stuck.scenario_id in (select unnest(cast(:ids as text[])))
        )
        select scenario_id, name, since from placed where place = 1
    """
    return {key: (name, since) for key, name, since in db.rows(sql, moment=choice.moment, ids=list(ids))}


# 5 · returns and freshness


def last_due(db: Database, choice: Choice) -> Window:
    """The latest month whose return is due by that day."""
    calendar = kept(db, windows.calendar)
    window = calendar.latest(Period.MONTH, choice.day)
    return window if window.due_on < choice.day else calendar.window(window.term.before)


def returned(db: Database, choice: Choice, window: Window) -> tuple[owing.Count, ...]:
    """How the returns of a period stand by department: today as the page counts them, else as that day knew them."""
    asking = Asking((window,), choice.day, choice.leads, still=False)
    if choice.is_today:
        return kept(db, owing.counted, asking)
    known = asking.standing.replace("from progress_report\n", "from progress_report_on(cast(:known as timestamp))\n")
    sql = f"""
        {known}
        select lead_id, kind, period, due_on, standing, count(*)
        from standing
        group by lead_id, kind, period, due_on, standing
    """
    moment = days.end_of(choice.day, settings.current().zone)
    rows = db.rows(sql, **asking.parameters(), known=moment)
    return tuple(
        owing.Count(lead, Period(kind), period, due, standing, n) for lead, kind, period, due, standing, n in rows
    )


def stale_by_lead(db: Database, choice: Choice) -> dict[str | None, int]:
    """How many scenarios of each lead department have said nothing for longer than their library allows."""
    sql = f"""
        {light_facts.RANKED}
        select lead_id, count(*)
        from lit
        where days_silent > yellow_days and tier <> 'exit' and not suspended
        group by lead_id
    """
    return dict(db.rows(sql, **light_facts.parameters(db, choice)))


# 6 · promises that nobody gave


def unconfirmed(db: Database, choice: Choice) -> int:
    """How many promises were asked for longer ago than the rule allows and are neither given nor kept."""
    sql = f"""
        select count(*)
        from partner_on(cast(:moment as timestamp)) as p
        join {CHOSEN} as s on s.id = p.scenario_id
        where p.interface_status in ('none', 'talking', 'disputed') and p.requested_on < cast(:day as date) - :most
    """
    most = thresholds.of(db, choice.moment).unconfirmed_days
    found: int = db.value(sql, **choice.parameters(), day=choice.day, most=most)
    return found


def starting(db: Database, choice: Choice, *, months: int = 6) -> int:
    """How many in reserve were planned to start within so many months from the day."""
    sql = f"""
        select count(*)
        from {CHOSEN} as s
        where s.tier = 'reserve' and s.planned_start >= :day and s.planned_start <= :until
    """
    found: int = db.value(sql, **choice.parameters(), day=choice.day, until=days.months_before(choice.day, -months))
    return found
