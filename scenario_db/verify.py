"""Looks the whole register over: whether versions follow each other, references lead somewhere, codes are known.

Everything is asked of whole tables at once, so that a million versions take seconds. It only reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario_db.database import Database, Row
from scenario_db.kinds import KINDS, Column, Kind
from scenario_db.problems import Problem

MOST = 100
"""So many findings of one sort are told; a register that is damaged through and through needs no longer list."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was looked at, and what is wrong with it."""

    records: int
    versions: int
    batches: int
    problems: tuple[Problem, ...]


def verify(db: Database) -> Findings:
    """Looks everything over."""
    problems = [*_marks(db), *(problem for kind in KINDS.values() for problem in _of(db, kind))]
    records = sum(db.value(f"select count(*) from {kind.name}") for kind in KINDS.values())
    versions = sum(db.value(f"select count(*) from {kind.table}") for kind in KINDS.values())
    return Findings(records, versions, db.value("select count(*) from batch"), tuple(problems))


def _of(db: Database, kind: Kind) -> Iterator[Problem]:
    for wrong, key, version in (*_stretches(db, kind), *_batches(db, kind)):
        yield Problem(wrong, facts={"kind": kind.name, "id": key, "version": version})
    for column in kind.refs:
        yield from (_told("reference_broken", kind, column, row) for row in _broken(db, kind, column))
    for column in kind.columns:
        yield from (_told("code_unknown", kind, column, row) for row in _unknown(db, kind, column))
    yield from (Problem("id_not_its_parts", facts={"kind": kind.name, "id": row[0]}) for row in _misnamed(db, kind))
    yield from (_told("stands_twice", kind, kind.column(kind.unique), row) for row in _doubled(db, kind))


def _told(problem: str, kind: Kind, column: Column, row: Row) -> Problem:
    key, value = row
    return Problem(problem, facts={"kind": kind.name, "id": key, "field": column.name, "value": value})


def _marks(db: Database) -> Iterator[Problem]:
    """The mark is the number of the last batch, and batches are as old as their numbers say."""
    sql = """
        select mark, coalesce((select max(id) from batch), 0)
        from ledger_mark
        where mark <> coalesce((select max(id) from batch), 0)
           or moved_at < (select max(recorded_at) from batch)
    """
    yield from (Problem("mark_wrong", facts={"mark": mark, "batch": last}) for mark, last in db.rows(sql))
    sql = """
        select id
        from (select id, recorded_at, lag(recorded_at) over (order by id) as before from batch) as it
        where recorded_at <= before
        order by id
        limit :most
    """
    yield from (Problem("batch_out_of_order", facts={"batch": number}) for (number,) in db.rows(sql, most=MOST))


def _stretches(db: Database, kind: Kind) -> list[Row]:
    """Versions count 1, 2, 3 …; each begins where the one before ended, unless the record had left meanwhile."""
    sql = f"""
        with stretch as (
            select
                id, version, recorded_at, superseded_at, superseded_by,
                row_number() over following as place,
                lead(recorded_at) over following as next_at,
                lead(batch) over following as next_batch
            from {kind.table}
            window following as (partition by id order by version)
        ),
        judged as (
            select
                case
                    when version <> place then 'version_skipped'
                    when next_at is not null and superseded_at is null then 'current_twice'
                    when superseded_at <= recorded_at then 'stretch_backwards'
                    when next_at < superseded_at then 'stretches_overlap'
                    when next_at > superseded_at and next_batch = superseded_by then 'stretches_apart'
                end as wrong,
                id, version
            from stretch
        )
        select wrong, id, version
        from judged
        where wrong is not null
        order by id, version
        limit :most
    """
    return db.rows(sql, most=MOST)


def _batches(db: Database, kind: Kind) -> list[Row]:
    """Each version was begun, and ended, by a batch that is there and is as old as the version says."""
    sql = f"""
        with judged as (
            select
                case
                    when began.id is null then 'batch_missing'
                    when (it.superseded_at is null) <> (it.superseded_by is null) then 'end_half_told'
                    when it.superseded_by is not null and ended.id is null then 'batch_missing'
                    when it.recorded_at <> began.recorded_at then 'batch_of_another_time'
                    when it.superseded_at <> ended.recorded_at then 'batch_of_another_time'
                end as wrong,
                it.id, it.version
            from {kind.table} as it
            left join batch as began on began.id = it.batch
            left join batch as ended on ended.id = it.superseded_by
        )
        select wrong, id, version
        from judged
        where wrong is not null
        order by id, version
        limit :most
    """
    return db.rows(sql, most=MOST)


def _broken(db: Database, kind: Kind, column: Column) -> list[Row]:
    """Records of today that point at a record that is not there."""
    sql = f"""
        select it.id, it.{column.name}
        from {kind.name} as it
        left join {column.ref} as target on target.id = it.{column.name}
        where it.{column.name} is not null
          and target.id is null
        order by it.id
        limit :most
    """
    return db.rows(sql, most=MOST)


def _unknown(db: Database, kind: Kind, column: Column) -> list[Row]:
    """Values, of today or of any day, that their closed list does not have."""
    if not column.choices:
        return []
    value = f"unnest({column.name})" if column.listed else column.name
    sql = f"""
        select distinct id, value
        from (select id, {value} as value from {kind.table}) as it
        where value not in (select unnest(cast(:known as text[])))
        order by id, value
        limit :most
    """
    return db.rows(sql, known=list(column.choices), most=MOST)


def _misnamed(db: Database, kind: Kind) -> list[Row]:
    """Records known by what they join, whose id says something else."""
    if not kind.record.NATURAL:
        return []
    parts = " || '/' || ".join(f"cast({name} as text)" for name in kind.record.NATURAL)
    sql = f"select distinct id from {kind.table} where id <> {parts} order by id limit :most"
    return db.rows(sql, most=MOST)


def _doubled(db: Database, kind: Kind) -> list[Row]:
    """What no two records of today may share, and two do."""
    if not kind.unique:
        return []
    sql = f"""
        select min(id), {kind.unique}
        from {kind.name}
        where {kind.unique} <> ''
        group by {kind.unique}
        having count(*) > 1
        order by {kind.unique}
        limit :most
    """
    return db.rows(sql, most=MOST)
