"""What the register said when a workbook was made from it, what was touched since, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from scenario_db import histories
from scenario_db.comparing import held
from scenario_db.database import Database
from scenario_db.kinds import KINDS

_BEFORE_ALL = datetime(1900, 1, 1)  # noqa: DTZ001 - moments of the register are UTC without saying so

Key = tuple[str, str, str]
"""Kind, id and field."""


def moment_after(db: Database, mark: int) -> datetime:
    """The moment (UTC, exclusive) at which the register says what it said after that batch."""
    found: datetime | None = db.value("select recorded_at from batch where id = :id", id=mark)
    return found + timedelta(microseconds=1) if found else _BEFORE_ALL


def touched_since(db: Database, kind: str, ids: Sequence[str], mark: int) -> set[str]:
    """Those of the records that entered, changed or left after that batch."""
    sql = f"""
        select distinct id
        from {KINDS[kind].table}
        where (batch > :mark or superseded_by > :mark)
          and id in (select unnest(cast(:ids as text[])))
    """
    return {key for (key,) in db.rows(sql, mark=mark, ids=list(ids))} if ids and mark < histories.mark(db) else set()


def values_of(
    db: Database, kind: str, names: tuple[str, ...], ids: Sequence[str], *, moment: datetime | None = None
) -> dict[str, tuple[Any, ...]]:
    """Some fields of records, today or as they were at a moment; records that are not there are left out."""
    return held(db, KINDS[kind], names, ids, moment=moment)


def writers(db: Database, keys: Sequence[Key]) -> dict[Key, tuple[str, datetime]]:
    """Who last wrote each of these fields, and when (UTC); of a record that has left, who took it out."""
    return {key: _writer(db, *key) for key in keys}


def _writer(db: Database, kind: str, record: str, field: str) -> tuple[str, datetime]:
    versions = histories.history(db, kind, record)
    ended = versions[-1].removed_by
    batch = ended or next((it.batch for it in reversed(versions) if field in it.fields), versions[-1].batch)
    return batch.author, batch.recorded_at
