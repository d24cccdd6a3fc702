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

from importers import (
    absent,
    cells,
    choosing,
    columns,
    cooperation,
    drafts,
    expecting,
    identifying,
    judging,
    known,
    layout,
    mending,
    remembering,
    slip,
)
from importers.cells import Reading
from importers.choosing import Seen
from importers.drafts import Draft
from importers.forms import FORMS, Form
from importers.judging import Asked, Row, Verdict
from importers.known import Units
from importers.layout import Table
from importers.mending import Mended
from importers.merging import Conflict
from importers.moving import Absent
from importers.policies import Decisions, Empty, Errors, NewDepartments, Policies
from importers.rows import Skipped
from importers.slip import Slip
from importers.workbook import read
from scenario_db import histories, ledger, memory, names, roles, settings, titles
from scenario_db.changes import Change, Origin, Receipt, SetAside
from scenario_db.codes import Source
from scenario_db.database import Database
from scenario_db.problems import Place, Problem, RegisterError
from scenario_db.records import Department
from scenario_db.roles import Action, Person
from scenario_db.stages import Tell, untold

__all__ = ["Conflict", "Preview", "RefusedError", "Row", "Verdict", "commit", "of"]

DEFAULTS, UNDECIDED = Policies(), Decisions()


class RefusedError(RegisterError):
    """All rows were to go in or none, and some are refused or in conflict."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A workbook held against the register: `problems` are all, also of no row, `changes` what a commit writes.

    `conflicts` wait for a decision; `absent` are scenarios that the file should name and does not. `blocked`: nothing
    goes in, since not everything can. `key` names the commit: the same one is written once. `sheets` are all that the
    workbook has, `mended` the cells that people mended on the page.
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
    sheets: tuple[Seen, ...] = ()
    mended: tuple[Mended, ...] = ()
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


def of(  # noqa: PLR0913 - a workbook, who brings it, and how it is to be taken
    db: Database,
    data: bytes,
    file: str,
    *,
    by: Person,
    day: date,
    policies: Policies = DEFAULTS,
    decisions: Decisions = UNDECIDED,
    forms: Sequence[Form] = FORMS,
    tell: Tell = untold,
) -> Preview:
    """Reads a workbook and compares it with the register; writes nothing. `day` is today, for undated sheets.

    Without a policy for them, unknown units are created where the register has none at all. Without decided sheets,
    the first visible one with a table is read and the others are told.
    """
    blank = Preview(file, hashlib.sha256(data).hexdigest(), policies=policies, mark=histories.mark(db), content=data)
    tell("reading", 0.05)
    with expecting.reading_ahead(db, data) as ahead:
        found = read(data, file)
    if isinstance(found, Problem):
        return replace(blank, problems=(found,))
    tell("recognising", 0.4)
    workbook, mended = mending.mended(found, decisions.cells)
    given = slip.read(workbook)
    asked = Asked(by, day, policies, decisions, given if given and given.mark <= blank.mark else None)
    owner = by.department_id or (given.department_id if given else "")
    sheets = choosing.seen(workbook, decisions, forms)
    readings = [_read(db, owner, it.table, decisions.headings) for it in sheets if it.table]
    tell("comparing", 0.6)
    units = _units(db, readings, asked)
    found_drafts = _drafts(db, readings, units, asked)
    tell("judging", 0.75)
    judged = judging.judged(db, found_drafts, units, asked, ahead)
    beside = [*_aliases(db, units, by), *remembering.changes(db, owner, readings, decisions.headings)]
    preview = replace(
        blank,
        rows=judged.rows,
        changes=(*beside, *judged.changes),
        problems=(*workbook.problems, *choosing.problems(sheets), *judged.problems),
        readings=tuple(readings),
        departments=judged.departments,
        mapping=_provenance(readings, mended),
        conflicts=judged.conflicts,
        absent=judged.absent,
        slip=given,
        sheets=tuple(sheets),
        mended=mended,
        key=_key(blank, asked, forms),
    )
    return _blocked(preview) if policies.errors is Errors.ALL_OR_NOTHING else preview


def _read(db: Database, owner: str, table: Table, decided: Mapping[str, str]) -> Reading:
    said = remembering.recalled(db, owner, table, decided)
    table = layout.named(table, said)
    return cells.read(columns.match(table, table.form, said))


def _provenance(readings: Iterable[Reading], mended: Iterable[Mended]) -> dict[str, Any]:
    """For the batch: by sheet, which column held which field, and which cells were mended from what to what."""
    found = {sheet: told for reading in readings for sheet, told in reading.provenance().items()}
    for it in mended:
        if it.sheet in found:
            found[it.sheet].setdefault("mended", {})[it.cell] = [it.old, it.new]
    return found


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


def _drafts(db: Database, readings: Sequence[Reading], units: Units, asked: Asked) -> list[Draft]:
    named = {
        kind: titles.known(db, kind, _all(readings, f"{kind}.{title}"), _all(readings, f"{kind}.code"))
        for kind, title in titles.NAMED.items()
    }
    found = identifying.identify(readings, named, partial(ledger.new_ids, db))
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


def commit(db: Database, preview: Preview, *, by: Person, tell: Tell = untold) -> Receipt:
    """Writes what the preview shows, in one transaction; the same preview a second time gives the first receipt.

    Raises StaleError where the register has moved since, RefusedError for a preview that is blocked.
    """
    if preview.blocked:
        raise RefusedError(preview.problems[0])
    aside = [
        SetAside(row.sheet, row.number, row.verdict, _told(row.problems))
        for row in preview.rows
        if row.verdict in (Verdict.REFUSED, Verdict.CONFLICT) or row.is_another
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
    tell("checking", 0.05)
    receipt = ledger.record(db, preview.changes, by=by, origin=origin, tell=partial(tell, "writing"))
    memory.give_back()
    return receipt


def _told(problems: Iterable[Problem]) -> str:
    found = [{"kind": it.kind, "cell": it.place.cell, "facts": dict(it.facts), "level": it.level} for it in problems]
    return json.dumps(found, ensure_ascii=False, default=str)
