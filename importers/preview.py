"""A workbook against the register: read, matched, judged row by row; then the commit of what the preview shows.

A preview writes nothing. Its counts add up: read = new + changed + same + conflict + refused.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from importers import absent, cells, columns, cooperation, drafts, judging, known, layout, remembering, slip
from importers.cells import Reading
from importers.drafts import Draft
from importers.forms import FORMS, Form
from importers.judging import Asked, Row, Verdict
from importers.known import Units
from importers.layout import Table
from importers.merging import Conflict
from importers.moving import Absent
from importers.policies import Decisions, Empty, Errors, NewDepartments, Policies
from importers.rows import Skipped
from importers.slip import Slip
from importers.workbook import Sheet, Workbook, read
from scenario_db import histories, ledger, names, roles, settings, titles
from scenario_db.changes import Change, Origin, Receipt, SetAside
from scenario_db.codes import Source
from scenario_db.database import Database
from scenario_db.problems import Level, Place, Problem, RegisterError
from scenario_db.records import Department
from scenario_db.roles import Action, Person

__all__ = ["Conflict", "Preview", "RefusedError", "Row", "Verdict", "commit", "of"]

DEFAULTS, UNDECIDED = Policies(), Decisions()


class RefusedError(RegisterError):
    """All rows were to go in or none, and some are refused or in conflict."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A workbook held against the register: `problems` are all, also of no row, `changes` what a commit writes.

    `conflicts` wait for a decision; `absent` are scenarios that the file should name and does not. `blocked`: nothing
    goes in, since not everything can. `key` names the commit: the same one is written once.
    """

    file: str
    file_hash: str
    rows: tuple[Row, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    readings: tuple[Reading, ...] = ()
    departments: tuple[Department, ...] = ()
    mapping: Mapping[str, Any] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    absent: tuple[Absent, ...] = ()
    policies: Policies = DEFAULTS
    slip: Slip | None = None
    blocked: bool = False
    mark: int = 0
    key: str = ""
    content: bytes = field(default=b"", repr=False)

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
    policies: Policies = DEFAULTS,
    decisions: Decisions = UNDECIDED,
    forms: Sequence[Form] = FORMS,
) -> Preview:
    """Reads a workbook and compares it with the register; writes nothing. `day` is today, for undated sheets.

    Without a policy for them, unknown units are created where the register has none at all. Without decided sheets,
    the first visible one with a table is read and the others are told.
    """
    blank = Preview(file, hashlib.sha256(data).hexdigest(), policies=policies, mark=histories.mark(db), content=data)
    if isinstance(workbook := read(data, file), Problem):
        return replace(blank, problems=(workbook,))
    given = slip.read(workbook)
    asked = Asked(by, day, policies, decisions, given if given and given.mark <= blank.mark else None)
    owner = by.department_id or (given.department_id if given else "")
    found, problems = _tables(workbook, decisions.sheets, forms)
    readings = [_read(db, owner, table, decisions.headings) for table in found]
    units = _units(db, readings, asked)
    judged = judging.judged(db, _drafts(db, readings, units, asked), units, asked)
    beside = [*_aliases(db, units, by), *remembering.changes(db, owner, readings, decisions.headings)]
    preview = replace(
        blank,
        rows=judged.rows,
        changes=(*beside, *judged.changes),
        problems=(*workbook.problems, *problems, *judged.problems),
        readings=tuple(readings),
        departments=judged.departments,
        mapping={sheet: columns for reading in readings for sheet, columns in reading.provenance().items()},
        conflicts=judged.conflicts,
        absent=judged.absent,
        slip=given,
        key=_key(blank, asked, forms),
    )
    return _blocked(preview) if policies.errors is Errors.ALL_OR_NOTHING else preview


def _read(db: Database, owner: str, table: Table, decided: Mapping[str, str]) -> Reading:
    return cells.read(columns.match(table, table.form, remembering.recalled(db, owner, table, decided)))


def _units(db: Database, readings: Sequence[Reading], asked: Asked) -> Units:
    may_create = roles.may(asked.by, Action.NEW_DEPARTMENT)
    policy = asked.policies.new_departments if may_create else NewDepartments.REFUSE
    return known.units(db, readings, policy, asked.decisions.units)


def _aliases(db: Database, units: Units, by: Person) -> list[Change]:
    """Who may not give units names has the choice carried out, and not remembered."""
    return known.aliases(db, units) if roles.may(by, Action.NEW_DEPARTMENT) else []


def _key(blank: Preview, asked: Asked, forms: Sequence[Form]) -> str:
    """The same file, brought by the same person to the same register under the same decisions, is the same commit."""
    said = (asked.by, asked.day, asked.policies, asked.decisions, [form.name for form in forms])
    return hashlib.sha256(repr((blank.file_hash, blank.mark, said)).encode()).hexdigest()


def _blocked(preview: Preview) -> Preview:
    """Nothing goes in where not everything can."""
    counts = preview.counts
    bad = counts[Verdict.REFUSED] + counts[Verdict.CONFLICT]
    if not bad:
        return preview
    told = Problem("all_or_nothing", Place(preview.file), {"count": bad})
    return replace(preview, changes=(), problems=(told, *preview.problems), blocked=True)


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


def _drafts(db: Database, readings: Sequence[Reading], units: Units, asked: Asked) -> list[Draft]:
    named = {
        kind: titles.known(db, kind, _all(readings, f"{kind}.{title}"), _all(readings, f"{kind}.code"))
        for kind, title in titles.NAMED.items()
    }
    found = drafts.identify(readings, named, partial(ledger.new_ids, db))
    absent.tell(db, found)
    parents = _parents(db, found)
    for draft in found:
        draft.clears = asked.policies.empty is Empty.CLEAR
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


def commit(db: Database, preview: Preview, *, by: Person) -> Receipt:
    """Writes what the preview shows, in one transaction; the same preview a second time gives the first receipt.

    Raises StaleError where the register has moved since, RefusedError for a preview that is blocked.
    """
    if preview.blocked:
        raise RefusedError(preview.problems[0])
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
        policy=preview.policies.told(),
        commit_key=preview.key,
        compared_at=preview.mark,
        content=preview.content if settings.current().keep_files == "yes" else None,
    )
    return ledger.record(db, preview.changes, by=by, origin=origin)


def _told(problems: Iterable[Problem]) -> str:
    found = [{"kind": it.kind, "cell": it.place.cell, "facts": dict(it.facts), "level": it.level} for it in problems]
    return json.dumps(found, ensure_ascii=False, default=str)
