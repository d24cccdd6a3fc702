"""Rows of a workbook as records they should be: whole columns of scenarios, partners, plans, returns and demands."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from importers import blanks
from importers.cells import Column, Reading
from importers.forms import Form
from importers.known import Units
from importers.words import Names
from scenario_db import names
from scenario_db.changes import KEEP, Wanted
from scenario_db.codes import PartnerRole, Period
from scenario_db.kinds import KINDS
from scenario_db.problems import Level, Problem

_NOT_FIELDS = frozenset(("lead", "parent", "code", "proposer"))
"""Columns of names, which become ids, and codes, which only find their record."""


@dataclass(slots=True)
class Draft:
    """The records that one table asks for, and what is wrong with its rows; `keys` are the ids of its main records.

    Where it `clears`, blank cells empty what there is; `hollow` are the records of which they say nothing else.
    """

    reading: Reading
    keys: list[str | None]
    entering: list[bool]
    wanted: list[Wanted] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    clears: bool = False
    hollow: set[tuple[str, str]] = field(default_factory=set)
    labels: list[str] = field(init=False)

    def __post_init__(self) -> None:
        sheet = self.sheet
        self.labels = [f"{sheet}!{number}" for number in self.reading.rows]

    @property
    def form(self) -> Form:
        """The form that its table follows."""
        return self.reading.matching.form

    @property
    def kind(self) -> str:
        """What its rows are about: scenarios, demands or providers."""
        return self.form.kind

    @property
    def sheet(self) -> str:
        """The name of its sheet."""
        return self.reading.table.sheet.name

    def row(self, at: int) -> str:
        """A row as the ledger keeps it, “台账!7”."""
        return self.labels[at]

    def chosen(self) -> Iterator[tuple[int, str]]:
        """The rows that have a record, with its id."""
        return ((at, key) for at, key in enumerate(self.keys) if key)

    def ask_for(self, kind: str, rows: Sequence[int], ids: list[str], columns: Mapping[str, Sequence[Any]]) -> None:
        """Adds records of those rows, from columns of all rows."""
        self.wanted.append(
            Wanted(kind, ids, {name: at_rows(rows, it) for name, it in columns.items()}, at_rows(rows, self.labels))
        )

    def report(self, kind: str, key: str, at: int, level: Level = Level.ERROR, **facts: object) -> None:
        """Tells of something wrong at the cell of a field; at the name's cell where there is no such column."""
        key = key if key in self.reading.columns else self.reading.matching.form.naming
        self.problems.append(Problem(kind, self.reading.place(key, self.reading.rows[at]), facts, level))


def at_rows(rows: Sequence[int], column: Sequence[Any]) -> Sequence[Any]:
    """A column's values at some rows, which mostly are all of them."""
    return column if len(rows) == len(column) else list(map(column.__getitem__, rows))


def fill(draft: Draft, units: Units, parents: Mapping[str, str]) -> None:
    """All records of a table's rows; empty cells leave what there is."""
    if draft.form.enters:
        _main(draft, units, parents)
    for kind, fixed in _OF_A_PERIOD.items():
        for period in _periods(draft.reading, kind):
            _dated(draft, kind, period, fixed(period))


def _main(draft: Draft, units: Units, parents: Mapping[str, str]) -> None:
    """The records that the rows themselves are, and for scenarios those that take part."""
    columns = _main_columns(draft, units, draft.kind, _UNITS_OF.get(draft.kind, {}))
    if draft.kind != "scenario":
        _add(draft, draft.kind, columns)
        return
    if "scenario.parent" in draft.reading.columns:
        columns["parent_id"] = _parents(draft, parents)
    _require_tier(draft, columns)
    _add(draft, "scenario", columns)
    _partners(draft, units)


def _main_columns(draft: Draft, units: Units, record: str, ids: Mapping[str, str]) -> dict[str, list[Any]]:
    known = set(KINDS[record].names)
    columns = {
        column.field: blanks.kept(draft.reading, column, clears=draft.clears)
        for column in draft.reading.columns.values()
        if column.record == record and column.field in known - _NOT_FIELDS
    }
    for name, target in ids.items():
        if f"{record}.{name}" in draft.reading.columns:
            columns[target] = _first_units(draft, f"{record}.{name}", units)
    return columns


def _first_units(draft: Draft, key: str, units: Units) -> list[Any]:
    """The unit that is named first, or marked as lead; where it is unknown the row is told so."""
    found: list[Any] = []
    blank = blanks.blanks(draft.reading, draft.reading.columns.get(key)) if draft.clears else ()
    for at, value in enumerate(draft.reading.values(key)):
        lead = (value.lead or value.names[0]) if isinstance(value, Names) and value.names else None
        found.append(units.meant.get(lead, KEEP) if lead else None if at in blank else KEEP)
        if lead and lead not in units.meant:
            unknown_unit(draft, key, at, lead, units)
    return found


def unknown_unit(draft: Draft, key: str, at: int, name: str, units: Units) -> None:
    """Tells of a unit that nobody knows, with those that may be meant; people may have said that it means none."""
    if name in units.ignored:
        return
    near = "、".join(units.called.get(one.department_id, one.name) for one in units.near.get(name, ()))
    if near:
        draft.report("unknown_department_near", key, at, value=name, near=near)
    else:
        draft.report("unknown_department", key, at, value=name)


def _parents(draft: Draft, parents: Mapping[str, str]) -> list[Any]:
    found: list[Any] = []
    for at, title in enumerate(draft.reading.values("scenario.parent")):
        found.append(parents.get(names.key(title), KEEP) if title else KEEP)
        if title and found[-1] is KEEP:
            draft.report("unknown_parent", "scenario.parent", at, Level.WARNING, value=title)
    return found


def _require_tier(draft: Draft, columns: Mapping[str, Sequence[Any]]) -> None:
    tiers = columns.get("tier", [KEEP] * len(draft.keys))
    missing = [at for at, (new, tier) in enumerate(zip(draft.entering, tiers, strict=True)) if new and tier is KEEP]
    told = {problem.place.cell for problem in draft.reading.problems} if missing else set()
    for at in missing:
        if "scenario.tier" not in draft.reading.columns or _tier_cell(draft, at) not in told:
            draft.report("tier_missing", "scenario.tier", at)


def _tier_cell(draft: Draft, at: int) -> str:
    """Where a row says its library: what is wrong with that cell says already why there is none."""
    return draft.reading.address("scenario.tier", draft.reading.rows[at])


def _add(draft: Draft, kind: str, columns: Mapping[str, Sequence[Any]]) -> None:
    rows = [at for at, _ in draft.chosen()]
    draft.ask_for(kind, rows, [key for _, key in draft.chosen()], columns)


def _partners(draft: Draft, units: Units) -> None:
    """A partner for each unit that is named to take part, a joint lead for each further lead."""
    found: dict[tuple[str, str, PartnerRole], str] = {}
    lead, partners = (_units_by_row(draft, key) for key in ("scenario.lead", "partner.departments"))
    for at, key in draft.chosen():
        first, *others = lead[at] or [""]
        named = [("scenario.lead", name, PartnerRole.CO_LEAD) for name in others]
        named += [("partner.departments", name, PartnerRole.SUPPORT) for name in partners[at]]
        for source, name, role in named:
            if name not in units.meant:
                unknown_unit(draft, source, at, name, units)
            elif units.meant[name] != units.meant.get(first):
                found.setdefault((key, units.meant[name], role), draft.row(at))
    columns: dict[str, list[Any]] = {
        "scenario_id": [it[0] for it in found],
        "department_id": [it[1] for it in found],
        "role": [it[2] for it in found],
    }
    ids = ["/".join(it) for it in found]
    draft.wanted.append(Wanted("partner", ids, columns, list(found.values())))
    column = draft.reading.columns.get("partner.departments")
    blank = blanks.blanks(draft.reading, column) if draft.clears else ()
    draft.dropped = [(key, draft.row(at)) for at, key in draft.chosen() if at in blank or partners[at]]


def _units_by_row(draft: Draft, key: str) -> list[list[str]]:
    """The units that each row names; rows that say the same share one answer."""
    values = draft.reading.values(key)
    named = {id(value): _named_units(value) for value in values}
    return [named[id(value)] for value in values]


def _named_units(value: Any) -> list[str]:
    if not isinstance(value, Names):
        return []
    return [value.lead, *(name for name in value.names if name != value.lead)] if value.lead else list(value.names)


def _periods(reading: Reading, record: str) -> list[str]:
    return list(dict.fromkeys(it.period for it in reading.columns.values() if it.record == record and it.period))


def _month(period: str) -> dict[str, Any]:
    year, month = int(period[:4]), int(period[5:])
    return {
        "period_type": Period.MONTH,
        "period": period,
        "period_end": date(year, month, calendar.monthrange(year, month)[1]),
    }


_UNITS_OF = {"scenario": {"lead": "lead_id"}, "demand": {"proposer": "proposer_id"}}
"""Columns that name one unit, and the fields that hold its id."""

_OF_A_PERIOD: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "annual_plan": lambda period: {"year": int(period)},
    "monthly_target": lambda period: {"year": int(period[:4]), "month": int(period[5:])},
    "progress_report": _month,
}
"""What belongs to a year or a month, and what its period says of it."""


def _dated(draft: Draft, kind: str, period: str, fixed: Mapping[str, Any]) -> None:
    """Records that belong to a year or a month, one for each row that says anything of it."""
    known = set(KINDS[kind].names)
    columns = [it for it in draft.reading.columns.values() if _belongs(it, kind, period) and it.field in known]
    said = {at for it in columns for at, value in enumerate(it.values) if value is not None}
    rows = [at for at, _ in draft.chosen() if draft.clears or at in said]
    values: dict[str, Sequence[Any]] = {it.field: blanks.kept(draft.reading, it, clears=draft.clears) for it in columns}
    values |= {name: [value] * len(draft.keys) for name, value in fixed.items()} | {"scenario_id": draft.keys}
    parts = (map(str, at_rows(rows, values[name])) for name in KINDS[kind].record.NATURAL)
    ids = list(map("/".join, zip(*parts, strict=True)))
    draft.hollow |= {(kind, key) for key, at in zip(ids, rows, strict=True) if at not in said}
    draft.ask_for(kind, rows, ids, values)


def _belongs(column: Column, kind: str, period: str) -> bool:
    return column.record == kind and column.period == period
