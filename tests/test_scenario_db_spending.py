"""The year's money by domain, by department and by scenario: the same sums as the year's money itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from scenario_db import money, spending
from scenario_db.codes import Domain, Period, Tier
from scenario_db.money import Share
from scenario_db.records import AnnualPlan, Department, ProgressReport, Scenario
from tests.telling import today, write

JUNE = today(date(2026, 6, 30))
UNITS = (Department(id="d1", name="市数据局"), Department(id="d2", name="市工信局"))
CITY = tuple(
    Scenario(
        id=f"s{n}",
        code=f"A{n}",
        name=f"场景{n}",
        tier=(Tier.BUILD, Tier.RESERVE)[n % 2],
        domain=(Domain.INDUSTRY, Domain.LINE, None)[n % 3],
        lead_id=(None, "d1", "d2")[n % 3],
        parent_id="s1" if n == 7 else None,
    )
    for n in range(1, 9)
)
PLANS = tuple(AnnualPlan(scenario_id=f"s{n}", year=2026, planned_invest=Decimal(100 * n)) for n in (1, 2, 3, 4, 7))
DONE = tuple(
    ProgressReport(
        scenario_id=f"s{n}",
        period_type=Period.MONTH,
        period="2026-05",
        period_end=date(2026, 5, 31),
        invest_ytd=Decimal(30),
    )
    for n in (1, 2, 7, 8)
)


def counted(of: list[Scenario]) -> Share:
    """A plain count: the child under s1 adds no money, and what has no plan is not done."""
    planned = {it.scenario_id: it.planned_invest or 0 for it in PLANS}
    alone = [it.id for it in of if it.id in planned and it.parent_id is None]
    returned = {it.scenario_id for it in DONE}
    return Share(
        len(of),
        sum(it.id not in planned for it in of),
        Decimal(sum(planned[key] for key in alone)),
        Decimal(30 * len(returned.intersection(alone))),
    )


def test_an_empty_library_spends_nothing(db):
    assert spending.by_domain(db, JUNE) == {}
    assert spending.by_lead(db, JUNE) == {}
    assert (spending.largest(db, JUNE), spending.planning(db, JUNE)) == ([], 0)


def test_each_domain_and_department_has_what_a_plain_count_gives(db):
    write(db, *UNITS, *CITY, *PLANS, *DONE)
    cells = {(it.domain, it.tier) for it in CITY}
    by_domain = {key: counted([it for it in CITY if (it.domain, it.tier) == key]) for key in cells}
    assert spending.by_domain(db, JUNE) == by_domain
    by_lead = {key: counted([it for it in CITY if it.lead_id == key]) for key in (None, "d1", "d2")}
    assert spending.by_lead(db, JUNE) == by_lead
    assert sum(by_domain.values(), Share()) == money.money(db, JUNE).all


def test_the_largest_plans_stand_first_and_the_slowest_by_themselves(db):
    write(db, *UNITS, *CITY, *PLANS, *DONE)
    assert [it.code for it in spending.largest(db, JUNE)] == ["A7", "A4", "A3", "A2", "A1"]
    assert [it.code for it in spending.largest(db, JUNE, limit=2)] == ["A7", "A4"]
    assert [it.code for it in spending.slowest(db, JUNE)] == ["A4", "A3", "A7", "A2", "A1"]
    assert spending.planning(db, JUNE) == len(PLANS)
    assert spending.slowest(db, JUNE)[0].done is None
