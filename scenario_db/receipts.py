"""What a batch did, read back: its receipt, and the workbook that it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario_db.changes import Receipt
from scenario_db.database import Database
from scenario_db.kinds import KINDS, Kind


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A workbook as it arrived, byte for byte."""

    name: str
    content: bytes


def of(db: Database, batch: int) -> Receipt:
    """The receipt of a batch, as it was given when it was written."""
    [(moment,)] = db.rows("select recorded_at from batch where id = :id", id=batch)
    entered: dict[str, int] = {}
    changed: dict[str, int] = {}
    left: dict[str, int] = {}
    for kind in KINDS.values():
        began, ended, both = _counts(db, kind, batch)
        entered[kind.name], changed[kind.name], left[kind.name] = began - both, both, ended - both
    return Receipt(batch, moment, *(dict(_some(counts)) for counts in (entered, changed, left)))


def _some(counts: dict[str, int]) -> Iterator[tuple[str, int]]:
    return ((name, count) for name, count in counts.items() if count)


def _counts(db: Database, kind: Kind, batch: int) -> tuple[int, int, int]:
    """How many records the batch gave a version, how many it ended one of, and how many of those are the same."""
    sql = f"""
        with began as (select id from {kind.table} where batch = :batch),
        ended as (select id from {kind.table} where superseded_by = :batch)
        select
            (select count(*) from began),
            (select count(*) from ended),
            (select count(*) from began join ended on ended.id = began.id)
    """
    [(began, ended, both)] = db.rows(sql, batch=batch)
    return began, ended, both


def kept_file(db: Database, batch: int) -> KeptFile | None:
    """The workbook that the batch came from; None where there was none, or it was not kept."""
    sql = """
        select coalesce(batch.file_name, kept_file.name), kept_file.content
        from batch
        join kept_file on kept_file.hash = batch.file_hash
        where batch.id = :batch
    """
    found = db.rows(sql, batch=batch)
    return KeptFile(found[0][0], bytes(found[0][1])) if found else None
