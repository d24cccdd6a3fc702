"""The facts that lights rest on, put together for many scenarios in one question, and what they come to.

Put apart from `lights.py`, which asks with it; `judging.py` says what the rule is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from scenario_db import periods, thresholds, windows
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Light, Period, Precision, Stage, Tier
from scenario_db.database import Database
from scenario_db.judging import Facts
from scenario_db.periods import Term
from scenario_db.thresholds import Thresholds

BACK: Mapping[Period, int] = {Period.MONTH: 36, Period.QUARTER: 12, Period.HALF: 6}
"""For so many periods back due days are known; what is older is red whatever the day was."""

LONGER = 40
"""By so many days longer than the longest bound of red returns are looked for: what is older is red by any rule."""

FACTS = f"""
    with dues as (
        select
            unnest(cast(:kinds as text[])) as kind, unnest(cast(:names as text[])) as period,
            unnest(cast(:months as bigint[])) as month_no, unnest(cast(:dues as date[])) as due_on,
            unnest(cast(:next_dues as date[])) as next_due_on
    ), s as (
        select
            it.id, it.code, it.name, it.lead_id, it.tier, it.suspended, it.resume_due, it.stage, it.planned_start,
            it.planned_start_precision as start_precision, it.actual_start,
            coalesce(it.tier_since, cast(it.recorded_at as date)) as since,
            case it.tier when 'build' then 'month' when 'reserve' then 'quarter' else 'half' end as kind
        from {CHOSEN} as it
        where cast(:everybody as boolean) or it.id in (select unnest(cast(:ids as text[])))
    ), filed as (
        select
            scenario_id, period_type,
            max(case when period_end <= case period_type
                when 'week' then cast(:week as date) when 'month' then cast(:month as date)
                when 'quarter' then cast(:quarter as date) else cast(:half as date) end then period_end end) as last,
            max(case when period_type = 'month' and period_end <= cast(:month as date) and status = 'effective'
                and invest_ytd is not null then period_end end) as read,
            max(least(coalesce(filed_on, period_end), cast(:day as date))) as heard
        from progress_report_on(cast(:moment as timestamp))
        where status in ('first_review', 'final_review', 'effective') and period_end >= cast(:since as date)
          and (cast(:everybody as boolean) or scenario_id in (select unnest(cast(:ids as text[]))))
        group by scenario_id, period_type
    ), heard as (
        select scenario_id, max(heard) as heard, max(read) as read
        from filed
        group by scenario_id
    ), latest as (
        select
            filed.scenario_id, filed.period_type, filed.last,
            max(case when r.period_end = filed.last then r.period end) as period,
            max(case when r.period_end = filed.last then r.filed_on end) as filed_on,
            max(case when r.period_end = filed.last then r.light_override end) as by_hand,
            max(case when r.period_end = filed.last then r.override_reason end) as reason,
            max(case when r.period_end = filed.read then r.invest_ytd end) as done
        from filed
        join progress_report_on(cast(:moment as timestamp)) as r
            on r.scenario_id = filed.scenario_id and r.period_type = filed.period_type
           and (r.period_end = filed.last or r.period_end = filed.read)
        where r.period_end >= cast(:since as date) and r.period_type <> 'week'
        group by filed.scenario_id, filed.period_type, filed.last
    ), resumed as (
        select scenario_id, max(effective_on) as day
        from move_on(cast(:moment as timestamp))
        where type = 'resume' and status = 'effective'
        group by scenario_id
    ), passed as (
        select scenario_id, min(cast(planned_date as text) || name) as first
        from milestone_on(cast(:moment as timestamp))
        where actual_date is null and status in ('pending', 'late') and planned_date < cast(:day as date)
        group by scenario_id
    ), money as (
        select
            s.id, plan.planned_invest as planned,
            case when extract(year from heard.read) = plan.year then heard.read end as read
        from s
        left join heard on heard.scenario_id = s.id
        join annual_plan_on(cast(:moment as timestamp)) as plan
            on plan.scenario_id = s.id
           and plan.year = greatest(cast(:year as bigint), coalesce(cast(extract(year from heard.read) as bigint), 0))
        where s.tier = 'build' and plan.planned_invest > 0 and plan.year >= cast(:year as bigint)
    ), target as (
        select money.id, sum(case when t.month <= extract(month from money.read) then t.target_invest end) as due
        from money
        join monthly_target_on(cast(:moment as timestamp)) as t
            on t.scenario_id = money.id and t.year = cast(extract(year from money.read) as bigint)
        where t.target_invest is not null and t.year >= cast(:year as bigint)
        group by money.id
        having count(*) = 12
    ), gathered as (
        select
            s.*, money.planned, target.due as expected, money.read,
            case when money.read is not null then figures.done end as done,
            own.last, own.period, own.filed_on as filed, dues.due_on as due,
            greatest(s.since, coalesce(resumed.day, s.since), coalesce(heard.heard, s.since)) as heard,
            greatest(s.since, coalesce(resumed.day, s.since)) as owing_since,
            passed.first as milestone, own.by_hand, own.reason
        from s
        left join heard on heard.scenario_id = s.id
        left join latest as own on own.scenario_id = s.id and own.period_type = s.kind
        left join dues on dues.kind = s.kind and dues.period = own.period
        left join money on money.id = s.id
        left join latest as figures on figures.scenario_id = s.id and figures.period_type = 'month'
        left join target on target.id = s.id
        left join resumed on resumed.scenario_id = s.id
        left join passed on passed.scenario_id = s.id
    ), facts as (
        select
            it.*,
            case when next.due_on >= it.owing_since then next.due_on else next.next_due_on end as missed
        from gathered as it
        left join dues as next
            on it.tier = 'build' and next.kind = 'month'
           and next.month_no = greatest(
               cast(:first_month as bigint),
               cast(extract(year from it.owing_since) * 12 + extract(month from it.owing_since) as bigint),
               coalesce(cast(extract(year from it.last) * 12 + extract(month from it.last) as bigint) + 1, 0)
           )
    )
"""
"""`facts`: a row for each scenario of the choice; empty `ids` with `everybody` asks for all."""

RANKED = f"""
    {FACTS}, counted as (
        select
            facts.*, cast(:day as date) - case tier when 'build' then missed else heard end as days_silent,
            case tier
                when 'build' then :build_red when 'reserve' then :reserve_red
                when 'plan' then :plan_red else :operate_red end as red_days,
            case tier
                when 'build' then :build_yellow when 'reserve' then :reserve_yellow
                when 'plan' then :plan_yellow else :operate_yellow end as yellow_days,
            coalesce(expected * 12, planned * extract(month from read)) - done * 12 as behind,
            cast(:months_now as bigint)
                - cast(extract(year from planned_start) * 12 + extract(month from planned_start) as bigint)
                - case start_precision
                    when 'quarter' then 2 - (cast(extract(month from planned_start) as bigint) - 1) % 3
                    when 'half' then 5 - (cast(extract(month from planned_start) as bigint) - 1) % 6
                    when 'year' then 11 - (cast(extract(month from planned_start) as bigint) - 1)
                    else 0 end as months_late
        from facts
    ), judged as (
        select
            counted.*,
            case when tier <> 'build' then 0 else greatest(
                case
                    when planned is null then 1
                    when done is null then 0
                    when behind * 100 > :behind_red * planned * 12 then 3
                    when behind * 100 >= :behind_yellow * planned * 12 then 2
                    else 0 end,
                case
                    when planned_start is null or coalesce(actual_start <= :day, false) or months_late <= 0
                      or coalesce(stage in ('construction', 'trial', 'acceptance', 'operation'), false) then 0
                    when months_late >= :start_red_months then 3
                    else 2 end,
                case when milestone is null then 0 else 2 end
            ) end as own,
            greatest(
                case
                    when days_silent > red_days then 3
                    when days_silent > yellow_days then 2
                    else 0 end,
                case when filed > due then 2 else 0 end
            ) as held,
            case by_hand when 'green' then 0 when 'yellow' then 2 when 'red' then 3 end as wanted
        from counted
    ), shown as (
        select
            judged.*,
            case
                when wanted is null then own
                when wanted >= own then wanted
                when trim(coalesce(reason, '')) = '' then own
                when tier = 'build' and planned is null then greatest(wanted, 1)
                else wanted end as by_hand_rank
        from judged
    ), lit as (
        select
            shown.*,
            case
                when tier = 'exit' then null
                when suspended then case when resume_due < :day then 3 else 1 end
                else greatest(by_hand_rank, held) end as rank,
            case when tier = 'exit' or suspended then false
                else greatest(by_hand_rank, held) < greatest(own, held) end as raised
        from shown
    )
"""
"""`lit`: the facts with the rank of each light (judging.WORSE), and whether a hand made it better."""

NAMES = tuple(it.name for it in fields(Facts) if it.name != "milestone_due")

AS_FACTS = ", ".join(f"lit.{name}" for name in NAMES)
"""The columns that `read` takes, of `facts` or `lit` under the name lit."""

_MADE: Mapping[str, Callable[[str], Any]] = {
    "tier": Tier,
    "stage": Stage,
    "start_precision": Precision,
    "by_hand": Light,
}


def parameters(db: Database, choice: Choice, ids: Sequence[str] | None = None) -> dict[str, Any]:
    """The parameters of FACTS and RANKED: for these scenarios of the choice, or for all of it."""
    rules = thresholds.of(db, choice.moment)
    given = {"everybody": ids is None, "ids": list(ids or ()), "day": choice.day}
    ends = {str(kind): periods.containing(kind, choice.day).last for kind in Period}
    since = choice.day - timedelta(days=LONGER + max(value for name, value in _bounds(rules).items() if "red" in name))
    return {**choice.parameters(), **given, **ends, **_bounds(rules), **_dues(db, choice.day, rules), "since": since}


def _bounds(rules: Thresholds) -> dict[str, int]:
    named = {
        f"{tier}_{light}": getattr(rules, f"{tier}_{light}_days") for tier in _TIERS for light in ("yellow", "red")
    }
    own = ("behind_yellow", "behind_red", "start_red_months")
    return named | {name: getattr(rules, name) for name in own}


_TIERS = ("build", "reserve", "plan", "operate")


def _dues(db: Database, day: date, rules: Thresholds) -> dict[str, Any]:
    """When each period was due, and the one after; and the year of the last month that was due before the day."""
    calendar = replace(windows.calendar(db), rules=rules)
    terms = [term for kind, count in BACK.items() for term in periods.containing(kind, day).back(count)]
    dues = [calendar.window(term).due_on for term in terms]
    over = [term for term, due in zip(terms, dues, strict=True) if term.kind is Period.MONTH and due < day]
    return {
        "kinds": [str(term.kind) for term in terms],
        "names": [term.name for term in terms],
        "months": [_number(term) for term in terms],
        "dues": dues,
        "next_dues": [calendar.window(term.after).due_on for term in terms],
        "first_month": _number(terms[0]),
        "months_now": day.year * 12 + day.month,
        "year": over[-1].first.year,
    }


def _number(term: Term) -> int:
    return term.last.year * 12 + term.last.month


def read(row: Sequence[Any]) -> Facts:
    """A row of AS_FACTS as facts."""
    given = dict(zip(NAMES, row, strict=True))
    coded = {name: made(given[name]) if given[name] else None for name, made in _MADE.items()}
    milestone = given.pop("milestone")
    told = {"milestone": milestone[10:], "milestone_due": date.fromisoformat(milestone[:10])} if milestone else {}
    return Facts(**{**given, **coded, **told})
