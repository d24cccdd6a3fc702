"""Departments side by side: each part of the score against a plain count, the weights, what is wanting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scenario_db import lights, peers, shortfalls, thresholds
from scenario_db.codes import DepartmentType, IssueStatus, Period, Precision, Stage, Tier
from scenario_db.money import Share
from scenario_db.peers import Led, Merit, Peer, Ratio
from scenario_db.records import AnnualPlan, Department, Issue, ProgressReport, Scenario
from scenario_db.thresholds import DEFAULTS
from tests.telling import OFFICE, today, write

JUNE = today(date(2026, 6, 30))
UNITS = (Department(id="d1", name="市数据局"), Department(id="d2", name="滨湖区", type=DepartmentType.DISTRICT))


def scenario(number: int, tier: Tier, starts: date | None, **more) -> Scenario:
    given: dict[str, Any] = {"lead_id": "d1", "tier_since": date(2026, 1, 1)} | more
    return Scenario(id=f"s{number}", code=f"A{number}", name=f"场景{number}", tier=tier, planned_start=starts, **given)


CITY = (
    scenario(1, Tier.BUILD, date(2026, 3, 1), actual_start=date(2026, 3, 9)),
    scenario(2, Tier.BUILD, date(2026, 3, 1)),
    scenario(3, Tier.RESERVE, date(2026, 5, 31)),
    scenario(4, Tier.BUILD, date(2026, 6, 1)),  # this month: not late yet
    scenario(5, Tier.BUILD, date(2026, 4, 1), planned_start_precision=Precision.HALF),  # any day of the half will do
    scenario(6, Tier.BUILD, date(2026, 2, 1), suspended=True),
    scenario(7, Tier.PLAN, date(2026, 2, 1)),
    scenario(8, Tier.BUILD, date(2026, 2, 1), stage=Stage.CONSTRUCTION, lead_id="d2"),
)
DUE, ENTERED, STARTED = {"A1", "A2", "A3"}, {"A1", "A2"}, {"A1"}
MONEY = (
    AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal(100)),
    ProgressReport(
        scenario_id="s1",
        period_type=Period.MONTH,
        period="2026-05",
        period_end=date(2026, 5, 31),
        invest_ytd=Decimal(25),
        filed_on=date(2026, 5, 20),
    ),
)


def problem(number: int, status: IssueStatus, closed: date | None = None, needs: str | None = None) -> Issue:
    return Issue(
        id=f"i{number}",
        code=f"W{number}",
        scenario_id="s8" if needs else "s1",
        description=f"问题{number}",
        status=status,
        closed_on=closed,
        needs_department_id=needs,
        raised_on=date(2026, 1, number),
    )


PROBLEMS = (
    problem(1, IssueStatus.CLOSED, date(2025, 12, 1)),
    problem(2, IssueStatus.CLOSED, date(2026, 2, 1)),
    problem(3, IssueStatus.OPEN),
    problem(4, IssueStatus.WORKING, needs="d1"),
)


@pytest.fixture
def city(db):
    write(db, *UNITS, *CITY, *MONEY, *PROBLEMS)
    return db


def test_a_register_in_which_nobody_leads_has_no_peers(db):
    write(db, *UNITS)
    assert peers.abreast(db, JUNE) == []


def test_each_figure_of_a_department_is_what_a_plain_count_gives(city):
    found = {it.id: it for it in peers.abreast(city, JUNE)}
    one = found["d1"]
    assert (one.led.due, one.led.entered, one.led.started) == (len(DUE), len(ENTERED), len(STARTED))
    assert one.led.tiers == {Tier.BUILD: 5, Tier.RESERVE: 1, Tier.PLAN: 1, Tier.OPERATE: 0}
    assert one.money == Share(7, 6, Decimal(100), Decimal(25))
    assert one.solved == Ratio(3, 1)
    assert (found["d2"].type, found["d2"].solved.share) == (DepartmentType.DISTRICT, None)
    counts = lights.counts(city, replace(JUNE, leads=("d1",)))
    by_light = {light: sum(n for (_, it), n in counts.items() if it == light) for light in ("red", "yellow")}
    assert (one.led.red, one.led.yellow) == (by_light["red"], by_light["yellow"])


def test_the_score_is_the_weighted_sum_of_its_parts(city):
    [one] = [it for it in peers.abreast(city, JUNE) if it.id == "d1"]
    elapsed = peers.elapsed(city, JUNE)
    points = {
        Merit.INVEST: 50 * Fraction(25, 100) / Fraction(5, 12),
        Merit.START: 20 * Fraction(1, 3),
        Merit.ENTER: 20 * Fraction(2, 3),
        Merit.SOLVE: 10 * Fraction(1, 3),
    }
    assert one.points(DEFAULTS, elapsed) == points
    assert one.score(DEFAULTS, elapsed) == sum(points.values())


def test_a_part_that_nothing_can_be_said_of_is_left_out_and_the_rest_stands_for_the_whole():
    it = Peer("d1", "市数据局", DepartmentType.CITY, Led(due=2, started=1, entered=2), Share())
    assert it.points(DEFAULTS, Fraction(1, 2)) == {Merit.START: 10, Merit.ENTER: 20}
    assert it.score(DEFAULTS, Fraction(1, 2)) == 75
    assert Peer("d2", "市工信局", DepartmentType.CITY, Led(), Share()).score(DEFAULTS, None) is None


def test_money_ahead_of_the_calendar_earns_no_more_than_the_whole_weight():
    it = Peer("d1", "市数据局", DepartmentType.CITY, Led(), Share(1, 0, Decimal(10), Decimal(9)))
    assert it.points(DEFAULTS, Fraction(1, 2)) == {Merit.INVEST: 50}


def test_the_office_changes_what_a_part_weighs(city):
    assert thresholds.change(city, "weight_start", 0, by=OFFICE) is None
    [one] = [it for it in peers.abreast(city, JUNE) if it.id == "d1"]
    assert Merit.START not in one.points(thresholds.of(city), peers.elapsed(city, JUNE))


def test_what_is_wanting_is_named(city):
    hers = replace(JUNE, leads=("d1",))
    assert {it.code for it in shortfalls.late(city, hers, Merit.START)} == DUE - STARTED
    assert {it.code for it in shortfalls.late(city, hers, Merit.ENTER)} == DUE - ENTERED
    assert [it.what for it in shortfalls.unsolved(city, JUNE, "d1")] == ["问题3", "问题4"]
