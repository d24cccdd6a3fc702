"""Periods of returns: which one a day lies in, its name, its first and last day, the one before and after."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from scenario_db.codes import Period, Tier

OWED: Mapping[Tier, tuple[Period, ...]] = MappingProxyType(
    {
        Tier.BUILD: (Period.WEEK, Period.MONTH),
        Tier.RESERVE: (Period.QUARTER,),
        Tier.PLAN: (Period.HALF,),
        Tier.OPERATE: (Period.HALF,),
    }
)
"""What each tier owes (domain.md §4.4): weekly words and monthly figures, quarters, half-years; who left, nothing."""

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6}
"""How many months a period has; a week has none."""

_LETTER = {Period.QUARTER: "Q", Period.HALF: "H"}

_WRITTEN = {
    Period.WEEK: re.compile(r"(\d{4})-W(\d{2})"),
    Period.MONTH: re.compile(r"(\d{4})-(\d{2})"),
    Period.QUARTER: re.compile(r"(\d{4})-Q(\d)"),
    Period.HALF: re.compile(r"(\d{4})-H(\d)"),
}


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One period: its kind, its first and its last day. Those of one kind are ordered by their days."""

    kind: Period
    first: date
    last: date

    @property
    def name(self) -> str:
        """As the register writes it: 2026-W23 (the ISO week), 2026-06, 2026-Q2, 2026-H1."""
        if self.kind is Period.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        if self.kind is Period.MONTH:
            return f"{self.first.year:04}-{self.first.month:02}"
        return f"{self.first.year:04}-{_LETTER[self.kind]}{self.last.month // MONTHS[self.kind]}"

    @property
    def before(self) -> Term:
        """The one before."""
        return containing(self.kind, self.first - timedelta(days=1))

    @property
    def after(self) -> Term:
        """The one after."""
        return containing(self.kind, self.last + timedelta(days=1))

    def back(self, count: int) -> list[Term]:
        """That many of them, this one being the last."""
        found = [self]
        while len(found) < count:
            found.append(found[-1].before)
        return found[:count][::-1]

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def containing(kind: Period, day: date) -> Term:
    """The period of that kind in which the day lies."""
    if kind is Period.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Term(kind, monday, monday + timedelta(days=6))
    months = MONTHS[kind]
    return _of_months(kind, day.year, (day.month - 1) // months + 1)


def _of_months(kind: Period, year: int, number: int) -> Term:
    end = number * MONTHS[kind]
    begin = end - MONTHS[kind] + 1
    return Term(kind, date(year, begin, 1), date(year, end, monthrange(year, end)[1]))


def named(kind: Period, name: str) -> Term | None:
    """The period of that name; None where none is called so, such as 2026-13 or 2025-W53."""
    try:
        return term(kind, name)
    except ValueError:
        return None


def term(kind: Period, name: str) -> Term:
    """The period of that name. Raises ValueError where none is called so."""
    match = _WRITTEN[kind].fullmatch(name)
    if match is None:
        raise ValueError(name)
    found = _of_number(kind, int(match[1]), int(match[2]))
    if found.name != name:
        raise ValueError(name)
    return found


def _of_number(kind: Period, year: int, number: int) -> Term:
    if kind is Period.WEEK:
        monday = date.fromisocalendar(year, number, 1)
        return Term(kind, monday, monday + timedelta(days=6))
    return _of_months(kind, year, number)


def read(name: str) -> Term | None:
    """The period of that name, of whichever kind its name says."""
    return next(filter(None, (named(kind, name) for kind in Period)), None)


def tiers_owing(kind: Period) -> tuple[Tier, ...]:
    """The tiers that owe returns of that kind."""
    return tuple(tier for tier, kinds in OWED.items() if kind in kinds)


def within(kind: Period, first: date, last: date) -> Iterator[Term]:
    """All periods of a kind that lie in these days, wholly or in part, the oldest first."""
    it = containing(kind, first)
    while it.first <= last:
        yield it
        it = it.after
