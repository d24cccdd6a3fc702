"""Whom the units in a workbook mean, looked up all at once; those that nobody knows are proposed or told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from importers.cells import Reading
from importers.policies import NewDepartments
from importers.words import Names
from scenario_db import departments, ledger, names
from scenario_db.changes import Change
from scenario_db.codes import DepartmentType
from scenario_db.database import Database
from scenario_db.departments import Proposal
from scenario_db.records import Department, DepartmentAlias

_TYPES = (
    (DepartmentType.CITY, ("局", "委", "办", "厅", "部")),
    (DepartmentType.ZONE, ("开发区", "经开区", "高新区", "园区")),
    (DepartmentType.DISTRICT, ("区", "县", "市")),
    (DepartmentType.STATE_OWNED, ("集团", "公司")),
    (DepartmentType.INSTITUTION, ("中心", "院", "学校", "医院", "大学")),
)


@dataclass(frozen=True, slots=True)
class Units:
    """Whom each written name means; `created` are those that would enter, `near` what an unknown name may mean.

    `ignored` are names that people said mean nobody, `decided` those that they said mean a department.
    """

    meant: dict[str, str]
    created: dict[str, Department]
    near: dict[str, list[Proposal]] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    decided: Mapping[str, str] = field(default_factory=dict)


def units(
    db: Database, readings: Sequence[Reading], policy: NewDepartments | None, said: Mapping[str, str] | None = None
) -> Units:
    """Resolves every department in the workbook. Without a policy, unknown ones are created where there are none.

    `said` gives for an unknown name the department that people chose, "" for none; what is known needs no choice.
    """
    written = _written(readings)
    directory = departments.directory(db)
    resolved = directory.resolve(written)
    decided = {name: key for name, key in (said or {}).items() if name in resolved and not resolved[name]}
    ignored = frozenset(name for name, key in decided.items() if not key)
    found = resolved | {name: key for name, key in decided.items() if key}
    written = [name for name in written if name not in ignored]
    unknown = [name for name in written if found[name] is None]
    meant = {name: key for name, key in found.items() if key}
    create = policy is NewDepartments.CREATE or (policy is None and not directory.known)
    created = _created(db, unknown) if create else {}
    near = {} if create else {name: directory.near(name) for name in unknown}
    meant |= {name: created[names.key(name)].id for name in unknown if names.key(name) in created}
    aliases = {name: key for name, key in decided.items() if key}
    return Units(meant, created, near, departments.names_on(db), ignored, aliases)


def policy_for(db: Database, policy: NewDepartments | None) -> NewDepartments:
    """What holds for several workbooks in a row: where there are no units at all, each creates those that it meets."""
    start = NewDepartments.REFUSE if departments.directory(db).known else NewDepartments.CREATE
    return policy or start


def aliases(db: Database, units: Units) -> list[Change]:
    """The names that people said mean a department, as its other names."""
    records = [DepartmentAlias(department_id=key, alias=name) for name, key in units.decided.items()]
    return ledger.compare(db, ledger.wanted(records)) if records else []


def _written(readings: Iterable[Reading]) -> list[str]:
    found: dict[str, None] = {}
    for reading in readings:
        for column in reading.columns.values():
            cells = {id(value): value for value in _names_in(column.values)}
            found |= dict.fromkeys(name for value in cells.values() for name in value.names)
    return list(found)


def _names_in(values: Sequence[Any]) -> Iterable[Names]:
    """The cells that hold names; the first value that there is tells whether a column holds any."""
    first = next((value for value in values if value is not None), None)
    return filter(None, values) if isinstance(first, Names) else ()


def _created(db: Database, unknown: Sequence[str]) -> dict[str, Department]:
    by_key: dict[str, str] = {}
    for name in unknown:
        by_key.setdefault(names.key(name), name)
    ids = ledger.new_ids(db, "department", len(by_key))
    return {
        key: Department(id=new, name=name, type=_type(name))
        for (key, name), new in zip(by_key.items(), ids, strict=True)
    }


def _type(name: str) -> DepartmentType:
    return next((kind for kind, endings in _TYPES if name.endswith(endings)), DepartmentType.OTHER)
