"""防范重复建设 before the commit: new rows that are like scenarios of the register or like other rows of the workbook.

What people say of a pair is written with the rows themselves. A row that is the same as what it is like does not go in:
its name becomes another name of that one, by which the next workbook is understood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from importers.judging import Row, Verdict
from importers.preview import Preview
from scenario_db import names, newcomers, rights, verdicts
from scenario_db.changes import Change
from scenario_db.codes import LinkType, TwinVerdict
from scenario_db.comparing import records_of
from scenario_db.database import Database
from scenario_db.kinds import KINDS, kind_of
from scenario_db.newcomers import Alike
from scenario_db.problems import Level, Place, Problem
from scenario_db.records import Record, Scenario, Twin
from scenario_db.roles import Person
from scenario_db.stages import Tell, untold

MOST_ROWS = 20_000
"""A workbook with more new rows, as at the first filling, is not held against the register before it goes in."""

Key = tuple[str, str]
"""A pair as decisions name it: the row, “台账!7”, and the other row or the id of the scenario."""


@dataclass(frozen=True, slots=True)
class Double:
    """A new row and what it may be the same as; `where` are the cells of the names, the other's empty outside."""

    key: Key
    name: str
    where: Place
    other_where: Place | None
    alike: Alike


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a pair, with the reason; of related ones, as what they are linked."""

    verdict: TwinVerdict
    reason: str
    link_type: LinkType | None = None

    def of(self, it: Alike) -> Twin:
        """As it is recorded of two scenarios."""
        told = {"verdict": self.verdict, "reason": self.reason, "link_type": self.link_type}
        return Twin(scenario_id=it.id, other_id=it.other_id, **told)  # type: ignore[arg-type]


def entering(preview: Preview) -> list[tuple[Row, Scenario]]:
    """The rows by which a scenario enters, with it."""
    return [
        (row, change.after)
        for row in preview.rows
        if row.verdict is Verdict.NEW
        for change in row.changes
        if change.before is None and isinstance(change.after, Scenario)
    ]


def found(db: Database, preview: Preview, *, tell: Tell = untold) -> list[Double]:
    """All pairs of a workbook that may be one, the likeliest first; none where there are more than MOST_ROWS."""
    new = entering(preview)
    if len(new) > MOST_ROWS:
        return []
    rows = {it.id: row for row, it in new}
    return [_double(preview, rows, it) for it in newcomers.alike(db, [it for _, it in new], tell=tell)]


def _double(preview: Preview, rows: Mapping[str, Row], it: Alike) -> Double:
    row, other = rows[it.id], rows.get(it.other_id)
    key = (label(row), label(other) if other else it.other_id)
    return Double(key, row.name, _place(preview, row), _place(preview, other) if other else None, it)


def label(row: Row) -> str:
    """A row as the ledger keeps it, “台账!7”."""
    return f"{row.sheet}!{row.number}"


def _place(preview: Preview, row: Row) -> Place:
    """The cell of a row's name."""
    reading = next(it for it in preview.readings if it.table.sheet.name == row.sheet)
    return reading.place(reading.matching.form.naming, row.number)


def settled(
    db: Database, preview: Preview, doubles: Sequence[Double], said: Mapping[Key, Said], *, by: Person, day: date
) -> Preview:
    """The preview as it is after what was said: rows that are another's left out, the other verdicts to be written.

    Raises VerdictError for what is left unsaid.
    """
    told = [(it, said[it.key]) for it in doubles if it.key in said]
    if not told:
        return preview
    for it, one in told:
        verdicts.require_said(one.of(it.alike))
    same = _same(told)
    meant = {key: _at_last(same, key) for key in same}
    rows = [_left_out(row, meant, _why(row, same)) for row in preview.rows] if same else preview.rows
    changes = [change for it in preview.changes if (change := _without(it, meant))] if same else preview.changes
    twins = [
        change
        for it, one in told
        if one.verdict is not TwinVerdict.MERGE and not {it.alike.id, it.alike.other_id} & same.keys()
        for change in verdicts.entering(one.of(it.alike), by=by, day=day, row=it.key[0])
    ]
    return replace(
        preview,
        rows=tuple(rows),
        changes=(*_called(db, changes, same, meant, by), *twins),
        problems=(*preview.problems, *(it for row in rows for it in row.problems if it.kind == "row_is_another")),
        key=hashlib.sha256(repr((preview.key, sorted(said.items()))).encode()).hexdigest(),
    )


def _same(told: Iterable[tuple[Double, Said]]) -> dict[str, tuple[Double, Said]]:
    """The scenarios that are not to enter, by id; who is two at once is the likelier one."""
    merged: dict[str, tuple[Double, Said]] = {}
    for it, one in told:
        if one.verdict is TwinVerdict.MERGE:
            merged.setdefault(it.alike.id, (it, one))
    return merged


def _at_last(same: Mapping[str, tuple[Double, Said]], key: str) -> str:
    """What it is, where that is itself another; the later one is always the earlier, so it ends."""
    while key in same:
        key = same[key][0].alike.other_id
    return key


def _why(row: Row, same: Mapping[str, tuple[Double, Said]]) -> Problem | None:
    """What is told of a row whose scenario, or the one that it speaks of, is another."""
    spoken_of = {key for change in row.changes for key in _scenarios(change.after)} & same.keys()
    if not spoken_of:
        return None
    it, one = same[min(spoken_of)]
    facts = {"name": it.name, "other": it.alike.other_name, "code": it.alike.other_code or it.key[1]}
    return Problem("row_is_another", it.where, {**facts, "reason": one.reason}, Level.HINT)


def _scenarios(it: Record | None) -> set[str]:
    """The scenario that a record is, or those that it stands under; a parent is not meant."""
    if it is None:
        return set()
    if isinstance(it, Scenario):
        return {it.id}
    return {getattr(it, column.name) for column in kind_of(it).refs if column.ref == "scenario"} - {None}


def _without(change: Change, meant: Mapping[str, str]) -> Change | None:
    """A change without those that are another: what is said of them goes, what stands under them stands there."""
    if _scenarios(change.after) & meant.keys():
        return None
    it = change.after
    if isinstance(it, Scenario) and it.parent_id in meant:
        return replace(change, after=replace(it, parent_id=meant[str(it.parent_id)]))
    return change


def _left_out(row: Row, meant: Mapping[str, str], why: Problem | None) -> Row:
    if why is None and not any(isinstance(it.after, Scenario) and it.after.parent_id in meant for it in row.changes):
        return row
    left = tuple(change for it in row.changes if (change := _without(it, meant)))
    told = (*row.problems, why) if why else row.problems
    return replace(row, changes=left, problems=told, verdict=row.verdict if left else Verdict.SAME)


def _called(
    db: Database,
    changes: Sequence[Change],
    same: Mapping[str, tuple[Double, Said]],
    meant: Mapping[str, str],
    by: Person,
) -> list[Change]:
    """The changes, and with them the names of the rows as other names of what they are, where this person may."""
    given = _names(same, meant)
    found = [_named(it, given.pop(it.id)) if it.kind == "scenario" and it.id in given else it for it in changes]
    held = records_of(db, KINDS["scenario"], sorted(given))
    beside = [_named(Change("scenario", key, it, it, version), given[key]) for key, (version, it) in held.items()]
    return [*found, *_allowed(db, by, [it for it in beside if it.before != it.after])]


def _names(same: Mapping[str, tuple[Double, Said]], meant: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """By scenario: the names of the rows that are it, with the rows."""
    given: dict[str, list[tuple[str, str]]] = {}
    for key, (it, _) in same.items():
        given.setdefault(meant[key], []).append((it.name, it.key[0]))
    return given


def _named(change: Change, given: Sequence[tuple[str, str]]) -> Change:
    it = change.after
    if not isinstance(it, Scenario):
        return change
    known = {names.key(name) for name in (it.name, *it.aliases)}
    fresh = {names.key(name): name for name, _ in given if names.key(name) not in known}
    after = replace(it, aliases=(*it.aliases, *fresh.values()))
    return replace(change, after=after, row=change.row or given[0][1])


def _allowed(db: Database, by: Person, changes: Sequence[Change]) -> Iterator[Change]:
    beyond = {it.id for it in rights.beyond(db, by, changes)}
    return (it for it in changes if it.id not in beyond)
