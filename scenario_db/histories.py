"""What a record was, version by version: who changed which field, when, and from which cell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from scenario_db.changes import Batch, Origin, Version, differing
from scenario_db.codes import Source
from scenario_db.database import Database, Row
from scenario_db.kinds import KINDS, Kind

_BATCH = "id, recorded_at, author, author_role, source, note, file_name, file_hash, mapping, counts, undoes, policy"


def _batch(row: Sequence[Any]) -> Batch:
    number, moment, author, role, source, note, file_name, file_hash, mapping, counts, undoes, policy = row
    columns, counted, chosen = (json.loads(text or "{}") for text in (mapping, counts, policy))
    told = {"mapping": columns, "counts": counted, "undoes": undoes, "policy": chosen}
    origin = Origin(Source(source), note or "", file_name or "", file_hash or "", **told)
    return Batch(number, moment, author, role, origin)


def batches(db: Database, *, limit: int = 50, offset: int = 0) -> list[Batch]:
    """The batches, newest first."""
    sql = f"select {_BATCH} from batch order by id desc limit :limit offset :offset"
    return [_batch(row) for row in db.rows(sql, limit=limit, offset=offset)]


def batch(db: Database, number: int) -> Batch | None:
    """One batch."""
    found = db.rows(f"select {_BATCH} from batch where id = :id", id=number)
    return _batch(found[0]) if found else None


def same_file(db: Database, file_hash: str) -> Batch | None:
    """The last import of the very same file."""
    sql = f"select {_BATCH} from batch where file_hash = :hash order by id desc limit 1"
    found = db.rows(sql, hash=file_hash)
    return _batch(found[0]) if found else None


def mark(db: Database) -> int:
    """The number of the last batch: as long as it stands, nothing has changed."""
    found: int = db.until_written("select mark from ledger_mark")
    return found


def moved_at(db: Database) -> datetime:
    """The moment (UTC) of the last batch; none to come bears an earlier one."""
    found: datetime = db.value("select moved_at from ledger_mark")
    return found


def count(db: Database) -> int:
    """How many batches there are."""
    found: int = db.value("select count(*) from batch")
    return found


def taken_back(db: Database, numbers: Sequence[int]) -> dict[int, int]:
    """Which of these batches were taken back, and by which batch."""
    sql = """
        select undoes, max(id)
        from batch
        where undoes in (select unnest(cast(:ids as bigint[])))
        group by undoes
    """
    return dict(db.rows(sql, ids=list(numbers)))


def history(db: Database, kind: str, key: str) -> list[Version]:
    """All versions of a record, the first one first."""
    return _histories(db, KINDS[kind], [key]).get(key, [])


def _histories(db: Database, kind: Kind, keys: Sequence[str]) -> dict[str, list[Version]]:
    rows = _versions(db, kind, keys)
    found = _batches(db, {number for row in rows for number in row[5:7] if number})
    return {key: _told(kind, list(own), found) for key, own in groupby(rows, itemgetter(0))}


def _told(kind: Kind, rows: Sequence[Row], found: Mapping[int, Batch]) -> list[Version]:
    """The versions of one record; what ended one without beginning another took the record out."""
    begun = {row[5] for row in rows}
    versions: list[Version] = []
    for _, number, superseded_at, row, _, began, ended, *values in rows:
        record = kind.read(values)
        before = versions[-1].record if versions and not versions[-1].removed_by else None
        removed_by = found[ended] if ended and ended not in begun else None
        changed = differing(kind, before, record)
        versions.append(Version(number, record, changed, found[began], row or "", superseded_at, removed_by))
    return versions


def _versions(db: Database, kind: Kind, keys: Sequence[str]) -> list[Row]:
    sql = f"""
        select id, version, superseded_at, source_row, recorded_at, batch, superseded_by, {", ".join(kind.names)}
        from {kind.table}
        where id in (select unnest(cast(:ids as text[])))
        order by id, version
    """
    return db.rows(sql, ids=list(keys))


def _batches(db: Database, numbers: set[int]) -> dict[int, Batch]:
    sql = f"select {_BATCH} from batch where id in (select unnest(cast(:ids as bigint[])))"
    return {row[0]: _batch(row) for row in db.rows(sql, ids=sorted(numbers))}


def written_by(db: Database, number: int, kind: str, *, limit: int = 50, offset: int = 0) -> list[tuple[str, Version]]:
    """The records of one kind that a batch wrote or ended, each with its version of that batch."""
    sql = f"""
        select distinct id
        from {KINDS[kind].table}
        where batch = :batch or superseded_by = :batch
        order by id
        limit :limit offset :offset
    """
    ids = [row[0] for row in db.rows(sql, batch=number, limit=limit, offset=offset)]
    found = _histories(db, KINDS[kind], ids)
    mine = ((key, it) for key in ids for it in found[key])
    return [(key, it) for key, it in mine if it.batch.id == number or (it.removed_by and it.removed_by.id == number)]


def counts(db: Database, number: int) -> dict[str, int]:
    """How many records of each kind a batch wrote or ended."""
    sql = "select count(distinct id) from {table} where batch = :batch or superseded_by = :batch"
    found = {name: db.value(sql.format(table=kind.table), batch=number) for name, kind in KINDS.items()}
    return {name: count for name, count in found.items() if count}
