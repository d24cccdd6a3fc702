"""What a scenario promised when it came into 储备, beside what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from scenario_db import days, settings
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import Metric


@dataclass(frozen=True, slots=True)
class Course:
    """One indicator through the years: what it began with, what was promised, and its figures, the earliest first."""

    name: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    figures: tuple[Metric, ...]
    at_the_gate: bool

    @property
    def last(self) -> Metric | None:
        """The latest figure."""
        return self.figures[-1] if self.figures else None

    @property
    def reached(self) -> bool | None:
        """Whether the target was reached, upwards or, where it lies below the baseline, downwards; None if unknown."""
        value = self.last.value if self.last else None
        if value is None or self.target is None:
            return None
        falls = self.baseline is not None and self.target < self.baseline
        return value <= self.target if falls else value >= self.target


@dataclass(frozen=True, slots=True)
class Promise:
    """What was expected in words, on the day on which the scenario first stood in 储备, or entered."""

    day: date | None
    at_the_gate: bool
    outcome: str
    outcome_now: str
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure, whether it stood when the promise was made, and the baseline and target that were given first."""

    early: bool
    baseline: Decimal | None
    target: Decimal | None
    it: Metric


def of_scenario(db: Database, scenario: str) -> Promise:
    """The promise of a scenario and what came of each of its indicators."""
    sql = """
        select recorded_at, tier = 'reserve', coalesce(outcome, '')
        from scenario_version
        where id = :id
        order by case when tier = 'reserve' then 0 else 1 end, version
        limit 1
    """
    found = db.rows(sql, id=scenario)
    now: str | None = db.value("select outcome from scenario where id = :id", id=scenario)
    if not found:
        return Promise(None, at_the_gate=False, outcome="", outcome_now=now or "", courses=())
    moment, at_the_gate, outcome = found[0]
    day = days.local(moment, settings.current().zone).date()
    return Promise(day, bool(at_the_gate), outcome, now or "", courses(db, scenario, moment))


def courses(db: Database, scenario: str, moment: datetime | None = None) -> tuple[Course, ...]:
    """Each indicator of a scenario with its figures; `moment` is when it was promised, if it was."""
    names = ", ".join(f"m.{name}" for name in KINDS["metric"].names)
    sql = f"""
        select
            coalesce(v.recorded_at <= cast(:moment as timestamp), false), coalesce(v.baseline, m.baseline),
            coalesce(v.target, m.target), {names}
        from metric as m
        join metric_version as v on v.id = m.id and v.version = 1
        where m.scenario_id = :id
        order by m.name, m.as_of
    """
    by_name: dict[str, list[_Told]] = defaultdict(list)
    for early, baseline, target, *row in db.rows(sql, id=scenario, moment=moment):
        it = cast("Metric", KINDS["metric"].read(row))
        by_name[it.name].append(_Told(bool(early), baseline, target, it))
    made = [_course(name, given) for name, given in by_name.items()]
    return tuple(sorted(made, key=lambda it: (not it.at_the_gate, it.name)))


def _course(name: str, given: Sequence[_Told]) -> Course:
    """Baseline and target are those that were told first: what was lowered later is not what was promised."""
    return Course(
        name,
        next((one.it.unit for one in reversed(given) if one.it.unit), ""),
        next((one.baseline for one in given if one.baseline is not None), None),
        next((one.target for one in given if one.target is not None), None),
        tuple(one.it for one in given if one.it.value is not None),
        any(one.early for one in given),
    )
