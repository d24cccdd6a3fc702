"""The list of departments as the office keeps it: who is one, by which names it goes, when it ceased and for whom.

A name that was given up stays as a former one with the day until which it held, so that old workbooks still find it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from scenario_db import denials, departments, ledger
from scenario_db.changes import Change, Origin, Receipt
from scenario_db.codes import AliasNature, Source
from scenario_db.database import Database
from scenario_db.editing import Opened
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Department, DepartmentAlias
from scenario_db.roles import Action, Person


class UnitError(RegisterError):
    """This is not how a department can stand in the list."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much hangs on a department: scenarios that it leads, and parts that it takes in those of others."""

    leads: int
    takes_part: int


def new(db: Database) -> Opened:
    """A department that is still to enter."""
    return Opened(0, Department(id=ledger.new_ids(db, "department", 1)[0], name=""))


def aliases(db: Database, key: str) -> list[DepartmentAlias]:
    """The other names that lead to a department, former ones last."""
    kind = KINDS["department_alias"]
    sql = f"""
        select {", ".join(kind.names)}
        from department_alias
        where department_id = :key
        order by nature desc, alias
    """
    return [cast("DepartmentAlias", kind.read(row)) for row in db.rows(sql, key=key)]


def other_names(db: Database) -> dict[str, list[str]]:
    """All other names, by department."""
    found: dict[str, list[str]] = {}
    for key, alias in db.rows("select department_id, alias from department_alias order by department_id, alias"):
        found.setdefault(key, []).append(alias)
    return found


def loads(db: Database) -> dict[str, Load]:
    """How much hangs on each department that has anything to do."""
    sql = """
        with part as (
            select lead_id as id, 1 as leads, 0 as takes_part from scenario where lead_id is not null and tier <> 'exit'
            union all
            select department_id, 0, 1 from partner
        )
        select id, sum(leads), sum(takes_part)
        from part
        group by id
    """
    return {key: Load(int(leads), int(parts)) for key, leads, parts in db.rows(sql)}


def save(
    db: Database, base: Opened, unit: Department, called: Iterable[str], *, by: Person, day: date
) -> Receipt | None:
    """Writes a department and its other names in one batch; None where nothing differs.

    Raises UnitError, DeniedError, StaleError where somebody else changed it since it was opened.
    """
    denials.require(db, by, Action.NEW_DEPARTMENT)
    unit = replace(unit, name=unit.name.strip())
    names = {name.strip() for name in called if name.strip()} - {unit.name}
    _refuse_wrong(db, unit, names)
    was = cast("Department", base.record) if base.version else None
    changes = [] if unit == was else [Change("department", unit.id, was, unit, base.version)]
    changes += _renamed(db, was, unit, names, day)
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM)) if changes else None


def _refuse_wrong(db: Database, unit: Department, names: Collection[str]) -> None:
    if not unit.name:
        raise UnitError(Problem("name_missing", facts={"heading": "name", "value": ""}))
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        raise UnitError(Problem("dates_reversed", facts={"heading": "valid_to", "value": unit.valid_to}))
    if unit.id in (unit.successor_id, unit.parent_id):
        raise UnitError(Problem("unit_of_itself", facts={"name": unit.name}))
    asked = [unit.name, *([unit.full_name] if unit.full_name else []), *sorted(names)]
    called = departments.names_on(db)
    for name, meant in departments.resolve(db, asked).items():
        if meant and meant != unit.id:
            raise UnitError(Problem("unit_name_taken", facts={"name": name, "unit": called.get(meant, meant)}))


def _renamed(db: Database, was: Department | None, unit: Department, names: Collection[str], day: date) -> list[Change]:
    held = {it.alias: it for it in aliases(db, unit.id)}
    gone = {it.id: "" for name, it in held.items() if name not in names}
    wanted = [DepartmentAlias(department_id=unit.id, alias=name) for name in sorted(names - held.keys())]
    if was and was.name != unit.name and was.name not in names:
        wanted.append(DepartmentAlias(department_id=unit.id, alias=was.name, nature=AliasNature.FORMER, valid_to=day))
    named = ledger.compare(db, ledger.wanted(wanted)) if wanted else []
    return [*ledger.leaving(db, "department_alias", gone), *named]
