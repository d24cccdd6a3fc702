"""Annual plans and milestones: the original beside the current, adjusted with a reason, and what is due by a month.

The first version of a year's plan is its original. An adjustment is a new version of the same record in a batch whose
note is the reason; nothing of the plan before is lost. A milestone keeps the date that it had first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from scenario_db import denials, ledger, rules, thresholds
from scenario_db.changes import Change, Origin, Receipt, StaleError, Version
from scenario_db.codes import MilestoneStatus, Source
from scenario_db.comparing import records_of
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.problems import Level, Problem, RegisterError
from scenario_db.records import AnnualPlan, Milestone, MonthlyTarget
from scenario_db.refusals import losses
from scenario_db.roles import Action, Person

MONTHS = tuple(range(1, 13))


class PlanError(RegisterError):
    """A plan that cannot be, or an adjustment without a reason."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One version of a year's plan: the amount, by whom, when, why."""

    amount: Decimal | None
    by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario's plan of a year as it is, with its twelve months (None where nobody said) and its past."""

    scenario_id: str
    year: int
    version: int = 0
    planned: Decimal | None = None
    target: str | None = None
    months: tuple[Decimal | None, ...] = (None,) * 12
    past: tuple[Adjustment, ...] = ()

    @property
    def original(self) -> Decimal | None:
        """The amount that was planned first."""
        return self.past[0].amount if self.past else None

    @property
    def adjusted(self) -> bool:
        """Whether the amount is not the one that was planned first."""
        return bool(self.past) and self.planned != self.original

    def share_due(self, month: int) -> Fraction:
        """序时: which part of the year's plan is due by the end of that month."""
        return share_due(self.months, month)


def share_due(months: Sequence[Decimal | None], month: int) -> Fraction:
    """The part of a year that is due by the end of a month: by its twelve targets, else by time."""
    targets = [it for it in months if it is not None]
    whole = sum(targets, Decimal(0))
    if len(targets) < len(MONTHS) or whole <= 0:
        return Fraction(month, len(MONTHS))
    return Fraction(sum(targets[:month], Decimal(0))) / Fraction(whole)


def of(db: Database, scenario_id: str, year: int) -> Plan:
    """The plan of a scenario for a year; one without a version where there is none yet."""
    key = f"{scenario_id}/{year}"
    ids = [f"{key}/{month}" for month in MONTHS]
    found = records_of(db, KINDS["monthly_target"], ids)
    months = tuple(getattr(found.get(it, (0, None))[1], "target_invest", None) for it in ids)
    versions = ledger.history(db, "annual_plan", key)
    held = cast("AnnualPlan | None", records_of(db, KINDS["annual_plan"], [key]).get(key, (0, None))[1])
    if held is None:
        return Plan(scenario_id, year, months=months)
    past = tuple(_adjustment(it) for it in versions)
    return Plan(scenario_id, year, versions[-1].number, held.planned_invest, held.target, months, past)


def _adjustment(it: Version) -> Adjustment:
    amount = cast("AnnualPlan", it.record).planned_invest
    return Adjustment(amount, it.batch.author, it.batch.recorded_at.date(), it.batch.origin.note)


def problems_with(db: Database, plan: Plan) -> list[Problem]:
    """What is wrong with a plan, and what should be looked at: months that do not make the year."""
    found = [it for _, it in rules.problems_with(_record(plan))]
    given = [it for it in plan.months if it is not None]
    if any(it < 0 for it in given):
        found.append(Problem("negative_amount", facts={"value": min(given), "heading": "target_invest"}))
    whole = sum(given, Decimal(0))
    allowed = (plan.planned or Decimal(0)) * thresholds.of(db).sum_tolerance_percent / 100
    if given and plan.planned is not None and abs(whole - plan.planned) > allowed:
        found.append(Problem("months_do_not_make_year", facts={"months": whole, "year": plan.planned}))
    if given and len(given) < len(MONTHS):
        missing = len(MONTHS) - len(given)
        found.append(Problem("months_missing", facts={"count": missing}, level=Level.WARNING))
    return found


def _record(plan: Plan) -> AnnualPlan:
    return AnnualPlan(
        scenario_id=plan.scenario_id, year=plan.year, planned_invest=plan.planned, target=plan.target or None
    )


def save(db: Database, plan: Plan, *, by: Person, reason: str = "") -> Receipt | None:
    """Writes a plan with its months in one batch; None where nothing differs.

    `plan.version` is the one it was opened with. Who changes a plan that stands says why. Raises PlanError, StaleError,
    DeniedError, and as `ledger.record` does.
    """
    denials.require(db, by, Action.REPORT)
    wrong = [it for it in problems_with(db, plan) if it.level is Level.ERROR]
    if wrong:
        raise PlanError(wrong[0])
    changes = [*ledger.compare(db, ledger.wanted([_record(plan)])), *_months(db, plan)]
    _refuse_overtaken(db, plan)
    if plan.version and changes and not reason.strip():
        raise PlanError(Problem("adjusted_without_reason"))
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM, reason.strip())) if changes else None


def _months(db: Database, plan: Plan) -> list[Change]:
    """The months that differ; words of a month stay, and a month that nobody named is not written."""
    ids = [f"{plan.scenario_id}/{plan.year}/{month}" for month in MONTHS]
    held = records_of(db, KINDS["monthly_target"], ids)
    wanted = [
        replace(
            cast("MonthlyTarget", held[key][1])
            if key in held
            else MonthlyTarget(scenario_id=plan.scenario_id, year=plan.year, month=month),
            target_invest=amount,
        )
        for key, month, amount in zip(ids, MONTHS, plan.months, strict=True)
        if key in held or amount is not None
    ]
    return ledger.compare(db, ledger.wanted(wanted)) if wanted else []


def _refuse_overtaken(db: Database, plan: Plan) -> None:
    now = of(db, plan.scenario_id, plan.year)
    if now.version != plan.version:
        key = f"{plan.scenario_id}/{plan.year}"
        raise StaleError(losses(db, KINDS["annual_plan"], [Change("annual_plan", key, None, None)]))


def milestones(db: Database, scenario_id: str) -> list[Milestone]:
    """The milestones of a scenario, by the date they are planned for."""
    kind = KINDS["milestone"]
    sql = f"""
        select {", ".join(kind.names)}
        from milestone
        where scenario_id = :scenario
        order by coalesce(planned_date, original_date) nulls last, id
    """
    return [cast("Milestone", kind.read(row)) for row in db.rows(sql, scenario=scenario_id)]


def save_milestones(
    db: Database, scenario_id: str, wanted: Sequence[Milestone], *, by: Person, today: date, note: str = ""
) -> Receipt | None:
    """Makes the milestones of a scenario these; who is named no more leaves, and stays in the history.

    A new one's date is its original. One with an actual date is done. Raises PlanError, DeniedError, and as
    `ledger.record` does.
    """
    denials.require(db, by, Action.REPORT)
    held = {it.name: it for it in milestones(db, scenario_id)}
    tidy = [_tidy(it, held, today) for it in wanted if it.name.strip()]
    doubled = sorted({it.name for it in tidy if [one.name for one in tidy].count(it.name) > 1})
    if doubled:
        raise PlanError(Problem("milestone_twice", facts={"name": doubled[0]}))
    gone = {it.id: "" for name, it in held.items() if name not in {one.name for one in tidy}}
    changes = [
        *(ledger.compare(db, ledger.wanted(tidy)) if tidy else []),
        *(ledger.leaving(db, "milestone", gone) if gone else []),
    ]
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM, note)) if changes else None


def _tidy(it: Milestone, held: Mapping[str, Milestone], today: date) -> Milestone:
    name = it.name.strip()
    first = held[name].original_date if name in held else None
    if it.actual_date and it.actual_date > today:
        raise PlanError(Problem("milestone_in_future", facts={"name": name, "day": it.actual_date}))
    done = it.actual_date is not None
    status = MilestoneStatus.DONE if done else _open(it.status)
    key = f"{it.scenario_id}/{name}"
    return replace(it, id=key, name=name, original_date=first or it.original_date or it.planned_date, status=status)


def _open(status: MilestoneStatus) -> MilestoneStatus:
    return MilestoneStatus.PENDING if status is MilestoneStatus.DONE else status
