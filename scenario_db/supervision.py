"""The list of problems: whose they are, how old, how urgent (蓝、黄、红), and the letters that went with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from scenario_db.codes import Instrument, IssueCategory, IssueLevel, IssueStatus
from scenario_db.database import Database

NEAR = 7
"""A problem is near its date in the last so many days."""


class Alert(StrEnum):
    """The colour of a problem, as supervision letters bear it (E20): near its date, behind or poor, overdue."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


LETTER_FOR: Mapping[Alert | None, Instrument] = MappingProxyType(
    {
        None: Instrument.ASSIGNMENT,
        Alert.BLUE: Instrument.REMINDER,
        Alert.YELLOW: Instrument.ASSIGNMENT,
        Alert.RED: Instrument.SUPERVISION,
    }
)
"""The letter that is proposed; the office may choose another."""


class Whose(StrEnum):
    """Which problems a department looks at: those it has to answer, those it raised, all of the city."""

    ALL = "all"
    TO_ANSWER = "to_answer"
    RAISED = "raised"


@dataclass(frozen=True, slots=True)
class Search:
    """Which problems, as of which day; an empty choice chooses all. `unit` is the department that `whose` is about.

    `by` names those who instructed, as `roles.hands` gives them; `leads` are the departments whose scenarios somebody
    reads, as `scope.leads` gives them.
    """

    day: date
    unit: str = ""
    whose: Whose = Whose.ALL
    overdue: bool = False
    closed: bool = False
    level: IssueLevel | None = None
    alert: Alert | None = None
    instructed: bool = False
    by: tuple[str, ...] = ()
    leads: tuple[str, ...] | None = None

    def parameters(self) -> dict[str, Any]:
        """The parameters of the questions below."""
        return {
            "day": self.day,
            "unit": self.unit,
            "whose": self.whose if self.unit else Whose.ALL,
            "overdue": self.overdue,
            "closed": self.closed,
            "level": self.level or "",
            "alert": self.alert or "",
            "instructed": self.instructed,
            "by": list(self.by),
            "anybody": not self.by,
            "leads": list(self.leads or ()),
            "everywhere": self.leads is None,
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A problem as the list shows it; `lead` asks: the scenario's lead, or by name who instructed."""

    id: str
    code: str
    scenario_code: str
    scenario: str
    category: IssueCategory
    description: str
    lead: str
    needed: str
    level: IssueLevel
    instrument: Instrument
    document: str
    raised_on: date | None
    due_on: date | None
    status: IssueStatus
    alert: Alert | None

    def age(self, day: date) -> int | None:
        """For how many days it has stood, as of that day."""
        return (day - self.raised_on).days if self.raised_on else None


_UNSOLVED = "('open', 'working', 'returned')"

_FOUND = f"""
    with coloured as (
        select
            i.*,
            coalesce(i.needs_department_id, s.lead_id) as answers_id,
            s.lead_id, s.code as scenario_code, s.name as scenario_name,
            case
                when i.status not in {_UNSOLVED} then null
                when i.due_on < cast(:day as date) then 'red'
                when coalesce(i.reopened, 0) > 0 or i.status = 'returned' then 'yellow'
                -- half of its time is over and nobody has taken it on
                when i.status = 'open' and (cast(:day as date) - i.raised_on) * 2 > i.due_on - i.raised_on then 'yellow'
                when i.due_on <= cast(:day as date) + {NEAR} then 'blue'
            end as alert
        from issue as i
        join scenario as s on s.id = i.scenario_id
    ),
    found as (
        select *
        from coloured
        where (status = 'closed') = cast(:closed as boolean)
          and (cast(:everywhere as boolean) or lead_id in (select unnest(cast(:leads as text[]))))
          and (not cast(:overdue as boolean) or (due_on < cast(:day as date) and status <> 'closed'))
          and (cast(:level as text) = '' or level = :level)
          and (cast(:alert as text) = '' or alert = :alert)
          and (not cast(:instructed as boolean) or origin = 'instruction')
          and (
              cast(:anybody as boolean)
              or exists (
                  select 1
                  from (select unnest(cast(:by as text[])) as name) as hand
                  where raised_by = hand.name
                     or strpos(raised_by, hand.name || '（代 ') = 1
                     or strpos(raised_by, '（代 ' || hand.name || '）') > 0
              )
          )
          and (cast(:whose as text) <> 'to_answer' or answers_id = :unit)
          and (
              cast(:whose as text) <> 'raised'
              or (lead_id = :unit and coalesce(origin, 'department') = 'department')
          )
    )
"""
"""Those that a Search means, with their colour."""

_LISTED = """
        found.id, found.code, found.scenario_code, found.scenario_name, found.category, found.description,
        case when found.origin = 'instruction' then coalesce(found.raised_by, '') else coalesce(mine.name, '') end,
        coalesce(theirs.name, ''), found.level, found.instrument,
        coalesce(found.document, ''), found.raised_on, found.due_on, found.status, found.alert
    from found
    left join department as mine on mine.id = found.lead_id
    left join department as theirs on theirs.id = found.answers_id
"""


def find(db: Database, search: Search, *, limit: int = 50, offset: int = 0) -> list[Listed]:
    """A page of the problems, those whose date passed longest ago first."""
    sql = f"{_FOUND} select {_LISTED} order by found.due_on nulls last, found.code limit :limit offset :offset"
    return [_listed(*row) for row in db.rows(sql, limit=limit, offset=offset, **search.parameters())]


def one(db: Database, code: str, day: date, leads: tuple[str, ...] | None = None) -> Listed | None:
    """The problem of that code, open or closed, if it is among the scenarios of these departments."""
    for closed in (False, True):
        sql = f"{_FOUND} select {_LISTED} where found.code = :code"
        rows = db.rows(sql, code=code, **Search(day, closed=closed, leads=leads).parameters())
        if rows:
            return _listed(*rows[0])
    return None


def count(db: Database, search: Search) -> int:
    """How many a Search means."""
    found: int = db.value(f"{_FOUND} select count(*) from found", **search.parameters())
    return found


def alerts(db: Database, search: Search) -> dict[Alert | None, int]:
    """How many of each colour."""
    sql = f"{_FOUND} select alert, count(*) from found group by alert"
    return {Alert(alert) if alert else None: number for alert, number in db.rows(sql, **search.parameters())}


@dataclass(frozen=True, slots=True)
class Age:
    """How old the open problems are that wait for one department."""

    department: str
    open: int
    overdue: int
    over_30: int
    over_90: int
    oldest: int | None


def ages(db: Database, search: Search, *, limit: int = 20) -> list[Age]:
    """For each department that is waited for, how many and how old, the most overdue first."""
    sql = f"""
        {_FOUND}
        select
            coalesce(d.name, ''),
            count(*),
            count(*) filter (where found.due_on < cast(:day as date)),
            count(*) filter (where cast(:day as date) - found.raised_on > 30),
            count(*) filter (where cast(:day as date) - found.raised_on > 90),
            max(cast(:day as date) - found.raised_on)
        from found
        left join department as d on d.id = found.answers_id
        where found.status in {_UNSOLVED}
        group by 1
        order by 3 desc, 2 desc, 1
        limit :limit
    """
    return [Age(*row) for row in db.rows(sql, limit=limit, **search.parameters())]


def _listed(*row: Any) -> Listed:
    key, number, code, name, category, description, *rest = row
    lead, needed, level, instrument, document, raised_on, due_on, status, alert = rest
    return Listed(
        key,
        number,
        code,
        name,
        IssueCategory(category),
        description,
        lead,
        needed,
        IssueLevel(level),
        Instrument(instrument),
        document,
        raised_on,
        due_on,
        IssueStatus(status),
        Alert(alert) if alert else None,
    )
