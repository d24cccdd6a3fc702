"""The story's calendar: months and days counted back from the day on which it is told."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

OPENING = 12
"""How many months before the last closed one the library opens."""


@dataclass(frozen=True, slots=True)
class Months:
    """Months before a day; 0 is the last closed month, -1 the open one."""

    today: date

    def first(self, ago: int) -> date:
        """The first day of that month."""
        year, month = divmod(self.today.year * 12 + self.today.month - 2 - ago, 12)
        return date(year, month + 1, 1)

    def day(self, ago: int, day: int) -> date:
        """A day of that month; any that every month has."""
        return self.first(ago).replace(day=day)

    def last(self, ago: int) -> date:
        """The last day of that month."""
        first = self.first(ago)
        return first.replace(day=monthrange(first.year, first.month)[1])

    def back(self, days: int) -> date:
        """So many days ago."""
        return self.today - timedelta(days=days)

    def ago(self, year: int, month: int) -> int:
        """How many months back that month is."""
        return self.today.year * 12 + self.today.month - 1 - (year * 12 + month)

    def is_past(self, day: date) -> bool:
        """Whether the day is over."""
        return day < self.today

    @property
    def told(self) -> range:
        """The closed months of the story, the oldest first."""
        return range(OPENING, -1, -1)

    @property
    def years(self) -> range:
        """The years for which there are plans: the next one's is given out on 20 December."""
        last = self.today.year + (self.today > date(self.today.year, 12, 20))
        return range(self.first(OPENING).year, last + 1)
