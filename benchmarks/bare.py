"""One save through the ledger beside a bare transaction that writes the same rows of the same tables.

In turn: a return that is open in a form is changed, compared, judged and recorded; then the rows that this left (the
end of the version before, the next one, the batch, the line of the audit, and the three counters) are written once more
by six plain statements and a commit. What the first takes longer is what comparing, judging and telling cost. The
library is spoilt by it: the bare rows stand in nobody's chain.
"""

from __future__ import annotations

import statistics
import time
from argparse import Namespace
from dataclasses import replace
from typing import Any

from benchmarks import measuring
from benchmarks.overview import filled
from scenario_db import editing, ledger
from scenario_db.codes import Role, Tier
from scenario_db.database import Database, Transaction
from scenario_db.engine import Columns
from scenario_db.records import ProgressReport, Scenario
from scenario_db.roles import Person

OFFICE = Person("office", Role.OFFICE)
KINDS = ("progress_report", "scenario")
_BATCH_OF_ITS_OWN = 10**9


def _keys(db: Database, kind: str, count: int) -> list[str]:
    """Records spread over the library: the last that came in, and so those whose history is the longest."""
    chosen = {"progress_report": "status = 'effective'", "scenario": f"tier = '{Tier.BUILD}'"}[kind]
    return [key for (key,) in db.rows(f"select id from {kind} where {chosen} limit :count", count=count)]


def _saved(db: Database, kind: str, key: str, turn: int) -> float:
    held = editing.opened(db, kind, key)
    if held is None:
        raise LookupError(key)
    told = held.record
    if isinstance(told, ProgressReport):
        told = replace(told, progress=f"完成第{turn}项")
    elif isinstance(told, Scenario):
        told = replace(told, remark=f"第{turn}次")
    began = time.perf_counter()
    ledger.saved(db, told, by=OFFICE, version=held.version)
    return time.perf_counter() - began


def _left(db: Database, table: str, where: str, **given: Any) -> Columns:
    """The row that the save left, as columns to be put in; a kind is only asked where a value is a list."""
    [row] = db.rows(f"select * from {table} {where}", **given)
    return {name: (_kind(value), [value]) for name, value in zip(_names(db, table), row, strict=True)}


def _names(db: Database, table: str) -> list[str]:
    sql = """
        select column_name from information_schema.columns
        where table_schema = current_schema() and table_name = :table
        order by ordinal_position
    """
    return [name for (name,) in db.rows(sql, table=table)]


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "text[]"
    return {bool: "boolean", int: "bigint", str: "text"}.get(type(value), _of_day(value))


def _of_day(value: Any) -> str:
    names = {"datetime": "timestamp", "date": "date", "Decimal": "decimal(18,4)"}
    return names.get(type(value).__name__, "text")


def _bare(db: Database, kind: str, key: str, turn: int) -> float:
    """The same rows once more, by statements that ask and judge nothing."""
    version = _left(db, f"{kind}_version", "where id = :key and superseded_at is null", key=key)
    batch = _left(db, "batch", "where id = (select max(id) from batch where id < 1000000000)")
    line = _left(db, "audit", "where number = (select max(number) from audit where number < 1000000000)")
    number = _BATCH_OF_ITS_OWN + turn
    version = {**version, "version": ("bigint", [version["version"][1][0] + 1]), "batch": ("bigint", [number])}
    began = time.perf_counter()
    with db.writing() as tx:
        tx.execute("update ledger_mark set moved_at = moved_at + interval '1 microsecond'")
        _end(tx, kind, key, number)
        tx.insert_many(f"{kind}_version", version)
        tx.insert_many("batch", {**batch, "id": ("bigint", [number])})
        tx.execute("update audit_head set hash = hash")
        tx.insert_many("audit", {**line, "number": ("bigint", [number])})
    return time.perf_counter() - began


def _end(tx: Transaction, kind: str, key: str, batch: int) -> None:
    sql = f"""
        update {kind}_version
        set superseded_at = recorded_at + interval '1 microsecond', superseded_by = :batch
        where id = :key and superseded_at is null
    """
    tx.execute(sql, key=key, batch=batch)


def measure(db: Database, kind: str, saves: int) -> dict[str, object]:
    """Milliseconds of both, in turn on the same records; the medians, and their ratio."""
    ours, bare = [], []
    for turn, key in enumerate(_keys(db, kind, saves)):
        number = turn + KINDS.index(kind) * saves
        ours.append(_saved(db, kind, key, turn))
        bare.append(_bare(db, kind, key, number))
    through, plain = statistics.median(ours), statistics.median(bare)
    return {
        "engine": db.engine,
        "kind": kind,
        "saves": len(ours),
        "through_ms": round(through * 1000, 1),
        "bare_ms": round(plain * 1000, 1),
        "ratio": round(through / plain, 2),
    }


def run(given: Namespace) -> None:
    """Fills, saves, and tells."""
    with filled(given.scenarios, given.versions, given.url) as db:
        rows = [measure(db, kind, given.saves) for kind in KINDS]
    measuring.show(rows)
    if given.json:
        measuring.say({"rows": rows})
