"""Moves on their way through the reviews, and the scenarios that a department leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from scenario_db.codes import ReviewStatus, Tier
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import Move

_MOVE = ", ".join(f"m.{name}" for name in KINDS["move"].names)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A move with its version, and the scenario that it is about."""

    version: int
    move: Move
    code: str
    name: str
    lead: str


def found(
    db: Database, statuses: Sequence[ReviewStatus], *, lead: str | None = None, limit: int = 50, offset: int = 0
) -> list[Proposed]:
    """Moves of these statuses, the oldest first; with `lead` only those of scenarios that this department leads."""
    sql = f"""
        select m.version, s.code, s.name, coalesce(d.name, ''), {_MOVE}
        from move as m
        join scenario as s on s.id = m.scenario_id
        left join department as d on d.id = s.lead_id
        where m.status in (select unnest(cast(:statuses as text[])))
          and (cast(:lead as text) is null or s.lead_id = cast(:lead as text))
        order by m.proposed_on nulls first, m.id
        limit :limit offset :offset
    """
    rows = db.rows(sql, statuses=list(statuses), lead=lead, limit=limit, offset=offset)
    return [Proposed(row[0], cast("Move", KINDS["move"].read(row[4:])), *row[1:4]) for row in rows]


def of_scenario(db: Database, scenario: str, statuses: Sequence[ReviewStatus]) -> list[Proposed]:
    """The moves of one scenario that have one of these statuses, the latest first."""
    sql = f"""
        select m.version, s.code, s.name, coalesce(d.name, ''), {_MOVE}
        from move as m
        join scenario as s on s.id = m.scenario_id
        left join department as d on d.id = s.lead_id
        where m.scenario_id = :scenario and m.status in (select unnest(cast(:statuses as text[])))
        order by m.proposed_on desc nulls last, m.id
    """
    rows = db.rows(sql, scenario=scenario, statuses=list(statuses))
    return [Proposed(row[0], cast("Move", KINDS["move"].read(row[4:])), *row[1:4]) for row in rows]


def count(db: Database, statuses: Sequence[ReviewStatus], *, lead: str | None = None) -> int:
    """How many moves of these statuses there are."""
    sql = """
        select count(*)
        from move as m
        join scenario as s on s.id = m.scenario_id
        where m.status in (select unnest(cast(:statuses as text[])))
          and (cast(:lead as text) is null or s.lead_id = cast(:lead as text))
    """
    total: int = db.value(sql, statuses=list(statuses), lead=lead)
    return total


def waiting(db: Database, scenarios: Sequence[str]) -> set[tuple[str, Tier]]:
    """Of some scenarios, which library a move that nobody has decided on yet would bring them to."""
    sql = """
        select scenario_id, to_tier
        from move
        where status in ('first_review', 'final_review') and to_tier is not null
          and scenario_id in (select unnest(cast(:ids as text[])))
    """
    return {(key, Tier(tier)) for key, tier in db.rows(sql, ids=list(scenarios))} if scenarios else set()


def led_by(db: Database, departments: Sequence[str]) -> list[tuple[str, str, Tier]]:
    """Id, name and library of the scenarios that these departments lead and that have not left."""
    sql = """
        select id, name, tier
        from scenario
        where tier <> 'exit' and record_status = 'entered'
          and lead_id in (select unnest(cast(:ids as text[])))
        order by code
    """
    return [(key, name, Tier(tier)) for key, name, tier in db.rows(sql, ids=list(departments))]
