"""The chosen scenarios with all that a ledger on paper shows of them: units by name, partners, the year's money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from scenario_db import departments, histories
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import PartnerRole, Tier
from scenario_db.database import Database, Row, Snapshot
from scenario_db.kinds import KINDS, Kind
from scenario_db.phones import masked
from scenario_db.records import Scenario

_TIERS = (Tier.BUILD, Tier.RESERVE, Tier.PLAN, Tier.OPERATE, Tier.EXIT)
"""The order of the ledger: the three libraries as the source names them, then what came of them."""

_AT_ONCE = 20_000
_TOGETHER = 5_000


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


def entries(db: Database, choice: Choice, *, sort: str = "tier") -> Iterator[Entry]:
    """The lines of the day's ledger, telephone numbers masked. `sort`: tier, or one of the orders of the list.

    One after the other: a hundred thousand of them at once would weigh half a gigabyte. What is recorded meanwhile is
    not in it.
    """
    known = histories.moved_at(db) + timedelta(microseconds=1)
    choice = replace(choice, moment=min(choice.moment, known))
    sql = f"select s.id, s.recorded_at, s.sort_key, s.tier, s.total_invest from {CHOSEN} as s order by s.code"
    ids = [row[0] for row in sorted(db.rows(sql, **choice.parameters()), key=_ORDERS[sort])]
    yield from _told(db, choice, _read(db, choice, ids))


_ORDERS: dict[str, Callable[[Row], Any]] = {
    "tier": lambda row: _TIERS.index(row[3]),
    "code": lambda _: 0,
    "name": lambda row: row[2],
    "invest": lambda row: -(row[4] if row[4] is not None else -1),
    "updated": lambda row: row[1],
}
"""Rows come by code; a stable sort keeps that order within."""


def _read(db: Database, choice: Choice, ids: Sequence[str]) -> Iterator[Scenario]:
    """Those scenarios in that order, some thousands at a time."""
    names = ", ".join(KINDS["scenario"].names)
    sql = f"""
        select {names}
        from scenario_on(cast(:moment as timestamp))
        where id in (select unnest(cast(:ids as text[])))
    """
    for at in range(0, len(ids), _TOGETHER):
        part = ids[at : at + _TOGETHER]
        found = {row[0]: row for row in db.rows(sql, moment=choice.moment, ids=part)}
        yield from (cast("Scenario", KINDS["scenario"].read(found[key])) for key in part if key in found)


def _told(db: Database, choice: Choice, found: Iterator[Scenario]) -> Iterator[Entry]:
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
