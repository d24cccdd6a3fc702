"""Rows against the register: what is new, changed, the same or refused, and the changes to come; then the commit.

A preview writes nothing. Its counts add up: read = new + changed + same + conflict + refused.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from importers import absent, cells, columns, cooperation, drafts, known, layout, moving
from importers.cells import Reading
from importers.drafts import Draft
from importers.forms import FORMS, Form
from importers.known import NewDepartments, Units
from importers.layout import Table
from importers.rows import Skipped
from importers.workbook import Sheet, Workbook, read
from scenario_db import ledger, names, roles, rules, scenarios, titles
from scenario_db.changes import Change, Origin, Receipt, SetAside
from scenario_db.codes import Source
from scenario_db.database import Database
from scenario_db.problems import Level, Place, Problem
from scenario_db.records import Department, Scenario
from scenario_db.roles import Action, Person


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


@dataclass(frozen=True, slots=True)
class Preview:
    """A workbook held against the register: `problems` are all, also of no row, `changes` what a commit writes."""

    file: str
    file_hash: str
    rows: tuple[Row, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    readings: tuple[Reading, ...] = ()
    departments: tuple[Department, ...] = ()
    mapping: Mapping[str, Any] = field(default_factory=dict)

    @property
    def skipped(self) -> list[tuple[str, Skipped]]:
        """The rows that are no data, by sheet, with the reason."""
        return [(it.table.sheet.name, row) for it in self.readings for row in it.table.skipped]

    @property
    def counts(self) -> dict[str, int]:
        """read, new, changed, same, conflict, refused and skipped."""
        found = Counter(row.verdict for row in self.rows)
        return {
            "read": len(self.rows),
            **{str(verdict): found[verdict] for verdict in Verdict},
            "skipped": len(self.skipped),
        }


def of(
    db: Database,
    data: bytes,
    file: str,
    *,
    by: Person,
    day: date,
    new_departments: NewDepartments | None = None,
    sheets: Sequence[str] | None = None,
    forms: Sequence[Form] = FORMS,
) -> Preview:
    """Reads a workbook and compares it with the register; writes nothing. `day` is today, for undated sheets.

    Unknown units are created or refused as said; by default they are created where the register has none at all.
    Without `sheets`, the first visible sheet with a table is read and the others are told.
    """
    file_hash = hashlib.sha256(data).hexdigest()
    if isinstance(workbook := read(data, file), Problem):
        return Preview(file, file_hash, problems=(workbook,))
    found, problems = _tables(workbook, sheets, forms)
    readings = [cells.read(columns.match(table, table.form)) for table in found]
    policy = new_departments if roles.may(by, Action.NEW_DEPARTMENT) else NewDepartments.REFUSE
    units = known.units(db, readings, policy)
    preview = _judged(db, _drafts(db, readings, units), units, by, day)
    provenance = {sheet: columns for reading in readings for sheet, columns in reading.provenance().items()}
    told = (*workbook.problems, *problems, *preview.problems)
    return replace(preview, file=file, file_hash=file_hash, problems=told, readings=tuple(readings), mapping=provenance)


def _tables(book: Workbook, chosen: Sequence[str] | None, forms: Sequence[Form]) -> tuple[list[Table], list[Problem]]:
    """The tables to be read, and what is told of the other sheets."""
    tables: list[Table] = []
    problems: list[Problem] = []
    for sheet in book.sheets:
        if chosen is not None and sheet.name not in chosen:
            continue
        found = layout.find_table(sheet, forms)
        if isinstance(found, Problem):
            problems.append(found)
        elif chosen is None and (tables or sheet.hidden):
            problems.append(_not_read(sheet))
        else:
            tables.append(found)
    if not tables:
        return tables, problems
    return tables, [replace(it, level=Level.WARNING) for it in problems if it.kind not in layout.QUIET]


def _not_read(sheet: Sheet) -> Problem:
    return Problem("sheet_not_read", Place(sheet.file, sheet.name), {"sheet": sheet.name}, Level.WARNING)


def _drafts(db: Database, readings: Sequence[Reading], units: Units) -> list[Draft]:
    named = {
        kind: titles.known(db, kind, _all(readings, f"{kind}.{title}"), _all(readings, f"{kind}.code"))
        for kind, title in titles.NAMED.items()
    }
    found = drafts.identify(readings, named, partial(ledger.new_ids, db))
    absent.tell(db, found)
    parents = _parents(db, found)
    for draft in found:
        drafts.fill(draft, units, parents)
        cooperation.fill(draft, units)
    return found


def _all(readings: Iterable[Reading], key: str) -> list[str | None]:
    return [value for it in readings for value in it.values(key)]


def _parents(db: Database, found: Sequence[Draft]) -> dict[str, str]:
    """Whom the names of parents mean: scenarios of the same workbook, else of the register."""
    written = [name for draft in found for name in draft.reading.values("scenario.parent")]
    held = titles.known(db, "scenario", written).by_key if any(written) else {}
    own = {
        names.key(name): key
        for draft in found
        for name, key in zip(draft.reading.values("scenario.name"), draft.keys, strict=True)
        if name and key
    }
    return held | own


def _judged(db: Database, found: Sequence[Draft], units: Units, by: Person, day: date) -> Preview:
    """A verdict for each row, and the changes of those that are not refused."""
    problems = [problem for draft in found for problem in (*draft.reading.problems, *draft.problems)]
    by_row = _by_row(problems)
    refused = _refused(found, by_row)
    changes = [change for draft in found for change in _compared(db, draft, refused)]
    broken = [
        (change, name, it) for change in changes if change.after for name, it in rules.problems_with(change.after)
    ]
    refused |= {change.row for change, _, _ in broken}
    orphans = _orphans(found, changes, refused)
    broken += [(it, "parent", Problem("parent_refused")) for it in orphans]
    refused |= {it.row for it in orphans}
    for change, name, problem in broken:
        placed = replace(problem, place=_place(found, change.row, f"{change.kind}.{name}"))
        by_row[change.row].append(placed)
        problems.append(placed)
    days = {draft.sheet: draft.reading.table.about.as_of or day for draft in found}
    kept = moving.with_moves(db, [change for change in changes if change.row not in refused], days, by)
    created = _created(kept, units)
    rows = tuple(row for draft in found for row in _rows(draft, kept, by_row, refused))
    entering = [Change("department", it.id, None, it) for it in created]
    return Preview("", "", rows, (*entering, *kept), tuple(problems), departments=tuple(created))


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


def _compared(db: Database, draft: Draft, refused: set[str]) -> list[Change]:
    found: list[Change] = []
    for wanted in draft.wanted:
        good = [at for at, row in enumerate(wanted.rows) if row not in refused] if refused else None
        found.extend(ledger.compare(db, wanted if good is None else _picked(wanted, good)))
    named = {partner for wanted in draft.wanted if wanted.kind == "partner" for partner in wanted.ids}
    return found + _no_longer_named(db, draft, refused, named)


def _picked(wanted: Any, good: Sequence[int]) -> Any:
    values = {name: [column[at] for at in good] for name, column in wanted.values.items()}
    return replace(wanted, ids=[wanted.ids[at] for at in good], values=values, rows=[wanted.rows[at] for at in good])


def _no_longer_named(db: Database, draft: Draft, refused: set[str], named: set[str]) -> list[Change]:
    """Partners that the cell names no more leave, unless they have already begun to work with the scenario."""
    rows = {key: row for key, row in draft.dropped if row not in refused}
    idle = scenarios.idle_partners(db, list(rows)) if rows else []
    gone = {key: rows[scenario] for key, scenario in idle if key not in named}
    return ledger.leaving(db, "partner", gone)


def _place(found: Sequence[Draft], row: str, key: str) -> Place:
    sheet, _, number = row.rpartition("!")
    draft = next(it for it in found if it.sheet == sheet)
    reading = draft.reading
    held = next((it for it in reading.columns if it == key or it.startswith(f"{key}@")), reading.matching.form.naming)
    return reading.place(held, int(number))


def _orphans(found: Sequence[Draft], changes: Iterable[Change], refused: set[str]) -> list[Change]:
    """What would stand under a new scenario that is itself refused."""
    absent = {
        key
        for draft in found
        for at, key in enumerate(draft.keys)
        if key and draft.entering[at] and draft.row(at) in refused
    }
    return [it for it in changes if isinstance(it.after, Scenario) and it.after.parent_id in absent]


def _created(changes: Sequence[Change], units: Units) -> list[Department]:
    """The new units that some record really names."""
    used = {
        getattr(change.after, name, None) for change in changes for name in ("lead_id", "department_id", "proposer_id")
    }
    return [it for it in units.created.values() if it.id in used]


def _rows(
    draft: Draft, changes: Iterable[Change], by_row: Mapping[str, Sequence[Problem]], refused: set[str]
) -> Iterable[Row]:
    touched: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        touched[change.row].append(change)
    titles = draft.reading.values(draft.reading.matching.form.naming)
    for at, number in enumerate(draft.reading.rows):
        row = draft.row(at)
        mine = tuple(touched.get(row, ()))
        verdict = _verdict(draft, at, mine, refused=row in refused)
        yield Row(draft.sheet, number, titles[at] or "", verdict, mine, tuple(by_row.get(row, ())))


def _verdict(draft: Draft, at: int, changes: Sequence[Change], *, refused: bool) -> Verdict:
    if refused or not draft.keys[at]:
        return Verdict.REFUSED
    if draft.entering[at]:
        return Verdict.NEW
    return Verdict.CHANGED if changes else Verdict.SAME


def commit(db: Database, preview: Preview, *, by: Person) -> Receipt:
    """Writes what the preview shows, in one transaction. Raises StaleError where the register has moved since."""
    aside = [
        SetAside(row.sheet, row.number, row.verdict, _told(row.problems))
        for row in preview.rows
        if row.verdict in (Verdict.REFUSED, Verdict.CONFLICT)
    ]
    origin = Origin(
        Source.IMPORT,
        file_name=preview.file,
        file_hash=preview.file_hash,
        mapping=preview.mapping,
        counts=preview.counts,
        aside=tuple(aside),
    )
    return ledger.record(db, preview.changes, by=by, origin=origin)


def _told(problems: Iterable[Problem]) -> str:
    found = [{"kind": it.kind, "cell": it.place.cell, "facts": dict(it.facts), "level": it.level} for it in problems]
    return json.dumps(found, ensure_ascii=False, default=str)
