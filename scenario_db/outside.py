"""What systems outside ask of the register: a scenario of any day, what has changed since a mark, a commit's batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scenario_db.changes import Receipt
from scenario_db.database import Database, Row
from scenario_db.kinds import KINDS, kind_of
from scenario_db.phones import PERSONAL, masked
from scenario_db.receipts import of
from scenario_db.records import Record, Scenario

KINDS_TOLD = (
    *("scenario", "partner", "annual_plan", "monthly_target", "progress_report"),
    *("milestone", "metric", "issue", "move", "evaluation"),
)
"""Of which kinds changes are told: a scenario, and what stands under it."""


@dataclass(frozen=True, slots=True)
class Since:
    """After which version one goes on: the batch, and within it the id; nothing of that batch where there is none."""

    mark: int
    id: str | None = None

    def __str__(self) -> str:
        return str(self.mark) if self.id is None else f"{self.mark}:{self.id}"


@dataclass(frozen=True, slots=True)
class Told:
    """One record that a batch wrote, or took out: then as it was last."""

    mark: int
    id: str
    version: int
    recorded_at: datetime
    left: bool
    record: Record


def on(db: Database, code: str, moment: datetime, lead: str = "") -> tuple[int, Scenario] | None:
    """A scenario by its code as it was at that moment, with its version; only one that `lead` leads, if given."""
    kind = KINDS["scenario"]
    sql = f"""
        select version, {", ".join(kind.names)}
        from scenario_on(cast(:moment as timestamp))
        where code = :code and (cast(:lead as text) = '' or lead_id = :lead)
    """
    rows = db.rows(sql, moment=moment, code=code, lead=lead)
    found = kind.read(rows[0][1:]) if rows else None
    return (rows[0][0], found) if isinstance(found, Scenario) else None


def belonging_on(db: Database, name: str, scenario: str, moment: datetime) -> list[Record]:
    """The records of a kind that stood under a scenario at that moment."""
    kind = KINDS[name]
    sql = f"""
        select {", ".join(kind.names)}
        from {name}_on(cast(:moment as timestamp))
        where scenario_id = :key
        order by id
    """
    return [kind.read(row) for row in db.rows(sql, moment=moment, key=scenario)]


def since(db: Database, name: str, after: Since, *, until: int, limit: int, lead: str = "") -> list[Told]:
    """What batches after that one wrote and took out of a kind, in their order, up to the batch `until`.

    With `lead`: only of scenarios that this department leads; a record that left is told as it was last.
    """
    kind = KINDS[name]
    owner = "lead_id" if name == "scenario" else "(select s.lead_id from scenario as s where s.id = it.scenario_id)"
    sql = f"""
        with told as (
            select it.batch as mark, cast(0 as integer) as gone, it.*
            from {kind.table} as it
            where it.batch >= :mark and it.batch <= :until
            union all
            select it.superseded_by as mark, cast(1 as integer) as gone, it.*
            from {kind.table} as it
            where it.superseded_by >= :mark and it.superseded_by <= :until
              and not exists (
                  select 1 from {kind.table} as next where next.id = it.id and next.batch = it.superseded_by
              )
        )
        select it.mark, it.id, it.version, it.gone, it.recorded_at, it.superseded_at, {_of(kind.names)}
        from told as it
        where (it.mark > :mark or (cast(:key as text) is not null and it.id > cast(:key as text)))
          and (cast(:lead as text) = '' or {owner} = :lead)
        order by it.mark, it.id
        limit :limit
    """
    given = {"mark": after.mark, "key": after.id, "until": until, "lead": lead, "limit": limit}
    return [_told(name, row) for row in db.rows(sql, **given)]


def _of(names: tuple[str, ...]) -> str:
    return ", ".join(f"it.{name}" for name in names)


def _told(name: str, row: Row) -> Told:
    mark, key, version, gone, began, ended, *values = row
    return Told(mark, key, version, ended if gone else began, bool(gone), KINDS[name].read(values))


def plain(it: Record) -> dict[str, Any]:
    """A record's fields as they may leave the house: numbers of people are masked."""
    kind = kind_of(it)
    given = dict(zip(kind.names, kind.values(it), strict=True))
    return given | {name: masked(given[name]) for name in PERSONAL if isinstance(given.get(name), str)}


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit wrote before: its receipt, and the digest of what was asked then."""

    receipt: Receipt
    digest: str


def committed(db: Database, commit_key: str) -> Committed | None:
    """The batch of a commit key, if there is one."""
    rows = db.rows("select id, file_hash from batch where commit_key = :key", key=commit_key)
    return Committed(of(db, rows[0][0]), rows[0][1] or "") if rows else None


def counted(db: Database) -> dict[str, Any]:
    """What a supervisor watches: the mark, sessions, live tokens, and how many lines of each event the audit holds."""
    sql = """
        select
            (select mark from ledger_mark),
            (select count(*) from account_session where ended_at is null),
            (select count(*) from token where ended_at is null)
    """
    [(mark, sessions, tokens)] = db.rows(sql)
    events: dict[str, int] = dict(db.rows("select event, count(*) from audit group by event order by event"))
    return {"mark": mark, "sessions": sessions, "tokens": tokens, "events": events}


def size(db: Database) -> int:
    """How many bytes the register takes."""
    if db.engine == "postgres":
        return int(db.value("select pg_database_size(current_database())"))
    if db.file is None:
        return 0
    both = (db.file, db.file.with_name(f"{db.file.name}.wal"))
    return sum(it.stat().st_size for it in both if it.exists())
