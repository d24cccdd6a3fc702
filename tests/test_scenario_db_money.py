"""The money of a year: planned, done, and how far the year has come; never counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scenario_db import money
from scenario_db.codes import Period, ReviewStatus, Tier
from scenario_db.records import AnnualPlan, MonthlyTarget, ProgressReport, Scenario
from tests.telling import on, the, today, write

PARENT = Scenario(id="s1", name="车联网", tier=Tier.BUILD)
CHILD = Scenario(id="s2", name="自动驾驶接驳", tier=Tier.PLAN, parent_id="s1")
OTHER = Scenario(id="s3", name="家门口的医养结合", tier=Tier.RESERVE)
JUNE = today(date(2026, 6, 30))


def plan(scenario: str, amount: int | str | None, year: int = 2026) -> AnnualPlan:
    return AnnualPlan(scenario_id=scenario, year=year, planned_invest=None if amount is None else Decimal(amount))


def curve(db):
    found = money.curve(db, JUNE)
    return found.planned, found.done


def returned(scenario: str, period: str, amount: int | str | None, **more: object) -> ProgressReport:
    ytd = None if amount is None else Decimal(amount)
    end = date(int(period[:4]), int(period[5:]), 28)
    given: dict[str, Any] = {
        "scenario_id": scenario,
        "period_type": Period.MONTH,
        "period": period,
        "period_end": end,
    } | more
    return ProgressReport(invest_ytd=ytd, **given)


def sums(db, choice=JUNE):
    found = money.money(db, choice).all
    return found.planned, found.done, found.without_plan


def test_a_library_without_money_knows_no_share_and_no_month(db):
    write(db, PARENT)
    found = money.money(db, JUNE)
    assert (found.year, found.month, found.elapsed, found.gap) == (2026, None, None, None)
    assert (found.all.scenarios, found.all.without_plan, found.all.completion) == (1, 1, None)


def test_an_empty_library_has_no_money(db):
    assert money.money(db, JUNE).tiers == {}
    assert curve(db)[1] == ()


def test_the_published_figure_is_met_from_unrounded_values(db):
    """154.9 of 240.2 亿元 at the end of June is 64.5 %, 14.5 points ahead (domain.md 0.3)."""
    write(db, PARENT, plan("s1", 2401550), returned("s1", "2026-06", 1549000))
    found = money.money(db, JUNE)
    assert found.elapsed == Fraction(1, 2)
    assert round(float(found.all.completion or 0) * 100, 1) == 64.5
    assert round(float(found.gap or 0), 1) == 14.5


def test_the_latest_return_counts_not_the_sum_of_returns(db):
    write(db, PARENT, plan("s1", 100), returned("s1", "2026-03", 20), returned("s1", "2026-05", 45))
    assert sums(db) == (100, 45, 0)
    assert money.money(db, JUNE).month == 5


def test_a_return_without_a_figure_leaves_the_one_before(db):
    write(db, PARENT, plan("s1", 100), returned("s1", "2026-03", 20), returned("s1", "2026-05", None, unchanged=True))
    assert sums(db)[1] == 20


@pytest.mark.parametrize(
    "other",
    [
        returned("s1", "2026-07", 70),
        returned("s1", "2025-12", 70),
        returned("s1", "2026-06", 70, status=ReviewStatus.RETURNED),
        returned("s1", "2026-06", 70, period_type=Period.HALF),
    ],
)
def test_returns_of_later_months_other_years_and_those_sent_back_do_not_count(db, other):
    write(db, PARENT, plan("s1", 100), returned("s1", "2026-03", 20), other)
    assert sums(db) == (100, 20, 0)


def test_the_month_says_how_many_have_returned_it(db):
    write(
        db, PARENT, OTHER, plan("s1", 100), plan("s3", 50), returned("s1", "2026-05", 40), returned("s3", "2026-04", 9)
    )
    found = money.money(db, JUNE)
    assert (found.month, found.returned, found.all.done) == (5, 1, Decimal(49))


def test_what_has_no_plan_is_counted_and_its_money_is_not(db):
    write(db, PARENT, OTHER, plan("s1", 100), returned("s1", "2026-05", 40), returned("s3", "2026-05", 9))
    assert sums(db) == (100, 40, 1)


def test_a_plan_that_names_no_amount_is_no_plan_of_money(db):
    write(db, PARENT, plan("s1", None))
    assert sums(db) == (0, 0, 1)


def test_a_childs_amount_is_left_out_where_its_parent_has_one(db):
    write(
        db, PARENT, CHILD, plan("s1", 100), plan("s2", 30), returned("s1", "2026-05", 40), returned("s2", "2026-05", 9)
    )
    assert sums(db) == (100, 40, 0)
    assert money.money(db, JUNE).tiers[Tier.PLAN].planned == 0


def test_each_kind_of_amount_is_judged_by_itself(db):
    write(db, PARENT, CHILD, plan("s1", 100), plan("s2", 30), returned("s2", "2026-05", 9))
    assert sums(db) == (100, 9, 0)


def test_a_parent_that_returns_for_children_who_plan_counts(db):
    write(db, PARENT, CHILD, plan("s2", 30), returned("s1", "2026-05", 12), returned("s2", "2026-05", 9))
    assert sums(db) == (30, 12, 0)


def test_a_child_counts_by_itself_where_its_parent_is_not_in_the_choice(db):
    write(db, PARENT, CHILD, plan("s1", 100), plan("s2", 30))
    assert sums(db, replace(JUNE, tiers=(Tier.PLAN,)))[0] == 30


def test_amounts_of_another_year_can_be_asked_for(db):
    write(db, PARENT, plan("s1", 80, year=2025), returned("s1", "2025-12", 60))
    found = money.money(db, JUNE, year=2025)
    assert (found.all.planned, found.all.done, found.elapsed) == (Decimal(80), Decimal(60), Fraction(1))


def test_a_past_day_knows_the_figures_of_that_day(db):
    write(db, PARENT, plan("s1", 100), returned("s1", "2026-01", 10), at=on(10))
    write(db, returned("s1", "2026-01", 15), plan("s1", 90), at=on(20))
    assert sums(db, the(15))[:2] == (100, 10)
    assert sums(db, the(25))[:2] == (90, 15)


def test_a_plan_without_monthly_targets_is_spread_evenly(db):
    write(db, PARENT, plan("s1", 120))
    assert curve(db)[0] == tuple(Decimal(10 * month) for month in range(1, 13))


def test_twelve_monthly_targets_are_taken_as_they_are_and_eleven_are_not(db):
    twelve = [MonthlyTarget(scenario_id="s1", year=2026, month=m, target_invest=Decimal(m)) for m in range(1, 13)]
    eleven = [MonthlyTarget(scenario_id="s3", year=2026, month=m, target_invest=Decimal(99)) for m in range(1, 12)]
    write(db, PARENT, OTHER, plan("s1", 78), plan("s3", 12), *twelve, *eleven)
    assert curve(db)[0][:3] == (2, 5, 9)


def test_what_is_done_grows_with_each_return_and_stops_at_the_last(db):
    write(db, PARENT, OTHER, plan("s1", 100), plan("s3", 50))
    write(db, returned("s1", "2026-01", 10), returned("s1", "2026-03", 25), returned("s3", "2026-02", 5))
    assert curve(db)[1] == (10, 15, 30)


def test_the_curve_ends_where_the_sum_stands(db):
    write(db, PARENT, CHILD, OTHER, plan("s1", 100), plan("s2", 30))
    write(db, returned("s1", "2026-03", 25), returned("s2", "2026-05", 9), returned("s3", "2026-04", 7))
    assert curve(db)[1][-1] == sums(db)[1]


def test_what_was_returned_and_corrected_counts_as_it_stands_now(db):
    write(db, PARENT, plan("s1", 100), returned("s1", "2026-01", 10), returned("s1", "2026-03", 30))
    write(db, returned("s1", "2026-03", 35))
    assert (curve(db)[1], sums(db)[1]) == ((10, 10, 35), 35)
    write(db, returned("s1", "2026-03", 40, status=ReviewStatus.RETURNED))
    assert (curve(db)[1], sums(db)[1]) == ((10,), 10)


def test_a_month_that_begins_after_the_day_is_not_done_yet(db):
    write(db, PARENT, plan("s1", 100), returned("s1", "2026-06", 60), returned("s1", "2026-07", 70))
    assert (curve(db)[1][-1], sums(db)[1]) == (60, 60)


def test_a_taken_back_target_leaves_the_plan_spread_evenly(db):
    targets = [
        MonthlyTarget(scenario_id="s1", year=2026, month=month, target_invest=Decimal(month)) for month in range(1, 13)
    ]
    write(db, PARENT, plan("s1", 120), *targets)
    assert curve(db)[0][0] == 1
    write(db, replace(targets[4], target_invest=None))
    assert curve(db)[0][0] == 10
