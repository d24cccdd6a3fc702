"""Demands covered by domain, on any day: what a live scenario answers, what is open and how old, what is done with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scenario_db import coverage, demands
from scenario_db.codes import DemandStatus, Domain, Tier
from scenario_db.coverage import Covered
from scenario_db.demands import Coverage, Search
from scenario_db.records import Demand, DemandScenario, Department, Scenario
from tests.telling import on, the, today, write

NOW = today(date(2026, 6, 30))
BUREAU = Department(id="d1", name="市数据局")
LIVE = Scenario(id="s1", code="A1", name="停车一张图", tier=Tier.PLAN)
GONE = Scenario(id="s2", code="A2", name="旧平台", tier=Tier.EXIT)


def demand(number: int, domain: Domain | None, raised: date | None, **more) -> Demand:
    return Demand(id=f"n{number}", code=f"X{number}", title=f"需求{number}", domain=domain, raised_on=raised, **more)


ASKED = (
    demand(1, Domain.LINE, date(2026, 1, 1), proposer_id="d1"),
    demand(2, Domain.LINE, date(2026, 1, 1)),
    demand(3, Domain.LINE, date(2026, 6, 1)),
    demand(4, Domain.LINE, date(2025, 1, 1), status=DemandStatus.MET),
    demand(5, None, None),
)
ANSWERS = (DemandScenario(demand_id="n1", scenario_id="s1"), DemandScenario(demand_id="n2", scenario_id="s2"))


def test_a_register_without_demands_covers_none(db):
    assert coverage.by_domain(db, NOW) == {}


def test_only_a_live_scenario_answers_and_the_age_is_that_of_the_open_ones(db):
    write(db, BUREAU, LIVE, GONE, *ASKED, *ANSWERS)
    found = coverage.by_domain(db, NOW)
    assert found == {Domain.LINE: Covered(1, 2, 1, 1, date(2026, 1, 1)), None: Covered(0, 1, 0, 0, None)}
    assert found[Domain.LINE].age(NOW.day) == 180


def test_today_it_counts_as_the_demands_page_does(db):
    write(db, BUREAU, LIVE, GONE, *ASKED, *ANSWERS)
    for domain, of in demands.by_domain(db, Search()).items():
        it = coverage.by_domain(db, NOW)[domain]
        there = {Coverage.ANSWERED: it.answered, Coverage.OPEN: it.open, Coverage.DONE: it.done}
        assert {key: count for key, count in there.items() if count} == of


def test_a_past_day_and_the_demands_of_some_departments(db):
    write(db, BUREAU, LIVE, *ASKED, at=on(5))
    write(db, ANSWERS[0], at=on(10))
    assert coverage.by_domain(db, the(7))[Domain.LINE].answered == 0
    assert coverage.by_domain(db, replace(the(12), leads=("d1",)))[Domain.LINE].answered == 1
    assert list(coverage.by_domain(db, replace(the(12), leads=("d1",)))) == [Domain.LINE]
