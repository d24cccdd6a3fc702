"""The lights of a whole library month by month, as the register knew them then; what the ribbons say, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from scenario_db import days, judging, light_facts, lights, periods, settings, windows
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import Light, Period
from scenario_db.database import Database

Lights = Mapping[Light, int]

_AT_BEST = judging.WORSE[Light.YELLOW]


def by_month(db: Database, choice: Choice) -> dict[date, Lights]:
    """How many showed which light at the ends of the last six months that are over, the earliest first."""
    return {end: kept(db, at_end, choice, end) for end in judging.month_ends(choice.day, lights.PERIODS)}


def at_end(db: Database, choice: Choice, end: date) -> Lights:
    """How many of the choice showed which light at the end of a month.

    Whose return of that month came late is yellow at best, as far as the choice's day knows.
    """
    window = windows.calendar(db).window(periods.containing(Period.MONTH, end))
    then = replace(choice, day=end, moment=days.end_of(end, settings.current().zone))
    sql = f"""
        {light_facts.RANKED}, late as (
            select distinct scenario_id as id
            from progress_report_on(cast(:known as timestamp))
            where period_type = 'month' and period = :period and filed_on > cast(:was_due as date)
        )
        select case when late.id is null then lit.rank else greatest(lit.rank, {_AT_BEST}) end, count(*)
        from lit
        left join late on late.id = lit.id
        where lit.rank is not null
        group by 1
    """
    given = {"known": choice.moment, "period": window.term.name, "was_due": window.due_on}
    found = db.rows(sql, **light_facts.parameters(db, then), **given)
    return {judging.BY_RANK[rank]: count for rank, count in found}
