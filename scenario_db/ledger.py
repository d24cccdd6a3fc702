"""The one door: compares records as they should be with what is, writes what differs, takes it back, tells its history.

Nothing is overwritten. A change ends the version that was and begins the next, in one transaction with its batch.
Batches come one after the other: each begins by moving the ledger's mark, which orders them and their times,
whatever the clock of the machine does.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scenario_db import days, roles, settings, undoing
from scenario_db.changes import (
    KEEP,
    Change,
    DanglingError,
    Lost,
    Origin,
    Receipt,
    StaleError,
    Undoing,
    Wanted,
    differing,
)
from scenario_db.codes import Source
from scenario_db.database import Database, TakenError, Transaction
from scenario_db.histories import history
from scenario_db.kinds import KINDS, Column, Kind, kind_of, pointing_at
from scenario_db.problems import Problem
from scenario_db.records import Record
from scenario_db.roles import Action, Person

__all__ = ["compare", "history", "new_ids", "plan_undo", "record", "saved", "undo", "wanted"]

_CODE_LETTERS = {"scenario": None, "demand": "XQ", "issue": "WT", "provider": "FW"}
"""Kinds whose records get a code at the commit; a scenario's letters are the city's (the setting code_prefix)."""

_ALLOWED_BY = {Source.IMPORT: Action.IMPORT, Source.UNDO: Action.UNDO}


def new_ids(db: Database, kind: str, count: int) -> list[str]:
    """Ids that no record has had, for records that are to enter; what is not used is no loss."""
    if not count:
        return []
    with db.writing() as tx:
        last = tx.value("update counter set value = value + :count where name = 'id' returning value", count=count)
    return [f"{KINDS[kind].letter}{number}" for number in range(last - count + 1, last + 1)]


def wanted(found: Sequence[Record], row: str = "") -> Wanted:
    """Records of one kind, each with all its fields, as columns for `compare`."""
    kind = kind_of(found[0])
    columns: dict[str, Sequence[Any]] = {name: values for name, (_, values) in kind.columnar(found).items()}
    if kind.name in _CODE_LETTERS:
        columns["code"] = [code or KEEP for code in columns["code"]]
    return Wanted(kind.name, columns.pop("id"), columns, [row] * len(found))


def compare(db: Database, columns: Wanted) -> list[Change]:
    """What would change; records that are as they should be give none."""
    kind = KINDS[columns.kind]
    by_name = {name: kind.column(name).tidy(values) for name, values in columns.values.items()}
    rows = list(zip(*by_name.values(), strict=True)) if by_name else [()] * len(columns.ids)
    now = _current(db, kind, tuple(by_name), columns.ids)
    touched = [i for i, key in enumerate(columns.ids) if key not in now or _differs(rows[i], now[key])]
    before = _records(db, kind, [columns.ids[i] for i in touched])
    last = _last_versions(db, kind, [columns.ids[i] for i in touched if columns.ids[i] not in before])
    sources = columns.rows or [""] * len(columns.ids)
    readers = [(name, kind.column(name)) for name in by_name]
    return [_change(kind, columns.ids[i], before, last, _given(readers, rows[i]), sources[i]) for i in touched]


def _given(readers: Sequence[tuple[str, Column]], row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        name: column.read(value) if column.choices or column.listed else value
        for (name, column), value in zip(readers, row, strict=True)
        if value is not KEEP
    }


def _differs(row: tuple[Any, ...], now: tuple[Any, ...]) -> bool:
    return row != now and any(want is not KEEP and want != have for want, have in zip(row, now, strict=True))


def _change(
    kind: Kind,
    key: str,
    before: Mapping[str, tuple[int, Record]],
    last: Mapping[str, int],
    given: dict[str, Any],
    row: str,
) -> Change:
    if key not in before:
        return Change(kind.name, key, None, kind.record(id=key, **given), last.get(key, 0), row)
    version, was = before[key]
    return Change(kind.name, key, was, replace(was, **given), version, row)


def _current(db: Database, kind: Kind, names: tuple[str, ...], ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    listed = [i for i, name in enumerate(names, 1) if kind.column(name).listed]
    sql = f"select {', '.join(('id', *names))} from {kind.name} where id in (select unnest(cast(:ids as text[])))"
    found = db.rows(sql, ids=list(ids))
    if listed:
        found = [tuple(tuple(v or ()) if i in listed else v for i, v in enumerate(row)) for row in found]
    return {row[0]: row[1:] for row in found}


def _records(db: Database | Transaction, kind: Kind, ids: Sequence[str]) -> dict[str, tuple[int, Record]]:
    if not ids:
        return {}
    names = ", ".join(kind.names)
    sql = f"select version, {names} from {kind.name} where id in (select unnest(cast(:ids as text[])))"
    return {row[1]: (row[0], kind.read(row[1:])) for row in db.rows(sql, ids=list(ids))}


def _last_versions(db: Database, kind: Kind, ids: Sequence[str]) -> dict[str, int]:
    if not ids or not kind.record.NATURAL:
        return {}
    sql = f"""
        select id, max(version)
        from {kind.table}
        where id in (select unnest(cast(:ids as text[])))
        group by id
    """
    return dict(db.rows(sql, ids=list(ids)))


def record(
    db: Database, changes: Iterable[Change], *, by: Person, origin: Origin, at: datetime | None = None
) -> Receipt:
    """Writes changes as one batch, all or nothing.

    Each change is held against the register once more inside the transaction. Raises StaleError where somebody was
    faster, DanglingError where a record would point at nothing, DeniedError, UnavailableError. `at` (UTC) is for
    libraries that are told a past; it can only lie after the last batch.
    """
    roles.require(by, _ALLOWED_BY.get(origin.source, Action.WRITE))
    by_kind = _by_kind(changes)
    try:
        with db.writing() as tx:
            batch, moment = _move_mark(tx, at or days.now())
            _refuse_stale(tx, by_kind)
            for name in KINDS:
                _write(tx, KINDS[name], by_kind.get(name, []), batch, moment)
            _refuse_dangling(tx, by_kind)
            _write_batch(tx, batch, moment, by, origin)
    except TakenError as faster:
        raise StaleError(_lost_to(db, by_kind)) from faster
    return Receipt(
        batch,
        moment,
        entered=_count(by_kind, lambda it: it.before is None),
        changed=_count(by_kind, lambda it: it.before is not None and it.after is not None),
        left=_count(by_kind, lambda it: it.after is None),
    )


def saved(db: Database, changed: Record, *, by: Person, note: str = "", at: datetime | None = None) -> Receipt | None:
    """Compares one record and writes it where it differs; None where nothing does. Raises as `record` does."""
    changes = compare(db, wanted([changed]))
    return record(db, changes, by=by, origin=Origin(Source.FORM, note), at=at) if changes else None


def plan_undo(db: Database, batch: int) -> Undoing:
    """What taking a batch back would do, and what it would leave alone because of later work."""
    return undoing.plan(db, batch)


def undo(db: Database, batch: int, *, by: Person, note: str = "") -> tuple[Receipt, Undoing]:
    """Takes a batch back, except what was changed since; itself a batch. Raises as `record` does."""
    planned = undoing.plan(db, batch)
    receipt = record(db, planned.changes, by=by, origin=Origin(Source.UNDO, note, undoes=batch))
    return receipt, planned


def _by_kind(changes: Iterable[Change]) -> dict[str, list[Change]]:
    by_kind: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change)
    for name, found in by_kind.items():
        if len({change.id for change in found}) < len(found):
            raise ValueError(f"a batch holds a {name} twice")
    return dict(by_kind)


def _count(by_kind: Mapping[str, list[Change]], chosen: Callable[[Change], bool]) -> dict[str, int]:
    counts = {name: sum(map(chosen, found)) for name, found in by_kind.items()}
    return {name: count for name, count in counts.items() if count}


def _move_mark(tx: Transaction, at: datetime) -> tuple[int, datetime]:
    sql = """
        update ledger_mark
        set mark = mark + 1, moved_at = greatest(moved_at + interval '1 microsecond', cast(:at as timestamp))
        returning mark, moved_at
    """
    [(mark, moment)] = tx.rows(sql, at=at)
    return mark, moment


def _refuse_stale(tx: Transaction, by_kind: Mapping[str, list[Change]]) -> None:
    lost: list[Lost] = []
    for name, changes in by_kind.items():
        now = _records(
            tx, KINDS[name], [change.id for change in changes if change.before or KINDS[name].record.NATURAL]
        )
        stale = [
            change for change in changes if now.get(change.id, (0, None))[0] != (change.version if change.before else 0)
        ]
        lost.extend(_lost(tx, KINDS[name], change, now) for change in stale)
    if lost:
        raise StaleError(lost)


def _lost(tx: Transaction | Database, kind: Kind, change: Change, now: Mapping[str, tuple[int, Record]]) -> Lost:
    sql = f"""
        select b.author, b.recorded_at
        from {kind.table} as v
        join batch as b on b.id = coalesce(v.superseded_by, v.batch)
        where v.id = :id
        order by v.version desc
    """
    author, moment = (tx.rows(sql, id=change.id) or [("?", days.now())])[0]
    theirs = now.get(change.id, (0, None))[1]
    return Lost(kind.name, change.id, author, moment, differing(kind, change.before, theirs))


def _lost_to(db: Database, by_kind: Mapping[str, list[Change]]) -> list[Lost]:
    entering = [(KINDS[name], change) for name, found in by_kind.items() for change in found if not change.before]
    found = [(kind, change, _records(db, kind, [change.id])) for kind, change in entering]
    return [_lost(db, kind, change, now) for kind, change, now in found if now] or [
        _lost(db, kind, change, {}) for kind, change in entering[:1]
    ]


def _write(tx: Transaction, kind: Kind, changes: Sequence[Change], batch: int, moment: datetime) -> None:
    ending = [change for change in changes if change.before is not None]
    if ending:
        sql = f"""
            update {kind.table} as it
            set superseded_at = :moment, superseded_by = :batch
            from (
                select unnest(cast(:ids as text[])) as id, unnest(cast(:versions as bigint[])) as version
            ) as ending
            where it.id = ending.id and it.version = ending.version and it.superseded_at is null
        """
        ids, versions = [change.id for change in ending], [change.version for change in ending]
        tx.execute(sql, moment=moment, batch=batch, ids=ids, versions=versions)
    entering = [change for change in changes if change.after is not None]
    if entering:
        tx.insert_many(kind.table, _next_versions(tx, kind, entering, batch, moment))


def _next_versions(
    tx: Transaction, kind: Kind, changes: Sequence[Change], batch: int, moment: datetime
) -> dict[str, tuple[str, Sequence[Any]]]:
    found = [change.after for change in changes if change.after is not None]
    columns: dict[str, tuple[str, Sequence[Any]]] = {**kind.columnar(found)}
    if kind.name in _CODE_LETTERS:
        columns["code"] = ("text", _coded(tx, kind.name, columns["code"][1], moment))
    if kind.derive:
        derived = [kind.derive(it) for it in found]
        columns |= {name: ("text", [row[name] for row in derived]) for name in derived[0]}
    size = len(changes)
    return columns | {
        "version": ("bigint", [change.version + 1 for change in changes]),
        "recorded_at": ("timestamp", [moment] * size),
        "batch": ("bigint", [batch] * size),
        "source_row": ("text", [change.row or None for change in changes]),
    }


def _coded(tx: Transaction, kind: str, codes: Sequence[str], moment: datetime) -> list[str]:
    """The codes of records, new ones numbered in the order in which they enter, without gaps within a year."""
    missing = codes.count("")
    if not missing:
        return list(codes)
    year = days.local(moment, settings.current().zone).year
    letters = _CODE_LETTERS[kind] or settings.current().code_prefix
    name = f"code/{letters}/{year}"
    sql = "insert into counter select :name, 0 where not exists (select 1 from counter where name = :name)"
    tx.execute(sql, name=name)
    sql = "update counter set value = value + :count where name = :name returning value"
    numbers = iter(range(tx.value(sql, name=name, count=missing) - missing + 1, 10**12))
    return [code or f"{letters}-{year}-{next(numbers):04d}" for code in codes]


def _refuse_dangling(tx: Transaction, by_kind: Mapping[str, list[Change]]) -> None:
    for name, changes in by_kind.items():
        for column in KINDS[name].refs:
            _refuse_missing(tx, str(column.ref), _pointed_at(changes, column.name))
        gone = [change.id for change in changes if change.after is None]
        for kind, column in pointing_at(name) if gone else ():
            _refuse_pointing(tx, kind.name, column.name, gone)


def _pointed_at(changes: Sequence[Change], field: str) -> list[str]:
    pairs = ((getattr(change.before, field, None), getattr(change.after, field, None)) for change in changes)
    return list({new for old, new in pairs if new and new != old})


def _refuse_missing(tx: Transaction, kind: str, ids: list[str]) -> None:
    sql = f"select id from {kind} where id in (select unnest(cast(:ids as text[])))"
    missing = set(ids) - {row[0] for row in tx.rows(sql, ids=ids)} if ids else set()
    if missing:
        raise DanglingError(Problem("points_at_nothing", facts={"kind": kind, "id": sorted(missing)[0]}))


def _refuse_pointing(tx: Transaction, kind: str, field: str, gone: list[str]) -> None:
    sql = f"select id from {kind} where {field} in (select unnest(cast(:ids as text[]))) order by id limit 1"
    pointing = tx.value(sql, ids=gone)
    if pointing:
        raise DanglingError(Problem("still_pointed_at", facts={"kind": kind, "id": pointing}))


def _write_batch(tx: Transaction, batch: int, moment: datetime, by: Person, origin: Origin) -> None:
    given: dict[str, tuple[str, Sequence[Any]]] = {
        "id": ("bigint", [batch]),
        "recorded_at": ("timestamp", [moment]),
        "source": ("text", [str(origin.source)]),
        "author": ("text", [by.name]),
        "author_role": ("text", [str(by.role)]),
        "note": ("text", [origin.note or None]),
        "file_name": ("text", [origin.file_name or None]),
        "file_hash": ("text", [origin.file_hash or None]),
        "mapping": ("text", [json.dumps(dict(origin.mapping), ensure_ascii=False) if origin.mapping else None]),
        "counts": ("text", [json.dumps(dict(origin.counts)) if origin.counts else None]),
        "undoes": ("bigint", [origin.undoes]),
    }
    tx.insert_many("batch", given)
