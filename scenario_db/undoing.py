"""What taking a batch back would do: field by field, sparing what was changed since and what others need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from scenario_db import turning
from scenario_db.changes import Change, Kept, UndoError, Undoing, differing
from scenario_db.codes import Source
from scenario_db.database import Database, Row
from scenario_db.kinds import KINDS, Kind, pointing_at
from scenario_db.problems import Problem
from scenario_db.records import Record

Key = tuple[str, str]
"""Kind and id."""


@dataclass(frozen=True, slots=True)
class _Touched:
    """A record that the batch touched: as it was, as the batch made it, as it is now; who ended its last version."""

    kind: Kind
    id: str
    before: Record | None
    after: Record | None
    now: Record | None
    version: int
    ended_by: int | None


def plan(db: Database, batch: int) -> Undoing:
    """The changes that take the batch back, and what they leave alone. Raises UndoError for no such batch."""
    source = db.value("select source from batch where id = :id", id=batch)
    if source is None:
        raise UndoError(Problem("no_such_batch", facts={"batch": batch}))
    if source == Source.REVIEW:
        raise UndoError(Problem("review_stays", facts={"batch": batch}))
    pairs = [_back(touched, batch) for kind in KINDS.values() for touched in _touched(db, kind, batch)]
    changes, needed = _without_loose_ends(db, [change for change, _ in pairs if change])
    changes += turning.left_behind(db, changes)
    return Undoing(batch, tuple(changes), (*(stays for _, stays in pairs if stays), *needed))


def _touched(db: Database, kind: Kind, batch: int) -> Iterator[_Touched]:
    sql = f"""
        select id, version, batch, superseded_by, superseded_at is null, {", ".join(kind.names)}
        from {kind.table}
        where id in (
            select id from {kind.table}
            where batch = :batch or superseded_by = :batch
        )
        order by id, version
    """
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in db.rows(sql, batch=batch):
        by_id[row[0]].append(row)
    for key, rows in by_id.items():
        before = next((row for row in rows if row[3] == batch), None)
        after = next((row for row in rows if row[2] == batch), None)
        last = rows[-1]
        made = _read(kind, after)
        now = (made if last is after else _read(kind, last)) if last[4] else None
        yield _Touched(kind, key, _read(kind, before), made, now, last[1], last[3])


def _read(kind: Kind, row: Row | None) -> Record | None:
    return kind.read(row[5:]) if row else None


def _back(it: _Touched, batch: int) -> tuple[Change | None, Kept | None]:
    """How one record goes back: what entered leaves, what left enters, what changed takes its old fields."""
    if it.after is None:
        again = Change(it.kind.name, it.id, None, it.before, it.version)
        return (again, None) if it.ended_by == batch else (None, Kept(it.kind.name, it.id, "later"))
    if it.now is None:
        return None, Kept(it.kind.name, it.id, "gone")
    if it.before is None:
        return (_change(it, None), None) if it.now == it.after else (None, Kept(it.kind.name, it.id, "later"))
    return _fields_back(it, it.now)


def _fields_back(it: _Touched, now: Record) -> tuple[Change | None, Kept | None]:
    changed = differing(it.kind, it.before, it.after)
    mine = {name: old for name, (old, new) in changed.items() if getattr(now, name) == new}
    later = tuple(name for name in changed if name not in mine)
    change = _change(it, replace(now, **mine)) if mine else None
    return change, Kept(it.kind.name, it.id, "later", later) if later else None


def _change(it: _Touched, after: Record | None) -> Change:
    return Change(it.kind.name, it.id, it.now, after, it.version)


def _without_loose_ends(db: Database, changes: list[Change]) -> tuple[list[Change], list[Kept]]:
    """Drops changes, or the fields of changes, until none is left that would make a record point at nothing."""
    planned = {(change.kind, change.id): change for change in changes}
    kept: list[Kept] = []
    ends = (_still_needed, _pointing_nowhere, _still_answered)
    while loose := {(it.kind, it.id): it for find in ends for it in find(db, planned)}:
        kept.extend(loose.values())
        lessened = {key: _without(planned[key], it.fields) for key, it in loose.items()}
        planned = {key: change for key, was in planned.items() if (change := lessened.get(key, was))}
    return list(planned.values()), kept


def _without(change: Change, fields: tuple[str, ...]) -> Change | None:
    """The change without these fields; None where nothing of it is left, or where it stands or falls as a whole."""
    if not (change.before and change.after and fields):
        return None
    after = replace(change.after, **{name: getattr(change.before, name) for name in fields})
    return replace(change, after=after) if after != change.before else None


def _still_needed(db: Database, planned: Mapping[Key, Change]) -> Iterator[Kept]:
    """What is to leave though a record that stays points at it."""
    leaving = _grouped(key for key, change in planned.items() if change.after is None)
    for name, gone in leaving.items():
        for kind, column in pointing_at(name):
            for key, target in _pointing(db, kind, column.name, gone):
                change = planned.get((kind.name, key))
                if change is None or getattr(change.after, column.name, None) == target:
                    yield Kept(name, target, "needed")


def _still_answered(db: Database, planned: Mapping[Key, Change]) -> Iterator[Kept]:
    """Demands that would wait again though a live scenario still answers them."""
    back = [key for (kind, key), it in planned.items() if kind == "demand" and turning.waits_again(it)]
    gone = [key for (kind, key), it in planned.items() if kind == "demand_scenario" and it.after is None]
    yield from (Kept("demand", key, "needed", ("status",)) for key in turning.answered(db, back, without=gone))


def _pointing(db: Database, kind: Kind, field: str, ids: list[str]) -> list[Row]:
    sql = f"select id, {field} from {kind.name} where {field} in (select unnest(cast(:ids as text[])))"
    return db.rows(sql, ids=ids)


def _pointing_nowhere(db: Database, planned: Mapping[Key, Change]) -> Iterator[Kept]:
    """What would come back pointing at a record that is not there."""
    pointed = [(change, *it) for change in planned.values() if change.after for it in _newly_pointed(change)]
    there = _there(db, _grouped(target for _, _, target in pointed))
    coming = {key for key, change in planned.items() if change.after}
    leaving = planned.keys() - coming
    for key, loose in _by_change(pointed, (there | coming) - leaving).items():
        yield Kept(*key, "gone", loose)


def _newly_pointed(change: Change) -> Iterator[tuple[str, Key]]:
    for column in KINDS[change.kind].refs:
        target = getattr(change.after, column.name)
        if target and target != getattr(change.before, column.name, None):
            yield column.name, (str(column.ref), target)


def _by_change(pointed: Iterable[tuple[Change, str, Key]], there: set[Key]) -> dict[Key, tuple[str, ...]]:
    loose: dict[Key, tuple[str, ...]] = {}
    for change, field, target in pointed:
        if target not in there:
            key = (change.kind, change.id)
            loose[key] = (*loose.get(key, ()), field)
    return loose


def _there(db: Database, ids: Mapping[str, list[str]]) -> set[Key]:
    return {(kind, row[0]) for kind, wanted in ids.items() for row in _present(db, kind, wanted)}


def _present(db: Database, kind: str, ids: list[str]) -> list[Row]:
    return db.rows(f"select id from {kind} where id in (select unnest(cast(:ids as text[])))", ids=ids)


def _grouped(keys: Iterable[Key]) -> dict[str, list[str]]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for name, key in dict.fromkeys(keys):
        by_kind[name].append(key)
    return by_kind
