"""Whoever enters by a workbook, or stands in another library there, does so by a move, so that its way is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from scenario_db import ledger, lifecycle
from scenario_db.changes import Change
from scenario_db.codes import ReviewStatus, Tier
from scenario_db.database import Database
from scenario_db.records import Move, Scenario
from scenario_db.roles import Person


def with_moves(db: Database, changes: list[Change], days: Mapping[str, date], by: Person) -> list[Change]:
    """The changes, and a move for each scenario that enters or changes its library; `days` are those of the sheets."""
    moved = {change.id: after for change in changes if (after := _moved(change))}
    ids = iter(ledger.new_ids(db, "move", len(moved)))
    return [it for change in changes for it in _with_move(change, moved.get(change.id), ids, days, by)]


def _moved(change: Change) -> Scenario | None:
    """The scenario as it will be, where it enters or changes its library."""
    if not isinstance(change.after, Scenario):
        return None
    stays = isinstance(change.before, Scenario) and change.before.tier is change.after.tier
    return None if stays else change.after


def _with_move(
    change: Change, after: Scenario | None, ids: Iterator[str], days: Mapping[str, date], by: Person
) -> tuple[Change, ...]:
    if after is None or change.kind != "scenario":
        return (change,)
    day = days[change.row.rpartition("!")[0]]
    return replace(change, after=replace(after, tier_since=day)), _move(next(ids), change, after.tier, day, by)


def _move(key: str, change: Change, after: Tier, day: date, by: Person) -> Change:
    before = change.before.tier if isinstance(change.before, Scenario) else None
    move = Move(
        id=key,
        scenario_id=change.id,
        type=lifecycle.move_between(before, after),
        from_tier=before,
        to_tier=after,
        proposed_by=by.name,
        proposed_on=day,
        effective_on=day,
        status=ReviewStatus.EFFECTIVE,
    )
    return Change("move", key, None, move, row=change.row)
