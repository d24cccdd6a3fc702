"""Two days side by side: whose money and dates are others now, counted and named; and days with a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from scenario_db import days, differences, snapshots
from scenario_db.choices import Choice
from scenario_db.codes import Role, Tier
from scenario_db.differences import Amount, Date
from scenario_db.records import AnnualPlan, Department, Milestone, Scenario, Snapshot
from scenario_db.roles import DeniedError, Person
from scenario_db.snapshots import SnapshotError
from tests.telling import write

OFFICE = Person("办公室", Role.OFFICE)
CITY = Department(id="d91", name="市城管局")
LAMPS = Scenario(
    id="s91", code="A1", name="智慧路灯", tier=Tier.PLAN, lead_id="d91", total_invest=Decimal(100),
    planned_start=date(2026, 3, 1),
)  # fmt: skip
PARKING = Scenario(id="s92", code="A2", name="智慧停车", tier=Tier.PLAN, total_invest=Decimal(500))
PLAN = AnnualPlan(scenario_id="s91", year=2026, planned_invest=Decimal(50))
DOOR = Milestone(scenario_id="s91", name="上线", planned_date=date(2026, 9, 1))


@pytest.fixture
def two_days(db):
    """The library before and after somebody changed amounts and dates."""
    write(db, CITY, LAMPS, PARKING, PLAN, DOOR)
    then = db.value("select max(recorded_at) from batch")
    moved = replace(LAMPS, total_invest=Decimal(160), planned_start=date(2026, 5, 1), summary="改了简介")
    write(db, moved, replace(PLAN, planned_invest=Decimal(80)), replace(DOOR, planned_date=date(2026, 8, 22)))
    write(db, Scenario(id="s93", code="A3", name="新来的", tier=Tier.PLAN, total_invest=Decimal(9)))
    moment: datetime = then + timedelta(microseconds=1)
    today = date(2026, 7, 1)
    return db, Choice(today, moment), Choice(today, days.ALWAYS)


def test_amounts_that_changed_are_named_the_largest_difference_first(two_days):
    found = differences.amounts(*two_days)
    assert [(it.code, it.what, it.year, it.was, it.now) for it in found] == [
        ("A1", Amount.TOTAL, None, 100, 160),
        ("A1", Amount.PLAN, 2026, 50, 80),
    ]


def test_dates_that_changed_are_named_those_put_off_furthest_first(two_days):
    found = differences.dates(*two_days)
    assert [(it.what, it.milestone, it.days) for it in found] == [(Date.START, "", 61), (Date.MILESTONE, "上线", -10)]


def test_the_counts_are_those_of_the_lists(two_days):
    assert differences.counts(*two_days) == (2, 2)


def test_a_page_begins_where_the_one_before_ended(two_days):
    assert [it.what for it in differences.amounts(*two_days, limit=1, offset=1)] == [Amount.PLAN]


def test_another_choice_sees_nothing_of_it(two_days):
    db, then, now = two_days
    other = {"leads": ("d99",)}
    assert differences.counts(db, replace(then, **other), replace(now, **other)) == (0, 0)


def test_the_same_day_twice_differs_in_nothing(two_days):
    db, then, _ = two_days
    assert differences.counts(db, then, then) == (0, 0)


def test_a_day_is_named_and_the_name_moved(db):
    for day in (date(2026, 6, 30), date(2026, 7, 1)):
        snapshots.save(db, " 2026年第二批 ", day, by=OFFICE, today=date(2026, 7, 2))
    assert snapshots.found(db) == [Snapshot(id=snapshots.found(db)[0].id, label="2026年第二批", day=date(2026, 7, 1))]


@pytest.mark.parametrize(("label", "day"), [("  ", date(2026, 7, 1)), ("明天", date(2026, 7, 3))])
def test_a_name_without_words_or_of_a_day_to_come_is_refused(db, label, day):
    with pytest.raises(SnapshotError):
        snapshots.save(db, label, day, by=OFFICE, today=date(2026, 7, 2))


def test_a_clerk_names_no_day(db):
    with pytest.raises(DeniedError):
        snapshots.save(db, "某批", date(2026, 7, 1), by=Person("张三", Role.CLERK), today=date(2026, 7, 2))
