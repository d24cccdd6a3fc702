"""Windows: when a return opens and is due, by rule, past days off, and as the office sets it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_db import periods, thresholds, windows
from scenario_db.codes import Period, Role
from scenario_db.database import Database
from scenario_db.records import Holiday, ReturnWindow
from scenario_db.roles import DeniedError, Person
from scenario_db.windows import Calendar, WindowError

OFFICE = Person("市数字办", Role.OFFICE)
CLERK = Person("市工信局 填报员", Role.CLERK, "d1")


def due(calendar: Calendar, name: str) -> date:
    term = periods.read(name)
    assert term is not None
    return calendar.window(term).due_on


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-W23", date(2026, 6, 5)),
        ("2026-06", date(2026, 6, 25)),
        ("2026-04", date(2026, 4, 27)),  # the 25th is a Saturday
        ("2026-Q1", date(2026, 4, 10)),
        ("2026-H1", date(2026, 7, 10)),
    ],
)
def test_the_rule_says_when_a_return_is_due(name: str, expected: date) -> None:
    assert due(Calendar(), name) == expected


def test_a_due_day_that_is_off_moves_to_the_next_that_is_worked(db: Database) -> None:
    off = [Holiday(day=date(2026, 9, 25), name="中秋节"), Holiday(day=date(2026, 9, 27), working=True)]
    windows.set_days(db, off, by=OFFICE)
    assert due(windows.calendar(db), "2026-09") == date(2026, 9, 27)


def test_working_days_are_counted_past_days_off(db: Database) -> None:
    week = [Holiday(day=date(2026, 10, 1) + timedelta(days=more), name="国庆节") for more in range(7)]
    windows.set_days(db, [*week, Holiday(day=date(2026, 10, 10), working=True)], by=OFFICE)
    assert windows.calendar(db).working_days_after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert Calendar().working_days_after(date(2026, 9, 30), 10) == date(2026, 10, 14)


def test_the_friday_of_a_week_off_is_due_when_work_begins_again(db: Database) -> None:
    week = [Holiday(day=date(2026, 10, 1) + timedelta(days=more), name="国庆节") for more in range(7)]
    windows.set_days(db, week, by=OFFICE)
    assert due(windows.calendar(db), "2026-W40") == date(2026, 10, 8)


def test_the_day_of_the_month_is_a_threshold(db: Database) -> None:
    thresholds.change(db, "month_due_day", 31, by=OFFICE)
    assert due(windows.calendar(db), "2026-09") == date(2026, 9, 30)


def test_what_the_office_sets_stands_even_on_a_day_off(db: Database) -> None:
    told = ReturnWindow(period_type=Period.MONTH, period="2026-09", due_on=date(2026, 9, 19), note="提前")
    windows.set_window(db, told, by=OFFICE)
    found = windows.calendar(db).window(periods.containing(Period.MONTH, date(2026, 9, 1)))
    assert (found.due_on, found.set_by_office, found.note) == (date(2026, 9, 19), True, "提前")
    assert found.opens_on <= found.due_on


def test_a_window_that_is_forgotten_is_by_rule_again(db: Database) -> None:
    told = ReturnWindow(period_type=Period.MONTH, period="2026-09", due_on=date(2026, 9, 19))
    windows.set_window(db, told, by=OFFICE)
    windows.forget(db, "return_window", [told.id], by=OFFICE)
    assert due(windows.calendar(db), "2026-09") == date(2026, 9, 25)


def test_a_window_of_no_period_is_refused(db: Database) -> None:
    with pytest.raises(WindowError, match="no_such_period"):
        windows.set_window(
            db, ReturnWindow(period_type=Period.MONTH, period="2026-13", due_on=date(2026, 9, 1)), by=OFFICE
        )


def test_a_window_that_opens_after_it_is_due_is_refused(db: Database) -> None:
    told = ReturnWindow(
        period_type=Period.MONTH, period="2026-09", opens_on=date(2026, 9, 20), due_on=date(2026, 9, 19)
    )
    with pytest.raises(WindowError, match="window_reversed"):
        windows.set_window(db, told, by=OFFICE)


def test_a_clerk_sets_no_window(db: Database) -> None:
    told = ReturnWindow(period_type=Period.MONTH, period="2026-09", due_on=date(2026, 9, 19))
    with pytest.raises(DeniedError):
        windows.set_window(db, told, by=CLERK)
    assert windows.exceptions(db) == []


def test_what_is_filed_after_the_due_day_is_late_and_without_a_day_nobody_is() -> None:
    window = Calendar().window(periods.containing(Period.MONTH, date(2026, 6, 1)))
    assert [window.is_late(day) for day in (None, date(2026, 6, 25), date(2026, 6, 26))] == [False, False, True]


def test_a_calendar_without_a_working_day_does_not_go_on_for_ever() -> None:
    off = frozenset(date(2026, 1, 1) + timedelta(days=more) for more in range(730))
    assert due(Calendar(off), "2026-06") == date(2026, 6, 25)


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(st.sampled_from(list(Period)), DAYS, st.frozensets(DAYS, max_size=20))
def test_a_return_is_due_on_a_working_day_after_it_opened(kind: Period, day: date, off: frozenset[date]) -> None:
    calendar = Calendar(off)
    window = calendar.window(periods.containing(kind, day))
    assert window.opens_on <= window.due_on
    assert calendar.is_working(window.due_on)


@given(DAYS)
def test_what_is_asked_has_opened_and_the_next_has_not(day: date) -> None:
    calendar = Calendar()
    for window in (calendar.latest(kind, day) for kind in Period):
        assert window.opens_on <= day < calendar.window(window.term.after).opens_on
