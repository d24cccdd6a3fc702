"""How fast the money of a scenario is spent: for each pace, so many points behind 序时 in each month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from types import MappingProxyType

from scenario_db.demonstration.facts import Played
from scenario_db.demonstration.months import Months

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Pace:
    """Points behind before the turn and after it, each with what a month adds; `share` of the time's work is done."""

    before: float
    falling: float = 0.0
    after: float = 0.0
    growing: float = 0.0
    share: float = 1.0


PACES: Mapping[str, Pace] = MappingProxyType(
    {
        "ahead": Pace(before=-12, share=1.1),
        "steady": Pace(before=-4),
        "slow": Pace(before=7, falling=3, after=13.5, growing=1.2, share=0.85),
        "stuck": Pace(before=26, falling=4, after=33.5, growing=1.2, share=0.6),
        "recovered": Pace(before=16, after=3, growing=-1, share=0.95),
    }
)
"""Behind by more than 10 points is yellow, by more than 30 red (domain: lights); the turn is `since` months long."""

_BEST = -5.0
_EARLY = {"slow": (18, 25, 32, 40, 48, 56, 64, 72, 80, 88, 94), "stuck": (36, 44, 52, 58, 64, 70, 75, 80, 85, 90, 95)}
"""Monthly targets, summed up in percent, of those that meant to begin early; the others spread theirs evenly."""


def targets(it: Played, plan: Decimal) -> list[Decimal]:
    """The twelve monthly targets of a year; they add up to the plan."""
    if it.told:
        return _steps([Decimal(str(amount)) for amount in it.told[:-1]], plan)
    summed = _EARLY.get(it.pace) or [month * 100 / 12 for month in range(1, 12)]
    return _steps([_tenth(float(plan) * share / 100) for share in summed], plan)


def _steps(summed: list[Decimal], plan: Decimal) -> list[Decimal]:
    return [high - low for low, high in zip([Decimal(0), *summed], [*summed, plan], strict=True)]


def spent(it: Played, months: Months, year: int) -> list[Decimal]:
    """What is spent by the end of each of the twelve months of a year, as the story has it; never falling."""
    if it.told:
        return [Decimal(str(amount)) for amount in it.told]
    amounts: list[Decimal] = []
    for month in range(1, 13):
        ago = months.ago(year, month)
        share = month * 100 / 12 - behind(it, ago) + dice(it.name, year, month).uniform(-1.2, 1.2)
        least = amounts[-1] if amounts else Decimal(0)
        plan = planned(it, months, year, ago)
        amounts.append(min(max(least + TENTH, _tenth(float(plan) * share / 100)), max(plan, least)))
    return amounts


def dice(*seed: object) -> Random:
    """Chance that falls alike for the same seed."""
    return Random(" ".join(map(str, seed)))  # noqa: S311  (a story, no secret)


def behind(it: Played, ago: int) -> float:
    """How many points behind it is so many months back."""
    pace = PACES[it.pace]
    if ago < it.since:
        return pace.after + pace.growing * (it.since - 1 - ago)
    return max(min(_BEST, pace.before), pace.before - pace.falling * (ago - it.since))


def planned(it: Played, months: Months, year: int, ago: int) -> Decimal:
    """The plan of a year as it stood so many months back."""
    base = Decimal(str(it.money["plan"])) * _growth(it, year - months.first(0).year)
    adjusted = it.adjusted and months.first(it.adjusted["ago"]).year == year and ago <= it.adjusted["ago"]
    return _tenth(float(base) * (1 + it.adjusted["by"])) if adjusted else base.quantize(TENTH)


def _growth(it: Played, years: int) -> Decimal:
    return Decimal(1) if it.money.get("same_plan") else {-1: Decimal("0.7"), 1: Decimal("1.1")}.get(years, Decimal(1))


def _tenth(amount: float) -> Decimal:
    return Decimal(str(round(amount, 1)))


def mood(it: Played, ago: int) -> str:
    """The light that its pace means, so that its words fit its figures."""
    if not it.pace:
        return "grey"
    points = behind(it, ago)
    return "red" if points > 30 else "yellow" if points > 10 else "green"
