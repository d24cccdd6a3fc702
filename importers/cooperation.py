"""The rows of a partner list as records: which unit takes part in which scenario, as what, with which task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from importers.drafts import Draft, unknown_unit
from importers.known import Units
from importers.words import Names
from scenario_db.changes import KEEP, Wanted
from scenario_db.codes import PartnerRole

UNIT = "partner.department"
_SAID = (
    "task",
    "interface_status",
    "requested_on",
    "due_on",
    "confirmed_by",
    "confirmed_on",
    "contact",
)


class _Taking(NamedTuple):
    """A unit that takes part, as its row names it."""

    at: int
    scenario_id: str
    department_id: str
    role: PartnerRole
    name: str


def fill(draft: Draft, units: Units) -> None:
    """One partner for each unit that a row names; tables of other forms are left alone."""
    if draft.form.name != "partners":
        return
    taking = _without_doubles(draft, list(_named(draft, units)))
    said = [name for name in _SAID if f"partner.{name}" in draft.reading.columns]
    columns: dict[str, list[Any]] = {
        "scenario_id": [it.scenario_id for it in taking],
        "department_id": [it.department_id for it in taking],
        "role": [it.role for it in taking],
    }
    for name in said:
        values = draft.reading.values(f"partner.{name}")
        columns[name] = [KEEP if values[it.at] is None else values[it.at] for it in taking]
    ids = [f"{it.scenario_id}/{it.department_id}/{it.role}" for it in taking]
    draft.wanted.append(Wanted("partner", ids, columns, [draft.row(it.at) for it in taking]))


def _named(draft: Draft, units: Units) -> Iterator[_Taking]:
    cells, roles = draft.reading.values(UNIT), draft.reading.values("partner.role")
    for at, key in draft.chosen():
        called = cells[at].names if isinstance(cells[at], Names) else ()
        if not called:
            draft.report("partner_missing", UNIT, at)
        for name in called:
            if name in units.meant:
                yield _Taking(at, key, units.meant[name], roles[at] or PartnerRole.SUPPORT, name)
            else:
                unknown_unit(draft, UNIT, at, name, units)


def _without_doubles(draft: Draft, taking: list[_Taking]) -> list[_Taking]:
    """Two rows about the same unit in the same role are both refused; a cell that names it twice means it once."""
    rows: dict[tuple[str, str, str], dict[int, _Taking]] = {}
    for it in taking:
        rows.setdefault((it.scenario_id, it.department_id, it.role), {})[it.at] = it
    for found in rows.values():
        for it in found.values() if len(found) > 1 else ():
            others = "、".join(draft.row(at) for at in found if at != it.at)
            draft.report("partner_twice", UNIT, it.at, value=it.name, others=others)
    return [next(iter(found.values())) for found in rows.values() if len(found) == 1]
