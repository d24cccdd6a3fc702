"""What taking a batch back would do: field by field, sparing what was changed since and what others need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from scenario_db.changes import Change, Kept, Undoing, differing
from scenario_db.database import Database
from scenario_db.kinds import KINDS, Kind, pointing_at
from scenario_db.records import Record


@dataclass(frozen=True, slots=True)
class _Touched:
    """A record that the batch touched: as it was, as the batch made it, as it is now."""

    kind: Kind
    id: str
    before: Record | None
    after: Record | None
    now: Record | None
    version: int


def plan(db: Database, batch: int) -> Undoing:
    """The changes that take the batch back, and what they leave alone."""
    changes: list[Change] = []
    kept: list[Kept] = []
    for kind in KINDS.values():
        for touched in _touched(db, kind, batch):
            change, stays = _back(touched)
            changes.extend([change] if change else [])
            kept.extend([stays] if stays else [])
    changes, needed = _without_loose_ends(db, changes)
    return Undoing(batch, tuple(changes), (*kept, *needed))


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
    by_id: dict[str, list[tuple[Any, ...]]] = {}
    for row in db.rows(sql, batch=batch):
        by_id.setdefault(row[0], []).append(row)
    for key, rows in by_id.items():
        before = _only(kind, (row for row in rows if row[3] == batch))
        after = _only(kind, (row for row in rows if row[2] == batch))
        now = _only(kind, (row for row in rows if row[4]))
        yield _Touched(kind, key, before, after, now, rows[-1][1])


def _only(kind: Kind, rows: Iterator[tuple[Any, ...]]) -> Record | None:
    row = next(rows, None)
    return kind.read(row[5:]) if row else None


def _back(it: _Touched) -> tuple[Change | None, Kept | None]:
    """How one record goes back: what entered leaves, what left enters, what changed takes its old fields."""
    if it.after is None:
        return _again(it) if it.now is None else (None, Kept(it.kind.name, it.id, "later"))
    if it.now is None:
        return None, Kept(it.kind.name, it.id, "gone")
    if it.before is None:
        unchanged = it.now == it.after
        return (_change(it, None), None) if unchanged else (None, Kept(it.kind.name, it.id, "later"))
    return _fields_back(it, it.now)


def _again(it: _Touched) -> tuple[Change | None, Kept | None]:
    return Change(it.kind.name, it.id, None, it.before, it.version), None


def _fields_back(it: _Touched, now: Record) -> tuple[Change | None, Kept | None]:
    changed = differing(it.kind, it.before, it.after)
    mine = {name: old for name, (old, new) in changed.items() if getattr(now, name) == new}
    later = tuple(name for name in changed if name not in mine)
    change = _change(it, replace(now, **{name: getattr(it.before, name) for name in mine})) if mine else None
    return change, Kept(it.kind.name, it.id, "later", later) if later else None


def _change(it: _Touched, after: Record | None) -> Change:
    return Change(it.kind.name, it.id, it.now, after, it.version)


def _without_loose_ends(db: Database, changes: list[Change]) -> tuple[list[Change], list[Kept]]:
    """Drops changes, until none is left that would make a record point at nothing."""
    kept: list[Kept] = []
    while True:
        loose = {(it.kind, it.id): it for it in (*_still_needed(db, changes), *_pointing_nowhere(db, changes))}
        if not loose:
            return changes, kept
        kept.extend(loose.values())
        changes = [change for change in changes if (change.kind, change.id) not in loose]


def _still_needed(db: Database, changes: list[Change]) -> Iterator[Kept]:
    """What is to leave though a record that stays points at it."""
    planned = {(change.kind, change.id): change.after for change in changes}
    for name, gone in _grouped((c.kind, c.id) for c in changes if c.after is None):
        for kind, column in pointing_at(name):
            sql = f"select id, {column.name} from {kind.name} where {column.name} in (select unnest(cast(:ids as text[])))"
            for key, target in db.rows(sql, ids=gone):
                after = planned.get((kind.name, key), KINDS)
                if after is KINDS or getattr(after, column.name, None) == target:
                    yield Kept(name, target, "needed")


def _pointing_nowhere(db: Database, changes: list[Change]) -> Iterator[Kept]:
    """What would come back pointing at a record that is not there."""
    leaving = {(change.kind, change.id) for change in changes if change.after is None}
    entering = {(change.kind, change.id) for change in changes if change.before is None}
    for change in changes:
        for column in KINDS[change.kind].refs if change.after else ():
            target = getattr(change.after, column.name)
            if not target or target == getattr(change.before, column.name, None):
                continue
            there = (column.ref, target) in entering or _is_there(db, str(column.ref), target)
            if not there or (column.ref, target) in leaving:
                yield Kept(change.kind, change.id, "gone", (column.name,))


def _is_there(db: Database, kind: str, key: str) -> bool:
    return bool(db.rows(f"select 1 from {kind} where id = :id", id=key))


def _grouped(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    by_kind: dict[str, list[str]] = {}
    for name, key in pairs:
        by_kind.setdefault(name, []).append(key)
    yield from by_kind.items()
