"""What becomes of each row: new, changed, the same, in conflict or refused; and the changes of those that go in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from importers import merging, moving
from importers.drafts import Draft
from importers.known import Units
from importers.merging import COMPANIONS, Conflict, Given, Merge
from importers.moving import Absent
from importers.policies import Decisions, Policies
from scenario_db import days, ledger, lifecycle, progress, rights, rules, scenarios, settings
from scenario_db.changes import KEEP, Change, Wanted
from scenario_db.comparing import Ahead
from scenario_db.database import Database
from scenario_db.problems import Level, Place, Problem
from scenario_db.records import Department, Scenario
from scenario_db.roles import Person


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data: its place, its record's name, what becomes of it and why."""

    sheet: str
    number: int
    name: str
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_another(self) -> bool:
        """Whether people said that it is what stands elsewhere already, so that it does not go in."""
        return any(it.kind == "row_is_another" for it in self.problems)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who brings a workbook, on which day, how it is to be taken, and what it was when it was given out."""

    by: Person
    day: date
    policies: Policies = field(default_factory=Policies)
    decisions: Decisions = field(default_factory=Decisions)
    given: Given | None = None

    @property
    def merge(self) -> Merge | None:
        """How values are merged; None for a workbook that we did not give out."""
        return Merge(self.given, self.decisions.conflicts, self.policies.conflicts) if self.given else None


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts, and what a commit would write; `absent` are scenarios that the file should name."""

    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    departments: tuple[Department, ...]
    conflicts: tuple[Conflict, ...]
    absent: tuple[Absent, ...]


class _Bench:
    """What is wrong with which row, as it comes to light."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self.problems = [problem for draft in drafts for problem in (*draft.reading.problems, *draft.problems)]
        self.by_row = _by_row(self.problems)
        self.refused = _refused(drafts, self.by_row)
        self.conflicts: list[Conflict] = []

    @property
    def contested(self) -> set[str]:
        """The rows with a conflict that nobody has decided."""
        return {it.row for it in self.conflicts}

    def refuse(self, change: Change, name: str, problem: Problem) -> None:
        """Tells what is wrong with a change at the cell of its field; its row does not go in."""
        self.refused.add(change.row)
        self.tell(change.row, f"{change.kind}.{name}", problem)

    def tell(self, row: str, key: str, problem: Problem) -> None:
        """Tells of a problem at the cell of a field in a row, once."""
        placed = replace(problem, place=_place(self.drafts, row, key)) if row else problem
        if placed not in self.by_row[row]:
            self.by_row[row].append(placed)
            self.problems.append(placed)


def judged(db: Database, drafts: Sequence[Draft], units: Units, asked: Asked, ahead: Ahead | None = None) -> Judged:
    """A verdict for each row, and the changes of those that go in; `ahead` is what was read while the file was."""
    bench = _Bench(drafts)
    compared = [change for draft in drafts for change in _compared(db, draft, bench, asked.merge, ahead)]
    _tell_conflicts(bench)
    _refuse_ways(bench, compared)
    contested = bench.contested
    days = {draft.sheet: draft.reading.table.about.as_of or asked.day for draft in drafts}
    moved = moving.with_moves(db, [it for it in compared if it.row not in contested], days, asked.by)
    _refuse_broken(bench, moved)
    _refuse_others(db, bench, moved, asked.by)
    for orphan in _orphans(drafts, moved, bench.refused):
        bench.refuse(orphan, "parent", Problem("parent_refused"))
    good = [change for change in moved if change.row not in bench.refused]
    kept = progress.arrived(db, good, by=asked.by, on=days, today=asked.day)
    absent = moving.absent(db, drafts, units, asked.by)
    leaving = moving.exits(db, absent, asked.by, asked.day) if asked.policies.missing == "propose_exit" else []
    created = _created(kept, units)
    rows = tuple(row for draft in drafts for row in _rows(draft, kept, bench))
    entering = [Change("department", it.id, None, it) for it in created]
    changes = (*entering, *kept, *leaving)
    return Judged(rows, changes, tuple(bench.problems), tuple(created), tuple(bench.conflicts), tuple(absent))


def _by_row(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        digits = "".join(filter(str.isdigit, problem.place.cell))
        found[f"{problem.place.sheet}!{digits}"].append(problem)
    return found


def _refused(found: Sequence[Draft], by_row: Mapping[str, Sequence[Problem]]) -> set[str]:
    """Rows with an error, and all rows of a sheet whose headings have one."""
    refused = {row for row, problems in by_row.items() if any(it.level is Level.ERROR for it in problems)}
    for draft in found:
        top = {f"{draft.sheet}!{number or ''}" for number in range(draft.reading.table.top + 1)}
        if refused & top:
            refused |= {draft.row(at) for at in range(len(draft.keys))}
    return refused


def _compared(db: Database, draft: Draft, bench: _Bench, merge: Merge | None, ahead: Ahead | None) -> Iterator[Change]:
    named: set[str] = set()
    for wanted in draft.wanted:
        picked = _picked(wanted, bench.refused)
        named |= set(picked.ids) if wanted.kind == "partner" else set()
        if merge:
            picked, conflicts = merging.merged(db, picked, merge)
            bench.conflicts.extend(conflicts)
        compared = ledger.compare(db, picked, ahead)
        found = [it for it in compared if it.before or (it.kind, it.id) not in draft.hollow]
        yield from _with_companions(picked, found)
    yield from _no_longer_named(db, draft, bench.refused, named, merge)


def _picked(wanted: Wanted, refused: set[str]) -> Wanted:
    """Without the rows that are refused."""
    if refused.isdisjoint(wanted.rows):
        return wanted
    good = [at for at, row in enumerate(wanted.rows) if row not in refused]
    values = {name: [column[at] for at in good] for name, column in wanted.values.items()}
    return replace(wanted, ids=[wanted.ids[at] for at in good], values=values, rows=[wanted.rows[at] for at in good])


def _with_companions(wanted: Wanted, changes: Sequence[Change]) -> Iterator[Change]:
    """A new amount without a qualifier, a new day without a precision: what the old one had goes with it."""
    pairs = [(name, COMPANIONS[name]) for name in COMPANIONS.keys() & wanted.values.keys()]
    places = {key: at for at, key in enumerate(wanted.ids)} if pairs else {}
    for change in changes:
        at = places.get(change.id, 0)
        gone: dict[str, Any] = {
            name: None for name, main in pairs if wanted.values[name][at] is KEEP and _differs(change, main)
        }
        yield replace(change, after=replace(change.after, **gone)) if gone and change.after else change


def _differs(change: Change, name: str) -> bool:
    return bool(change.before) and getattr(change.before, name) != getattr(change.after, name)


def _no_longer_named(
    db: Database, draft: Draft, refused: set[str], named: set[str], merge: Merge | None
) -> list[Change]:
    """Partners that the cell names no more leave, unless they have begun to work, or came after it was given out."""
    rows = {key: row for key, row in draft.dropped if row not in refused}
    idle = scenarios.idle_partners(db, list(rows)) if rows else []
    gone = {key: rows[scenario] for key, scenario in idle if key not in named}
    later = merging.touched(db, "partner", list(gone), merge) if merge else set()
    return ledger.leaving(db, "partner", {key: row for key, row in gone.items() if key not in later})


def _tell_conflicts(bench: _Bench) -> None:
    for it in bench.conflicts:
        day = days.local(it.recorded_at, settings.current().zone).date() if it.recorded_at else ""
        facts: dict[str, Any] = {"kind": it.kind, "field": it.field, "by": it.by, "day": day}
        facts |= {"base": _shown(it.base), "theirs": _shown(it.theirs), "mine": _shown(it.mine)}
        bench.tell(it.row, f"{it.kind}.{it.field}", Problem("conflict", facts=facts))


def _shown(value: Any) -> Any:
    return "、".join(map(str, value)) if isinstance(value, tuple | list) else "—" if value is None else value


def _refuse_broken(bench: _Bench, changes: Iterable[Change]) -> None:
    for change in changes:
        for name, problem in rules.problems_with(change.after) if change.after else ():
            bench.refuse(change, name, problem)


def _refuse_ways(bench: _Bench, changes: Iterable[Change]) -> None:
    """Scenarios that the workbook puts into a library to which no way leads from theirs: told at the library."""
    for change in changes:
        before, after = change.before, change.after
        found = (
            lifecycle.wrong_way(before, after) if isinstance(before, Scenario) and isinstance(after, Scenario) else None
        )
        if found:
            bench.refuse(change, "tier", found)


def _refuse_others(db: Database, bench: _Bench, changes: Sequence[Change], by: Person) -> None:
    """Rows about what this person may not change: told once a row, at the lead."""
    for change in {it.row: it for it in rights.beyond(db, by, changes)}.values():
        bench.refused.add(change.row)
        bench.tell(change.row, "scenario.lead", Problem("not_yours"))


def _place(found: Sequence[Draft], row: str, key: str) -> Place:
    sheet, _, number = row.rpartition("!")
    reading = next(it for it in found if it.sheet == sheet).reading
    keys = (key, key.removesuffix("_id"))
    held = (it for it in reading.columns if it in keys or it.startswith(f"{key}@"))
    return reading.place(next(held, reading.matching.form.naming), int(number))


def _orphans(found: Sequence[Draft], changes: Iterable[Change], refused: set[str]) -> list[Change]:
    """What would stand under a new scenario that is itself refused."""
    absent = {
        key
        for draft in found
        for at, key in enumerate(draft.keys)
        if key and draft.entering[at] and draft.row(at) in refused
    }
    return [it for it in changes if isinstance(it.after, Scenario) and it.after.parent_id in absent] if absent else []


def _created(changes: Sequence[Change], units: Units) -> list[Department]:
    """The new units that some record really names."""
    if not units.created:
        return []
    used = {
        getattr(change.after, name, None) for change in changes for name in ("lead_id", "department_id", "proposer_id")
    }
    return [it for it in units.created.values() if it.id in used]


def _rows(draft: Draft, changes: Iterable[Change], bench: _Bench) -> Iterator[Row]:
    touched: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        touched[change.row].append(change)
    titles = draft.reading.values(draft.form.naming)
    contested = bench.contested
    for at, number in enumerate(draft.reading.rows):
        row = draft.row(at)
        mine = tuple(touched.get(row, ()))
        verdict = _verdict(draft, at, mine, refused=row in bench.refused, contested=row in contested)
        yield Row(draft.sheet, number, titles[at] or "", verdict, mine, tuple(bench.by_row.get(row, ())))


def _verdict(draft: Draft, at: int, changes: Sequence[Change], *, refused: bool, contested: bool) -> Verdict:
    if refused or not draft.keys[at]:
        return Verdict.REFUSED
    if contested:
        return Verdict.CONFLICT
    if draft.entering[at]:
        return Verdict.NEW
    return Verdict.CHANGED if changes else Verdict.SAME
