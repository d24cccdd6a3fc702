"""What entered, moved and left between two days, found by comparing the two days themselves.

A version that both days share has not moved, so only what was written in between is looked at. The numbers therefore
add up: what came into a tier less what went out of it is exactly the later count less the earlier one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from scenario_db import days
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import TIER_RANK, Tier
from scenario_db.database import Database, Row

EARLIER = CHOSEN.replace(":moment", ":earlier")
"""The same filter at the earlier of two moments."""

MOVED = f"""
    with was as (
        select s.id, s.tier
        from {EARLIER} as s
        where s.superseded_at < cast(:moment as timestamp)
    ), now as (
        select s.id, s.tier
        from {CHOSEN} as s
        where s.recorded_at >= cast(:earlier as timestamp)
    ), moved as (
        select coalesce(now.id, was.id) as id, was.tier as was, now.tier as now
        from was
        full outer join now on now.id = was.id
        where was.tier is distinct from now.tier
    ), before as (
        select *
        from scenario_on(cast(:earlier as timestamp))
        where superseded_at < cast(:moment as timestamp) and record_status = 'entered'
    ), after as (
        select *
        from scenario_on(cast(:moment as timestamp))
        where recorded_at >= cast(:earlier as timestamp) and record_status = 'entered'
    )
"""
"""`moved`: in which tier the choice held a scenario then and now. `before`, `after`: the same whatever the choice."""


class Movement(StrEnum):
    """How a scenario moved. One joins or parts that was in the library on both days, but in the choice on one."""

    ENTERED = "entered"
    LEFT = "left"
    PROMOTED = "promoted"
    DEMOTED = "demoted"
    JOINED = "joined"
    PARTED = "parted"


@dataclass(frozen=True, slots=True)
class Flow:
    """How many moved alike. `was` and `now` are the tiers in which the choice held them, None where it did not."""

    movement: Movement
    was: Tier | None
    now: Tier | None
    scenarios: int


@dataclass(frozen=True, slots=True)
class Turnover:
    """What one tier gained and lost, by movement; `net` is its later count less its earlier one."""

    came: Mapping[Movement, int] = field(default_factory=dict)
    went: Mapping[Movement, int] = field(default_factory=dict)

    @property
    def net(self) -> int:
        """How many more there are than before."""
        return sum(self.came.values()) - sum(self.went.values())


@dataclass(frozen=True, slots=True)
class Moved:
    """One scenario that moved. `day` is the one since which it is in its tier, else the one on which that was recorded.

    A tier of None is outside the library: not there yet, or taken back.
    """

    movement: Movement
    id: str
    code: str
    name: str
    lead: str
    from_tier: Tier | None
    to_tier: Tier | None
    day: date


def flows(db: Database, then: Choice, now: Choice) -> list[Flow]:
    """How many moved which way between two days of one choice, `then` being the earlier."""
    sql = f"""
        {MOVED}
        select before.tier, after.tier, moved.was, moved.now, count(*)
        from moved
        left join before on before.id = moved.id
        left join after on after.id = moved.id
        group by before.tier, after.tier, moved.was, moved.now
    """
    found = db.rows(sql, earlier=then.moment, **now.parameters())
    counted: Counter[tuple[Movement, Tier | None, Tier | None]] = Counter()
    for from_tier, to_tier, was, is_now, scenarios in found:
        movement = _movement(_tier(from_tier), _tier(to_tier), in_choice=is_now is not None)
        counted[movement, _tier(was), _tier(is_now)] += scenarios
    return [Flow(*key, scenarios) for key, scenarios in counted.items()]


def turnover(found: Iterable[Flow]) -> dict[Tier, Turnover]:
    """What each tier gained and lost; a tier in which nothing moved is not there."""
    came: dict[Tier, Counter[Movement]] = {}
    went: dict[Tier, Counter[Movement]] = {}
    for flow in found:
        for tier, side in ((flow.now, came), (flow.was, went)):
            if tier:
                side.setdefault(tier, Counter())[flow.movement] += flow.scenarios
    return {tier: Turnover(came.get(tier, {}), went.get(tier, {})) for tier in Tier if tier in came or tier in went}


def named(db: Database, then: Choice, now: Choice, *, zone: ZoneInfo, limit: int = 200) -> list[Moved]:
    """The scenarios that moved between two days of one choice, the latest first."""
    sql = f"""
        {MOVED}, told as (
            select
                moved.id, moved.now, before.tier as from_tier, after.tier as to_tier, after.tier_since,
                coalesce(after.code, before.code) as code,
                coalesce(after.name, before.name) as name,
                coalesce(after.lead_id, before.lead_id) as lead_id,
                coalesce(after.recorded_at, before.superseded_at) as recorded_at
            from moved
            left join before on before.id = moved.id
            left join after on after.id = moved.id
        )
        select
            told.id, told.code, told.name, coalesce(d.name, ''),
            told.from_tier, told.to_tier, told.tier_since, told.recorded_at, told.now
        from told
        left join department_on(cast(:moment as timestamp)) as d on d.id = told.lead_id
        order by coalesce(told.tier_since, cast(told.recorded_at as date)) desc, told.code
        limit :limit
    """
    found = db.rows(sql, earlier=then.moment, limit=limit, **now.parameters())
    return [_moved(row, zone) for row in found]


def _moved(row: Row, zone: ZoneInfo) -> Moved:
    key, code, name, lead, before, after, since, recorded_at, now = row
    from_tier, to_tier = _tier(before), _tier(after)
    movement = _movement(from_tier, to_tier, in_choice=now is not None)
    day = since or days.local(recorded_at, zone).date()
    return Moved(movement, key, code, name, lead, from_tier, to_tier, day)


def _tier(value: str | None) -> Tier | None:
    return Tier(value) if value else None


def _movement(before: Tier | None, after: Tier | None, *, in_choice: bool) -> Movement:
    rank, rank_before = _rank(after), _rank(before)
    if not rank:
        return Movement.LEFT
    if not rank_before:
        return Movement.ENTERED
    if rank == rank_before:
        return Movement.JOINED if in_choice else Movement.PARTED
    return Movement.PROMOTED if rank > rank_before else Movement.DEMOTED


def _rank(tier: Tier | None) -> int:
    return TIER_RANK[tier] if tier else TIER_RANK[Tier.EXIT]
