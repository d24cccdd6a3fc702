"""How departments work together: who shares scenarios with whom, who asks whom, who waits for whom, what is 多跨."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from scenario_db import thresholds
from scenario_db.choices import CHOSEN, Choice
from scenario_db.database import Database
from scenario_db.waiting import STUCK

OPEN = "p.interface_status in ('none', 'talking', 'disputed') and p.requested_on is not null"
"""A promise that was asked for and neither given nor kept; what nobody asked for yet keeps nobody waiting."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What lead departments ask of another: how many parts, how many promises open, overdue, since when."""

    lead_id: str
    on_id: str
    parts: int
    open: int
    overdue: int
    oldest: date | None

    def age(self, day: date) -> int | None:
        """For how many days the oldest open promise has waited."""
        return (day - self.oldest).days if self.oldest else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two departments and in how many scenarios both take part."""

    one_id: str
    other_id: str
    together: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """The most connected departments (ids, most first) and what is between them; `left_out` others share something."""

    units: tuple[str, ...]
    pairs: tuple[Pair, ...]
    left_out: int
    all_pairs: int


def names(db: Database, choice: Choice) -> dict[str, str]:
    """The departments' names on that day."""
    return dict(db.rows("select id, name from department_on(cast(:moment as timestamp))", moment=choice.moment))


def asks(db: Database, choice: Choice) -> list[Asked]:
    """Who asks whom: lead and taking-part department, most parts first."""
    sql = f"""
        select
            s.lead_id, p.department_id, count(*), count(*) filter (where {OPEN}),
            count(*) filter (where {OPEN} and p.due_on < :day), min(case when {OPEN} then p.requested_on end)
        from {CHOSEN} as s
        join partner_on(cast(:moment as timestamp)) as p on p.scenario_id = s.id
        where s.lead_id <> p.department_id
        group by s.lead_id, p.department_id
        order by 3 desc, 4 desc, 1, 2
    """
    return [Asked(*row) for row in db.rows(sql, day=choice.day, **choice.parameters())]


_PART = f"""
    mine as (
        select s.id, s.code, s.lead_id
        from {CHOSEN} as s
    ), part as (
        select id, lead_id as who
        from mine
        where lead_id is not null
        union
        select mine.id, p.department_id
        from mine
        join partner_on(cast(:moment as timestamp)) as p on p.scenario_id = mine.id
    )
"""
"""`part`: each scenario with each department that leads it or takes part in it, once."""


def matrix(db: Database, choice: Choice, *, most: int = 25) -> Matrix:
    """In how many scenarios any two departments are together, for the `most` connected of them."""
    sql = f"""
        with unit as (
            select id, row_number() over (order by id) as number
            from department_on(cast(:moment as timestamp))
        ), mine as materialized (
            select s.id, s.lead_id, row_number() over () as number
            from {CHOSEN} as s
        ), part as (
            select mine.number as scenario, unit.number as unit
            from mine
            join unit on unit.id = mine.lead_id
            union
            select mine.number, unit.number
            from mine
            join partner_on(cast(:moment as timestamp)) as p on p.scenario_id = mine.id
            join unit on unit.id = p.department_id
        ), pair as (
            select one.unit as one, other.unit as other, count(*) as together
            from part as one
            join part as other on other.scenario = one.scenario and one.unit < other.unit
            group by one.unit, other.unit
        )
        select one.id, other.id, pair.together
        from pair
        join unit as one on one.number = pair.one
        join unit as other on other.number = pair.other
        order by 3 desc, 1, 2
    """  # numbers, not ids: joined and counted in half the time
    found = [Pair(*row) for row in db.rows(sql, **choice.parameters())]
    connected: Counter[str] = Counter()
    for it in found:
        connected.update({it.one_id: it.together, it.other_id: it.together})
    units = tuple(key for key, _ in sorted(connected.items(), key=lambda it: (-it[1], it[0]))[:most])
    shown = tuple(it for it in found if it.one_id in units and it.other_id in units)
    return Matrix(units, shown, len(connected) - len(units), len(found))


@dataclass(frozen=True, slots=True)
class Shared:
    """A scenario in which two departments are together, and what of it is open between them."""

    code: str
    name: str
    lead: str
    open: int
    oldest: date | None


def shared(db: Database, choice: Choice, one: str, other: str, *, limit: int = 50) -> list[Shared]:
    """The scenarios of a pair of departments, those with the oldest open promises first."""
    sql = f"""
        with {_PART}, both_in as (
            select id
            from part
            where who in (:one, :other)
            group by id
            having count(*) = 2
        )
        select
            s.code, s.name, coalesce(d.name, ''), count(p.id) filter (where {OPEN}),
            min(case when {OPEN} then p.requested_on end)
        from both_in
        join scenario_on(cast(:moment as timestamp)) as s on s.id = both_in.id
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        left join partner_on(cast(:moment as timestamp)) as p
            on p.scenario_id = s.id and p.department_id in (:one, :other) and s.lead_id in (:one, :other)
           and p.department_id <> s.lead_id
        group by s.code, s.name, d.name
        order by 5 nulls last, s.code
        limit :limit
    """
    return [Shared(*row) for row in db.rows(sql, one=one, other=other, limit=limit, **choice.parameters())]


@dataclass(frozen=True, slots=True)
class Held:
    """One sentence of 谁在等谁: a department and another, for how many things, and the oldest of them."""

    waits: bool
    other_id: str
    count: int
    overdue: int
    oldest: date | None
    code: str
    name: str
    what: str

    def age(self, day: date) -> int | None:
        """For how many days the oldest has waited."""
        return (day - self.oldest).days if self.oldest else None


def held(db: Database, choice: Choice, *units: str) -> list[Held]:
    """On whom a department waits, and who waits on it: open promises and problems, the oldest first.

    Several departments are asked for as one: what waits among themselves is left out.
    """
    sql = f"""
        with stuck as ({STUCK}), unit as (
            select unnest(cast(:units as text[])) as id
        ), known as (
            select
                mine.id is not null as waits,
                case when mine.id is not null then stuck.on_id else s.lead_id end as other_id,
                s.code, s.name, stuck.what, stuck.since, stuck.due
            from stuck
            join {CHOSEN} as s on s.id = stuck.scenario_id
            left join unit as mine on mine.id = s.lead_id
            left join unit as theirs on theirs.id = stuck.on_id
            where s.lead_id is not null and (mine.id is null) <> (theirs.id is null)
        ), counted as (
            select
                known.*,
                count(*) over (partition by waits, other_id) as things,
                count(case when due < :day then 1 end) over (partition by waits, other_id) as overdue,
                row_number() over (partition by waits, other_id order by since nulls last, code, what) as place
            from known
        )
        select waits, other_id, things, overdue, since, code, name, what
        from counted
        where place = 1
        order by waits desc, since nulls last, other_id
    """
    return [Held(*row) for row in db.rows(sql, units=list(units), day=choice.day, **choice.parameters())]


FLAGS = ("cross_level", "cross_region", "cross_system", "cross_department", "cross_business")
"""跨层级、跨地域、跨系统、跨部门、跨业务."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """How many scenarios are declared 多跨 (None where nobody said) and how many are by their flags; flag by flag."""

    least: int
    by_both: dict[tuple[bool | None, bool], int]
    flags: dict[str, int]


_CROSS = f"""
    with joined as (
        select distinct p.scenario_id
        from partner_on(cast(:moment as timestamp)) as p
        join scenario_on(cast(:moment as timestamp)) as led on led.id = p.scenario_id
        where led.lead_id <> p.department_id
    ), flagged as (
        select
            s.id, s.code, s.name, s.lead_id, s.cross_declared,
            case when s.cross_level then 1 else 0 end as cross_level,
            case when s.cross_region then 1 else 0 end as cross_region,
            case when s.cross_system then 1 else 0 end as cross_system,
            case when s.cross_department or joined.scenario_id is not null then 1 else 0 end as cross_department,
            case when s.cross_business then 1 else 0 end as cross_business
        from {CHOSEN} as s
        left join joined on joined.scenario_id = s.id
    ), crossing as (
        select
            flagged.*,
            cross_level + cross_region + cross_system + cross_department + cross_business as flags
        from flagged
    )
"""
"""A lead with at least one other department is 跨部门 by itself, whatever was ticked (domain.md, decided 2)."""


def crossing(db: Database, choice: Choice) -> Crossing:
    """多跨 declared against derived; derived from as many flags as the office's rule says."""
    least = thresholds.of(db, choice.moment).cross_flags
    sql = f"""
        {_CROSS}
        select
            cross_declared, flags >= :least, count(*), sum(cross_level), sum(cross_region), sum(cross_system),
            sum(cross_department), sum(cross_business)
        from crossing
        group by 1, 2
    """
    found = db.rows(sql, least=least, **choice.parameters())
    flags = {name: sum(int(row[3 + at]) for row in found) for at, name in enumerate(FLAGS)}
    return Crossing(least, {(row[0], row[1]): row[2] for row in found}, flags)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A scenario whose declaration and flags do not agree."""

    code: str
    name: str
    lead: str
    declared: bool
    flags: int


def disagreeing(db: Database, choice: Choice, *, limit: int = 50) -> list[Doubtful]:
    """Scenarios declared 多跨 that are not by their flags, then those that are and were declared not to be."""
    sql = f"""
        {_CROSS}
        select it.code, it.name, coalesce(d.name, ''), it.cross_declared, it.flags
        from crossing as it
        left join department_on(cast(:moment as timestamp)) as d on d.id = it.lead_id
        where it.cross_declared <> (it.flags >= :least)
        order by it.cross_declared desc, it.code
        limit :limit
    """
    least = thresholds.of(db, choice.moment).cross_flags
    return [Doubtful(*row) for row in db.rows(sql, least=least, limit=limit, **choice.parameters())]
