"""Who may have to leave or go back: zombies in 运营, 建设 that never started, 储备 held up by a partner who disagrees.

What the register can know of the exit criteria of domain.md §2.4 (E22) and of the demotions of §4.3. It proposes;
a person decides, in 调库. Who is suspended has a clock of its own and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from scenario_db import days, settings, thresholds
from scenario_db.codes import PartnerRole
from scenario_db.database import Database


class Sign(StrEnum):
    """What speaks for a zombie: nothing heard, use stopped or falling, never measured, judged out, merged away."""

    SILENT = "silent"
    STOPPED = "stopped"
    FALLING = "falling"
    UNMEASURED = "unmeasured"
    RETIRED = "retired"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Because:
    """One sign with its facts; `kind` names its sentence in wording.toml (`candidate.<kind>`)."""

    kind: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scenario that may have to move, since when it stands where it is, and why it may."""

    code: str
    name: str
    lead: str
    since: date
    because: tuple[Because, ...]


_ZOMBIES = """
    with running as (
        select id, code, name, lead_id, coalesce(tier_since, cast(recorded_at as date)) as since
        from scenario
        where tier = 'operate' and record_status = 'entered' and not suspended
    ), filed as (
        select scenario_id, max(coalesce(filed_on, period_end)) as day
        from progress_report
        where status in ('first_review', 'final_review', 'effective') and scenario_id in (select id from running)
        group by scenario_id
    ), figure as (
        select
            m.scenario_id, m.name, m.as_of, m.value, m.unit,
            max(m.baseline) over (partition by m.scenario_id, m.name) as baseline,
            max(m.target) over (partition by m.scenario_id, m.name) as target,
            lag(m.value) over (partition by m.scenario_id, m.name, m.value is null order by m.as_of) as before,
            row_number() over (partition by m.scenario_id, m.name, m.value is null order by m.as_of desc) as place
        from metric as m
        where m.as_of <= :day and m.scenario_id in (select id from running)
    ), latest as (
        select
            *,
            -- what is meant to fall, such as days until a permit, is no sign when it does
            not coalesce(target < baseline, false) and value < before
                and value * 100 <= coalesce(baseline, before) * (100 - :falling_percent) as falls,
            not coalesce(target < baseline, false) and value = 0 and before > 0 as stops
        from figure
        where place = 1 and value is not null
    ), measured as (
        select
            scenario_id, max(as_of) as day, min(case when falls then name end) as falling,
            min(case when stops then name end) as stopped
        from latest
        group by scenario_id
    ), judged as (
        select scenario_id, max(period) as period
        from evaluation
        where conclusion is not null
        group by scenario_id
    ), replaced as (
        select l.from_id as scenario_id, min(s.name) as name
        from link as l
        join scenario as s on s.id = l.to_id
        where l.type = 'merged_into'
        group by l.from_id
    ), looked_at as (
        select
            r.id, r.code, r.name, r.lead_id, r.since,
            greatest(r.since, coalesce(filed.day, r.since), coalesce(measured.day, r.since)) as heard,
            measured.falling, measured.stopped, measured.day is null and r.since <= :measured_before as unmeasured,
            case when e.conclusion = 'retire' then e.period end as retired, replaced.name as replaced
        from running as r
        left join filed on filed.scenario_id = r.id
        left join measured on measured.scenario_id = r.id
        left join judged on judged.scenario_id = r.id
        left join evaluation as e on e.scenario_id = judged.scenario_id and e.period = judged.period
        left join replaced on replaced.scenario_id = r.id
    ), signed as (
        select
            *,
            case when heard < :heard_before then 1 else 0 end as silent_sign,
            case when stopped is not null then 1 else 0 end as stopped_sign,
            case when falling is not null and stopped is null then 1 else 0 end as falling_sign,
            case when unmeasured then 1 else 0 end as unmeasured_sign,
            case when retired is not null then 1 else 0 end as retired_sign,
            case when replaced is not null then 1 else 0 end as replaced_sign
        from looked_at
    ), found as (
        select
            *,
            silent_sign + stopped_sign + falling_sign + unmeasured_sign + retired_sign + replaced_sign as signs
        from signed
    ), chosen_ones as (
        select *
        from found
        where case cast(:sign as text)
            when '' then signs when 'silent' then silent_sign when 'stopped' then stopped_sign
            when 'falling' then falling_sign when 'unmeasured' then unmeasured_sign
            when 'retired' then retired_sign else replaced_sign end > 0
    )
"""
"""`found`: each scenario in 运营 with the signs that it shows; `chosen_ones`: those with any, or with one sign."""


def _given(db: Database, day: date, sign: Sign | None) -> dict[str, Any]:
    rules = thresholds.of(db)
    return {
        "day": day,
        "heard_before": day - timedelta(days=rules.operate_red_days),
        "measured_before": days.months_before(day, rules.first_evaluation_months),
        "falling_percent": rules.falling_percent,
        "sign": sign or "",
    }


def signs(db: Database, day: date) -> tuple[int, dict[Sign, int]]:
    """How many in 运营 show any sign, and how many each; who shows several is counted with each of them."""
    sums = ", ".join(f"coalesce(sum({it}_sign), 0)" for it in Sign)
    every, *each = db.rows(f"{_ZOMBIES} select count(*), {sums} from chosen_ones", **_given(db, day, None))[0]
    return every, {it: int(many) for it, many in zip(Sign, each, strict=True) if many}


def zombies(db: Database, day: date, sign: Sign | None = None, *, limit: int = 50, offset: int = 0) -> list[Candidate]:
    """A page of them: those with most signs first, then those of whom nothing was heard longest."""
    sql = f"""
        {_ZOMBIES}
        select
            c.code, c.name, coalesce(d.name, ''), c.since, c.heard, c.silent_sign, c.stopped, c.falling, f.value,
            f.before, f.unit, f.as_of, c.unmeasured, c.retired, c.replaced
        from chosen_ones as c
        left join department as d on d.id = c.lead_id
        left join latest as f on f.scenario_id = c.id and f.name = coalesce(c.stopped, c.falling)
        order by c.signs desc, c.heard, c.code
        limit :limit offset :offset
    """
    rows = db.rows(sql, limit=limit, offset=offset, **_given(db, day, sign))
    return [Candidate(code, name, lead, since, _signs(day, since, it)) for code, name, lead, since, *it in rows]


def _signs(day: date, since: date, row: list[Any]) -> tuple[Because, ...]:
    heard, silent, stopped, falling, value, before, unit, as_of, unmeasured, retired, replaced = row
    figure = {"value": value, "before": before, "unit": unit or "", "day": as_of}
    told = {
        Sign.SILENT: silent and {"days": (day - heard).days, "day": heard},
        Sign.STOPPED: stopped and {"metric": stopped, **figure},
        Sign.FALLING: falling and not stopped and {"metric": falling, **figure},
        Sign.UNMEASURED: unmeasured and {"days": (day - since).days},
        Sign.RETIRED: retired and {"period": retired},
        Sign.REPLACED: replaced and {"name": replaced},
    }
    return tuple(Because(sign, facts) for sign, facts in told.items() if isinstance(facts, dict))


# 建设 → 储备

_NOT_STARTED = """
    from (
        select s.*, coalesce(s.tier_since, cast(s.recorded_at as date)) as since
        from scenario as s
        where s.tier = 'build' and s.record_status = 'entered' and not s.suspended
          and coalesce(s.actual_start > :day, true)
          and coalesce(s.stage not in ('construction', 'trial', 'acceptance', 'operation'), true)
    ) as s
    left join department as d on d.id = s.lead_id
    where s.since < :since_before
"""
"""Those of 建设 whose works have begun by neither day nor stage, as the lights read it."""


def _started_by(db: Database, day: date) -> dict[str, Any]:
    return {"day": day, "since_before": days.months_before(day, thresholds.of(db).start_after_promotion_months)}


def count_not_started(db: Database, day: date) -> int:
    """How many of 建设 have not started so many months after they were promoted."""
    found: int = db.value(f"select count(*) {_NOT_STARTED}", **_started_by(db, day))
    return found


def not_started(db: Database, day: date, *, limit: int = 50, offset: int = 0) -> list[Candidate]:
    """A page of them, those that wait longest first."""
    sql = f"""
        select s.code, s.name, coalesce(d.name, ''), s.since, s.planned_start
        {_NOT_STARTED}
        order by s.since, s.code
        limit :limit offset :offset
    """
    months = thresholds.of(db).start_after_promotion_months
    rows = db.rows(sql, limit=limit, offset=offset, **_started_by(db, day))
    return [
        Candidate(code, name, lead, since, (_late_start(day, since, planned, months),))
        for code, name, lead, since, planned in rows
    ]


def _late_start(day: date, since: date, planned: date | None, months: int) -> Because:
    facts = {"days": (day - since).days, "months": months}
    return Because("not_started", facts | {"planned": planned}) if planned else Because("start_unplanned", facts)


# 储备 → 谋划

_DISPUTED = """
    with parts as (
        select p.id, p.department_id, p.role, s.code, s.name, s.lead_id,
            coalesce(s.tier_since, cast(s.recorded_at as date)) as since
        from partner as p
        join scenario as s on s.id = p.scenario_id
        where p.interface_status = 'disputed' and p.role <> 'user'
          and s.tier = 'reserve' and s.record_status = 'entered' and not s.suspended
    ), agreed as (
        select v.id, max(v.recorded_at) as moment
        from partner_version as v
        where v.interface_status <> 'disputed' and v.id in (select id from parts)
        group by v.id
    ), begun as (
        select v.id, min(v.recorded_at) as moment
        from partner_version as v
        left join agreed on agreed.id = v.id
        where v.interface_status = 'disputed' and v.id in (select id from parts)
          and (agreed.moment is null or v.recorded_at > agreed.moment)
        group by v.id
    ), found as (
        select parts.*, begun.moment
        from parts
        join begun on begun.id = parts.id
        where begun.moment < :begun_before
    )
"""
"""`found`: each partner that is needed and has disagreed for longer, with the moment since when."""


def _agreed_by(db: Database, day: date) -> dict[str, Any]:
    last = day - timedelta(days=thresholds.of(db).dispute_days)
    return {"begun_before": days.start_of(last, settings.current().zone)}


def count_disputed(db: Database, day: date) -> int:
    """How many of 储备 have a needed partner that has disagreed for too long."""
    found: int = db.value(f"{_DISPUTED} select count(distinct code) from found", **_agreed_by(db, day))
    return found


def disputed(db: Database, day: date, *, limit: int = 50, offset: int = 0) -> list[Candidate]:
    """A page of them, those that are held up longest first; each with all partners who disagree."""
    sql = f"""
        {_DISPUTED}, held as (
            select code, name, lead_id, since, min(moment) as first
            from found
            group by code, name, lead_id, since
            order by first, code
            limit :limit offset :offset
        )
        select h.code, h.name, coalesce(d.name, ''), h.since, coalesce(u.name, ''), f.role, f.moment
        from held as h
        join found as f on f.code = h.code
        left join department as d on d.id = h.lead_id
        left join department as u on u.id = f.department_id
        order by h.first, h.code, f.moment, f.department_id
    """
    rows = db.rows(sql, limit=limit, offset=offset, **_agreed_by(db, day))
    zone, made = settings.current().zone, dict[str, Candidate]()
    for code, name, lead, since, unit, role, moment in rows:
        begun = days.local(moment, zone).date()
        facts = {"unit": unit, "role": PartnerRole(role), "days": (day - begun).days, "day": begun}
        before = made.get(code, Candidate(code, name, lead, since, ()))
        made[code] = Candidate(code, name, lead, since, (*before.because, Because("disputed", facts)))
    return list(made.values())
