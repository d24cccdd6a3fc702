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
    now = held(db, kind, tuple(by_name), ids)
    touched = _touched(ids, by_name, now)
    before = records_of(db, kind, [ids[i] for i in touched if ids[i] in now])
    last = _last_versions(db, kind, [ids[i] for i in touched if ids[i] not in before])
    sources = columns.rows or [""] * len(ids)
    readers = [(name, kind.column(name)) for name in by_name]
    given = ((ids[i], sources[i], _given(readers, [column[i] for column in by_name.values()])) for i in touched)
    return [_change(kind, *it, before=before.get(it[0]), last=last.get(it[0], 0)) for it in given]


def leaving(db: Database, kind: str, rows: Mapping[str, str]) -> list[Change]:
    """The changes by which records leave; `rows` says for each id from which row of a workbook that comes."""
    found = records_of(db, KINDS[kind], list(rows))
    return [Change(kind, key, it, None, version, rows[key]) for key, (version, it) in found.items()]


def _given(readers: Sequence[tuple[str, Column]], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: column.read(value) if column.choices or column.listed else value
        for (name, column), value in zip(readers, row, strict=True)
        if value is not KEEP
    }


def _touched(ids: Sequence[str], wanted: Mapping[str, Sequence[Any]], now: Mapping[str, tuple[Any, ...]]) -> list[int]:
    """The places of those that are not there or differ, looked for column by column."""
    there = [at for at, key in enumerate(ids) if key in now]
    found = set(range(len(ids))).difference(there)
    held_columns = zip(*(now[ids[at]] for at in there), strict=True) if there else iter(())
    for column, have in zip(wanted.values(), held_columns, strict=False):
        pairs = zip(there, map(column.__getitem__, there), have, strict=True)
        found.update(at for at, new, old in pairs if new != old and new is not KEEP)
    return sorted(found)


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
    columns = list(zip(*found, strict=True))
    for at in listed if columns else ():
        columns[at] = tuple(tuple(value or ()) for value in columns[at])
    ids_found, *rest = columns or [()]
    return dict(zip(ids_found, zip(*rest, strict=True) if rest else ((),) * len(ids_found), strict=True))


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
