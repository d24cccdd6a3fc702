"""What is doubtful in a library, put together in one question; `honesty.py` asks with it and says it in words.

Each rule is one select that gives the scenario and what the sentence needs: two amounts, two words, two days.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scenario_db import light_facts, thresholds
from scenario_db.choices import Choice
from scenario_db.codes import Period
from scenario_db.database import Database

_MARKS = """'[[:space:]“”"‘’《》〈〉，、。.,·；;：:！!？?（）()【】_-]+'"""

_TURN = {Period.MONTH: 31, Period.QUARTER: 92, Period.HALF: 184}
"""Days of a period at most: as far back as is looked for the last so many returns."""

DOUBTS = f"""
    {light_facts.RANKED}, numbered as (
        select
            r.scenario_id, r.period, r.period_end, r.invest_ytd, r.progress_pct, r.unchanged, r.progress,
            lag(r.period) over own as period_before, lag(r.invest_ytd) over own as ytd_before,
            lag(r.progress_pct) over own as pct_before, lag(r.progress) over own as progress_before,
            lag(r.period_end) over own as end_before,
            row_number() over (partition by r.scenario_id order by r.period_end desc) as back
        from progress_report_on(cast(:moment as timestamp)) as r
        join lit on lit.id = r.scenario_id and lit.kind = r.period_type
        where r.status in ('first_review', 'final_review', 'effective') and r.period_end <= lit.last
          and r.period_end >= case r.period_type
              when 'month' then cast(:month_since as date) when 'quarter' then cast(:quarter_since as date)
              else cast(:half_since as date) end
        window own as (partition by r.scenario_id order by r.period_end)
    ), stood_still as (
        select scenario_id, min(period) as first, max(period) as last
        from numbered
        where back <= :unchanged_periods
          and (
              unchanged
              or (
                  progress is not null and progress = progress_before
                  and invest_ytd is not distinct from ytd_before and progress_pct is not distinct from pct_before
              )
          )
        group by scenario_id
        having count(*) = :unchanged_periods
    ), first_plan as (
        select id, min(version) as version
        from annual_plan_version
        where year = cast(:this_year as bigint) and planned_invest is not null
        group by id
    ), put_off as (
        select m.id, min(v.recorded_at) as at
        from milestone_on(cast(:moment as timestamp)) as m
        join milestone_version as v on v.id = m.id and v.planned_date > m.original_date
        where m.planned_date > m.original_date and v.recorded_at < cast(:moment as timestamp)
        group by m.id
    ), year_of_months as (
        select lit.id, count(r.invest_period) as months, sum(r.invest_period) as amount
        from lit
        join progress_report_on(cast(:moment as timestamp)) as r
            on r.scenario_id = lit.id and r.period_type = 'month' and r.period_end <= lit.read
        where r.status = 'effective' and r.period_end >= cast(:january as date)
        group by lit.id
    ), year_of_targets as (
        select scenario_id, sum(target_invest) as amount
        from monthly_target_on(cast(:moment as timestamp))
        where year = cast(:this_year as bigint) and target_invest is not null
        group by scenario_id
        having count(*) = 12
    ), doubts as (
        select
            'stale' as rule, 1 as place, lit.id,
            cast(null as decimal(18,4)) as was, cast(null as decimal(18,4)) as is_now,
            cast(null as text) as word, cast(null as text) as other,
            case lit.tier when 'build' then lit.missed else lit.heard end as since, cast(:day as date) as until
        from lit
        where days_silent > yellow_days and tier <> 'exit' and not suspended
        union all
        select 'unchanged', 2, scenario_id, null, null, first, last, null, null
        from stood_still
        union all
        select 'falling', 3, scenario_id, pct_before, progress_pct, period_before, period, null, null
        from numbered
        where back = 1 and progress_pct < pct_before
        union all
        select 'falling_money', 4, scenario_id, ytd_before, invest_ytd, period_before, period, null, null
        from numbered
        where back = 1 and invest_ytd < ytd_before and extract(year from period_end) = extract(year from end_before)
        union all
        select 'pasted', 5, scenario_id, null, null, period_before, period, null, null
        from numbered
        where back = 1 and not unchanged and length(progress) >= 8
          and regexp_replace(lower(progress), {_MARKS}, '', 'g')
              = regexp_replace(lower(progress_before), {_MARKS}, '', 'g')
        union all
        select 'green_milestone', 6, lit.id, null, null, substr(milestone, 11), null,
            cast(substr(milestone, 1, 10) as date), null
        from lit
        where rank = 0 and milestone is not null and tier = 'build'
        union all
        select 'green_partner', 7, lit.id, null, null, min(d.name), null, min(p.requested_on), null
        from lit
        join partner_on(cast(:moment as timestamp)) as p on p.scenario_id = lit.id
        left join department_on(cast(:moment as timestamp)) as d on d.id = p.department_id
        where lit.rank = 0 and p.role in ('co_lead', 'support', 'data')
          and (
              p.interface_status = 'disputed'
              or (
                  p.interface_status in ('none', 'talking') and p.requested_on is not null
                  and (p.due_on < cast(:day as date) or cast(:day as date) - p.requested_on > :unconfirmed_days)
              )
          )
        group by lit.id
        union all
        select 'green_upstream', 8, lit.id, null, null, min(up.name), null, null, null
        from lit
        join link_on(cast(:moment as timestamp)) as l on l.from_id = lit.id and l.type = 'requires'
        join lit as up on up.id = l.to_id
        where lit.rank = 0 and up.rank = 3
        group by lit.id
        union all
        select 'plan_reset', 9, p.scenario_id, original.planned_invest, p.planned_invest,
            cast(p.year as text), null, cast(p.recorded_at as date), null
        from annual_plan_on(cast(:moment as timestamp)) as p
        join first_plan on first_plan.id = p.id
        join annual_plan_version as original on original.id = p.id and original.version = first_plan.version
        where p.year = cast(:this_year as bigint) and p.planned_invest < original.planned_invest
          and p.recorded_at >= cast(:january as timestamp)
        union all
        select 'milestone_reset', 10, m.scenario_id, null, null, min(m.name), null,
            min(m.original_date), min(m.planned_date)
        from milestone_on(cast(:moment as timestamp)) as m
        join put_off on put_off.id = m.id
        where m.actual_date is null and cast(put_off.at as date) > m.original_date
        group by m.scenario_id
        union all
        select 'targets_sum', 11, p.scenario_id, p.planned_invest, t.amount, cast(p.year as text), null, null, null
        from annual_plan_on(cast(:moment as timestamp)) as p
        join year_of_targets as t on t.scenario_id = p.scenario_id
        where p.year = cast(:this_year as bigint)
          and abs(t.amount - p.planned_invest) * 100 > :sum_tolerance_percent * p.planned_invest
        union all
        select 'months_sum', 12, lit.id, y.amount, lit.done, cast(extract(month from lit.read) as text),
            null, null, null
        from lit
        join year_of_months as y on y.id = lit.id
        where y.months = extract(month from lit.read)
          and abs(y.amount - lit.done) * 100 > :sum_tolerance_percent * greatest(lit.done, y.amount)
    )
"""
"""`doubts`: rule, its place among the rules, scenario, and what its sentence needs."""


def parameters(db: Database, choice: Choice) -> dict[str, Any]:
    """The parameters of DOUBTS."""
    rules = thresholds.of(db, choice.moment)
    more = rules.unchanged_periods + 2
    return {
        **light_facts.parameters(db, choice),
        **{f"{kind}_since": choice.day - timedelta(days=days * more) for kind, days in _TURN.items()},
        "this_year": choice.day.year,
        "january": choice.day.replace(month=1, day=1),
        "unchanged_periods": rules.unchanged_periods,
        "unconfirmed_days": rules.unconfirmed_days,
        "sum_tolerance_percent": rules.sum_tolerance_percent,
    }
