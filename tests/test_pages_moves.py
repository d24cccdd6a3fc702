"""Moves, reviews and the scenario's form, through the front door: from an empty library to a scenario in operation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import menu, seeking
from scenario_db import days, editing, gates, proposals, settings
from scenario_db.choices import Choice
from scenario_db.codes import Domain, FundSource, Gate, GateItem, ReviewStatus, Role, Tier
from scenario_db.database import Database
from scenario_db.gates import GateError, State
from scenario_db.records import Department, GateAnswer, Scenario
from scenario_db.roles import Person
from tests import engines
from tests.telling import OFFICE, write

CITY = (Department(id="d90", name="市城管局"), Department(id="d91", name="市民政局"))
PARKING = Scenario(id="s90", code="WX-2026-0001", name="智慧停车", tier=Tier.PLAN, lead_id="d90")


@pytest.fixture
def city(db: Database) -> Database:
    write(db, *CITY, PARKING)
    return db


@pytest.fixture
def at(city: Database, front_door: AppTest):
    """Opens a page as somebody, with an address."""

    def opened(page: str, role: Role, **address: str) -> AppTest:
        front_door.session_state["visit.role"] = role
        front_door.session_state["visit.unit"] = "d90"
        front_door.query_params.clear()
        for name, value in address.items():
            front_door.query_params[name] = value
        front_door.switch_page(f"pages/{page}.py").run()
        assert [it.message for it in front_door.exception] == []
        return front_door

    return opened


def said(page: AppTest) -> str:
    return "\n".join(
        it.value for it in (*page.markdown, *page.caption, *page.info, *page.warning, *page.error, *page.success)
    )


@pytest.mark.parametrize("page", ["desk/moves", "desk/plan", "desk/edit", "desk/scenario"])
def test_a_code_that_no_scenario_has_is_named(at, page: str) -> None:
    assert "没有编号为 WX-2026-9999 的场景" in said(at(page, Role.CLERK, code="WX-2026-9999"))


def the_opened(db: Database, key: str) -> Any:
    return editing.opened(db, "scenario", key)


def today() -> date:
    return days.today(settings.current().zone)


def supply(db: Database, key: str, gate: Gate) -> None:
    """The office waives what a gate still lacks."""
    for it in gates.check(db, key, gate, day=today()):
        if it.state is State.MISSING:
            until = today() + timedelta(days=30)
            waiver = GateAnswer(
                scenario_id=key, gate=gate, item=it.item, waived=True, statement="试点", expires_on=until
            )
            gates.answer(db, waiver, by=OFFICE, day=today())


def pass_both(at) -> None:
    for role in (Role.REVIEWER, Role.OFFICE):
        page = at("office/reviews", role)
        page.button(key="reviews.pass").click().run()
        assert page.success, said(page)


@engines.both
def test_from_an_idea_to_operation(city, at):
    page = at("desk/edit", Role.CLERK)
    page.text_input(key="new.name").set_value("智慧路灯").run()
    page.selectbox(key="new.domain").set_value(Domain.GOVERNMENT)
    page.text_area(key="new.pain_point").set_value("路灯故障发现慢")
    page.checkbox(key="new.declared").check()
    page.button(key="new.send").click().run()
    assert page.success, said(page)
    pass_both(at)
    key, code = city.rows("select id, code from scenario where name = '智慧路灯' and record_status = 'entered'")[0]
    for gate, tier in ((Gate.G2, "reserve"), (Gate.G3, "build"), (Gate.G4, "operate")):
        supply(city, key, gate)
        page = at("desk/moves", Role.CLERK, code=code)
        page.button(key=f"moves.{key}.send").click().run()
        assert page.success, said(page)
        pass_both(at)
        assert city.value("select tier from scenario where id = :id", id=key) == tier


def test_a_proposal_tells_all_that_the_gate_lacks(at):
    page = at("desk/moves", Role.CLERK, code=PARKING.code)
    page.button(key=f"moves.{PARKING.id}.send").click().run()
    [told] = page.error
    assert len(told.value.splitlines()) == len(gates.ITEMS[Gate.G2])
    assert "还缺 8 项" in "\n".join(it.value for it in page.header)


def test_a_returned_proposal_shows_why_and_comes_again(city, at):
    page = at("desk/moves", Role.CLERK, code=PARKING.code)
    page.selectbox(key=f"moves.{PARKING.id}.step").set_value("退出").run()
    page.text_area(key=f"moves.{PARKING.id}.exit.reason").set_value("需求已满足")
    page.selectbox(key=f"moves.{PARKING.id}.exit.code").set_value("demand_gone")
    page.button(key=f"moves.{PARKING.id}.send").click().run()
    assert page.success, said(page)
    page = at("office/reviews", Role.REVIEWER)
    page.text_area(key="reviews.opinion.0").set_value("请写明去向").run()
    page.button(key="reviews.return").click().run()
    page = at("desk/moves", Role.CLERK, code=PARKING.code)
    assert "请写明去向" in said(page)
    move = proposals.found(city, (ReviewStatus.RETURNED,))[0].move
    page.text_area(key=f"moves.again.{move.id}.reason").set_value("并入一网统管")
    page.selectbox(key=f"moves.again.{move.id}.code").set_value("demand_gone")
    page.button(key=f"moves.again.{move.id}").click().run()
    assert proposals.found(city, (ReviewStatus.FIRST_REVIEW,))[0].move.reason == "并入一网统管"


def test_a_leader_sees_the_gate_and_proposes_nothing(at):
    page = at("desk/moves", Role.LEADER, code=PARKING.code)
    assert not page.button
    assert "reviews" not in {entry.address for entry in menu.open_to(Person("领导", Role.LEADER))}


def test_an_edit_is_saved_and_says_so(city, at):
    page = at("desk/edit", Role.CLERK, code=PARKING.code)
    page.text_area(key=f"edit.{PARKING.id}.summary").set_value("全市泊位一张图")
    page.text_input(key=f"edit.{PARKING.id}.total_invest").set_value("1,200.5")
    page.multiselect(key=f"edit.{PARKING.id}.fund_sources").set_value([FundSource.CITY])
    page.button[0].click().run()
    assert page.success, said(page)
    it = the_opened(city, PARKING.id).record
    assert (it.summary, str(it.total_invest), it.fund_sources) == ("全市泊位一张图", "1200.5000", (FundSource.CITY,))


@engines.both
def test_what_somebody_else_saved_meanwhile_is_asked_and_nothing_typed_is_lost(city, at):
    page = at("desk/edit", Role.CLERK, code=PARKING.code)
    write(city, replace(PARKING, summary="他人的简介", leader="王局长"))
    page.text_area(key=f"edit.{PARKING.id}.summary").set_value("我的简介")
    page.button[0].click().run()
    assert "他人的简介" in "\n".join(str(it.options) for it in page.radio)
    page.button(key=f"edit.opened.{PARKING.id}.merge").click().run()
    it = the_opened(city, PARKING.id).record
    assert (it.summary, it.leader) == ("我的简介", "王局长")


def test_a_wrong_amount_is_told_and_nothing_is_written(city, at):
    page = at("desk/edit", Role.CLERK, code=PARKING.code)
    page.text_input(key=f"edit.{PARKING.id}.total_invest").set_value("约两千")
    page.button[0].click().run()
    assert "不是金额" in said(page)
    assert the_opened(city, PARKING.id).version == 1


def test_another_departments_scenario_is_not_hers_to_edit(city, at):
    write(city, replace(PARKING, id="s91", code="WX-2026-0002", name="医养结合", lead_id="d91"))
    page = at("desk/edit", Role.CLERK, code="WX-2026-0002")
    assert [it.key for it in page.text_input] == [seeking.BOX]
    assert "其他单位" in said(page)
    for code, ways in (("WX-2026-0002", ["调库"]), (PARKING.code, ["调库", "编辑"])):
        card = at("desk/scenario", Role.CLERK, code=code)
        assert [it.proto.label for it in card.main.get("page_link") if it.proto.label in ("调库", "编辑")] == ways


def test_a_name_like_one_that_is_there_is_told_while_it_is_typed(at):
    page = at("desk/edit", Role.CLERK)
    page.text_input(key="new.name").set_value("智慧停车场").run()
    assert "相近的场景" in page.warning[0].value
    assert "智慧停车" in "\n".join(it.value for it in page.markdown)


def test_the_nearly_ready_are_listed(city, at):
    for item in gates.ITEMS[Gate.G2][2:]:
        waiver = GateAnswer(scenario_id=PARKING.id, gate=Gate.G2, item=item, waived=True, statement="试点")
        write(city, waiver)
    page = at("desk/moves", Role.CLERK)
    assert "1 个" in said(page)
    assert GateItem.DEMAND_LINKED in gates.nearly_ready(city, Choice(today()))[0].missing


def test_all_that_a_gate_lacks_is_answered_in_one_batch_or_not_at_all(city):
    stated = GateAnswer(scenario_id=PARKING.id, gate=Gate.G2, item=GateItem.DEMAND_LINKED, statement="部门自提")
    waived = GateAnswer(
        scenario_id=PARKING.id, gate=Gate.G2, item=GateItem.REVIEW_OPINION, waived=True, expires_on=today()
    )
    with pytest.raises(GateError):
        gates.answer_all(city, [stated, waived], by=OFFICE, day=today())
    assert gates.answers(city, PARKING.id, Gate.G2) == {}
    gates.answer_all(city, [stated, replace(waived, statement="试点")], by=OFFICE, day=today())
    states = {it.item: it.state for it in gates.check(city, PARKING.id, Gate.G2, day=today())}
    assert (states[stated.item], states[waived.item]) == (State.THERE, State.WAIVED)


def test_a_clerk_states_several_and_waives_none(city, at):
    page = at("desk/moves", Role.CLERK, code=PARKING.code)
    page.button(key=f"moves.{PARKING.id}.all").click().run()
    assert "moves.all.waived" not in {it.key for it in page.multiselect}
