"""Holds records as they should be against the register: what differs is a change, what does not is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scenario_db.changes import KEEP, Change, Wanted
from scenario_db.database import Database, Transaction
from scenario_db.kinds import KINDS, Column, Kind, storable
from scenario_db.records import Record


def compare(db: Database, columns: Wanted) -> list[Change]:
    """What would change; records that are as they should be give none."""
    kind = KINDS[columns.kind]
    ids = list(map(storable, columns.ids))
    by_name = {name: kind.column(name).tidy(values) for name, values in columns.values.items()}
    rows = list(zip(*by_name.values(), strict=True)) if by_name else [()] * len(ids)
    now = held(db, kind, tuple(by_name), ids)
    touched = [i for i, key in enumerate(ids) if key not in now or _differs(rows[i], now[key])]
    before = records_of(db, kind, [ids[i] for i in touched if ids[i] in now])
    last = _last_versions(db, kind, [ids[i] for i in touched if ids[i] not in before])
    sources = columns.rows or [""] * len(ids)
    readers = [(name, kind.column(name)) for name in by_name]
    given = ((ids[i], sources[i], _given(readers, rows[i])) for i in touched)
    return [_change(kind, *it, before=before.get(it[0]), last=last.get(it[0], 0)) for it in given]


def leaving(db: Database, kind: str, rows: Mapping[str, str]) -> list[Change]:
    """The changes by which records leave; `rows` says for each id from which row of a workbook that comes."""
    found = records_of(db, KINDS[kind], list(rows))
    return [Change(kind, key, it, None, version, rows[key]) for key, (version, it) in found.items()]


def _given(readers: Sequence[tuple[str, Column]], row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        name: column.read(value) if column.choices or column.listed else value
        for (name, column), value in zip(readers, row, strict=True)
        if value is not KEEP
    }


def _differs(row: tuple[Any, ...], now: tuple[Any, ...]) -> bool:
    return row != now and any(want is not KEEP and want != have for want, have in zip(row, now, strict=True))


def _change(
    kind: Kind, key: str, row: str, given: dict[str, Any], *, before: tuple[int, Record] | None, last: int
) -> Change:
    if before is None:
        return Change(kind.name, key, None, kind.record(id=key, **given), last, row)
    version, was = before
    return Change(kind.name, key, was, replace(was, **given), version, row)


def held(
    db: Database, kind: Kind, names: tuple[str, ...], ids: Sequence[str], *, moment: datetime | None = None
) -> dict[str, tuple[Any, ...]]:
    """Some fields of records as the table has them, by id: today's, or those of a moment (UTC, exclusive)."""
    source = f"{kind.name}_on(cast(:moment as timestamp))" if moment else kind.name
    listed = [i for i, name in enumerate(names, 1) if kind.column(name).listed]
    sql = f"select {', '.join(('id', *names))} from {source} where id in (select unnest(cast(:ids as text[])))"
    found = db.rows(sql, ids=list(ids), moment=moment)
    if listed:
        found = [tuple(tuple(v or ()) if i in listed else v for i, v in enumerate(row)) for row in found]
    return {row[0]: row[1:] for row in found}


def records_of(db: Database | Transaction, kind: Kind, ids: Sequence[str]) -> dict[str, tuple[int, Record]]:
    """Today's records of those ids, each with its version."""
    if not ids:
        return {}
    names = ", ".join(kind.names)
    sql = f"select version, {names} from {kind.name} where id in (select unnest(cast(:ids as text[])))"
    return {row[1]: (row[0], kind.read(row[1:])) for row in db.rows(sql, ids=list(ids))}


def _last_versions(db: Database, kind: Kind, ids: Sequence[str]) -> dict[str, int]:
    """The last version of records that are not there today, but may have been."""
    if not ids:
        return {}
    sql = f"""
        select id, max(version)
        from {kind.table}
        where id in (select unnest(cast(:ids as text[])))
        group by id
    """
    return dict(db.rows(sql, ids=list(ids)))
