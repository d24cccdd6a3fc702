"""Holds records as they should be against the register: what differs is a change, what does not is none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scenario_db.changes import KEEP, Change, Wanted
from scenario_db.database import Database, Transaction
from scenario_db.kinds import KINDS, Column, Kind, tidy_texts
from scenario_db.records import Record


@dataclass(frozen=True, slots=True)
class Held:
    """Some fields of records as the table has them, column by column; `places` says where each id stands."""

    places: Mapping[str, int]
    columns: Mapping[str, Sequence[Any]]


FEW = 50
"""So many records are read whole at once; of more, first the fields that were said, then those that differ."""

Ahead = Mapping[str, Held]
"""By kind what all of its records hold today in some fields."""

_SO_MANY = 2
"""A kind with more than so many times the records that are expected is asked for them by their ids instead."""


@contextmanager
def reading_ahead(db: Database, wanted: Mapping[str, Collection[str]], expected: int) -> Iterator[Ahead]:
    """Reads some fields of all records of some kinds while the block runs, for comparisons after it."""
    found: dict[str, Held] = {}
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(_read_ahead, db, wanted, expected, found)
        yield found
    reading.result()


def _read_ahead(db: Database, wanted: Mapping[str, Collection[str]], expected: int, found: dict[str, Held]) -> None:
    for kind, names in ((KINDS[name], sorted(fields)) for name, fields in wanted.items()):
        counted = "".join(f", count({name})" for name in names)
        [(size, *filled)] = db.rows(f"select count(*){counted} from {kind.name}")
        if size <= _SO_MANY * expected:
            there = _held(db, kind, tuple(name for name, count in zip(names, filled, strict=True) if count))
            empty = {name: () if kind.column(name).listed else None for name in names}
            columns = {name: there.columns.get(name, [nothing] * len(there.places)) for name, nothing in empty.items()}
            found[kind.name] = Held(there.places, columns)


def compare(db: Database, columns: Wanted, ahead: Ahead | None = None) -> list[Change]:
    """What would change; records that are as they should be give none. `ahead` is what was read ahead of it."""
    kind = KINDS[columns.kind]
    ids = tidy_texts(columns.ids)
    said = {name: values for name, values in columns.values.items() if not _says_nothing(values)}
    by_name = {name: kind.column(name).tidy(values) for name, values in said.items()}
    named = {name: values for name, values in by_name.items() if name not in kind.record.NATURAL}  # the id says those
    there = ahead.get(kind.name) if ahead else None
    before: Mapping[str, tuple[int, Record]] = {}
    if there and named.keys() <= there.columns.keys():
        now = there
    elif len(ids) <= FEW:
        before = records_of(db, kind, ids)
        now = _as_held(kind, [it for _, it in before.values()])
    else:
        now = _held(db, kind, tuple(named), ids)
    touched = _touched(ids, named, now)
    before = before or records_of(db, kind, [ids[i] for i in touched if ids[i] in now.places])
    last = _last_versions(db, kind, [ids[i] for i in touched if ids[i] not in before])
    sources = columns.rows or [""] * len(ids)
    readers = [(name, kind.column(name)) for name in by_name]
    given = ((ids[i], sources[i], _given(readers, [column[i] for column in by_name.values()])) for i in touched)
    return [_change(kind, *it, before=before.get(it[0]), last=last.get(it[0], 0)) for it in given]


def _says_nothing(values: Sequence[Any]) -> bool:
    """Whether the whole column leaves what there is; the first value that says something ends the look."""
    return all(value is KEEP for value in values)


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


def _touched(ids: Sequence[str], wanted: Mapping[str, Sequence[Any]], now: Held) -> list[int]:
    """The places of those that are not there or differ, looked for column by column; most columns do not differ."""
    order = list(map(now.places.get, ids))
    there = [at for at, place in enumerate(order) if place is not None]
    everybody = len(there) == len(ids)
    found = set(range(len(ids))).difference(there)
    chosen = [place for place in order if place is not None]
    in_order = chosen == list(range(len(now.places)))
    for name, values in wanted.items():
        news = values if everybody else list(map(values.__getitem__, there))
        olds = now.columns[name] if in_order else list(map(now.columns[name].__getitem__, chosen))
        if news != olds:
            found.update(at for at, new, old in zip(there, news, olds, strict=True) if new is not KEEP and new != old)
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
    found = _held(db, kind, names, ids, moment=moment)
    rows = zip(*found.columns.values(), strict=True) if names else ((),) * len(found.places)
    return dict(zip(found.places, rows, strict=True))


def _held(
    db: Database,
    kind: Kind,
    names: tuple[str, ...],
    ids: Sequence[str] | None = None,
    *,
    moment: datetime | None = None,
) -> Held:
    """Those of some ids, or of all records."""
    source = f"{kind.name}_on(cast(:moment as timestamp))" if moment else kind.name
    chosen = "" if ids is None else "where id in (select unnest(cast(:ids as text[])))"
    sql = f"select {', '.join(('id', *names))} from {source} {chosen}"
    keys, *columns = list(zip(*db.rows(sql, ids=ids, moment=moment), strict=True)) or [()] * (len(names) + 1)
    read = {
        name: _as_tuples(it) if kind.column(name).listed else list(it) for name, it in zip(names, columns, strict=True)
    }
    return Held({key: at for at, key in enumerate(keys)}, read)


def _as_held(kind: Kind, found: Sequence[Record]) -> Held:
    """The same of records that were read whole."""
    if not found:
        return Held({}, dict.fromkeys(kind.names, ()))
    return Held(
        {it.id: at for at, it in enumerate(found)},
        {name: values for name, (_, values) in kind.columnar(found).items()},
    )


def _as_tuples(column: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [tuple(value) if value else () for value in column]


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
