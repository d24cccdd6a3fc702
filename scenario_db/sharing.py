"""Shared data and platforms: what data scenarios need of whom, what is unanswered, which bases are used how often.

A scenario uses a base where what it says of its data names it (`platforms.toml`), and a platform of the library where
a link 平台复用 leads to it. Both are what the register can know; who needs data and does not say so is not counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from scenario_db import days, names
from scenario_db.codes import LinkStatus, Tier
from scenario_db.database import Database


class Supply(StrEnum):
    """How far a request for data has come: not put yet, without an answer, refused for now, promised, delivered."""

    UNASKED = "unasked"
    UNANSWERED = "unanswered"
    DISPUTED = "disputed"
    PROMISED = "promised"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Search:
    """Which requests for data: by text (scenario, what is asked), by who is asked, by how far they have come.

    `moment` (UTC, exclusive) is `days.ALWAYS` for today.
    """

    text: str = ""
    unit: str = ""
    standing: Supply | None = None
    moment: datetime = days.ALWAYS

    def parameters(self) -> dict[str, Any]:
        """The parameters of `_FOUND`."""
        return {
            "wanted": names.key(self.text),
            "written": self.text.strip().lower(),
            "unit": self.unit,
            "standing": self.standing or "",
            "moment": self.moment,
        }


@dataclass(frozen=True, slots=True)
class Request:
    """Data that a scenario needs of a department: what, since when it was asked for, how far it has come."""

    code: str
    name: str
    lead: str
    unit: str
    task: str
    need: str
    requested_on: date | None
    due_on: date | None
    standing: Supply

    def age(self, day: date) -> int | None:
        """For how many days it has waited; None where it waits no more, or was never asked for."""
        waits = self.standing in (Supply.UNANSWERED, Supply.DISPUTED)
        return (day - self.requested_on).days if waits and self.requested_on else None


_FOUND = """
    with found as (
        select
            s.code, s.name, s.lead_id, s.data_need, p.department_id, p.task, p.requested_on, p.due_on,
            case
                when p.interface_status = 'delivered' then 'delivered'
                when p.interface_status = 'confirmed' then 'promised'
                when p.interface_status = 'disputed' then 'disputed'
                when p.requested_on is null then 'unasked'
                else 'unanswered' end as standing
        from partner_on(cast(:moment as timestamp)) as p
        join scenario_on(cast(:moment as timestamp)) as s on s.id = p.scenario_id
        where p.role = 'data' and s.tier <> 'exit' and s.record_status = 'entered'
          and (cast(:unit as text) = '' or p.department_id = cast(:unit as text))
          and (
              cast(:written as text) = ''
              or (cast(:wanted as text) <> '' and strpos(s.findable, cast(:wanted as text)) > 0)
              or strpos(lower(coalesce(p.task, '')), cast(:written as text)) > 0
              or strpos(lower(coalesce(s.data_need, '')), cast(:written as text)) > 0
          )
    ), chosen_ones as (
        select *
        from found
        where cast(:standing as text) = '' or standing = cast(:standing as text)
    )
"""


def requests(db: Database, search: Search, *, limit: int = 50, offset: int = 0) -> list[Request]:
    """A page of them: those without an answer first, the oldest of them first."""
    sql = f"""
        {_FOUND}
        select
            f.code, f.name, coalesce(l.name, ''), coalesce(u.name, ''), coalesce(f.task, ''),
            coalesce(f.data_need, ''), f.requested_on, f.due_on, f.standing
        from chosen_ones as f
        left join department_on(cast(:moment as timestamp)) as l on l.id = f.lead_id
        left join department_on(cast(:moment as timestamp)) as u on u.id = f.department_id
        order by
            case f.standing when 'unanswered' then 0 when 'disputed' then 1 when 'unasked' then 2 when 'promised' then 3
                else 4 end,
            f.requested_on nulls last, f.code, f.department_id
        limit :limit offset :offset
    """
    rows = db.rows(sql, limit=limit, offset=offset, **search.parameters())
    return [replace(Request(*row), standing=Supply(row[-1])) for row in rows]


def standings(db: Database, search: Search) -> dict[Supply, int]:
    """How many requests a Search means, by how far they have come; of all standings, whatever was chosen of them."""
    rows = db.rows(f"{_FOUND} select standing, count(*) from found group by 1", **search.parameters())
    return {Supply(it): many for it, many in rows}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a department is asked for data: by how many scenarios, how many wait, since when."""

    id: str
    name: str
    scenarios: int
    requests: int
    waiting: int
    delivered: int
    oldest: date | None


def of_units(db: Database, moment: datetime = days.ALWAYS) -> list[Asked]:
    """Who is asked for data, those with most that wait first."""
    sql = f"""
        {_FOUND}
        select
            f.department_id, coalesce(u.name, ''), count(distinct f.code), count(*),
            count(case when f.standing in ('unanswered', 'disputed') then 1 end),
            count(case when f.standing = 'delivered' then 1 end),
            min(case when f.standing in ('unanswered', 'disputed') then f.requested_on end)
        from found as f
        left join department_on(cast(:moment as timestamp)) as u on u.id = f.department_id
        group by 1, 2
        order by 5 desc, 7 nulls last, 4 desc, 2
    """
    return [Asked(*row) for row in db.rows(sql, **Search(moment=moment).parameters())]


# Bases and platforms


@lru_cache(maxsize=1)
def bases() -> Mapping[str, tuple[str, ...]]:
    """The shared bases, each with what texts call it."""
    file = Path(__file__).with_name("platforms.toml")
    with file.open("rb") as content:
        return {it["name"]: tuple(it["called"]) for it in tomllib.load(content)["base"]}


@dataclass(frozen=True, slots=True)
class Used:
    """A shared base, or a platform of the library (then with its code), and how many scenarios draw on it.

    `building` of them are in 建设 or 运营; `working` is how many of the links to a platform are through.
    """

    name: str
    code: str
    scenarios: int
    building: int
    working: int = 0


_NAMED = """
    with called as (
        select unnest(cast(:bases as text[])) as base, unnest(cast(:called as text[])) as called
    ), said as (
        select id, tier, lower(data_need) as need
        from scenario_on(cast(:moment as timestamp))
        where data_need is not null and tier <> 'exit' and record_status = 'entered'
    ), uses as (
        select distinct said.id, said.tier, called.base
        from said
        join called on strpos(said.need, called.called) > 0
    )
"""
"""`uses`: each live scenario with each base that what it says of its data names, once."""


def _called() -> dict[str, Any]:
    pairs = [(base, name.lower()) for base, those in bases().items() for name in those]
    return {"bases": [base for base, _ in pairs], "called": [name for _, name in pairs]}


@dataclass(frozen=True, slots=True)
class Reuse:
    """How many live scenarios say what data they need, how many name a shared base, how often; links of 平台复用.

    `bases` has all that are known, those that most scenarios use first.
    """

    saying: int
    using: int
    uses: int
    reusing: int
    links: int
    bases: tuple[Used, ...]


def reuse(db: Database, moment: datetime = days.ALWAYS) -> Reuse:
    """Reuse in figures; a scenario that uses three bases counts once among those that use, thrice among the uses."""
    sql = f"""
        {_NAMED}
        select
            base, count(distinct id), count(*), count(case when tier in ('build', 'operate') then 1 end),
            (select count(*) from said)
        from uses
        group by grouping sets ((base), ())
        order by 3 desc, 1
    """
    rows = db.rows(sql, moment=moment, **_called())
    using, uses, saying = next((row[1], row[2], row[4]) for row in rows if row[0] is None)
    found = [Used(base, "", many, building) for base, many, _, building, _ in rows if base]
    named = {it.name for it in found}
    idle = [Used(base, "", 0, 0) for base in bases() if base not in named]
    reusing, links = db.rows(f"select count(distinct l.from_id), count(*) {_REUSES}", moment=moment)[0]
    return Reuse(saying, using, uses, reusing, links, (*found, *idle))


_REUSES = """
    from link_on(cast(:moment as timestamp)) as l
    join scenario_on(cast(:moment as timestamp)) as s
        on s.id = l.from_id and s.tier <> 'exit' and s.record_status = 'entered'
    join scenario_on(cast(:moment as timestamp)) as p
        on p.id = l.to_id and p.tier <> 'exit' and p.record_status = 'entered'
    where l.type = 'reuses'
"""


def platforms(db: Database, moment: datetime = days.ALWAYS, *, limit: int = 50, offset: int = 0) -> list[Used]:
    """The scenarios of the library on which others build, those that are reused most first."""
    sql = f"""
        select
            p.name, p.code, count(distinct l.from_id),
            count(distinct case when s.tier in ('build', 'operate') then l.from_id end),
            count(distinct case when l.status = '{LinkStatus.WORKING}' then l.from_id end)
        {_REUSES}
        group by p.name, p.code
        order by 3 desc, p.code
        limit :limit offset :offset
    """
    return [Used(*row) for row in db.rows(sql, moment=moment, limit=limit, offset=offset)]


@dataclass(frozen=True, slots=True)
class User:
    """A scenario that draws on a base or a platform."""

    code: str
    name: str
    tier: Tier
    lead: str


def users(db: Database, base: str, moment: datetime = days.ALWAYS, *, limit: int = 50, offset: int = 0) -> list[User]:
    """A page of the scenarios that use a shared base."""
    sql = f"""
        {_NAMED}
        select s.code, s.name, s.tier, coalesce(d.name, '')
        from uses as u
        join scenario_on(cast(:moment as timestamp)) as s on s.id = u.id
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        where u.base = :base
        order by s.code
        limit :limit offset :offset
    """
    rows = db.rows(sql, base=base, moment=moment, limit=limit, offset=offset, **_called())
    return [User(code, name, Tier(tier), lead) for code, name, tier, lead in rows]
