"""The rules of thumb that an office may change: when a light turns yellow, how long an approval holds, what falls due.

Each has a default (domain.md §2.4, §4.3–4.5) and stands in the register only where the office said otherwise, as a
`Setting` of the same name; so who changed what is in its history, and a past day has the rules of then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from scenario_db import days, denials, ledger
from scenario_db.answers import kept
from scenario_db.changes import Version
from scenario_db.database import Database
from scenario_db.problems import Problem
from scenario_db.records import Setting
from scenario_db.roles import Action, Person


class Unit(StrEnum):
    """What a threshold counts."""

    POINTS = "points"
    MONTHS = "months"
    DAYS = "days"
    WEEKDAY = "weekday"
    DAY_OF_MONTH = "day_of_month"
    DAYS_AFTER = "days_after"
    FLAGS = "flags"
    PERIODS = "periods"
    ITEMS = "items"
    PERCENT = "percent"
    WEIGHT = "weight"


class Subject(StrEnum):
    """What a threshold is about."""

    LIGHT = "light"
    FRESHNESS = "freshness"
    DUE = "due"
    GATE = "gate"
    HONESTY = "honesty"
    SCORE = "score"


def _rule(default: int, unit: Unit, lowest: int, highest: int, subject: Subject) -> Any:
    return field(default=default, metadata={"unit": unit, "lowest": lowest, "highest": highest, "subject": subject})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The rules of thumb that hold. A yellow or red bound is still yellow itself where the comment says inclusive."""

    behind_yellow: int = _rule(
        10, Unit.POINTS, 0, 100, Subject.LIGHT
    )  # 银川: 10 to 30 behind, both inclusive, is yellow
    behind_red: int = _rule(30, Unit.POINTS, 1, 100, Subject.LIGHT)  # more than this is red
    start_red_months: int = _rule(3, Unit.MONTHS, 1, 24, Subject.LIGHT)  # 银川: not started for three months running
    build_yellow_days: int = _rule(10, Unit.DAYS, 0, 365, Subject.FRESHNESS)  # after the month's return was due
    build_red_days: int = _rule(35, Unit.DAYS, 1, 730, Subject.FRESHNESS)
    reserve_yellow_days: int = _rule(100, Unit.DAYS, 1, 730, Subject.FRESHNESS)  # since the last return
    reserve_red_days: int = _rule(190, Unit.DAYS, 1, 1460, Subject.FRESHNESS)
    plan_yellow_days: int = _rule(190, Unit.DAYS, 1, 730, Subject.FRESHNESS)
    plan_red_days: int = _rule(370, Unit.DAYS, 1, 1460, Subject.FRESHNESS)
    operate_yellow_days: int = _rule(190, Unit.DAYS, 1, 730, Subject.FRESHNESS)
    operate_red_days: int = _rule(370, Unit.DAYS, 1, 1460, Subject.FRESHNESS)
    week_due_weekday: int = _rule(5, Unit.WEEKDAY, 1, 7, Subject.DUE)  # 新昌: Friday; Monday is 1
    month_due_day: int = _rule(25, Unit.DAY_OF_MONTH, 1, 31, Subject.DUE)  # 新昌: of the month itself
    quarter_due_days: int = _rule(10, Unit.DAYS_AFTER, 0, 90, Subject.DUE)  # ours: a quarter and this is the 100 days
    half_due_days: int = _rule(10, Unit.DAYS_AFTER, 0, 90, Subject.DUE)  # ours: a half and this is about the 190 days
    approval_months: int = _rule(24, Unit.MONTHS, 1, 120, Subject.GATE)  # 武汉某区: an approval holds two years
    suspension_days: int = _rule(180, Unit.DAYS, 1, 1460, Subject.GATE)  # the longest that may be asked for
    start_after_promotion_months: int = _rule(6, Unit.MONTHS, 1, 60, Subject.GATE)  # else back to reserve
    dispute_days: int = _rule(90, Unit.DAYS, 1, 730, Subject.GATE)  # a partner disagrees for longer: back to planning
    first_evaluation_months: int = _rule(6, Unit.MONTHS, 1, 60, Subject.GATE)  # after going into operation
    falling_percent: int = _rule(10, Unit.PERCENT, 0, 100, Subject.GATE)  # ours: so far below its baseline, a sign
    milestones_needed: int = _rule(3, Unit.ITEMS, 0, 50, Subject.GATE)
    nearly_ready_items: int = _rule(2, Unit.ITEMS, 0, 20, Subject.GATE)  # missing at most so many
    cross_flags: int = _rule(2, Unit.FLAGS, 1, 5, Subject.GATE)  # 多跨 from so many of the five on
    unchanged_periods: int = _rule(3, Unit.PERIODS, 2, 24, Subject.HONESTY)  # 无变化 so many times running
    pasted_percent: int = _rule(95, Unit.PERCENT, 50, 100, Subject.HONESTY)  # two texts so alike are one, pasted again
    sum_tolerance_percent: int = _rule(
        1, Unit.PERCENT, 0, 50, Subject.HONESTY
    )  # what months may differ from their year
    unconfirmed_days: int = _rule(30, Unit.DAYS, 1, 365, Subject.HONESTY)  # a partner was asked and has not agreed
    weight_invest: int = _rule(50, Unit.WEIGHT, 0, 100, Subject.SCORE)  # 青浦: 投资 50, 开工 20, 入库 20, 销号 10
    weight_start: int = _rule(20, Unit.WEIGHT, 0, 100, Subject.SCORE)
    weight_enter: int = _rule(20, Unit.WEIGHT, 0, 100, Subject.SCORE)
    weight_solve: int = _rule(10, Unit.WEIGHT, 0, 100, Subject.SCORE)
    weight_file: int = _rule(0, Unit.WEIGHT, 0, 100, Subject.SCORE)  # ours: returns in time; an office may want it


DEFAULTS = Thresholds()

NAMES = tuple(rule.name for rule in fields(Thresholds))

BELOW = (
    ("behind_yellow", "behind_red"),
    ("build_yellow_days", "build_red_days"),
    ("reserve_yellow_days", "reserve_red_days"),
    ("plan_yellow_days", "plan_red_days"),
    ("operate_yellow_days", "operate_red_days"),
)
"""The first of each pair stays below the second: yellow comes before red."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one threshold may be."""

    name: str
    default: int
    unit: Unit
    lowest: int
    highest: int
    subject: Subject


RULES: Mapping[str, Rule] = MappingProxyType(
    {it.name: Rule(it.name, int(getattr(DEFAULTS, it.name)), **it.metadata) for it in fields(Thresholds)}
)


def of(db: Database, moment: datetime = days.ALWAYS) -> Thresholds:
    """The thresholds as they are, or as they were at a moment."""
    return kept(db, _read, moment)


def _read(db: Database, moment: datetime) -> Thresholds:
    sql = """
        select name, value
        from setting_on(cast(:moment as timestamp))
        where name in (select unnest(cast(:names as text[])))
    """
    found = {name: _number(value) for name, value in db.rows(sql, moment=moment, names=list(NAMES))}
    fitting = {name: it for name, it in found.items() if it is not None and _fits(RULES[name], it)}
    return replace(DEFAULTS, **fitting)


def problem_with(held: Thresholds, name: str, value: int) -> Problem | None:
    """Why a threshold cannot be that, beside the others as they are."""
    rule = RULES[name]
    if not _fits(rule, value):
        facts = {"value": value, "lowest": rule.lowest, "highest": rule.highest}
        return Problem("threshold_out_of_range", facts=facts)
    changed = replace(held, **{name: value})
    for lower, higher in BELOW:
        if name in (lower, higher) and getattr(changed, lower) >= getattr(changed, higher):
            facts = {"lower": getattr(changed, lower), "higher": getattr(changed, higher)}
            return Problem("threshold_not_below", facts=facts)
    return None


def change(db: Database, name: str, value: int, *, by: Person, version: int | None = None) -> Problem | None:
    """Sets a threshold through the ledger; the Problem where it cannot be that, None where it now is.

    `version` is the one that the form was opened with, 0 for a default. Raises DeniedError, StaleError, and as
    `ledger.record` does.
    """
    denials.require(db, by, Action.SET_RULES)
    problem = problem_with(of(db), name, value)
    if problem is None:
        ledger.saved(db, Setting(name=name, value=str(value)), by=by, version=version)
    return problem


def last_changes(db: Database) -> dict[str, Version]:
    """For each threshold that the office ever set, its version of today: by whom, when."""
    sql = "select id from setting where name in (select unnest(cast(:names as text[])))"
    ids = [row[0] for row in db.rows(sql, names=list(NAMES))]
    return {key: ledger.history(db, "setting", key)[-1] for key in ids}


def _number(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else None


def _fits(rule: Rule, value: int) -> bool:
    return rule.lowest <= value <= rule.highest
