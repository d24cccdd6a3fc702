"""Moves that wait for their review, and the scenarios that a department leads."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_db.codes import Tier
from scenario_db.database import Database


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
