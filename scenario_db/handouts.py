"""What goes into workbooks that are given out: today's records with their versions, many at once."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import Record

Versioned = tuple[int, Record]


def owned(db: Database, kind: str, department_id: str | None = None) -> list[Versioned]:
    """The records of a kind by their code, if a department is given only those that it leads or has proposed.

    What no department owns, such as providers, is everybody's.
    """
    owner = next((column.name for column in KINDS[kind].refs if column.ref == "department"), None)
    if owner and department_id:
        return _some(db, kind, f"where {owner} = :department order by code, id", department=department_id)
    return _some(db, kind, "order by code, id")


def by_ids(db: Database, kind: str, ids: Sequence[str]) -> list[Versioned]:
    """The records of a kind with those ids, as far as there are any."""
    return _some(db, kind, "where id in (select unnest(cast(:ids as text[])))", ids=list(ids))


def partners(db: Database, scenarios: Sequence[str]) -> list[Versioned]:
    """Who takes part in some scenarios, in the order of their ids."""
    condition = "where scenario_id in (select unnest(cast(:ids as text[]))) order by id"
    return _some(db, "partner", condition, ids=list(scenarios))


def _some(db: Database, kind: str, condition: str, **values: object) -> list[Versioned]:
    it = KINDS[kind]
    rows = db.rows(f"select version, {', '.join(it.names)} from {kind} {condition}", **values)
    return [(row[0], it.read(row[1:])) for row in rows]


def scenario_names(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """What scenarios are called today."""
    sql = "select id, name from scenario where id in (select unnest(cast(:ids as text[])))"
    return dict(db.rows(sql, ids=list(ids)))
