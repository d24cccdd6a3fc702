"""Whom a page may be about: a department, a working group, a district, each with the departments behind it.

The departments that are chosen stand for the body: what they lead it leads, what they wait for it waits for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import DepartmentType, InterfaceStatus
from scenario_db.database import Database


class BodyKind(StrEnum):
    """What a body is."""

    DEPARTMENT = "department"
    GROUP = "group"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it was that day; `type` is that of the department, none for a working group."""

    kind: BodyKind
    id: str
    name: str
    members: tuple[str, ...]
    type: DepartmentType | None = None


_SQL = {
    BodyKind.DEPARTMENT: """
        select d.id, d.name, d.type, d.id
        from department_on(cast(:moment as timestamp)) as d
        where d.valid_to is null or d.valid_to > :day
        order by d.sort_key, d.id
    """,
    BodyKind.GROUP: """
        select g.id, g.name, null, d.id
        from code_item_on(cast(:moment as timestamp)) as g
        join department_on(cast(:moment as timestamp)) as d on d.working_group_id = g.id
        where g.list = 'working_group'
        order by g.position, g.id, d.sort_key, d.id
    """,
    BodyKind.DISTRICT: """
        select g.id, g.name, g.type, d.id
        from department_on(cast(:moment as timestamp)) as g
        join department_on(cast(:moment as timestamp)) as d on d.id = g.id or d.parent_id = g.id
        where g.type in ('district', 'zone')
        order by g.sort_key, g.id, d.sort_key, d.id
    """,
}


def bodies(db: Database, choice: Choice, kind: BodyKind, hers: Collection[str] | None = None) -> list[Body]:
    """The bodies of a kind on the choice's day, with their members; only of `hers`, where somebody reads a part."""
    found: dict[str, tuple[str, str | None, list[str]]] = {}
    given = {"moment": choice.moment, "day": choice.day} if kind is BodyKind.DEPARTMENT else {"moment": choice.moment}
    for key, name, type_, member in db.rows(_SQL[kind], **given):
        if hers is None or member in hers:
            found.setdefault(key, (name, type_, []))[2].append(member)
    return [
        Body(kind, key, name, tuple(members), DepartmentType(type_) if type_ else None)
        for key, (name, type_, members) in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """A scenario led by others in which a body takes part, and how far its promise is."""

    code: str
    name: str
    lead: str
    unit: str
    task: str
    status: InterfaceStatus


WORST_FIRST = (
    InterfaceStatus.DISPUTED,
    InterfaceStatus.NONE,
    InterfaceStatus.TALKING,
    InterfaceStatus.CONFIRMED,
    InterfaceStatus.DELIVERED,
)

_RANKS = " ".join(f"when '{it}' then {rank}" for rank, it in enumerate(WORST_FIRST))

_PARTS = f"""
    with part as (
        select s.id, s.code, s.name, s.lead_id, p.department_id, p.task, p.interface_status,
            case p.interface_status {_RANKS} end as rank
        from partner_on(cast(:moment as timestamp)) as p
        join {CHOSEN} as s on s.id = p.scenario_id
        where p.department_id in (select unnest(cast(:units as text[])))
          and (s.lead_id is null or s.lead_id not in (select unnest(cast(:units as text[]))))
    )
"""


def parts_taken(db: Database, choice: Choice, *units: str) -> dict[InterfaceStatus, int]:
    """In how many scenarios of others these departments take part, each by what is furthest from a promise in it."""
    sql = f"""
        {_PARTS}
        select worst, count(*)
        from (select id, min(rank) as worst from part group by id) as scenario
        group by worst
        order by worst
    """
    found = db.rows(sql, units=list(units), **choice.parameters())
    return {WORST_FIRST[rank]: count for rank, count in found}


def parts(db: Database, choice: Choice, *units: str, limit: int = 50) -> list[Part]:
    """Their parts in scenarios of others, what is furthest from a promise first."""
    sql = f"""
        {_PARTS}
        select part.code, part.name, coalesce(d.name, ''), coalesce(u.name, ''), coalesce(task, ''), interface_status
        from part
        left join department_on(cast(:moment as timestamp)) as d on d.id = part.lead_id
        left join department_on(cast(:moment as timestamp)) as u on u.id = part.department_id
        order by part.rank, part.code, part.department_id
        limit :limit
    """
    found = db.rows(sql, units=list(units), limit=limit, **choice.parameters())
    return [
        Part(code, name, lead, unit, task, InterfaceStatus(status)) for code, name, lead, unit, task, status in found
    ]
