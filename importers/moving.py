"""Whoever enters by a workbook, or stands in another library there, does so by a move, so that its way is told.

Who may not decide on moves proposes them: the scenario stays where it is until they are reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from importers.drafts import Draft
from importers.known import Units
from importers.words import Names
from scenario_db import ledger, lifecycle, names, proposals
from scenario_db.changes import Change
from scenario_db.codes import RecordStatus, ReviewStatus, Tier
from scenario_db.database import Database
from scenario_db.records import Move, Scenario
from scenario_db.roles import MOVES, Person


@dataclass(frozen=True, slots=True)
class Absent:
    """A scenario that a department's ledger should name, and does not."""

    id: str
    name: str
    tier: Tier


def with_moves(db: Database, changes: list[Change], days: Mapping[str, date], by: Person) -> list[Change]:
    """The changes, and a move for each scenario that enters, changes its library or rests; `days` are the sheets'."""
    moved = {change.id: after for change in changes if (after := _moved(change))}
    ids = iter(ledger.new_ids(db, "move", len(moved)))
    if ReviewStatus.EFFECTIVE in MOVES.get(by.role, ()):
        return [it for change in changes for it in _with_move(change, moved.get(change.id), ids, days, by)]
    told = [it for change in changes for it in _with_proposal(change, moved.get(change.id), ids, days, by)]
    waiting = proposals.waiting(db, list(moved))
    return [it for it in told if not _waits(it, waiting)]


def _waits(change: Change, waiting: set[tuple[str, Tier]]) -> bool:
    """Whether it proposes what is proposed already."""
    it = change.after
    return isinstance(it, Move) and it.to_tier is not None and (it.scenario_id, it.to_tier) in waiting


def _moved(change: Change) -> Scenario | None:
    """The scenario as it will be, where it enters, changes its library, or is paused."""
    before, after = change.before, change.after
    if not isinstance(after, Scenario):
        return None
    stays = isinstance(before, Scenario) and (before.tier, before.suspended) == (after.tier, after.suspended)
    return None if stays else after


def _day(change: Change, days: Mapping[str, date]) -> date:
    return days[change.row.rpartition("!")[0]]


def _with_move(
    change: Change, after: Scenario | None, ids: Iterator[str], days: Mapping[str, date], by: Person
) -> tuple[Change, ...]:
    if after is None or change.kind != "scenario":
        return (change,)
    day = _day(change, days)
    move = replace(_proposal(next(ids), change, after, day, by), effective_on=day, status=ReviewStatus.EFFECTIVE)
    since = after.tier_since if _rests(change) else day
    stays = replace(change, after=replace(after, tier_since=since))
    return stays, Change("move", move.id, None, move, row=change.row)


def _rests(change: Change) -> bool:
    """Whether a scenario stays in its library, and is paused there or goes on."""
    return isinstance(change.before, Scenario) and change.before.tier is getattr(change.after, "tier", None)


def _with_proposal(
    change: Change, after: Scenario | None, ids: Iterator[str], days: Mapping[str, date], by: Person
) -> tuple[Change, ...]:
    if after is None or change.kind != "scenario":
        return (change,)
    move = _proposal(next(ids), change, after, _day(change, days), by)
    return (*_as_before(change, after), Change("move", move.id, None, move, row=change.row))


def _as_before(change: Change, after: Scenario) -> tuple[Change, ...]:
    """What else changes; a new scenario enters as one that is still to be reviewed."""
    if not isinstance(change.before, Scenario):
        return (replace(change, after=replace(after, record_status=RecordStatus.FIRST_REVIEW)),)
    stays = replace(after, tier=change.before.tier, suspended=change.before.suspended)
    return (replace(change, after=stays),) if stays != change.before else ()


def _proposal(key: str, change: Change, after: Scenario, day: date, by: Person) -> Move:
    before = change.before.tier if isinstance(change.before, Scenario) else None
    return Move(
        id=key,
        scenario_id=change.id,
        type=lifecycle.pause_of(after) if _rests(change) else lifecycle.move_between(before, after.tier),
        from_tier=before,
        to_tier=after.tier,
        proposed_by=by.name,
        proposed_on=day,
    )


def absent(db: Database, drafts: Sequence[Draft], units: Units, by: Person) -> list[Absent]:
    """The scenarios of the departments that a ledger speaks of, or of this person's, that it does not name."""
    ledgers = [draft for draft in drafts if draft.form.name == "ledger"]
    led = {by.department_id} if by.department_id else _leads(ledgers, units)
    if not ledgers or not led:
        return []
    ids = {key for draft in ledgers for key in draft.keys if key}
    found = [Absent(*it) for it in proposals.led_by(db, sorted(led)) if it[0] not in ids]
    titles = (name for draft in ledgers for name in draft.reading.values(draft.form.naming) if name)
    written = set(map(names.key, titles)) if found else set()
    return [it for it in found if names.key(it.name) not in written]


def _leads(ledgers: Sequence[Draft], units: Units) -> set[str]:
    values = (value for draft in ledgers for value in draft.reading.values("scenario.lead"))
    cells = {id(value): value for value in values if isinstance(value, Names)}  # rows that say the same share one
    named = {value.lead or value.names[0] for value in cells.values() if value.names}
    return {units.meant[name] for name in named if name in units.meant}


def exits(db: Database, found: Sequence[Absent], by: Person, day: date) -> list[Change]:
    """Moves that propose that these scenarios leave; those that are proposed already are left."""
    waiting = proposals.waiting(db, [it.id for it in found])
    going = [it for it in found if (it.id, Tier.EXIT) not in waiting]
    ids = ledger.new_ids(db, "move", len(going))
    return [Change("move", key, None, _exit(key, it, by, day)) for key, it in zip(ids, going, strict=True)]


def _exit(key: str, it: Absent, by: Person, day: date) -> Move:
    return Move(
        id=key,
        scenario_id=it.id,
        type=lifecycle.move_between(it.tier, Tier.EXIT),
        from_tier=it.tier,
        to_tier=Tier.EXIT,
        proposed_by=by.name,
        proposed_on=day,
    )
