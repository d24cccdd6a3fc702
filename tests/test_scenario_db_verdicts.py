"""What people say of proposed pairs: kept, not proposed again, found, taken back; and who may say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scenario_db import ledger, pairing, suspects, verdicts
from scenario_db.changes import Receipt
from scenario_db.codes import DemandStatus, FitVerdict, LinkStatus, LinkType, Role, Tier, TwinVerdict
from scenario_db.records import Demand, Department, Link, Scenario, Twin
from scenario_db.roles import DeniedError, Person
from tests.telling import OFFICE, write

DAY = date(2026, 1, 31)
CLERK = Person("小王", Role.CLERK, "d1")
STRANGER = Person("小李", Role.CLERK, "d2")

DEMAND = Demand(id="n1", code="XQ-1", title="医院门口没有车位", proposer_id="d1")


@pytest.fixture
def city(db):
    write(
        db,
        Department(id="d1", name="市公安局"),
        Department(id="d2", name="市民政局"),
        Scenario(id="s1", code="WX-1", name="智慧停车诱导", tier=Tier.BUILD, summary="发布空余泊位"),
        Scenario(id="s3", code="WX-3", name="城市停车诱导系统", tier=Tier.PLAN, lead_id="d1", summary="停车场空余泊位"),
        DEMAND,
    )
    return db


def twin(verdict: TwinVerdict, reason: str = "范围不同", relation: LinkType | None = None) -> Twin:
    return Twin(scenario_id="s1", other_id="s3", verdict=verdict, reason=reason, link_type=relation)


def proposed(db) -> set[str]:
    return {it.code for it in pairing.scenarios_for(db, "n1")}


def test_a_confirmed_scenario_answers_the_demand(city):
    assert proposed(city) == {"WX-1", "WX-3"}
    verdicts.fits(city, "n1", "s1", by=OFFICE, day=DAY, reason="已对接")
    assert city.rows("select demand_id, scenario_id, note from demand_scenario") == [("n1", "s1", "已对接")]
    assert city.rows("select verdict, decided_by, decided_on from fit") == [("fits", "市数字办", DAY)]
    assert proposed(city) == {"WX-3"}
    assert verdicts.fits(city, "n1", "s1", by=OFFICE, day=DAY, reason="已对接") is None


def test_what_is_another_matter_is_not_proposed_from_either_side(city):
    verdicts.is_other(city, "n1", "s3", by=OFFICE, day=DAY)
    assert proposed(city) == {"WX-1"}
    assert pairing.demands_for(city, "s3") == []
    assert city.rows("select id from demand_scenario") == []


def test_who_confirmed_may_find_that_it_is_another_matter_after_all(city):
    verdicts.fits(city, "n1", "s1", by=OFFICE, day=DAY)
    verdicts.is_other(city, "n1", "s1", by=OFFICE, day=DAY, reason="只管路面")
    assert city.rows("select id from demand_scenario") == []
    [it] = verdicts.decided(city)
    assert (it.verdict, it.code, it.other_code, it.reason) == (FitVerdict.OTHER, "XQ-1", "WX-1", "只管路面")


@pytest.mark.parametrize("said", [verdicts.fits, verdicts.is_other])
def test_a_verdict_that_is_taken_back_leaves_the_pair_to_be_proposed(city, said):
    said(city, "n1", "s1", by=OFFICE, day=DAY)
    verdicts.take_back(city, "fit", "n1/s1", by=OFFICE)
    assert proposed(city) == {"WX-1", "WX-3"}
    assert verdicts.count(city) == 0
    with pytest.raises(verdicts.VerdictError):
        verdicts.take_back(city, "fit", "n1/s1", by=OFFICE)


def test_who_raised_the_demand_or_leads_the_scenario_decides_and_nobody_else(city):
    verdicts.fits(city, "n1", "s1", by=CLERK, day=DAY)
    with pytest.raises(DeniedError):
        verdicts.is_other(city, "n1", "s3", by=STRANGER, day=DAY)
    with pytest.raises(DeniedError):
        verdicts.judge(city, twin(TwinVerdict.DIFFERENT), by=STRANGER, day=DAY)


@pytest.mark.parametrize("verdict", [TwinVerdict.DIFFERENT, TwinVerdict.MERGE])
def test_a_decided_pair_of_scenarios_is_not_proposed_again(city, verdict):
    verdicts.judge(city, twin(verdict), by=CLERK, day=DAY)
    assert suspects.undecided(city) == []
    assert city.rows("select id, verdict from twin") == [("s3/s1", verdict)]
    verdicts.take_back(city, "twin", "s3/s1", by=CLERK)
    assert len(suspects.undecided(city)) == 1


def test_related_scenarios_are_linked_and_the_link_goes_with_the_verdict(city):
    verdicts.judge(city, twin(TwinVerdict.RELATED, "前后环节", LinkType.CHAIN), by=OFFICE, day=DAY)
    assert city.rows("select from_id, to_id, type, evidence from link") == [("s3", "s1", "chain", "前后环节")]
    verdicts.take_back(city, "twin", "s3/s1", by=OFFICE)
    assert city.rows("select id from link") == []


@pytest.mark.parametrize(
    "said", [twin(TwinVerdict.DIFFERENT, " "), twin(TwinVerdict.RELATED), twin(TwinVerdict.MERGE, "")]
)
def test_a_decision_without_its_reason_or_kind_of_link_is_refused(city, said):
    with pytest.raises(verdicts.VerdictError):
        verdicts.judge(city, said, by=OFFICE, day=DAY)


def test_a_pair_has_one_link_whoever_was_asked_about(city):
    write(city, Link(from_id="s1", to_id="s3", type=LinkType.DUPLICATE))
    verdicts.judge(city, twin(TwinVerdict.DIFFERENT), by=OFFICE, day=DAY)
    rows = city.rows("select from_id, to_id, status, evidence from link")
    assert rows == [("s1", "s3", LinkStatus.BROKEN, "范围不同")]


def test_a_scenario_that_is_to_be_merged_has_no_checked_name(city):
    verdicts.judge(city, twin(TwinVerdict.MERGE), by=OFFICE, day=DAY)
    assert not pairing.name_is_checked(city, "s3")
    verdicts.judge(city, twin(TwinVerdict.DIFFERENT), by=OFFICE, day=DAY)
    assert pairing.name_is_checked(city, "s3")


def state(db) -> str:
    return str(db.value("select status from demand where id = 'n1'"))


def confirmed(db, scenario: str) -> Receipt:
    receipt = verdicts.fits(db, "n1", scenario, by=OFFICE, day=DAY)
    assert receipt
    return receipt


class TestTheStateOfADemand:
    @pytest.mark.parametrize("before", ["open", "accepted", "deferred"])
    def test_a_confirmed_scenario_turns_it_and_without_one_it_is_what_it_was(self, city, before):
        write(city, replace(DEMAND, status=DemandStatus(before)))
        receipt = confirmed(city, "s1")
        assert receipt.changed == {"demand": 1}
        assert state(city) == "turned"
        verdicts.take_back(city, "fit", "n1/s1", by=OFFICE)
        assert state(city) == before

    @pytest.mark.parametrize("before", ["met", "rejected"])
    def test_what_is_met_or_rejected_is_left_alone(self, city, before):
        write(city, replace(DEMAND, status=DemandStatus(before)))
        verdicts.fits(city, "n1", "s1", by=OFFICE, day=DAY)
        assert state(city) == before

    def test_a_scenario_that_has_left_turns_nothing(self, city):
        write(city, Scenario(id="s1", code="WX-1", name="智慧停车诱导", tier=Tier.EXIT))
        verdicts.fits(city, "n1", "s1", by=OFFICE, day=DAY)
        assert state(city) == "open"

    def test_another_scenario_that_answers_it_holds_it(self, city):
        verdicts.fits(city, "n1", "s1", by=OFFICE, day=DAY)
        verdicts.fits(city, "n1", "s3", by=OFFICE, day=DAY)
        verdicts.is_other(city, "n1", "s1", by=OFFICE, day=DAY)
        assert state(city) == "turned"
        verdicts.is_other(city, "n1", "s3", by=OFFICE, day=DAY)
        assert state(city) == "open"

    def test_what_a_form_said_does_not_go_back(self, city):
        write(city, replace(DEMAND, status=DemandStatus.TURNED))
        verdicts.fits(city, "n1", "s1", by=OFFICE, day=DAY)
        verdicts.take_back(city, "fit", "n1/s1", by=OFFICE)
        assert state(city) == "turned"

    def test_a_batch_that_is_taken_back_takes_the_state_back_unless_another_holds_it(self, city):
        first, second = confirmed(city, "s1"), confirmed(city, "s3")
        _, planned = ledger.undo(city, first.batch, by=OFFICE)
        assert [(it.kind, it.fields) for it in planned.kept] == [("demand", ("status",))]
        assert state(city) == "turned"
        ledger.undo(city, second.batch, by=OFFICE)
        assert state(city) == "open"

    def test_who_leads_the_scenario_moves_the_state_of_anothers_demand_by_it_and_by_nothing_else(self, city):
        write(city, replace(DEMAND, proposer_id="d2"))
        verdicts.fits(city, "n1", "s3", by=CLERK, day=DAY)
        assert state(city) == "turned"
        verdicts.take_back(city, "fit", "n1/s3", by=CLERK)
        assert state(city) == "open"
        with pytest.raises(DeniedError):
            ledger.saved(city, replace(DEMAND, proposer_id="d2", status=DemandStatus.TURNED), by=CLERK)
