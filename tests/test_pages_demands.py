"""需求 through the front door: the list, one demand and its proposals, gaps, duplicates, what was decided."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import days
from scenario_db.codes import Domain, LinkType, Role, Tier, TwinVerdict
from scenario_db.demands import Coverage
from scenario_db.records import Demand, DemandScenario, Department, Scenario
from tests.sheets import xlsx
from tests.telling import write

DEMANDS, CARD, EDIT = "pages/overview/demands.py", "pages/desk/scenario.py", "pages/desk/edit.py"
TODAY = date(2026, 6, 30)
CARS = Demand(
    id="n71", code="XQ-1", title="医院门口没有车位", domain=Domain.LINE, proposer_id="d1", raised_on=date(2026, 6, 1)
)
OLD = Demand(id="n72", code="XQ-2", title="空巢老人没人照应", domain=Domain.LINE, proposer="某街道")


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Two demands, one of them answered; two scenarios for parking that are much alike."""
    monkeypatch.setattr(days, "today", lambda zone: TODAY)
    write(
        db,
        Department(id="d1", name="市公安局"),
        Scenario(id="s71", code="WX-1", name="智慧停车诱导", tier=Tier.BUILD, lead_id="d1", summary="发布空余泊位"),
        Scenario(id="s72", code="WX-2", name="居家养老守护", tier=Tier.PLAN, summary="独居老人一键呼叫"),
        Scenario(
            id="s73", code="WX-3", name="城市停车诱导系统", tier=Tier.PLAN, lead_id="d1", summary="停车场空余泊位"
        ),
        CARS,
        OLD,
        DemandScenario(demand_id="n72", scenario_id="s72"),
    )
    return front_door


def at(page: AppTest, script: str = DEMANDS, **address: str) -> AppTest:
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page(script)
    page.run()
    assert not page.exception
    return page


def view(page: AppTest, name: str) -> AppTest:
    at(page).button_group(key="view").set_value(name).run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption))


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    page.run()
    assert not page.exception
    return page


def test_an_empty_list_says_what_to_do(front_door):
    assert at(front_door).info[0].value.startswith("还没有需求")


def test_the_list_tells_how_many_are_answered_and_by_what(page):
    found = at(page)
    assert "共 **2** 条需求：已有场景 **1**，未覆盖 **1**，不再需要 **0**" in said(found)
    rows = found.dataframe[0].value
    assert rows[["code", "proposer", "scenarios"]].to_numpy().tolist() == [
        ["XQ-1", "市公安局", 0],
        ["XQ-2", "某街道", 1],
    ]


def test_a_choice_stands_in_the_address(page):
    found = at(page)
    found.selectbox(key="coverage").set_value(Coverage.OPEN).run()
    assert found.dataframe[0].value["code"].tolist() == ["XQ-1"]


def test_a_proposal_says_why_and_is_confirmed(page, db):
    found = at(page, demand="XQ-1")
    assert "说的是一回事" in said(found) or "同样写着" in said(found)
    press(found, "demands.n71.s71.yes")
    assert db.rows("select demand_id, scenario_id from demand_scenario where demand_id = 'n71'") == [("n71", "s71")]


def test_what_is_another_matter_is_not_proposed_again_and_can_be_taken_back(page, db):
    found = view(page, "propose")
    found.text_input(key="demands.n71.s71.why").set_value("只管路面")
    press(found, "demands.n71.s71.no")
    assert "demands.n71.s71.yes" not in [it.key for it in found.button]
    assert "demands.n71.s73.yes" in [it.key for it in found.button]
    assert view(page, "decided").dataframe[0].value[["verdict", "reason"]].to_numpy().tolist() == [["不是", "只管路面"]]


def test_who_only_looks_finds_no_buttons(page):
    page.session_state["visit.role"] = Role.LEADER
    assert [it.key for it in at(page, demand="XQ-1").button if "demands." in (it.key or "")] == []


def test_gaps_are_told_by_domain_and_age_with_the_scenarios_without_a_demand(page):
    found = view(page, "gaps")
    assert found.dataframe[0].value[["demands", "within_30", "oldest"]].to_numpy().tolist() == [[1, 1, 29]]
    assert found.dataframe[1].value["code"].tolist() == ["WX-1", "WX-3"]


def test_a_decision_on_scenarios_that_are_alike_asks_for_its_reason(page):
    found = press(view(page, "double"), "demands.twin.s73/s71.related")
    assert found.selectbox(key="demands.twin.s73/s71.relation").value == LinkType.CHAIN
    assert "理由 *" in [it.label for it in found.text_area]


def test_the_card_of_a_scenario_shows_its_demands_and_those_that_it_may_answer(page):
    found = at(page, CARD, code="WX-2")
    assert "对应的需求（1）" in said(found)
    found = at(page, CARD, code="WX-1")
    assert "demands.n71.s71.yes" in [it.key for it in found.button]


def test_a_new_scenario_is_told_what_it_is_like_and_what_is_said_goes_in_with_it(page, db):
    found = at(page, EDIT)
    found.text_input(key="new.name").set_value("停车诱导")
    found.run()
    assert not found.exception
    assert "个相近的场景" in found.warning[0].value
    found.button_group(key="new.twin.s71").set_value(TwinVerdict.DIFFERENT)
    found.run()
    assert not found.exception
    found.text_area(key="new.twin.s71.reason").set_value("县区平台")
    press(found, "new.send")
    assert db.rows("select other_id, verdict, reason from twin") == [("s71", "different", "县区平台")]


def test_a_demand_is_changed_by_form(page, db):
    found = at(page, demand="XQ-1")
    found.text_input(key="demands.form.n71.1.title").set_value("医院门口停车难")
    next(it for it in found.button if it.label == "保存").click()
    found.run()
    assert not found.exception
    assert db.value("select title from demand where code = 'XQ-1'") == "医院门口停车难"


def test_a_clerk_adds_demands_of_her_own_department_alone(page):
    page.session_state["visit.role"] = Role.CLERK
    found = at(page)
    next(it for it in found.button if it.label == "新增需求").click()
    found.run()
    assert "提出单位" not in [it.label for it in found.selectbox]


def test_a_new_row_of_a_workbook_is_held_against_the_register(page):
    data = xlsx(
        [["场景名称", "库别", "场景简介"], ["城市停车诱导", "谋划", "空余泊位"], ["湖面蓝藻打捞", "谋划", "藻情"]]
    )
    found = at(page, "pages/desk/upload.py")
    found.file_uploader[0].set_value([("上报.xlsx", data, "application/octet-stream")]).run()
    assert not found.exception
    assert "**1 行疑似重复**" in said(found)
    rows = next(it.value for it in found.dataframe if "why" in it.value)
    assert set(rows["name"]) == {"城市停车诱导"}


def test_the_same_in_english(page):
    assert "**2** demands: **1** answered" in said(at(page, lang="en"))
