"""Periods: every day lies in one of each kind, names are read back, and before and after undo each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_db import periods
from scenario_db.codes import Period, Tier

KINDS = st.sampled_from(list(Period))
DAYS = st.dates(date(1990, 1, 15), date(2200, 12, 1))


@pytest.mark.parametrize(
    ("kind", "day", "name", "first", "last"),
    [
        (Period.WEEK, date(2026, 6, 5), "2026-W23", date(2026, 6, 1), date(2026, 6, 7)),
        (Period.WEEK, date(2027, 1, 1), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        (Period.MONTH, date(2024, 2, 29), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (Period.QUARTER, date(2026, 6, 30), "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        (Period.HALF, date(2026, 7, 1), "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_the_period_that_the_office_would_name(
    kind: Period, day: date, name: str, first: date, last: date
) -> None:
    found = periods.containing(kind, day)
    assert (found.name, found.first, found.last) == (name, first, last)


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-13", "2026-0", "2026-6", "2026-Q5", "2026-H3", "2025-W53", "2026-q2"]
)
def test_what_names_no_period_is_read_as_none(name: str) -> None:
    assert periods.read(name) is None


def test_who_left_owes_nothing() -> None:
    assert Tier.EXIT not in periods.OWED
    assert all(Tier.EXIT not in periods.tiers_owing(kind) for kind in Period)


def test_the_plan_and_what_is_in_operation_owe_half_years() -> None:
    assert set(periods.tiers_owing(Period.HALF)) == {Tier.PLAN, Tier.OPERATE}


@given(KINDS, DAYS)
def test_a_day_lies_in_its_period(kind: Period, day: date) -> None:
    assert day in periods.containing(kind, day)


@given(KINDS, DAYS)
def test_a_name_is_read_back(kind: Period, day: date) -> None:
    it = periods.containing(kind, day)
    assert periods.named(kind, it.name) == it
    assert periods.read(it.name) == it


@given(KINDS, DAYS)
def test_periods_follow_each_other_without_a_gap(kind: Period, day: date) -> None:
    it = periods.containing(kind, day)
    assert it.after.before == it == it.before.after
    assert it.after.first == it.last + timedelta(days=1)


@given(KINDS, DAYS)
def test_names_are_in_the_order_of_their_days(kind: Period, day: date) -> None:
    it = periods.containing(kind, day)
    assert it.before.name < it.name < it.after.name


@given(KINDS, DAYS, st.integers(1, 30))
def test_going_back_gives_so_many_and_ends_with_the_one(kind: Period, day: date, count: int) -> None:
    it = periods.containing(kind, day)
    found = it.back(count)
    assert len(found) == count
    assert found[-1] == it
    assert found == list(periods.within(kind, found[0].first, it.last))
