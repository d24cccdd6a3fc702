"""One return: opened with the last one beside, filled in or said to be unchanged, completed, and looked over.

Nothing here asks the register; progress.py does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from scenario_db import periods, rules
from scenario_db.codes import Light, Period, ReviewStatus
from scenario_db.owing import Owed
from scenario_db.periods import Term
from scenario_db.problems import Level, Problem
from scenario_db.records import ProgressReport
from scenario_db.roles import Person

FIGURES = ("invest_period", "invest_ytd", "progress_pct")
TEXTS = ("progress", "issue", "next_step")
FIELDS = (*FIGURES, *TEXTS, "next_deadline", "light_override", "override_reason")
"""What a clerk fills in; a light set by hand holds for that return alone."""

_CARRIED = ("progress_pct", "issue", "next_step", "next_deadline", "next_deadline_precision")
"""What stands until something else is said: it is filled in from the last return."""

_NO_MONEY = Decimal(0)


@dataclass(frozen=True, slots=True)
class Opened:
    """A return as a clerk opens it: what is there already, the last one before it, and the plan of its year."""

    owed: Owed
    held: ProgressReport | None = None
    last: ProgressReport | None = None
    planned: Decimal | None = None

    @property
    def prefilled(self) -> dict[str, Any]:
        """What stands in the form: the return that is there, else what is carried on from the last one."""
        if self.held:
            return {name: getattr(self.held, name) for name in FIELDS}
        return {name: getattr(self.last, name, None) if name in _CARRIED else None for name in FIELDS}

    @property
    def spent_before(self) -> Decimal | None:
        """What the year had done by the last return; nought where it is of another year, None where nobody said."""
        if self.last is None:
            return None
        return self.last.invest_ytd if self.last.period_end.year == self.owed.term.last.year else _NO_MONEY


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody says of a return that was opened."""

    opened: Opened
    values: Mapping[str, Any] = field(default_factory=dict)
    unchanged: bool = False

    def report(self, *, by: Person, today: date) -> ProgressReport:
        """The return as it should be."""
        it = self.opened
        key: dict[str, Any] = {"scenario_id": it.owed.scenario_id, "period_type": it.owed.term.kind}
        key |= {"period": it.owed.term.name, "period_end": it.owed.term.last}
        said = _carried_on(it) if self.unchanged else _completed(it, {**it.prefilled, **self.values})
        base = it.held or ProgressReport(**key)
        return stamped(replace(base, **said, unchanged=self.unchanged), it.held, by=by, today=today)


def _carried_on(it: Opened) -> dict[str, Any]:
    """无变化: the figures and words of the last return stand; nothing was spent since."""
    last: dict[str, Any] = {name: getattr(it.last, name, None) for name in (*_CARRIED, "progress")}
    if it.owed.term.kind is not Period.MONTH or it.spent_before is None:
        return last
    return last | {
        "invest_period": _NO_MONEY,
        "invest_ytd": it.spent_before,
        "invest_cum": _in_all(it, it.spent_before),
    }


def _completed(it: Opened, said: Mapping[str, Any]) -> dict[str, Any]:
    """Of 本期完成 and 年度累计 one is enough, where the month before is known."""
    done, ytd, before = said["invest_period"], said["invest_ytd"], it.spent_before
    if before is not None and ytd is None and done is not None:
        ytd = before + done
    elif before is not None and done is None and ytd is not None and _follows(it):
        done = ytd - before
    day = said["next_deadline"]
    precision = next(
        (one.next_deadline_precision for one in (it.held, it.last) if one and one.next_deadline == day), None
    )
    figures = {"invest_period": done, "invest_ytd": ytd, "invest_cum": _in_all(it, ytd)}
    return {**said, **figures, "next_deadline_precision": precision}


def _follows(it: Opened) -> bool:
    """Whether the last return is that of the period just before."""
    return it.last is not None and it.last.period == it.owed.term.before.name


def _in_all(it: Opened, ytd: Decimal | None) -> Decimal | None:
    """累计完成 since the beginning, where the last return said it; else as it was said before."""
    before, held = getattr(it.last, "invest_cum", None), getattr(it.held, "invest_cum", None)
    if ytd is None or before is None or it.spent_before is None:
        return held
    return cast("Decimal", before + ytd - it.spent_before)


def stamped(
    it: ProgressReport, before: ProgressReport | None, *, by: Person, today: date, filed_on: date | None = None
) -> ProgressReport:
    """A return with who filed it and when; the day of the first filing stays, and a new version is not reviewed yet."""
    first = before.filed_on or before.reported_on if before else None
    return replace(
        it,
        status=ReviewStatus.EFFECTIVE,
        reported_by=by.name,
        reported_on=today,
        filed_on=first or filed_on or today,
        reviewer=None,
        reviewed_on=None,
        opinion=None,
    )


def problems_with(it: Filing, *, by: Person, today: date) -> list[Problem]:
    """What is wrong with a filing, and what should at least be looked at; the facts name the scenario and the field."""
    report = it.report(by=by, today=today)
    found = [problem for _, problem in rules.problems_with(report)]
    found += [] if it.unchanged else [problem for rule in _RULES for problem in rule(it.opened, report, today)]
    about = {"name": it.opened.owed.name, "period": it.opened.owed.term.name}
    return [replace(problem, facts={**problem.facts, **about}) for problem in found]


def _says_nothing(_it: Opened, report: ProgressReport, _today: date) -> Iterable[Problem]:
    if all(getattr(report, name) in (None, "") for name in (*FIGURES, *TEXTS)):
        yield Problem("return_empty")


def _year_falls(it: Opened, report: ProgressReport, _today: date) -> Iterable[Problem]:
    before, now = it.spent_before, report.invest_ytd
    if before is not None and now is not None and now < before:
        level = Level.WARNING if report.progress or report.issue else Level.ERROR
        yield Problem("ytd_falls", facts={"before": before, "now": now}, level=level)


def _does_not_add_up(it: Opened, report: ProgressReport, _today: date) -> Iterable[Problem]:
    before, done, now = it.spent_before, report.invest_period, report.invest_ytd
    if _follows(it) and before is not None and done is not None and now is not None and before + done != now:
        facts = {"before": before, "done": done, "now": now}
        yield Problem("ytd_does_not_add_up", facts=facts, level=Level.WARNING)


def _deadline_passed(_it: Opened, report: ProgressReport, today: date) -> Iterable[Problem]:
    if report.next_step and report.next_deadline and report.next_deadline < today:
        yield Problem("deadline_passed", facts={"day": report.next_deadline}, level=Level.WARNING)


def _raised_without_reason(_it: Opened, report: ProgressReport, _today: date) -> Iterable[Problem]:
    """domain.md §4.5: made worse freely, made better with a reason; without one the rule's own light stands."""
    if report.light_override in _BETTER and not (report.override_reason or "").strip():
        level = Level.ERROR if report.light_override is Light.GREEN else Level.WARNING
        yield Problem("light_without_reason", facts={"light": report.light_override}, level=level)


_BETTER = (Light.GREEN, Light.YELLOW)
_RULES = (_says_nothing, _year_falls, _does_not_add_up, _deadline_passed, _raised_without_reason)


def term_of(it: ProgressReport) -> Term:
    """The period that a return is about."""
    return periods.term(it.period_type, it.period)
