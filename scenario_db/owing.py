"""Who owes which return, and how it stands: due, on time, late, missing, returned; for a department or the city.

A scenario owes the return of a period where it stood, at the end of the day on which it was due, in a library that owes
such returns, entered and not suspended; before that day, where it stands so now. A return that is there counts from the
moment it is filed; one that was returned counts no more. Late is what was first filed after the due day, for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from scenario_db import days, periods, settings
from scenario_db.codes import Period, Tier
from scenario_db.database import Database
from scenario_db.periods import Term
from scenario_db.windows import Window


class Standing(StrEnum):
    """How a return that is owed stands."""

    DUE = "due"
    MISSING = "missing"
    RETURNED = "returned"
    LATE = "late"
    ON_TIME = "on_time"


OPEN = (Standing.MISSING, Standing.RETURNED, Standing.DUE)
"""What somebody has still to file."""

FILED = (Standing.ON_TIME, Standing.LATE)

CORRECTED = "corrected"
"""Beside the standings: how often returns that were there were filed anew with other content."""

UNREAD = "unread"
"""Beside the standings: how many of those that were filed nobody has reviewed since."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One return that is owed; `version` is that of the return that is there, 0 where there is none."""

    scenario_id: str
    code: str
    name: str
    tier: Tier
    lead_id: str | None
    term: Term
    due_on: date
    standing: Standing
    version: int = 0
    filed_on: date | None = None
    corrections: int = 0
    reviewed: bool = False

    @property
    def report_id(self) -> str:
        """The id of its return, whether it is there or not."""
        return f"{self.scenario_id}/{self.term.kind}/{self.term.name}"


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked: of these departments (none: of all) the returns of these windows, as it is on that day.

    `still`: only of scenarios that owe such returns today, by the department that leads them today.
    """

    windows: tuple[Window, ...]
    today: date
    leads: tuple[str, ...] = ()
    still: bool = True

    @property
    def standing(self) -> str:
        """The question up to `standing`, a row for each return that is owed."""
        return f"{_ASKED}{_STILL if self.still else _THEN}{_STANDING}"

    def parameters(self) -> dict[str, Any]:
        """The parameters of the questions below."""
        rows = [(it, tier) for it in self.windows for tier in periods.tiers_owing(it.term.kind)]
        return {
            "kinds": [it.term.kind for it, _ in rows],
            "names": [it.term.name for it, _ in rows],
            "tiers": [tier for _, tier in rows],
            "dues": [it.due_on for it, _ in rows],
            "moments": [self._moment(it.due_on) for it, _ in rows],
            "today": self.today,
            "leads": list(self.leads),
            "everybody": not self.leads,
        }

    def _moment(self, due_on: date) -> Any:
        return days.ALWAYS if due_on >= self.today else days.end_of(due_on, settings.current().zone)


_ASKED = """
    with asked as (
        select
            unnest(cast(:kinds as text[])) as kind, unnest(cast(:names as text[])) as period,
            unnest(cast(:tiers as text[])) as tier, unnest(cast(:dues as date[])) as due_on,
            unnest(cast(:moments as timestamp[])) as moment
    )
"""

_STILL = """
    , mine as (
        select s.id, s.code, s.name, s.tier, s.lead_id, now.kind
        from scenario as s
        join (select distinct kind, tier from asked) as now on now.tier = s.tier
        where s.record_status = 'entered' and not s.suspended
          and (cast(:everybody as boolean) or s.lead_id in (select unnest(cast(:leads as text[]))))
    ), owing as (
        select mine.*, a.period, a.due_on, mine.id || '/' || a.kind || '/' || a.period as report_id
        from mine
        join scenario_version as v on v.id = mine.id
        join asked as a
            on a.kind = mine.kind and a.tier = v.tier
            and v.recorded_at < a.moment and (v.superseded_at is null or v.superseded_at >= a.moment)
        where v.record_status = 'entered' and not v.suspended
"""
"""Of those that owe such returns today, by the department that leads them today."""

_THEN = """
    , owing as (
        select
            v.id, s.code, s.name, v.tier, v.lead_id, a.kind, a.period, a.due_on,
            v.id || '/' || a.kind || '/' || a.period as report_id
        from scenario_version as v
        join asked as a
            on a.tier = v.tier
            and v.recorded_at < a.moment and (v.superseded_at is null or v.superseded_at >= a.moment)
        join scenario as s on s.id = v.id
        where v.record_status = 'entered' and not v.suspended
          and (cast(:everybody as boolean) or v.lead_id in (select unnest(cast(:leads as text[]))))
"""
"""As it was on the due day, by the department that led them then."""

_STANDING = """
    ), held as (
        select id, version, status, filed_on, reviewed_on
        from progress_report
        where period in (select period from asked)
    ), corrected as (
        select v.id, count(*) as times
        from progress_report_version as v
        join progress_report_version as was on was.id = v.id and was.version = v.version - 1
        where v.version > 1 and v.period in (select period from asked)
          and (
              v.invest_period is distinct from was.invest_period or v.invest_ytd is distinct from was.invest_ytd
              or v.progress_pct is distinct from was.progress_pct or v.progress is distinct from was.progress
              or v.issue is distinct from was.issue or v.next_step is distinct from was.next_step
              or v.next_deadline is distinct from was.next_deadline
          )
        group by v.id
    ), standing as (
        select
            owing.*, coalesce(r.version, 0) as version, r.filed_on, coalesce(c.times, 0) as corrections,
            r.reviewed_on is not null as reviewed,
            case
                when r.status = 'returned' then 'returned'
                when r.id is null and owing.due_on < cast(:today as date) then 'missing'
                when r.id is null then 'due'
                when r.filed_on > owing.due_on then 'late'
                else 'on_time'
            end as standing
        from owing
        left join held as r on r.id = owing.report_id
        left join corrected as c on c.id = owing.report_id
    )
"""
"""`standing`: every return that is owed, with how it stands. A due day to come is asked as of now."""


def owed(
    db: Database,
    asking: Asking,
    standings: Iterable[Standing] = OPEN,
    *,
    wanted: str = "",
    unreviewed: bool = False,
    corrected: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[Owed]:
    """A page of the returns that stand so, those due first first; `wanted` is a scenario's code, all by default.

    `unreviewed`: only those that nobody has reviewed since they were filed; `corrected`: only those filed again.
    """
    sql = f"""
        {asking.standing}
        select id, code, name, tier, lead_id, kind, period, due_on, standing, version, filed_on, corrections, reviewed
        from standing
        where standing in (select unnest(cast(:standings as text[])))
          and (cast(:wanted as text) = '' or code = :wanted)
          and not (cast(:unreviewed as boolean) and reviewed)
          and not (cast(:corrected as boolean) and corrections = 0)
        order by due_on, code, kind
        limit :limit offset :offset
    """
    given = {"standings": list(standings), "wanted": wanted, "unreviewed": unreviewed, "corrected": corrected}
    return [_owed(row) for row in db.rows(sql, **asking.parameters(), **given, limit=limit, offset=offset)]


def _owed(row: Sequence[Any]) -> Owed:
    key, code, name, tier, lead, kind, period, due_on, standing, version, filed_on, corrections, reviewed = row
    term = periods.term(Period(kind), period)
    return Owed(
        key, code, name, Tier(tier), lead, term, due_on, Standing(standing), version, filed_on, corrections, reviewed
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many returns of a period a department owes that stand so; CORRECTED and UNREAD stand beside these."""

    lead_id: str | None
    kind: Period
    period: str
    due_on: date
    standing: str
    count: int


def counted(db: Database, asking: Asking) -> tuple[Count, ...]:
    """How many returns stand how, by department and period; how often they were corrected, how many are unread."""
    sql = f"""
        {asking.standing}
        select
            lead_id, kind, period, due_on, standing, count(*), sum(corrections),
            count(*) filter (where standing in (select unnest(cast(:filed as text[]))) and not reviewed)
        from standing
        group by lead_id, kind, period, due_on, standing
    """
    found: list[Count] = []
    for lead, kind, period, due_on, standing, count, corrections, unread in db.rows(
        sql, **asking.parameters(), filed=list(FILED)
    ):
        found.append(Count(lead, Period(kind), period, due_on, standing, count))
        if corrections:
            found.append(Count(lead, Period(kind), period, due_on, CORRECTED, int(corrections)))
        if unread:
            found.append(Count(lead, Period(kind), period, due_on, UNREAD, unread))
    return tuple(found)


def by_kind(counts: Iterable[Count], standings: Sequence[str] = OPEN) -> Mapping[Period, int]:
    """Of each kind of period, how many returns stand so."""
    wanted = [it for it in counts if it.standing in standings]
    return {kind: sum(it.count for it in wanted if it.kind is kind) for kind in Period}
