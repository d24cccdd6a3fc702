"""The demand list of the four domains: found, counted, one with its scenarios, entered and changed by form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from scenario_db import days, denials, ledger, names
from scenario_db.changes import Receipt
from scenario_db.codes import DemandStatus, Domain, Tier
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Demand
from scenario_db.roles import Action, Person

SORTS = ("raised", "urgency", "code", "title")
"""What the list can be ordered by: the oldest first, the most urgent first, code, title in pinyin."""


class Coverage(StrEnum):
    """Whether a live scenario answers a demand; who was served otherwise, or turned down, needs none."""

    ANSWERED = "answered"
    OPEN = "open"
    DONE = "done"


class DemandError(RegisterError):
    """A demand that cannot be saved as it is."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which demands of which moment; an empty choice chooses all. `named` are the units whose names the text gives."""

    text: str = ""
    domains: tuple[Domain, ...] = ()
    statuses: tuple[DemandStatus, ...] = ()
    units: tuple[str, ...] = ()
    coverage: Coverage | None = None
    named: tuple[str, ...] = ()
    moment: datetime = days.ALWAYS

    def parameters(self) -> dict[str, Any]:
        """The parameters of the questions below."""
        return {
            "wanted": names.key(self.text),
            "written": self.text.strip().lower(),
            "domains": list(self.domains),
            "statuses": list(self.statuses),
            "units": list(self.units),
            "coverage": self.coverage or "",
            "named": list(self.named),
            "moment": self.moment,
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A demand as the list shows it; `scenarios` is how many live ones answer it."""

    demand: Demand
    unit: str
    scenarios: int
    names: str
    coverage: Coverage

    @property
    def proposer(self) -> str:
        """Who raised it: a department, or who stands outside of them."""
        return self.unit or self.demand.proposer or ""


_COLUMNS = ", ".join(f"n.{name}" for name in KINDS["demand"].names)

_FOUND = """
    with answered as (
        select ds.demand_id, count(*) as scenarios, string_agg(s.name, '、' order by s.code) as names
        from demand_scenario_on(cast(:moment as timestamp)) as ds
        join scenario_on(cast(:moment as timestamp)) as s on s.id = ds.scenario_id
        where s.tier <> 'exit'
        group by ds.demand_id
    ), covered as (
        select
            n.*, coalesce(a.scenarios, 0) as scenarios, coalesce(a.names, '') as names,
            case
                when a.scenarios > 0 then 'answered'
                when n.status in ('met', 'rejected') then 'done'
                else 'open'
            end as coverage
        from demand_on(cast(:moment as timestamp)) as n
        left join answered as a on a.demand_id = n.id
    ), found as (
        select n.*
        from covered as n
        where (cardinality(cast(:domains as text[])) = 0 or n.domain in (select unnest(cast(:domains as text[]))))
          and (cardinality(cast(:statuses as text[])) = 0 or n.status in (select unnest(cast(:statuses as text[]))))
          and (cardinality(cast(:units as text[])) = 0 or n.proposer_id in (select unnest(cast(:units as text[]))))
          and (cast(:coverage as text) = '' or n.coverage = cast(:coverage as text))
          and (
              cast(:written as text) = ''
              or (cast(:wanted as text) <> '' and strpos(n.findable, cast(:wanted as text)) > 0)
              or strpos(lower(n.code), cast(:written as text)) > 0
              or strpos(lower(coalesce(n.proposer, '')), cast(:written as text)) > 0
              or n.proposer_id in (select unnest(cast(:named as text[])))
          )
    )
"""


def find(db: Database, search: Search, *, sort: str = "raised", limit: int = 50, offset: int = 0) -> list[Listed]:
    """A page of the demands."""
    sql = f"""
        {_FOUND}
        select coalesce(d.name, ''), n.scenarios, n.names, n.coverage, {_COLUMNS}
        from found as n
        left join department_on(cast(:moment as timestamp)) as d on d.id = n.proposer_id
        order by
            case when cast(:sort as text) = 'raised' then n.raised_on end nulls last,
            case when cast(:sort as text) = 'urgency'
                then case n.urgency when 'high' then 1 when 'medium' then 2 when 'low' then 3 else 4 end end nulls last,
            case when cast(:sort as text) = 'title' then n.sort_key end nulls last,
            n.code nulls last
        limit :limit offset :offset
    """
    rows = db.rows(sql, sort=sort, limit=limit, offset=offset, **search.parameters())
    return [_listed(row) for row in rows]


def _listed(row: tuple[Any, ...]) -> Listed:
    return Listed(cast("Demand", KINDS["demand"].read(row[4:])), row[0], row[1], row[2], Coverage(row[3]))


def count(db: Database, search: Search) -> int:
    """How many a Search means."""
    found: int = db.value(f"{_FOUND} select count(*) from found", **search.parameters())
    return found


def by_domain(db: Database, search: Search) -> dict[Domain | None, dict[Coverage, int]]:
    """Of each domain how many there are, by coverage."""
    rows = db.rows(f"{_FOUND} select domain, coverage, count(*) from found group by 1, 2", **search.parameters())
    found: dict[Domain | None, dict[Coverage, int]] = {}
    for it, coverage, many in rows:
        found.setdefault(Domain(it) if it else None, {})[Coverage(coverage)] = many
    return found


def by_code(db: Database, code: str) -> tuple[int, Demand] | None:
    """The demand of that code with its version, as it is today."""
    rows = db.rows(f"select n.version, {_COLUMNS} from demand as n where n.code = :code", code=code)
    return (rows[0][0], cast("Demand", KINDS["demand"].read(rows[0][1:]))) if rows else None


@dataclass(frozen=True, slots=True)
class Answer:
    """A scenario that answers a demand, or a demand that a scenario answers, with what was noted."""

    id: str
    code: str
    name: str
    state: Tier | DemandStatus
    note: str


def scenarios_of(db: Database, demand: str) -> list[Answer]:
    """The scenarios that answer a demand, also those that left."""
    sql = """
        select s.id, s.code, s.name, s.tier, coalesce(ds.note, '')
        from demand_scenario as ds
        join scenario as s on s.id = ds.scenario_id
        where ds.demand_id = :key
        order by s.code
    """
    return [Answer(key, code, name, Tier(it), note) for key, code, name, it, note in db.rows(sql, key=demand)]


def demands_of(db: Database, scenario: str) -> list[Answer]:
    """The demands that a scenario answers."""
    sql = """
        select n.id, n.code, n.title, n.status, coalesce(ds.note, '')
        from demand_scenario as ds
        join demand as n on n.id = ds.demand_id
        where ds.scenario_id = :key
        order by n.code
    """
    return [Answer(key, code, name, DemandStatus(it), note) for key, code, name, it, note in db.rows(sql, key=scenario)]


def save(db: Database, it: Demand, *, version: int, by: Person) -> Receipt | None:
    """Saves a demand that was opened in that version, 0 for a new one; None where nothing differs.

    Raises DemandError for what it lacks, StaleError where somebody was faster, and as `ledger.record` does.
    """
    denials.require(db, by, Action.WRITE)
    for name in ("title", "domain"):
        if not getattr(it, name):
            raise DemandError(Problem("needed_here", facts={"kind": "demand", "field": name}))
    if not it.proposer_id and not it.proposer:
        raise DemandError(Problem("needed_here", facts={"kind": "demand", "field": "proposer_id"}))
    key = it.id or ledger.new_ids(db, "demand", 1)[0]
    return ledger.saved(db, replace(it, id=key, title=it.title.strip()), by=by, version=version)


def code_of(db: Database, batch: int) -> str:
    """The code of the demand that a batch wrote."""
    found: str | None = db.value("select code from demand where batch = :batch", batch=batch)
    return found or ""
