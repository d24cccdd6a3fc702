"""Departments side by side: what each leads, how far it has come, and a score by the weights that the office sets.

The parts of the score are those of 青浦 (domain.md §2.4): money done 50, started 20, entered 20, problems solved 10;
returns in time are ours, and weigh nothing until the office says so. A part that nothing can be said of is left out,
and the others stand for the whole, so that who has no money to spend is not the last for it. Who should have started is
counted by month, as lights count it; scenarios that are suspended do not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from scenario_db import brief_facts, light_facts, money, spending
from scenario_db.answers import kept
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import LIVE, DepartmentType, Tier
from scenario_db.database import Database
from scenario_db.money import Share
from scenario_db.owing import FILED, OPEN, Standing
from scenario_db.thresholds import Thresholds


class Merit(StrEnum):
    """A part of the score."""

    INVEST = "invest"
    START = "start"
    ENTER = "enter"
    SOLVE = "solve"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Led:
    """What a department leads: by tier, how many are red and yellow, who should have started, who did."""

    tiers: Mapping[Tier, int] = field(default_factory=dict)
    red: int = 0
    yellow: int = 0
    due: int = 0
    entered: int = 0
    started: int = 0

    @property
    def all(self) -> int:
        """All that it leads."""
        return sum(self.tiers.values())


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many."""

    of: int
    done: int

    @property
    def share(self) -> Fraction | None:
        """The part that is done; None of nothing."""
        return Fraction(self.done, self.of) if self.of else None


NOTHING = Ratio(0, 0)


@dataclass(frozen=True, slots=True)
class Peer:
    """A department beside its peers. `late` is how many of the returns that were due last are late or missing."""

    id: str
    name: str
    type: DepartmentType
    led: Led
    money: Share
    solved: Ratio = NOTHING
    filed: Ratio = NOTHING
    late: int = 0

    def share(self, merit: Merit, elapsed: Fraction | None) -> Fraction | None:
        """How much of a part of the score it has earned, 0 to 1; None where nothing can be said."""
        if merit is Merit.INVEST:
            done = self.money.completion
            return None if done is None or not elapsed else min(done / elapsed, Fraction(1))
        return {
            Merit.START: Ratio(self.led.due, self.led.started),
            Merit.ENTER: Ratio(self.led.due, self.led.entered),
            Merit.SOLVE: self.solved,
            Merit.FILE: self.filed,
        }[merit].share

    def points(self, rules: Thresholds, elapsed: Fraction | None) -> dict[Merit, Fraction]:
        """The points of each part that counts: its weight and how much of it was earned."""
        shares = {merit: self.share(merit, elapsed) for merit, weight in weights(rules).items() if weight}
        return {merit: it * weights(rules)[merit] for merit, it in shares.items() if it is not None}

    def score(self, rules: Thresholds, elapsed: Fraction | None) -> Fraction | None:
        """Of a hundred; None where no part of it can be said."""
        points = self.points(rules, elapsed)
        whole = sum(weights(rules)[merit] for merit in points)
        return Fraction(sum(points.values())) * 100 / whole if whole else None


def weights(rules: Thresholds) -> dict[Merit, int]:
    """What each part weighs."""
    return {merit: getattr(rules, f"weight_{merit}") for merit in Merit}


def elapsed(db: Database, choice: Choice) -> Fraction | None:
    """序时, at the latest month that anybody in the city returned."""
    return kept(db, money.money, Choice(choice.day, choice.moment)).elapsed


def abreast(db: Database, choice: Choice) -> list[Peer]:
    """Every department that leads anything, in the order of the pinyin."""
    led, spent = _led(db, choice), spending.by_lead(db, choice)
    solved, filed = _solved(db, choice), _filed(db, choice)
    sql = "select id, name, type from department_on(cast(:moment as timestamp)) order by sort_key, id"
    return [
        Peer(
            key,
            name,
            DepartmentType(type_),
            led[key],
            spent.get(key, Share()),
            solved.get(key, NOTHING),
            *filed.get(key, (NOTHING, 0)),
        )
        for key, name, type_ in db.rows(sql, moment=choice.moment)
        if key in led
    ]


DUE = "not suspended and tier in ('reserve', 'build', 'operate') and planned_start is not null and months_late > 0"
ENTERED = "tier in ('build', 'operate')"
STARTED = f"""{ENTERED} and (
    tier = 'operate' or coalesce(actual_start <= :day, false)
    or coalesce(stage in ('construction', 'trial', 'acceptance', 'operation'), false)
)"""
"""Of `lit`: whose planned start has passed, who has come into 建设 by now, who has begun to build."""


def _led(db: Database, choice: Choice) -> dict[str, Led]:
    counted = ", ".join(f"count(case when tier = '{tier}' then 1 end)" for tier in LIVE)
    sql = f"""
        {light_facts.RANKED}
        select
            lead_id, {counted},
            count(case when rank = 3 then 1 end), count(case when rank = 2 then 1 end),
            count(case when {DUE} then 1 end), count(case when {DUE} and {ENTERED} then 1 end),
            count(case when {DUE} and {STARTED} then 1 end)
        from lit
        where lead_id is not null
        group by lead_id
    """
    found = db.rows(sql, **light_facts.parameters(db, choice))
    size = len(LIVE)
    return {key: Led(dict(zip(LIVE, rest[:size], strict=True)), *rest[size:]) for key, *rest in found}


PROBLEMS = f"""
    problems as (
        select i.*, coalesce(i.needs_department_id, s.lead_id) as answers_id, s.code as scenario_code, s.name
        from issue_on(cast(:moment as timestamp)) as i
        join {CHOSEN} as s on s.id = i.scenario_id
        where i.status <> 'closed' or i.closed_on >= cast(:january as date)
    )
"""
"""Problems that stand, or stood this year; `answers_id` is who has to solve them."""


def _solved(db: Database, choice: Choice) -> dict[str, Ratio]:
    sql = f"""
        with {PROBLEMS}
        select answers_id, count(*), count(case when status = 'closed' then 1 end)
        from problems
        where answers_id is not null
        group by answers_id
    """
    everywhere = Choice(choice.day, choice.moment)  # whom a problem needs seldom leads its scenario
    found = db.rows(sql, january=january(choice), **everywhere.parameters())
    return {key: Ratio(count, done) for key, count, done in found}


def january(choice: Choice) -> date:
    """The first day of the choice's year."""
    return choice.day.replace(month=1, day=1)


def _filed(db: Database, choice: Choice) -> dict[str, tuple[Ratio, int]]:
    """Of the returns that were due last: how many came in time, how many are late or missing."""
    by_lead: dict[str, dict[str, int]] = {}
    for one in brief_facts.returned(db, choice, brief_facts.last_due(db, choice)):
        if one.lead_id:
            held = by_lead.setdefault(one.lead_id, {})
            held[one.standing] = held.get(one.standing, 0) + one.count
    return {key: _in_time(it) for key, it in by_lead.items()}


def _in_time(held: Mapping[str, int]) -> tuple[Ratio, int]:
    owed = sum(held.get(it, 0) for it in (*OPEN, *FILED)) - held.get(Standing.DUE, 0)
    on_time = held.get(Standing.ON_TIME, 0)
    return Ratio(owed, on_time), owed - on_time
