"""Honesty checks: what in returns and plans does not look true, shown to the clerk before she sends and to the office.

Nothing here stops a return: each is a question to a person, with the figures that raised it (domain.md, experience.md
§2.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import cast

from scenario_db import lights, names, periods, thresholds
from scenario_db.choices import Choice
from scenario_db.codes import Light, Period, ReviewStatus, Tier
from scenario_db.comparing import records_of
from scenario_db.database import Database, Row
from scenario_db.doubt_facts import DOUBTS, parameters
from scenario_db.kinds import KINDS
from scenario_db.problems import Level, Problem
from scenario_db.records import ProgressReport
from scenario_db.thresholds import Thresholds


class Rule(StrEnum):
    """What looks doubtful; `problem.doubt_{rule}` says it, `doubt.{rule}_do` what to do."""

    STALE = "stale"
    UNCHANGED = "unchanged"
    FALLING = "falling"
    FALLING_MONEY = "falling_money"
    PASTED = "pasted"
    GREEN_MILESTONE = "green_milestone"
    GREEN_PARTNER = "green_partner"
    GREEN_UPSTREAM = "green_upstream"
    PLAN_RESET = "plan_reset"
    MILESTONE_RESET = "milestone_reset"
    TARGETS_SUM = "targets_sum"
    MONTHS_SUM = "months_sum"


BACK = {Period.WEEK: 8, Period.MONTH: 12, Period.QUARTER: 6, Period.HALF: 4}
"""So many returns back are looked at before one is sent."""

_SHORT = 8
"""Texts shorter than this say the same for good reasons: 正常推进."""

_FILED = (ReviewStatus.FIRST_REVIEW, ReviewStatus.FINAL_REVIEW, ReviewStatus.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt about one scenario; `problem` is its sentence."""

    rule: Rule
    scenario_id: str
    code: str
    name: str
    tier: Tier
    lead: str
    problem: Problem


def counts(db: Database, choice: Choice) -> dict[Rule, int]:
    """How many scenarios each rule found; a rule that found none is not there."""
    sql = f"""
        {DOUBTS}
        select doubts.rule, count(distinct doubts.id)
        from doubts
        join lit on lit.id = doubts.id
        where lit.tier <> 'exit'
        group by doubts.rule, doubts.place
        order by doubts.place
    """
    return {Rule(rule): count for rule, count in db.rows(sql, **parameters(db, choice))}


def found(db: Database, choice: Choice, *, rules: Sequence[Rule] = (), limit: int = 50, offset: int = 0) -> list[Doubt]:
    """A page of the doubts, by rule, lead department and code; all rules by default."""
    sql = f"""
        {DOUBTS}
        select
            doubts.rule, lit.id, lit.code, lit.name, lit.tier, coalesce(d.name, ''),
            doubts.was, doubts.is_now, doubts.word, doubts.other, doubts.since, doubts.until
        from doubts
        join lit on lit.id = doubts.id
        left join department_on(cast(:moment as timestamp)) as d on d.id = lit.lead_id
        where lit.tier <> 'exit'
          and (cast(:every_rule as boolean) or doubts.rule in (select unnest(cast(:rules as text[]))))
        order by doubts.place, d.sort_key nulls last, lit.code
        limit :limit offset :offset
    """
    wanted = {"every_rule": not rules, "rules": [str(it) for it in rules], "limit": limit, "offset": offset}
    return [_doubt(row) for row in db.rows(sql, **parameters(db, choice), **wanted)]


def _doubt(row: Row) -> Doubt:
    rule, key, code, name, tier, lead, was, now, word, other, since, until = row
    told = {"was": was, "now": now, "word": word, "other": other, "since": since, "until": until}
    if since and until:
        told["days"] = (until - since).days
    return Doubt(Rule(rule), key, code, name, Tier(tier), lead, _problem(Rule(rule), **told))


def _problem(rule: Rule, **told: object) -> Problem:
    facts = {name: it for name, it in told.items() if it is not None}
    return Problem(f"doubt_{rule}", facts=facts, level=Level.WARNING)


def before_sending(db: Database, draft: ProgressReport, *, day: date) -> list[Problem]:
    """What the clerk is asked before this return goes, held against the ones before it; empty where all looks well."""
    earlier = _earlier(db, draft)
    rules = thresholds.of(db)
    asked = (check(draft, earlier, rules) for check in _CHECKS)
    return [*(problem for problem in asked if problem), *_too_green(db, draft, day)]


def _earlier(db: Database, draft: ProgressReport) -> list[ProgressReport]:
    """The returns before this one that count, the latest first."""
    term = periods.named(draft.period_type, draft.period)
    if term is None:
        return []
    terms = reversed(term.before.back(BACK[draft.period_type]))
    ids = [f"{draft.scenario_id}/{draft.period_type}/{it.name}" for it in terms]
    there = records_of(db, KINDS["progress_report"], ids)
    reports = [cast("ProgressReport", there[key][1]) for key in ids if key in there]
    return [it for it in reports if it.status in _FILED]


_Check = Callable[[ProgressReport, Sequence[ProgressReport], Thresholds], Problem | None]


def _unchanged(draft: ProgressReport, earlier: Sequence[ProgressReport], rules: Thresholds) -> Problem | None:
    run = [draft, *earlier[: rules.unchanged_periods - 1]]
    if len(run) < rules.unchanged_periods or not all(it.unchanged for it in run):
        return None
    return _problem(Rule.UNCHANGED, word=run[-1].period, other=draft.period)


def _falling(draft: ProgressReport, earlier: Sequence[ProgressReport], _: Thresholds) -> Problem | None:
    before = next((it for it in earlier if it.progress_pct is not None), None)
    if before is None or before.progress_pct is None or draft.progress_pct is None:
        return None
    if draft.progress_pct >= before.progress_pct:
        return None
    told = {"was": before.progress_pct, "now": draft.progress_pct}
    return _problem(Rule.FALLING, **told, word=before.period, other=draft.period)


def _falling_money(draft: ProgressReport, earlier: Sequence[ProgressReport], _: Thresholds) -> Problem | None:
    of_year = (it for it in earlier if it.period_end.year == draft.period_end.year)
    before = next((it for it in of_year if it.invest_ytd is not None), None)
    if before is None or before.invest_ytd is None or draft.invest_ytd is None or draft.invest_ytd >= before.invest_ytd:
        return None
    told = {"was": before.invest_ytd, "now": draft.invest_ytd}
    return _problem(Rule.FALLING_MONEY, **told, word=before.period, other=draft.period)


def _pasted(draft: ProgressReport, earlier: Sequence[ProgressReport], rules: Thresholds) -> Problem | None:
    before = next((it for it in earlier if it.progress), None)
    if draft.unchanged or before is None or not is_pasted(draft.progress, before.progress, rules.pasted_percent):
        return None
    return _problem(Rule.PASTED, word=before.period, other=draft.period)


def is_pasted(text: str | None, before: str | None, percent: int) -> bool:
    """Whether a text is the one before, or nearly; where its figures changed, somebody has looked at it."""
    one, other = names.key(text or ""), names.key(before or "")
    if len(one) < _SHORT or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return one == other or names.likeness(one, other) * 100 >= percent


def _months_sum(draft: ProgressReport, earlier: Sequence[ProgressReport], rules: Thresholds) -> Problem | None:
    months = [it for it in (draft, *earlier) if it.period_end.year == draft.period_end.year]
    amounts = [it.invest_period for it in months if it.invest_period is not None]
    if draft.period_type is not Period.MONTH or draft.invest_ytd is None or len(amounts) < draft.period_end.month:
        return None
    total = sum(amounts, Decimal(0))
    if abs(total - draft.invest_ytd) * 100 <= rules.sum_tolerance_percent * max(total, draft.invest_ytd):
        return None
    return _problem(Rule.MONTHS_SUM, was=total, now=draft.invest_ytd, word=str(draft.period_end.month))


_CHECKS: tuple[_Check, ...] = (_unchanged, _falling, _falling_money, _pasted, _months_sum)


def _too_green(db: Database, draft: ProgressReport, day: date) -> list[Problem]:
    """Where the clerk sets green by hand: a milestone that passed, and what it needs that is red."""
    if draft.light_override is not Light.GREEN:
        return []
    sql = """
        select name, planned_date
        from milestone
        where scenario_id = :id and actual_date is null and status in ('pending', 'late') and planned_date < :day
        order by planned_date
        limit 1
    """
    passed = db.rows(sql, id=draft.scenario_id, day=day)
    sql = """
        select s.id, s.name
        from link as l
        join scenario as s on s.id = l.to_id
        where l.from_id = :id and l.type = 'requires'
        order by s.code
    """
    needed: dict[str, str] = dict(db.rows(sql, id=draft.scenario_id))
    shown = lights.of(db, day, needed) if needed else {}
    red = [needed[key] for key, verdict in shown.items() if verdict.light is Light.RED]
    late = [_problem(Rule.GREEN_MILESTONE, word=name, since=due) for name, due in passed]
    return [*late, *(_problem(Rule.GREEN_UPSTREAM, word=name) for name in red[:1])]
