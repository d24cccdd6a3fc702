"""A scenario's way through gates and reviews: who proposes, who passes, what it needs, and how it comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from scenario_db import editing, gates, lifecycle, proposals, reviews, transitions
from scenario_db.changes import StaleError
from scenario_db.choices import Choice
from scenario_db.codes import (
    Domain,
    FundSource,
    Gate,
    GateItem,
    InterfaceStatus,
    MoveType,
    PartnerRole,
    RecordStatus,
    ReviewStatus,
    Role,
    Tier,
    TwinVerdict,
)
from scenario_db.gates import Checked, GateError, State
from scenario_db.kinds import KINDS
from scenario_db.records import Demand, DemandScenario, Department, GateAnswer, Metric, Move, Partner, Scenario, Twin
from scenario_db.reviews import Verdict
from scenario_db.roles import DeniedError, Person
from scenario_db.transitions import MoveError, Said
from tests.telling import OFFICE, write

DAY = date(2026, 6, 15)
OWN, OTHER = "d1", "d2"
CLERK = Person("张三", Role.CLERK, OWN)
HEAD = Person("李四", Role.REVIEWER, OWN)
THEIR_HEAD = Person("王五", Role.REVIEWER, OTHER)
PARKING = Scenario(id="x1", code="WX-2026-0001", name="智慧停车", tier=Tier.PLAN, lead_id=OWN)
CARE = Scenario(id="x2", code="WX-2026-0002", name="医养结合", tier=Tier.RESERVE, lead_id=OTHER)

UP = next(it for it in lifecycle.STEPS if it.type is MoveType.PROMOTE and it.target is Tier.RESERVE)
GREEN = next(it for it in lifecycle.STEPS if it.green_channel)
OUT = next(it for it in lifecycle.STEPS if it.type is MoveType.EXIT)
INTO = next(it for it in lifecycle.STEPS if it.type is MoveType.MERGE)
PAUSE = next(it for it in lifecycle.STEPS if it.type is MoveType.SUSPEND)
ON = next(it for it in lifecycle.STEPS if it.type is MoveType.RESUME)
GONE = Said("需求已由其他场景满足", "demand_gone")


@pytest.fixture
def city(db):
    write(db, Department(id=OWN, name="市城管局"), Department(id=OTHER, name="市民政局"), PARKING, CARE)
    return db


def made_ready(db) -> None:
    """All that G2 asks for."""
    write(
        db,
        replace(
            PARKING,
            content="停车资源一张图",
            policy_basis="锡政办〔2026〕1号",
            outcome="泊位周转率提高两成",
            data_need="泊位数据",
            total_invest=Decimal(1200),
            fund_sources=(FundSource.CITY,),
        ),
        Demand(id="n1", title="找车位难"),
    )
    write(db, DemandScenario(demand_id="n1", scenario_id="x1"))
    write(db, Metric(scenario_id="x1", name="泊位周转率", as_of=DAY, baseline=Decimal(3)))
    write(
        db,
        Partner(scenario_id="x1", department_id=OTHER, role=PartnerRole.DATA, interface_status=InterfaceStatus.TALKING),
    )
    write(db, answered(GateItem.REUSE_CHECKED), answered(GateItem.REVIEW_OPINION, day=DAY))


def answered(item: GateItem, gate: Gate = Gate.G2, **given) -> GateAnswer:
    return GateAnswer(scenario_id="x1", gate=gate, item=item, statement="已核查", **given)


def only_move(db) -> Move:
    found = proposals.found(db, tuple(ReviewStatus))
    return found[-1].move


def the_opened(db, key: str = "x1") -> Any:
    return editing.opened(db, "scenario", key)


def the_scenario(db, key: str = "x1") -> Scenario:
    found = the_opened(db, key).record
    assert isinstance(found, Scenario)
    return found


def proposed(db, step=UP, said=Said("条件具备"), by=CLERK, key="x1") -> Move:  # noqa: B008 - frozen
    transitions.propose(db, key, step, said, by=by, day=DAY)
    return only_move(db)


def reviewed(db, move: Move, by: Person, verdict: Verdict = Verdict.PASS, opinion: str = "同意") -> Move:
    reviews.review(db, move.id, verdict, opinion, by=by, day=DAY)
    return only_move(db)


def test_one_proposes_the_department_reviews_the_office_decides_and_it_holds(city):
    made_ready(city)
    move = proposed(city)
    assert (move.status, the_scenario(city).tier) == (ReviewStatus.FIRST_REVIEW, Tier.PLAN)
    move = reviewed(city, move, HEAD)
    assert (move.status, the_scenario(city).tier) == (ReviewStatus.FINAL_REVIEW, Tier.PLAN)
    move = reviewed(city, move, OFFICE)
    it = the_scenario(city)
    assert (move.status, move.effective_on) == (ReviewStatus.EFFECTIVE, DAY)
    assert (it.tier, it.tier_since) == (Tier.RESERVE, DAY)
    assert '"review_opinion": "there"' in (move.gate_result or "")


def test_the_move_and_the_scenario_are_one_batch(city):
    made_ready(city)
    move = reviewed(city, proposed(city), HEAD)
    receipt = reviews.review(city, move.id, Verdict.PASS, "", by=OFFICE, day=DAY)
    assert receipt.changed == {"scenario": 1, "move": 1}


def test_what_the_gate_lacks_is_told_all_at_once(city):
    with pytest.raises(MoveError) as refused:
        proposed(city)
    assert {it.kind for it in refused.value.problems} == {"gate_item_missing"}
    assert len(refused.value.problems) == len(gates.ITEMS[Gate.G2])


def test_an_item_that_went_missing_meanwhile_stops_the_final_review(city):
    made_ready(city)
    move = reviewed(city, proposed(city), HEAD)
    write(city, replace(the_scenario(city), policy_basis=None))
    with pytest.raises(MoveError) as refused:
        reviewed(city, move, OFFICE)
    assert refused.value.problems[0].facts["item"] is GateItem.CONTENT_AND_BASIS


def test_the_green_channel_goes_around_the_gate_with_reason_and_document(city):
    with pytest.raises(MoveError) as refused:
        proposed(city, GREEN)
    assert [it.facts["field"] for it in refused.value.problems] == ["document"]
    move = reviewed(city, proposed(city, GREEN, Said("市长办公会议定", document="会议纪要〔2026〕3号")), HEAD)
    reviewed(city, move, OFFICE)
    assert the_scenario(city).tier is Tier.BUILD
    assert only_move(city).green_channel


def test_a_returned_move_comes_again_with_what_was_asked_for(city):
    move = reviewed(city, proposed(city, OUT, GONE), HEAD, Verdict.RETURN, "写明去向")
    assert move.status is ReviewStatus.RETURNED
    transitions.again(city, move.id, replace(GONE, reason="并入一网统管"), by=CLERK, day=DAY)
    again = only_move(city)
    assert (again.status, again.reason, again.first_opinion) == (ReviewStatus.FIRST_REVIEW, "并入一网统管", None)


def test_only_a_returned_move_comes_again_and_says_what_is_asked_for(city):
    move = proposed(city, OUT, GONE)
    with pytest.raises(MoveError) as waits:
        transitions.again(city, move.id, GONE, by=CLERK, day=DAY)
    reviewed(city, move, HEAD, Verdict.RETURN, "写明去向")
    with pytest.raises(MoveError) as unsaid:
        transitions.again(city, move.id, replace(GONE, reason=""), by=CLERK, day=DAY)
    assert (waits.value.problem.kind, unsaid.value.problem.kind) == ("not_returned", "needed_here")


def test_what_is_not_there_is_neither_proposed_nor_reviewed(city):
    with pytest.raises(MoveError) as nobody:
        proposed(city, OUT, GONE, key="x9")
    with pytest.raises(MoveError) as nothing:
        reviews.review(city, "m9", Verdict.PASS, "", by=HEAD, day=DAY)
    assert (nobody.value.problem.kind, nothing.value.problem.kind) == ("no_such_scenario", "no_such_record")


def test_what_does_not_lead_on_from_where_it_stands_is_no_way(city):
    with pytest.raises(MoveError) as refused:
        proposed(city, ON, Said("继续"))
    assert refused.value.problem.kind == "no_such_way"


def test_what_was_decided_is_not_reviewed_again(city):
    move = reviewed(city, reviewed(city, proposed(city, OUT, GONE), HEAD), OFFICE)
    with pytest.raises(MoveError) as refused:
        reviews.review(city, move.id, Verdict.PASS, "", by=OFFICE, day=DAY)
    assert refused.value.problem.kind == "not_waiting"


def test_to_return_asks_for_a_reason(city):
    with pytest.raises(MoveError) as refused:
        reviewed(city, proposed(city, OUT, GONE), HEAD, Verdict.RETURN, " ")
    assert refused.value.problem.kind == "needed_here"


def test_a_proposal_is_withdrawn_only_while_nobody_has_reviewed_it(city):
    move = proposed(city, OUT, GONE)
    transitions.withdraw(city, move.id, by=CLERK)
    assert only_move(city).status is ReviewStatus.WITHDRAWN
    later = reviewed(city, proposed(city, OUT, GONE), HEAD)
    with pytest.raises(MoveError) as refused:
        transitions.withdraw(city, later.id, by=CLERK)
    assert refused.value.problem.kind == "too_late_to_withdraw"


def test_proposal_and_reviews_are_different_peoples_work(city):
    move = proposed(city, OUT, GONE, by=HEAD)
    with pytest.raises(MoveError) as refused:
        reviewed(city, move, HEAD)
    assert refused.value.problem.kind == "same_person"


@pytest.mark.parametrize(
    "person",
    [CLERK, THEIR_HEAD, OFFICE, Person("赵六", Role.LEADER), Person("钱七", Role.ADMIN), Person("孙八", Role.GROUP)],
    ids=lambda it: it.role,
)
def test_only_the_head_of_the_lead_department_reviews_first(city, person):
    move = proposed(city, OUT, GONE)
    with pytest.raises(DeniedError):
        reviewed(city, move, person)
    assert only_move(city).status is ReviewStatus.FIRST_REVIEW


@pytest.mark.parametrize("person", [CLERK, HEAD, Person("赵六", Role.LEADER)], ids=lambda it: it.role)
def test_only_the_office_decides(city, person):
    move = reviewed(city, proposed(city, OUT, GONE), HEAD)
    with pytest.raises(DeniedError):
        reviewed(city, move, person)


def test_a_clerk_proposes_nothing_for_another_department(city):
    with pytest.raises(DeniedError):
        proposed(city, OUT, GONE, key="x2")


def test_one_move_at_a_time(city):
    proposed(city, OUT, GONE)
    with pytest.raises(MoveError) as refused:
        proposed(city, OUT, GONE)
    assert refused.value.problem.kind == "move_waiting"


def test_two_reviewers_at_once_do_not_both_win(city):
    move = proposed(city, OUT, GONE)
    version = proposals.found(city, (ReviewStatus.FIRST_REVIEW,))[0].version
    reviewed(city, move, HEAD, Verdict.RETURN, "补充")
    transitions.again(city, move.id, GONE, by=CLERK, day=DAY)
    with pytest.raises(StaleError):
        reviews.review(city, move.id, Verdict.PASS, "", by=HEAD, day=DAY, version=version)


def test_a_merger_keeps_the_name_as_an_alias_and_links_the_two(city):
    move = reviewed(city, proposed(city, INTO, Said("重复建设", into_id="x2")), HEAD)
    reviewed(city, move, OFFICE)
    assert (the_scenario(city).tier, the_scenario(city, "x2").aliases) == (Tier.EXIT, ("智慧停车",))
    assert city.rows("select type, from_id, to_id from link") == [("merged_into", "x1", "x2")]


def test_what_stays_of_a_merger_answers_the_demands_of_both(city):
    write(city, Demand(id="n91", title="停车难"), Demand(id="n92", title="换乘难"))
    write(city, replace(PARKING, id="x2", code="WX-2026-0002", name="停车一张图"))
    pairs = (("n91", "x1"), ("n92", "x1"), ("n92", "x2"))
    write(city, *(DemandScenario(demand_id=one, scenario_id=other, note="一期") for one, other in pairs))
    reviewed(city, reviewed(city, proposed(city, INTO, Said("重复建设", into_id="x2")), HEAD), OFFICE)
    found = city.rows("select demand_id, note from demand_scenario where scenario_id = 'x2' order by 1")
    assert found == [("n91", None), ("n92", "一期")]


def test_a_pause_is_bounded_and_ends_by_a_move(city):
    with pytest.raises(MoveError) as refused:
        proposed(city, PAUSE, Said("资金未到位", resume_due=DAY + timedelta(days=200)))
    assert refused.value.problem.kind == "paused_too_long"
    until = DAY + timedelta(days=90)
    reviewed(city, reviewed(city, proposed(city, PAUSE, Said("资金未到位", resume_due=until)), HEAD), OFFICE)
    paused = the_scenario(city)
    assert (paused.suspended, paused.resume_due, paused.tier) == (True, until, Tier.PLAN)
    reviewed(city, reviewed(city, proposed(city, ON), HEAD), OFFICE)
    assert not the_scenario(city).suspended


def test_a_move_is_reversed_by_a_move_and_both_stay(city):
    reviewed(city, reviewed(city, proposed(city, OUT, GONE), HEAD), OFFICE)
    back = next(it for it in lifecycle.STEPS if it.type is MoveType.RETURN)
    write(city, *(answered(item, Gate.G1) for item in (GateItem.NAME_CHECKED, GateItem.UNCLASSIFIED)))
    write(city, *(answered(item, Gate.G1, waived=True) for item in (GateItem.DOMAIN, GateItem.PAIN_POINT)))
    reviewed(city, reviewed(city, proposed(city, back, Said("重新论证")), HEAD), OFFICE)
    assert the_scenario(city).tier is Tier.PLAN
    assert [it.move.type for it in proposals.of_scenario(city, "x1", tuple(ReviewStatus))].count(MoveType.EXIT) == 1


def test_several_are_proposed_together_or_none(city):
    write(city, replace(PARKING, id="x3", code="WX-2026-0003", name="停车收费"))
    transitions.propose_many(city, ["x1", "x3"], OUT, replace(GONE, campaign="2026年中期调整"), by=CLERK, day=DAY)
    assert city.value("select count(*) from move where campaign = '2026年中期调整'") == 2
    write(city, replace(PARKING, id="x4", code="WX-2026-0004", name="停车诱导"))
    with pytest.raises(MoveError):
        transitions.propose_many(city, ["x4", "x1"], OUT, GONE, by=CLERK, day=DAY)
    assert city.value("select count(*) from move") == 2


class TestEntering:
    NEW = Scenario(name="智慧路灯", tier=Tier.PLAN, lead_id=OWN)

    def stated(self) -> list[GateAnswer]:
        items = (GateItem.NAME_CHECKED, GateItem.UNCLASSIFIED)
        return [GateAnswer(scenario_id="", gate=Gate.G1, item=item, statement="已查重") for item in items]

    def test_a_new_scenario_is_in_no_library_until_both_reviews_passed(self, city):
        it = replace(self.NEW, domain=Domain.GOVERNMENT, pain_point="路灯故障发现慢")
        transitions.enter(city, it, Said(), self.stated(), by=CLERK, day=DAY)
        entering = the_scenario(city, only_move(city).scenario_id)
        assert entering.record_status is RecordStatus.FIRST_REVIEW
        move = reviewed(city, only_move(city), HEAD)
        assert the_scenario(city, entering.id).record_status is RecordStatus.FINAL_REVIEW
        reviewed(city, move, OFFICE)
        entered = the_scenario(city, entering.id)
        assert (entered.record_status, entered.tier, entered.tier_since) == (RecordStatus.ENTERED, Tier.PLAN, DAY)
        assert entered.code

    def test_the_office_does_not_pass_what_the_first_gate_lacks(self, city):
        transitions.enter(city, self.NEW, Said(), by=CLERK, day=DAY)
        move = reviewed(city, only_move(city), HEAD)
        with pytest.raises(MoveError) as refused:
            reviewed(city, move, OFFICE)
        missing = {it.facts["item"] for it in refused.value.problems}
        assert missing == {GateItem.DOMAIN, GateItem.PAIN_POINT, GateItem.UNCLASSIFIED}

    def test_a_name_counts_as_checked_when_what_is_like_it_was_decided_on(self, city):
        twin = replace(self.NEW, name=PARKING.name)
        transitions.enter(city, twin, Said(), self.stated(), by=CLERK, day=DAY)
        found = gates.check(city, only_move(city).scenario_id, Gate.G1, day=DAY)
        assert found[0] == Checked(Gate.G1, GateItem.NAME_CHECKED, State.MISSING, found[0].answer)

    def test_what_is_said_of_scenarios_alike_goes_in_with_the_new_one(self, city):
        said = Twin(scenario_id="", other_id="x1", verdict=TwinVerdict.DIFFERENT, reason="区级平台")
        transitions.enter(city, replace(self.NEW, name=PARKING.name), Said(), alike=[said], by=CLERK, day=DAY)
        found = gates.check(city, only_move(city).scenario_id, Gate.G1, day=DAY)
        assert found[0].state is State.THERE

    def test_a_nameless_or_secret_scenario_does_not_enter(self, city):
        for it in (replace(self.NEW, name=" "), replace(self.NEW, classified=True)):
            with pytest.raises(MoveError):
                transitions.enter(city, it, Said(), by=CLERK, day=DAY)

    def test_what_is_not_new_says_why_it_enters_further_on(self, city):
        with pytest.raises(MoveError) as refused:
            transitions.enter(city, replace(self.NEW, tier=Tier.BUILD), Said(), by=CLERK, day=DAY)
        assert refused.value.problem.facts["field"] == "reason"


class TestGates:
    def states(self, db, gate: Gate = Gate.G2) -> dict[GateItem, State]:
        return {it.item: it.state for it in gates.check(db, "x1", gate, day=DAY)}

    def test_every_item_of_every_gate_is_looked_at(self, city):
        for gate in Gate:
            assert tuple(self.states(city, gate)) == gates.ITEMS[gate]

    def test_what_the_register_knows_is_there(self, city):
        made_ready(city)
        assert set(self.states(city).values()) == {State.THERE}

    def test_a_waiver_is_the_offices_has_a_reason_and_ends(self, city):
        waiver = answered(GateItem.COST_AND_FUNDS, waived=True, expires_on=DAY)
        with pytest.raises(DeniedError):
            gates.answer(city, waiver, by=CLERK, day=DAY)
        for lacking in (replace(waiver, statement=None), replace(waiver, expires_on=None)):
            with pytest.raises(GateError):
                gates.answer(city, lacking, by=OFFICE, day=DAY)
        gates.answer(city, waiver, by=OFFICE, day=DAY)
        assert self.states(city)[GateItem.COST_AND_FUNDS] is State.WAIVED
        later = {it.item: it.state for it in gates.check(city, "x1", Gate.G2, day=DAY + timedelta(days=1))}
        assert later[GateItem.COST_AND_FUNDS] is State.MISSING

    @pytest.mark.parametrize(
        ("given", "kind"),
        [
            (answered(GateItem.APPROVAL), "not_of_this_gate"),
            (answered(GateItem.COST_AND_FUNDS, waived=True, expires_on=DAY - timedelta(days=1)), "already_past"),
        ],
    )
    def test_no_answer_is_for_another_gate_or_until_a_day_that_is_over(self, city, given, kind):
        with pytest.raises(GateError) as refused:
            gates.answer(city, given, by=OFFICE, day=DAY)
        assert refused.value.problem.kind == kind

    def test_what_the_register_looks_up_is_not_stated(self, city):
        with pytest.raises(GateError) as refused:
            gates.answer(city, answered(GateItem.COST_AND_FUNDS), by=CLERK, day=DAY)
        assert refused.value.problem.kind == "looked_up"

    def test_the_nearly_ready_lack_at_most_two_items_the_readiest_first(self, city):
        made_ready(city)
        found = gates.nearly_ready(city, Choice(DAY))
        assert [(it.id, it.missing) for it in found] == [("x1", ())]
        write(city, replace(the_scenario(city), outcome=None, content=None))
        assert gates.nearly_ready(city, Choice(DAY))[0].missing == (
            GateItem.CONTENT_AND_BASIS,
            GateItem.MEASURABLE_OUTCOME,
        )
        write(city, replace(the_scenario(city), data_need=None))
        assert gates.nearly_ready(city, Choice(DAY)) == []
        assert gates.count_nearly_ready(city, Choice(DAY)) == 0


class TestEditing:
    def test_what_two_people_changed_in_different_fields_is_kept_from_both(self, city):
        base = the_opened(city, "x1")
        write(city, replace(PARKING, summary="他人的简介"))
        merge = editing.merged(city, base, replace(base.record, leader="李局长"))
        assert (merge.contested, merge.theirs) == ({}, ("summary",))
        editing.save(city, merge, by=CLERK)
        assert (the_scenario(city).summary, the_scenario(city).leader) == ("他人的简介", "李局长")

    def test_what_both_changed_is_decided_field_by_field(self, city):
        base = the_opened(city, "x1")
        write(city, replace(PARKING, summary="他人的简介", leader="王局长"))
        mine = replace(base.record, summary="我的简介", leader="李局长")
        merge = editing.merged(city, base, mine)
        assert merge.contested["summary"] == (None, "他人的简介", "我的简介")
        editing.save(city, merge, by=CLERK, theirs=("leader",))
        assert (the_scenario(city).summary, the_scenario(city).leader) == ("我的简介", "王局长")

    def test_who_is_overtaken_once_more_is_told(self, city):
        base = the_opened(city, "x1")
        merge = editing.merged(city, base, replace(base.record, leader="李局长"))
        write(city, replace(PARKING, summary="又改了"))
        with pytest.raises(StaleError):
            editing.save(city, merge, by=CLERK)

    def test_nothing_changed_writes_nothing(self, city):
        base = the_opened(city, "x1")
        assert editing.save(city, editing.merged(city, base, base.record), by=CLERK) is None


def test_a_gate_answer_belongs_to_its_gate():
    assert set(gates.STATED) <= {item for items in gates.ITEMS.values() for item in items}
    assert {item for items in gates.ITEMS.values() for item in items} == set(GateItem)
    assert KINDS["gate_answer"].record is GateAnswer
