"""When the return of a period opens and when it is due: by the rules, the calendar of working days, and what was set.

By rule a week's return is due on its Friday, a month's on the 25th of the month itself (its figures are those up to
that day), a quarter's and a half-year's some days after their end (thresholds.py). A due day that is off moves to the
next working day (遇节假日顺延). What the office sets for a period stands as it is set.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count as counting
from itertools import islice
from types import MappingProxyType
from typing import cast

from scenario_db import denials, ledger, periods, thresholds
from scenario_db.answers import kept
from scenario_db.changes import Origin, Receipt
from scenario_db.codes import Period, Source
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.periods import Term
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Holiday, ReturnWindow
from scenario_db.roles import Action, Person
from scenario_db.thresholds import Thresholds

_OPEN_BEFORE = {Period.MONTH: 10, Period.QUARTER: 20, Period.HALF: 20}
"""So many days before it is due by rule a return opens; that of a week opens on its Monday."""

_BACK = {Period.WEEK: 1, Period.MONTH: 2, Period.QUARTER: 1, Period.HALF: 1}
"""So many windows are on the desk: a month's figures are asked for until the second after them has opened."""

_LONGEST_BREAK = 30
"""No run of days off is longer; a calendar that says so is not followed to the end of time."""


class WindowError(RegisterError):
    """A window would open after it is due, or names no period."""


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch in which the return of a period is asked for; `set_by_office` where it is not as the rule says."""

    term: Term
    opens_on: date
    due_on: date
    note: str = ""
    set_by_office: bool = False

    def is_late(self, filed_on: date | None) -> bool:
        """Whether a return that was first filed on that day came late; one without a day is held against nobody."""
        return filed_on is not None and filed_on > self.due_on


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are off or worked against the week, the windows that were set, and the rules for all others."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    given: Mapping[tuple[Period, str], ReturnWindow] = field(default_factory=lambda: MappingProxyType({}))
    rules: Thresholds = thresholds.DEFAULTS

    @property
    def key(self) -> Hashable:
        """What tells it from another calendar."""
        return self.off, self.worked, frozenset(self.given.items()), self.rules

    def is_working(self, day: date) -> bool:
        """Whether that day is worked."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def working_on_or_after(self, day: date) -> date:
        """That day if it is worked, else the next that is."""
        found = (day + timedelta(days=more) for more in range(_LONGEST_BREAK))
        return next((it for it in found if self.is_working(it)), day)

    def working_days_after(self, day: date, count: int) -> date:
        """The day by which so many working days have passed."""
        following = (day + timedelta(days=more) for more in counting(1))
        return next(islice(filter(self.is_working, following), count - 1, None))

    def window(self, term: Term) -> Window:
        """When the return of that period opens and is due."""
        rule = self._by_rule(term)
        told = self.given.get((term.kind, term.name))
        if told is None:
            return rule
        opens = told.opens_on or min(rule.opens_on, told.due_on)
        return Window(term, opens, told.due_on, told.note or "", set_by_office=True)

    def _by_rule(self, term: Term) -> Window:
        due = _DUE[term.kind](term, self.rules)
        opens = term.first if term.kind is Period.WEEK else due - timedelta(days=_OPEN_BEFORE[term.kind])
        return Window(term, opens, self.working_on_or_after(due))

    def latest(self, kind: Period, today: date) -> Window:
        """The last window of that kind that has opened."""
        it = self.window(periods.containing(kind, today).after)
        while it.opens_on > today:
            it = self.window(it.term.before)
        return it

    def asked(self, today: date) -> list[Window]:
        """What is asked for today: of each kind the last windows that have opened, those due first first."""
        found = [self.window(term) for kind in Period for term in self.latest(kind, today).term.back(_BACK[kind])]
        return sorted(found, key=lambda it: (it.due_on, it.term))


def _in_month(term: Term, rules: Thresholds) -> date:
    return term.first.replace(day=min(rules.month_due_day, term.last.day))


_DUE: Mapping[Period, Callable[[Term, Thresholds], date]] = {
    Period.WEEK: lambda term, rules: term.first + timedelta(days=rules.week_due_weekday - 1),
    Period.MONTH: _in_month,
    Period.QUARTER: lambda term, rules: term.last + timedelta(days=rules.quarter_due_days),
    Period.HALF: lambda term, rules: term.last + timedelta(days=rules.half_due_days),
}


def calendar(db: Database) -> Calendar:
    """The calendar as it is today."""
    return kept(db, _read)


def _read(db: Database) -> Calendar:
    days = holidays(db)
    return Calendar(
        frozenset(it.day for it in days if not it.working),
        frozenset(it.day for it in days if it.working),
        MappingProxyType({(it.period_type, it.period): it for it in exceptions(db)}),
        thresholds.of(db),
    )


def holidays(db: Database) -> list[Holiday]:
    """The days off and the weekend days that are worked, in their order."""
    kind = KINDS["holiday"]
    return [
        cast("Holiday", kind.read(row)) for row in db.rows(f"select {', '.join(kind.names)} from holiday order by day")
    ]


def exceptions(db: Database) -> list[ReturnWindow]:
    """The windows that were set, the latest first."""
    kind = KINDS["return_window"]
    sql = f"select {', '.join(kind.names)} from return_window order by due_on desc, id"
    return [cast("ReturnWindow", kind.read(row)) for row in db.rows(sql)]


def set_days(db: Database, days: Iterable[Holiday], *, by: Person) -> Receipt | None:
    """Makes these days off, or worked; None where they are so already. Raises DeniedError, and as `ledger.record`."""
    denials.require(db, by, Action.SET_RULES)
    found = list({it.day: it for it in days}.values())
    changes = ledger.compare(db, ledger.wanted(found)) if found else []
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM)) if changes else None


def set_window(db: Database, told: ReturnWindow, *, by: Person) -> Receipt | None:
    """Sets the window of a period. Raises WindowError, DeniedError, and as `ledger.record` does."""
    denials.require(db, by, Action.SET_RULES)
    if periods.named(told.period_type, told.period) is None:
        raise WindowError(Problem("no_such_period", facts={"value": told.period}))
    if told.opens_on and told.opens_on > told.due_on:
        raise WindowError(Problem("window_reversed", facts={"opens": told.opens_on, "due": told.due_on}))
    return ledger.saved(db, told, by=by)


def forget(db: Database, kind: str, ids: Sequence[str], *, by: Person) -> Receipt | None:
    """Takes days or set windows out, so that the rule holds again. Raises DeniedError, and as `ledger.record` does."""
    denials.require(db, by, Action.SET_RULES)
    gone = ledger.leaving(db, kind, dict.fromkeys(ids, ""))
    return ledger.record(db, gone, by=by, origin=Origin(Source.FORM)) if gone else None
