"""Days and moments: the city lives in its own time zone, the register records in UTC without a zone."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scenario_db.problems import Problem, RegisterError

ALWAYS = datetime.fromisoformat("9999-12-31")
"""A moment after every version: views of that moment are views of today."""


class NotADayError(RegisterError):
    """What was typed is not a day as 2026-06-30 is."""


def now() -> datetime:
    """This moment in UTC, as the register keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def today(zone: ZoneInfo) -> date:
    """The city's date."""
    return datetime.now(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which that day begins in the city."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which that day is over; what was recorded before it is what the day knew."""
    return start_of(day + timedelta(days=1), zone)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment of the register on the city's clock."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def typed(text: str) -> date:
    """The day that somebody typed as 2026-06-30. Raises NotADayError."""
    try:
        return date.fromisoformat(text)
    except ValueError as no_day:
        raise NotADayError(Problem("not_a_day", facts={"value": text})) from no_day


def months_before(day: date, months: int) -> date:
    """The same day of the month that many months earlier, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
