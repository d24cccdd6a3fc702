"""The chosen scenarios with all that a ledger on paper shows of them: units by name, partners, the year's money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scenario_db import departments
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import PartnerRole, Tier
from scenario_db.database import Database, Row, Snapshot
from scenario_db.kinds import KINDS, Kind
from scenario_db.phones import masked
from scenario_db.records import Scenario

_TIERS = (Tier.BUILD, Tier.RESERVE, Tier.PLAN, Tier.OPERATE, Tier.EXIT)
"""The order of the ledger: the three libraries as the source names them, then what came of them."""

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. `leads` has the lead first; amounts of the year in 万元; `period` is the last return."""

    scenario: Scenario
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    parent: str | None
    planned: Decimal | None
    done: Decimal | None
    period: str | None


def entries(db: Database, choice: Choice, *, sort: str = "tier") -> list[Entry]:
    """The lines of the day's ledger, telephone numbers masked. `sort`: tier, or one of the orders of the list."""
    names = ", ".join(f"s.{name}" for name in KINDS["scenario"].names)
    sql = f"select s.recorded_at, s.sort_key, {names} from {CHOSEN} as s order by s.code"
    rows = sorted(db.rows(sql, **choice.parameters()), key=_ORDERS[sort])
    found = [KINDS["scenario"].read(row[2:]) for row in rows]
    return list(_told(db, choice, [it for it in found if isinstance(it, Scenario)]))


_TIER_AT, _INVEST_AT = (2 + KINDS["scenario"].names.index(name) for name in ("tier", "total_invest"))
_ORDERS: dict[str, Callable[[Row], Any]] = {
    "tier": lambda row: _TIERS.index(row[_TIER_AT]),
    "code": lambda _: 0,
    "name": lambda row: row[1],
    "invest": lambda row: -(row[_INVEST_AT] if row[_INVEST_AT] is not None else -1),
    "updated": lambda row: row[0],
}
"""Rows come by code; a stable sort keeps that order within."""


def _told(db: Database, choice: Choice, found: list[Scenario]) -> Iterator[Entry]:
    called = departments.names_on(db, choice.moment)
    leads, partners = (_partners(db, choice, role) for role in (PartnerRole.CO_LEAD, PartnerRole.SUPPORT))
    parents, plans, returns = _scenario_names(db, choice), _plans(db, choice), _returns(db, choice)
    for it in found:
        lead = (called[it.lead_id],) if it.lead_id in called else ()
        period, done = returns.get(it.id, (None, None))
        yield Entry(
            replace(it, contact=masked(it.contact), phone=masked(it.phone)),
            (*lead, *leads.get(it.id, ())),
            tuple(partners.get(it.id, ())),
            parents.get(it.parent_id or ""),
            plans.get(it.id),
            done,
            period,
        )


def _partners(db: Database, choice: Choice, role: PartnerRole) -> dict[str, list[str]]:
    sql = """
        select p.scenario_id, d.name
        from partner_on(cast(:moment as timestamp)) as p
        join department_on(cast(:moment as timestamp)) as d on d.id = p.department_id
        where p.role = :role
        order by p.scenario_id, d.sort_key, d.id
    """
    by_scenario: dict[str, list[str]] = defaultdict(list)
    for key, name in db.rows(sql, moment=choice.moment, role=role):
        by_scenario[key].append(name)
    return by_scenario


def _scenario_names(db: Database, choice: Choice) -> dict[str, str]:
    """The names of those that others stand under."""
    sql = """
        select id, name
        from scenario_on(cast(:moment as timestamp))
        where id in (select parent_id from scenario_on(cast(:moment as timestamp)))
    """
    return dict(db.rows(sql, moment=choice.moment))


def _plans(db: Database, choice: Choice) -> dict[str, Decimal | None]:
    sql = "select scenario_id, planned_invest from annual_plan_on(cast(:moment as timestamp)) where year = :year"
    return dict(db.rows(sql, moment=choice.moment, year=choice.day.year))


def _returns(db: Database, choice: Choice) -> dict[str, tuple[str, Decimal | None]]:
    """The last return of the year: its month, and what was done by then."""
    sql = """
        select scenario_id, period, invest_ytd
        from progress_report_on(cast(:moment as timestamp))
        where period_type = 'month' and status = 'effective' and period like :in_year
        order by scenario_id, period
    """
    found = db.rows(sql, moment=choice.moment, in_year=f"{choice.day.year}-%")
    return {key: (period, done) for key, period, done in found}


def every(then: Snapshot, kind: Kind) -> Iterator[Sequence[Any]]:
    """The fields of every record of today, in parts, so that none of them all stands in memory."""
    names = ", ".join(f'"{name}"' for name in kind.names)
    for part in then.batches(f"select {names} from {kind.name} order by id", _AT_ONCE, {}):
        yield from zip(*(column.to_pylist() for column in part.columns), strict=True)
