"""Lights month by month: what the ribbons of all scenarios say, counted."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from scenario_db import lights, trends
from scenario_db.codes import Light, Period, Tier
from scenario_db.judging import month_ends
from scenario_db.records import AnnualPlan, ProgressReport, Scenario
from tests.telling import on, today, write

NOW = today(date(2026, 5, 15))


def scenario(number: int, tier: Tier) -> Scenario:
    since = date(2026, 1, 1)
    return Scenario(id=f"s{number}", code=f"A{number}", name=f"场景{number}", tier=tier, tier_since=since)


CITY = [scenario(n, (Tier.BUILD, Tier.RESERVE, Tier.PLAN)[n % 3]) for n in range(1, 9)]
PLAN = AnnualPlan(scenario_id="s3", year=2026, planned_invest=Decimal(100))
LATE = ProgressReport(
    scenario_id="s6",
    period_type=Period.MONTH,
    period="2026-03",
    period_end=date(2026, 3, 31),
    filed_on=date(2026, 4, 9),
)


def test_an_empty_library_shows_no_light_at_any_month_end(db):
    assert trends.by_month(db, NOW) == {end: {} for end in month_ends(NOW.day, 6)}


def test_the_counts_are_those_of_the_ribbons_also_where_a_return_came_late(db):
    write(db, *CITY, PLAN, at=on(5))
    write(db, LATE, at=on(9))
    ribbons = lights.ribbons(db, NOW.day, [it.id for it in CITY])
    found = trends.by_month(db, NOW)
    for number, counts in enumerate(found.values()):
        assert counts == Counter(light for it in ribbons.values() if (light := it[number]) is not None)
    assert found[date(2025, 12, 31)] == {}
    assert found[date(2026, 3, 31)][Light.YELLOW] >= 1
