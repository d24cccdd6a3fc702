"""What the register proposes: scenarios for demands and back, scenarios that may be one; and what people decided."""

from __future__ import annotations

from datetime import date

import pytest

from scenario_db import pairing, suspects
from scenario_db.codes import DemandStatus, Domain, LinkStatus, LinkType, PartnerRole, Tier
from scenario_db.matching import Text
from scenario_db.records import Demand, DemandScenario, Department, Link, Partner, Scenario
from tests.telling import write

POLICE = Department(id="d1", name="市公安局")
PARKING = Scenario(id="s1", code="WX-1", name="智慧停车诱导", tier=Tier.BUILD, lead_id="d1", summary="发布空余泊位")
CARE = Scenario(
    id="s2", code="WX-2", name="居家养老守护", tier=Tier.PLAN, summary="独居老人一键呼叫", domain=Domain.LINE
)
AGAIN = Scenario(id="s3", code="WX-3", name="城市停车诱导系统", tier=Tier.PLAN, summary="汇聚停车场空余泊位")
GONE = Scenario(id="s4", code="WX-4", name="停车换乘", tier=Tier.EXIT)
CARS = Demand(id="n1", code="XQ-1", title="医院门口没有车位", domain=Domain.LINE, raised_on=date(2026, 1, 1))
OLD = Demand(id="n2", code="XQ-2", title="空巢老人没人照应", domain=Domain.LINE, raised_on=date(2026, 1, 11))
MET = Demand(id="n3", code="XQ-3", title="开饭店办证麻烦", status=DemandStatus.MET)


@pytest.fixture
def city(db):
    write(db, POLICE, PARKING, CARE, AGAIN, GONE, CARS, OLD, MET)
    return db


def test_a_demand_is_proposed_the_scenarios_that_may_answer_it(city):
    found = pairing.scenarios_for(city, "n1")
    assert {it.code for it in found} == {"WX-1", "WX-3"}
    assert {"same_meaning", "shared_words"} & {it.kind for it in found[0].reasons}


def test_a_scenario_is_proposed_the_demands_that_it_may_answer(city):
    assert [it.code for it in pairing.demands_for(city, "s2")] == ["XQ-2"]


def test_what_is_not_there_is_proposed_nothing(city):
    assert pairing.scenarios_for(city, "n9") == [] == pairing.demands_for(city, "s4")


def test_what_was_confirmed_is_no_proposal_any_more(city):
    write(city, DemandScenario(demand_id="n1", scenario_id="s1"))
    assert [it.code for it in pairing.scenarios_for(city, "n1")] == ["WX-3"]
    assert "XQ-1" not in {it.code for it in pairing.demands_for(city, "s1")}


def test_a_department_that_takes_part_speaks_for_a_proposal(city):
    write(city, Partner(scenario_id="s3", department_id="d1", role=PartnerRole.SUPPORT))
    write(city, Demand(id="n5", code="XQ-5", title="停车难", proposer_id="d1"))
    assert "same_department" in {it.kind for it in pairing.scenarios_for(city, "n5")[0].reasons}


def test_uncovered_demands_are_counted_by_domain_with_the_oldest(city):
    assert pairing.uncovered(city, date(2026, 1, 31)) == [pairing.Uncovered(Domain.LINE, 2, 30, 2, 0, 0, 0)]


def test_a_scenario_that_left_covers_no_demand(city):
    write(city, DemandScenario(demand_id="n1", scenario_id="s4"), DemandScenario(demand_id="n2", scenario_id="s2"))
    assert [it.code for it in pairing.asking(city)] == ["XQ-1"]
    assert [code for _, code, _ in pairing.without_demand(city)] == ["WX-1", "WX-3"]


def test_a_new_scenario_is_told_those_that_it_doubles(city):
    [found] = pairing.near(city, [Text("", "停车诱导")])
    assert {it.code for it in found} == {"WX-1", "WX-3"}


def test_all_pairs_that_may_be_one_are_found_once(city):
    assert [it[1:] for it in suspects.undecided(city)] == [("s3", "s1")]


def test_a_link_that_was_decided_elsewhere_is_no_proposal(city):
    write(city, Link(from_id="s1", to_id="s3", type=LinkType.DUPLICATE))
    assert len(suspects.undecided(city)) == 1
    write(city, Link(from_id="s1", to_id="s3", type=LinkType.DUPLICATE, status=LinkStatus.BROKEN))
    assert suspects.undecided(city) == []


def test_a_page_of_uncovered_demands_brings_its_proposals(city):
    [one] = pairing.asking(city, limit=1)
    assert (one.code, {it.code for it in one.found}) == ("XQ-1", {"WX-1", "WX-3"})
    assert [it.code for it in pairing.asking(city, limit=1, offset=1)] == ["XQ-2"]


def test_a_name_is_checked_when_nothing_alike_is_left_to_decide(city):
    assert pairing.name_is_checked(city, "s2")
    assert not pairing.name_is_checked(city, "s3")
