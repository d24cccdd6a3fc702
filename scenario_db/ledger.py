"""The one door: compares records as they should be with what is, writes what differs, takes it back, tells its history.

Nothing is overwritten. A change ends the version that was and begins the next, in one transaction with its batch.
Batches come one after the other: each begins by moving the ledger's mark, which orders them and their times,
whatever the clock of the machine does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scenario_db import (
    batches,
    circles,
    days,
    denials,
    digests,
    lifecycle,
    receipts,
    refusals,
    rights,
    roles,
    seals,
    settings,
    undoing,
)
from scenario_db.changes import KEEP, Change, Origin, Receipt, UndoError, Undoing, Wanted, WrittenError
from scenario_db.codes import Source
from scenario_db.comparing import compare, leaving
from scenario_db.database import Database, Transaction
from scenario_db.engine import Columns
from scenario_db.histories import history
from scenario_db.kinds import KINDS, Kind, kind_of, storable
from scenario_db.problems import Problem
from scenario_db.records import Record
from scenario_db.refusals import ByKind
from scenario_db.roles import Action, DeniedError, Person

__all__ = ["compare", "history", "leaving", "new_ids", "plan_undo", "record", "saved", "undo", "wanted"]

_CODE_LETTERS = {"scenario": None, "demand": "XQ", "issue": "WT", "provider": "FW"}
"""Kinds whose records get a code at the commit; a scenario's letters are the city's (the setting code_prefix)."""

_ALLOWED_BY = {
    Source.IMPORT: Action.IMPORT,
    Source.UNDO: Action.UNDO,
    Source.INSTRUCTION: Action.INSTRUCT,
    Source.COORDINATION: Action.COORDINATE,
}

_ASKED_ELSEWHERE = (Source.DEMO, Source.UNDO)
"""A story that the office tells of others, and what takes back whole batches: the role alone decides."""


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


Tell = Callable[[float], None]
"""Who wants to know how much of a batch is written is told the share, from 0 to 1."""


def record(
    db: Database,
    changes: Iterable[Change],
    *,
    by: Person,
    origin: Origin,
    at: datetime | None = None,
    tell: Tell = lambda _: None,
) -> Receipt:
    """Writes changes as one batch, all or nothing.

    Each change is compared once more inside the transaction; a commit that was written before (by its key) gives the
    receipt of then. Raises StaleError where somebody was faster, DanglingError, CircleError, DoubledError where a code
    or a unit's name would stand twice, UnfitError, DeniedError, UnavailableError. `at` (UTC) is for libraries that are
    told a past; it can only lie after the last batch.
    """
    by_kind = _by_kind(changes)
    try:
        roles.require(by, _ALLOWED_BY.get(origin.source, Action.WRITE))
        batch, moment = _recorded(db, by_kind, by, origin, at or days.now(), tell=tell)
    except WrittenError as before:
        return receipts.of(db, before.batch)
    except DeniedError as denied:
        denials.tell(db, by, denied)
        raise
    return Receipt(
        batch,
        moment,
        entered=_count(by_kind, lambda it: it.before is None),
        changed=_count(by_kind, lambda it: it.before is not None and it.after is not None),
        left=_count(by_kind, lambda it: it.after is None),
    )


def _recorded(
    db: Database, by_kind: ByKind, by: Person, origin: Origin, at: datetime, *, tell: Tell
) -> tuple[int, datetime]:
    written, total, secret = 0, sum(map(len, by_kind.values())) or 1, seals.key(db)
    begun: dict[str, str] = {}
    with db.writing() as tx:
        batch, moment = _move_mark(tx, at)
        refusals.refuse_written(tx, origin.commit_key)
        refusals.refuse_stale(tx, by_kind)
        if origin.source is not Source.UNDO:
            lifecycle.refuse_illegal(by_kind.get("scenario", ()), by_kind.get("move", ()))
        if origin.source not in _ASKED_ELSEWHERE:
            rights.require(tx, by, [change for found in by_kind.values() for change in found])
        refusals.refuse_twins(tx, by_kind, origin.compared_at)
        for name in KINDS:
            tell(0.2 + 0.7 * written / total)
            begun[name] = _write(tx, KINDS[name], by_kind.get(name, []), batch, moment)
            written += len(by_kind.get(name, ()))
        refusals.refuse_dangling(tx, by_kind)
        circles.refuse(tx, by_kind)
        refusals.refuse_doubled(tx, by_kind)
        written_batch = batches.write(tx, batch, moment, by, origin)
        batches.keep_file(tx, batch, origin)
        head = batches.tell(tx, secret, written_batch, begun, by_kind, by=by)
    seals.write_down(db, head)
    return batch, moment


def saved(
    db: Database,
    changed: Record,
    *,
    by: Person,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
    source: Source = Source.FORM,
) -> Receipt | None:
    """Compares one record and writes it where it differs; None where nothing does. Raises as `record` does.

    `version` is the one that the form was opened with (0 for a new record): StaleError if it is not today's any more.
    """
    changes = compare(db, wanted([changed]))
    if version is not None:
        changes = [_as_opened(db, change, version) for change in changes]
    return record(db, changes, by=by, origin=Origin(source, note), at=at) if changes else None


def _as_opened(db: Database, change: Change, version: int) -> Change:
    """The change as held to the version that the form was opened with; only a later one needs the history."""
    if change.before is not None and change.version == version:
        return change
    opened = {it.number: it.record for it in history(db, change.kind, change.id)}.get(version)
    same = opened == change.before
    return change if same else replace(change, before=opened, version=version)


def plan_undo(db: Database, batch: int) -> Undoing:
    """What taking a batch back would do, and what it would leave alone because of later work. Raises UndoError."""
    return undoing.plan(db, batch)


def undo(db: Database, batch: int, *, by: Person, note: str = "") -> tuple[Receipt, Undoing]:
    """Takes a batch back, except what was changed since; itself a batch. Raises UndoError, and as `record` does."""
    planned = undoing.plan(db, batch)
    if not planned.changes:
        raise UndoError(Problem("nothing_to_undo", facts={"batch": batch}))
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


def _write(tx: Transaction, kind: Kind, changes: Sequence[Change], batch: int, moment: datetime) -> str:
    """Ends the versions that were, begins the next; gives the digest of those, or nothing where there are none."""
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
    if not entering:
        return ""
    columns = _next_versions(tx, kind, entering, batch, moment)
    tx.insert_many(kind.table, columns)
    return digests.of_versions(kind, columns)


def _next_versions(tx: Transaction, kind: Kind, changes: Sequence[Change], batch: int, moment: datetime) -> Columns:
    found = [change.after for change in changes if change.after is not None]
    columns: dict[str, tuple[str, Sequence[Any]]] = {**kind.columnar(found)}
    refusals.refuse_unfit(kind, columns)
    if kind.name in _CODE_LETTERS:
        columns["code"] = ("text", _coded(tx, kind.name, columns["code"][1], moment, before=_codes_before(changes)))
    if kind.derive:
        derived = [kind.derive(it) for it in found]
        columns |= {name: ("text", [row[name] for row in derived]) for name in derived[0]}
    size = len(changes)
    return columns | {
        "version": ("bigint", [change.version + 1 for change in changes]),
        "recorded_at": ("timestamp", [moment] * size),
        "batch": ("bigint", [batch] * size),
        "source_row": ("text", [storable(change.row) or None for change in changes]),
    }


def _codes_before(changes: Sequence[Change]) -> frozenset[str]:
    return frozenset(getattr(change.before, "code", "") for change in changes if change.before is not None)


def _coded(tx: Transaction, kind: str, codes: Sequence[str], moment: datetime, *, before: frozenset[str]) -> list[str]:
    """The codes of records, new ones numbered in the order in which they enter, without gaps within a year."""
    letters = _CODE_LETTERS[kind] or settings.current().code_prefix
    _count_past(tx, letters, set(codes) - before)
    missing = codes.count("")
    if not missing:
        return list(codes)
    year = days.local(moment, settings.current().zone).year
    last = _counted(tx, f"code/{letters}/{year}", f"value + {missing}")
    numbers = iter(range(last - missing + 1, last + 1))
    return [code or f"{letters}-{year}-{next(numbers):04d}" for code in codes]


def _count_past(tx: Transaction, letters: str, codes: Iterable[str]) -> None:
    """Codes that came with their records, from an older list: the numbers given out go on after them."""
    found = (re.fullmatch(rf"{re.escape(letters)}-(\d{{4}})-(\d{{1,9}})", code) for code in codes if code)
    highest: dict[str, int] = {}
    for match in filter(None, found):
        highest[match[1]] = max(highest.get(match[1], 0), int(match[2]))
    for year, number in sorted(highest.items()):
        _counted(tx, f"code/{letters}/{year}", f"greatest(value, {number})")


def _counted(tx: Transaction, name: str, next_value: str) -> int:
    sql = "insert into counter select :name, 0 where not exists (select 1 from counter where name = :name)"
    tx.execute(sql, name=name)
    last: int = tx.value(f"update counter set value = {next_value} where name = :name returning value", name=name)
    return last
