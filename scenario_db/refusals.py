"""What a batch may not do, held against the register inside its transaction: overtake, double, dangle, not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenario_db import days
from scenario_db.changes import (
    Change,
    DanglingError,
    DoubledError,
    Lost,
    StaleError,
    UnfitError,
    WrittenError,
    differing,
)
from scenario_db.comparing import records_of
from scenario_db.database import Database, Transaction
from scenario_db.kinds import KINDS, Column, Kind, pointing_at, storable
from scenario_db.problems import Problem
from scenario_db.records import Record

ByKind = Mapping[str, Sequence[Change]]


def refuse_stale(tx: Transaction, by_kind: ByKind) -> None:
    """Raises StaleError for records that are not what they were compared with."""
    lost: list[Lost] = []
    for name, changes in by_kind.items():
        kind = KINDS[name]
        now = _versions(tx, kind, [change.id for change in changes])
        stale = [change for change in changes if now.get(change.id, 0) != (change.version if change.before else 0)]
        lost.extend(losses(tx, kind, stale))
    if lost:
        raise StaleError(lost)


def refuse_written(tx: Transaction, commit_key: str) -> None:
    """Raises WrittenError where this commit was written before: a second click, another try."""
    before = tx.value("select id from batch where commit_key = :it", it=commit_key) if commit_key else None
    if before:
        raise WrittenError(before)


_TWINS = {
    name: f"""
        select id
        from {name}
        where batch > :since
          and split_part(findable, '|', 1) in (select unnest(cast(:keys as text[])))
        order by id
    """
    for name in ("scenario", "demand", "provider")
}


def refuse_twins(tx: Transaction, by_kind: ByKind, since: int | None) -> None:
    """Raises StaleError where somebody else has entered, since the comparison, a record of the same name."""
    lost: list[Lost] = []
    for name in _TWINS if since is not None else ():
        kind = KINDS[name]
        entering = {_found_by(kind, it.after): it for it in by_kind.get(name, ()) if it.before is None and it.after}
        found = tx.rows(_TWINS[name], since=since, keys=sorted(entering)) if entering else []
        lost.extend(losses(tx, kind, [Change(name, key, None, None) for (key,) in found]))
    if lost:
        raise StaleError(lost)


def _found_by(kind: Kind, record: Record) -> str:
    return kind.derive(record)["findable"].partition("|")[0] if kind.derive else ""


def _versions(tx: Transaction, kind: Kind, ids: list[str]) -> dict[str, int]:
    sql = f"select id, version from {kind.name} where id in (select unnest(cast(:ids as text[])))"
    return dict(tx.rows(sql, ids=ids))


def losses(db: Database | Transaction, kind: Kind, stale: Sequence[Change]) -> list[Lost]:
    """Who was faster on these records, and what they made of them."""
    now = records_of(db, kind, [change.id for change in stale])
    return [_lost(db, kind, change, now) for change in stale]


def _lost(db: Database | Transaction, kind: Kind, change: Change, now: Mapping[str, tuple[int, Record]]) -> Lost:
    sql = f"""
        select b.author, b.recorded_at
        from {kind.table} as v
        join batch as b on b.id = coalesce(v.superseded_by, v.batch)
        where v.id = :id
        order by v.version desc
        limit 1
    """
    author, moment = (db.rows(sql, id=change.id) or [("?", days.now())])[0]
    theirs = now.get(change.id, (0, None))[1]
    return Lost(kind.name, change.id, author, moment, differing(kind, change.before, theirs))


def refuse_unfit(kind: Kind, columns: Mapping[str, tuple[str, Sequence[Any]]]) -> None:
    """Raises UnfitError for values that do not fit their columns, ValueError for an id not made of its parts."""
    for column in kind.columns:
        unfit = column.misfits(columns[column.name][1])
        if unfit:
            raise UnfitError(_said("unfit_value", kind, column.name, "" if unfit[0] is None else unfit[0]))
    parts = [map(str, columns[name][1]) for name in kind.record.NATURAL]
    if parts and list(map("/".join, zip(*parts, strict=True))) != list(columns["id"][1]):
        raise ValueError(f"the id of a {kind.name} is not made of its parts")


def refuse_doubled(tx: Transaction, by_kind: ByKind) -> None:
    """Raises DoubledError where a batch gives a live record the code, or a unit the name, of another one."""
    for name, changes in by_kind.items():
        kind = KINDS[name]
        given = _newly_given(changes, kind.unique) if kind.unique else []
        doubled = _doubled(tx, kind, given) if given else None
        if doubled:
            raise DoubledError(_said("already_there", kind, kind.unique, doubled))


def _doubled(tx: Transaction, kind: Kind, values: list[str]) -> str | None:
    sql = f"""
        select {kind.unique}
        from {kind.name}
        where {kind.unique} in (select unnest(cast(:values as text[])))
        group by {kind.unique}
        having count(*) > 1
        order by {kind.unique}
        limit 1
    """
    found: str | None = tx.value(sql, values=values)
    return found


def refuse_dangling(tx: Transaction, by_kind: ByKind) -> None:
    """Raises DanglingError where a batch leaves a record pointing at nothing."""
    for name, changes in by_kind.items():
        for column in KINDS[name].refs:
            _refuse_missing(tx, str(column.ref), _newly_given(changes, column.name))
        gone = [change.id for change in changes if change.after is None]
        for kind, column in pointing_at(name) if gone else ():
            _refuse_pointing(tx, kind, column, gone)


def _newly_given(changes: Sequence[Change], field: str) -> list[str]:
    pairs = ((getattr(change.before, field, None), getattr(change.after, field, None)) for change in changes)
    return list({storable(new) for old, new in pairs if new and new != old})


def _refuse_missing(tx: Transaction, kind: str, ids: list[str]) -> None:
    sql = f"select id from {kind} where id in (select unnest(cast(:ids as text[])))"
    missing = set(ids) - {row[0] for row in tx.rows(sql, ids=ids)} if ids else set()
    if missing:
        raise DanglingError(Problem("points_at_nothing", facts={"kind": kind, "id": min(missing)}))


def _refuse_pointing(tx: Transaction, kind: Kind, column: Column, gone: list[str]) -> None:
    sql = f"""
        select id
        from {kind.name}
        where {column.name} in (select unnest(cast(:ids as text[])))
        order by id
        limit 1
    """
    pointing = tx.value(sql, ids=gone)
    if pointing:
        raise DanglingError(Problem("still_pointed_at", facts={"kind": kind.name, "id": pointing}))


def _said(problem: str, kind: Kind, field: str, value: object) -> Problem:
    return Problem(problem, facts={"kind": kind.name, "field": field, "value": value})
