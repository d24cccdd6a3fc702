"""The demand list: found by domain, state, unit, coverage and text; saved by form, held to its version."""

from __future__ import annotations

from datetime import date

import pytest

from scenario_db import demands, pairing
from scenario_db.changes import StaleError
from scenario_db.codes import DemandStatus, Domain, Role, Tier, Urgency
from scenario_db.demands import Coverage, Search
from scenario_db.records import Demand, DemandScenario, Department, Scenario
from scenario_db.roles import DeniedError, Person
from tests.telling import OFFICE, midnight_after, on, write

CLERK = Person("小王", Role.CLERK, "d1")
CARS = Demand(id="n71", code="XQ-1", title="停车难", domain=Domain.LINE, proposer_id="d1", raised_on=date(2026, 1, 9))
LOANS = Demand(id="n72", code="XQ-2", title="贷款难", domain=Domain.ENTERPRISE, proposer="某企业", urgency=Urgency.HIGH,
               raised_on=date(2026, 1, 2), status=DemandStatus.ACCEPTED)  # fmt: skip


@pytest.fixture
def city(db):
    parking = Scenario(id="s1", code="WX-1", name="智慧停车", tier=Tier.BUILD)
    gone = Scenario(id="s2", code="WX-2", name="停车换乘", tier=Tier.EXIT)
    write(db, Department(id="d1", name="市公安局"), parking, gone, CARS, LOANS)
    write(
        db,
        DemandScenario(demand_id="n71", scenario_id="s1", note="一期"),
        DemandScenario(demand_id="n72", scenario_id="s2"),
    )
    return db


@pytest.mark.parametrize(
    ("search", "codes"),
    [
        (Search(), ["XQ-2", "XQ-1"]),
        (Search("tcn"), ["XQ-1"]),
        (Search("xq-2"), ["XQ-2"]),
        (Search("某企业"), ["XQ-2"]),
        (Search("公安", named=("d1",)), ["XQ-1"]),
        (Search(domains=(Domain.LINE,)), ["XQ-1"]),
        (Search(statuses=(DemandStatus.ACCEPTED,)), ["XQ-2"]),
        (Search(units=("d1",)), ["XQ-1"]),
        (Search(coverage=Coverage.OPEN), ["XQ-2"]),
        (Search(coverage=Coverage.ANSWERED), ["XQ-1"]),
        (Search("瓷器"), []),
    ],
)
def test_a_choice_finds_its_demands(city, search, codes):
    assert [it.demand.code for it in demands.find(city, search)] == codes
    assert demands.count(city, search) == len(codes)


def test_a_past_day_has_its_own_demands_answers_and_gaps(db):
    parking = Scenario(id="s1", code="WX-1", name="智慧停车", tier=Tier.BUILD)
    write(db, Department(id="d1", name="市公安局"), parking, CARS, at=on(10))
    write(db, DemandScenario(demand_id="n71", scenario_id="s1"), LOANS, at=on(20))
    then = midnight_after(15)
    assert [(it.demand.code, it.coverage) for it in demands.find(db, Search(moment=then))] == [("XQ-1", Coverage.OPEN)]
    assert demands.count(db, Search()) == 2
    assert [(it.domain, it.demands) for it in pairing.uncovered(db, date(2026, 1, 15), then)] == [(Domain.LINE, 1)]
    assert (pairing.count_without_demand(db, then), pairing.count_without_demand(db)) == (1, 0)
    assert pairing.without_demand(db, moment=then) == [("s1", "WX-1", "智慧停车")]


@pytest.mark.parametrize(
    ("sort", "first"), [("raised", "XQ-2"), ("urgency", "XQ-2"), ("code", "XQ-1"), ("title", "XQ-2")]
)
def test_the_list_is_ordered_as_asked(city, sort, first):
    assert demands.find(city, Search(), sort=sort, limit=1)[0].demand.code == first


def test_the_list_says_who_raised_a_demand_and_what_answers_it(city):
    found = {it.demand.code: (it.proposer, it.scenarios, it.names) for it in demands.find(city, Search())}
    assert found == {"XQ-1": ("市公安局", 1, "智慧停车"), "XQ-2": ("某企业", 0, "")}
    assert demands.by_domain(city, Search()) == {
        Domain.LINE: {Coverage.ANSWERED: 1},
        Domain.ENTERPRISE: {Coverage.OPEN: 1},
    }


def test_a_demand_has_many_scenarios_and_a_scenario_many_demands(city):
    assert [(it.code, it.note) for it in demands.scenarios_of(city, "n71")] == [("WX-1", "一期")]
    assert [(it.code, it.state) for it in demands.demands_of(city, "s2")] == [("XQ-2", DemandStatus.ACCEPTED)]


def test_a_clerk_enters_a_demand_of_her_own_department(city):
    receipt = demands.save(city, Demand(title=" 灯不亮 ", domain=Domain.LINE, proposer_id="d1"), version=0, by=CLERK)
    assert receipt
    found = demands.by_code(city, demands.code_of(city, receipt.batch))
    assert found
    assert found[1].title == "灯不亮"
    with pytest.raises(DeniedError):
        demands.save(city, Demand(title="灯不亮", domain=Domain.LINE, proposer="某企业"), version=0, by=CLERK)


@pytest.mark.parametrize(
    "lacking",
    [
        Demand(title=" ", domain=Domain.LINE),
        Demand(title="停车难", proposer_id="d1"),
        Demand(title="停车难", domain=Domain.LINE),
    ],
)
def test_a_demand_without_title_domain_or_proposer_is_refused(city, lacking):
    with pytest.raises(demands.DemandError):
        demands.save(city, lacking, version=0, by=OFFICE)


def test_who_was_slower_is_told(city):
    late = Demand(id="n71", code="XQ-1", title="没车位", domain=Domain.LINE, proposer_id="d1")
    write(city, Demand(id="n71", code="XQ-1", title="停车更难", domain=Domain.LINE, proposer_id="d1"))
    with pytest.raises(StaleError):
        demands.save(city, late, version=1, by=OFFICE)


def test_a_code_that_nobody_has_finds_nothing(city):
    assert demands.by_code(city, "XQ-9") is None
