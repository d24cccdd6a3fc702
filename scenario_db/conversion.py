"""How scenarios go on from library to library: how many moved up of those that stood in each, and after how long.

Read from the versions themselves: a version that is followed by one in another library ended a stay there. Of those who
stood in a library during the time in question some moved up, some down, some left, the others stand there still, so
that the four add up; who left a library twice stood there twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from scenario_db import days, settings
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import LIVE, TIER_RANK, Tier
from scenario_db.database import Database

MONTHS = 12
"""So far back stays that ended are counted."""


class Course(StrEnum):
    """What became of who stood in a library."""

    UP = "up"
    STILL = "still"
    DOWN = "down"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Stood:
    """Who stood in a library: how many went which way, and the median of days after which they did, where known."""

    tier: Tier
    many: Mapping[Course, int] = field(default_factory=dict)
    days: Mapping[Course, float | None] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """All who stood there."""
        return sum(self.many.values())

    @property
    def converted(self) -> Fraction | None:
        """The part that moved up; None where nobody stood there."""
        return Fraction(self.many.get(Course.UP, 0), self.all) if self.all else None


@dataclass(frozen=True, slots=True)
class Gone:
    """A scenario that went from one library to another, on which day, and how many days after it had come."""

    code: str
    name: str
    lead: str
    course: Course
    tier: Tier
    on: date
    days: int | None


_RANK = "case {} " + " ".join(f"when '{tier}' then {rank}" for tier, rank in TIER_RANK.items()) + " end"

_ENDED = f"""
    with ended as (
        select
            was.tier, came.tier as next_tier, came.code, came.name, came.lead_id,
            case
                when came.tier = 'exit' then 'out'
                when {_RANK.format("came.tier")} > {_RANK.format("was.tier")} then 'up'
                else 'down' end as course,
            coalesce(came.tier_since, cast(came.recorded_at as date)) as day,
            coalesce(came.tier_since, cast(came.recorded_at as date)) - was.tier_since as days
        from scenario_version as came
        join scenario_version as was on was.id = came.id and was.version = came.version - 1 and was.tier <> came.tier
        where came.recorded_at >= cast(:since as timestamp) and came.recorded_at < cast(:moment as timestamp)
          and came.record_status = 'entered' and was.record_status = 'entered' and was.tier <> 'exit'
          and (cardinality(cast(:domains as text[])) = 0 or came.domain in (select unnest(cast(:domains as text[]))))
          and (cardinality(cast(:leads as text[])) = 0 or came.lead_id in (select unnest(cast(:leads as text[]))))
    )
"""
"""`ended`: the stays that ended since then, by the domain and the department of after."""


def conversion(db: Database, choice: Choice) -> list[Stood]:
    """Of each library what became of those who stood there in the last twelve months; one without any is not there."""
    sql = f"""
        {_ENDED}
        select tier, course, count(*), percentile_cont(0.5) within group (order by days)
        from ended
        group by tier, course
        union all
        select
            s.tier, 'still', count(*),
            percentile_cont(0.5) within group (order by cast(:day as date) - s.tier_since)
        from {CHOSEN} as s
        group by s.tier
    """
    many: dict[Tier, dict[Course, int]] = {}
    median: dict[Tier, dict[Course, float | None]] = {}
    for tier, course, count, middle in db.rows(sql, day=choice.day, since=_since(choice), **choice.parameters()):
        many.setdefault(Tier(tier), {})[Course(course)] = count
        median.setdefault(Tier(tier), {})[Course(course)] = None if middle is None else float(middle)
    return [Stood(tier, many[tier], median[tier]) for tier in LIVE if tier in many]


def gone(db: Database, choice: Choice, tier: Tier, *, limit: int = 50) -> list[Gone]:
    """The scenarios that left a library in the last twelve months, the latest first."""
    sql = f"""
        {_ENDED}
        select ended.code, ended.name, coalesce(d.name, ''), course, next_tier, day, days
        from ended
        left join department_on(cast(:moment as timestamp)) as d on d.id = ended.lead_id
        where tier = :tier
        order by day desc, ended.code
        limit :limit
    """
    given = {"since": _since(choice), "tier": tier, "limit": limit}
    found = db.rows(sql, **choice.parameters(), **given)
    return [
        Gone(code, name, lead, Course(course), Tier(after), day, stayed)
        for code, name, lead, course, after, day, stayed in found
    ]


def first_day(choice: Choice) -> date:
    """The day since which stays that ended are counted."""
    return days.months_before(choice.day, MONTHS)


def _since(choice: Choice) -> object:
    return days.start_of(first_day(choice), settings.current().zone)
