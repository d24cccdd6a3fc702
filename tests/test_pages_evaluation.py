"""评价, 服务商 and 数据共享 through the front door: who is late, the two forms, candidates, the register, requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import days, evaluations, providers
from scenario_db.codes import InterfaceStatus, PartnerRole, ProviderOrigin, Role, Tier
from scenario_db.records import Department, Metric, Partner, Provider, Scenario
from tests import engines
from tests.telling import write

EVALUATION, MARKET, SHARING = (f"pages/overview/{it}.py" for it in ("evaluation", "market", "sharing"))
CARD = "pages/desk/scenario.py"
TODAY = date(2026, 7, 20)
RUNNING = Scenario(
    id="s71", code="WX-1", name="智慧停车", tier=Tier.OPERATE, lead_id="d1", tier_since=date(2024, 1, 1),
    outcome="周转率达到 3 次",
)  # fmt: skip
OPEN = Scenario(
    id="s72", code="WX-2", name="停车诱导", tier=Tier.RESERVE, lead_id="d1", open_to_market=True,
    summary="发布停车场空余泊位", data_need="人口库",
)  # fmt: skip
ABLE = Provider(id="p71", code="FW-1", name="朗新科技", origin=ProviderOrigin.LOCAL, capability="停车场泊位诱导平台",
                contact="王五", phone="13800001111")  # fmt: skip


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(days, "today", lambda zone: TODAY)
    asked = Partner(
        scenario_id="s72", department_id="d2", role=PartnerRole.DATA, task="人口数据", requested_on=date(2026, 7, 10),
        interface_status=InterfaceStatus.TALKING,
    )  # fmt: skip
    write(db, Department(id="d1", name="市公安局"), Department(id="d2", name="市数据局"), RUNNING, OPEN, ABLE, asked)
    return front_door


def at(page: AppTest, script: str, **address: str) -> AppTest:
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page(script)
    page.run()
    assert not page.exception
    return page


def as_(page: AppTest, role: Role, unit: str = "d1") -> AppTest:
    page.session_state["visit.role"] = role
    page.session_state["visit.unit"] = unit
    return page


def press(page: AppTest, label: str) -> AppTest:
    next(it for it in page.button if it.label == label).click()
    page.run()
    assert not page.exception
    return page


def view(page: AppTest, name: str) -> AppTest:
    page.button_group(key="view").set_value(name).run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption))


def test_an_empty_city_is_told_what_to_do(front_door):
    assert at(front_door, EVALUATION).info[0].value.startswith("还没有运营中的场景")
    assert at(front_door, MARKET).info[0].value.startswith("还没有服务商")
    assert at(front_door, SHARING).info[0].value.startswith("还没有数据需求")


def test_the_city_sees_who_is_late_and_who_may_leave(page):
    found = at(page, EVALUATION)
    assert "运营 **1** 个，已评价 **0** 个" in said(found)
    assert "首评超期 1" in said(found)
    assert found.dataframe[0].value["standing"].tolist() == ["首评超期"]
    rows = view(found, "zombies").dataframe[0].value
    assert rows["because"].tolist() == ["已 931 天没有填报和指标（最近 2024-01-01）；运营 931 天没有任何成效指标"]
    assert rows["move"].tolist()[0].startswith("/moves?code=WX-1")
    assert view(found, "not_started").success[0].value.startswith("没有转入建设满 6 个月")


@engines.both
def test_a_lead_proposes_scores_and_the_office_concludes(page, db):
    found = at(as_(page, Role.CLERK), EVALUATION, scenario="WX-1")
    assert "周转率达到 3 次" in said(found)
    assert [it.label for it in found.button if it.label == "作出结论"] == []
    key = "evaluation.judge.s71/2026-H1.0"
    found.text_input(key=f"{key}.score_useful").set_value("九十")
    press(found, "保存得分")
    assert "九十" in found.error[0].value
    found.text_input(key=f"{key}.score_useful").set_value("90")
    press(found, "保存得分")
    assert found.error[0].value == "请填写“实用依据”。"
    found.text_input(key=f"{key}.evidence_useful").set_value("需求已满足")
    press(found, "保存得分")
    [(_, held)] = evaluations.of_scenario(db, "s71")
    assert (held.score_useful, held.evidence_useful, held.conclusion) == (Decimal(90), "需求已满足", None)
    press(at(as_(page, Role.OFFICE), EVALUATION, scenario="WX-1"), "作出结论")
    [told] = page.error
    assert told.value.splitlines() == [f"- 请填写“{it}”。" for it in ("管用得分", "好用得分", "评价结论", "结论理由")]


def test_figures_stand_beside_what_was_promised_also_on_the_card(page, db):
    first = Metric(
        scenario_id="s71", name="周转率", as_of=date(2026, 1, 1), baseline=Decimal(2), target=Decimal(3), unit="次"
    )
    write(db, first, replace(first, id="", as_of=date(2026, 6, 30), value=Decimal("2.5"), baseline=None, target=None))
    found = at(as_(page, Role.CLERK), EVALUATION, scenario="WX-1")
    row = found.dataframe[0].value.iloc[0]
    assert (row["baseline"], row["target"], row["value"], row["change"], row["reached"]) == (
        "2 次", "3 次", "2.5 次", "+25.0%", "否"
    )  # fmt: skip
    assert "评价" in [it.label for it in at(as_(page, Role.CLERK), CARD, code="WX-1").tabs]


def test_another_department_reads_and_fills_in_nothing(page):
    found = at(as_(page, Role.CLERK, "d2"), EVALUATION, scenario="WX-1")
    assert [it.label for it in found.expander] == []


def test_a_provider_is_found_matched_and_its_phone_masked(page, db):
    found = at(page, MARKET)
    assert found.dataframe[0].value["capability"].tolist() == ["停车场泊位诱导平台"]
    assert "FW-1" in said(view(found, "match"))
    assert view(found, "open").dataframe[0].value["suppliers"].tolist() == [0]
    one = at(as_(page, Role.CLERK), MARKET, provider="FW-1")
    assert "WX-2" in said(one)
    table = one.table[0].value.to_string()
    assert "138****1111" in table
    assert "13800001111" not in table


def test_a_provider_stands_with_its_scenarios_and_their_lights_as_of_any_day(page):
    one = at(page, MARKET, provider="FW-1")
    assert any("在建哪些" in it.value for it in one.header)
    one.date_input(key="day").set_value(date(2020, 6, 30)).run()
    assert not one.exception
    assert any("没有编号为" in it.value for it in one.info)


def test_a_wrong_credit_code_is_told_in_the_form(page, db):
    found = at(page, MARKET, provider="FW-1")
    key = "provider.form.p71.1"
    found.text_input(key=f"{key}.credit_code").set_value("91110000600037341M")
    next(it for it in found.button if it.label == "保存" and key in str(it.form_id)).click()
    found.run()
    assert "不是有效的统一社会信用代码" in found.error[0].value
    held = providers.by_code(db, "FW-1")
    assert held
    assert held[1].credit_code is None


def test_requests_for_data_tell_their_age_and_bases_their_users(page):
    found = at(page, SHARING)
    assert found.dataframe[0].value[["unit", "standing", "age"]].to_numpy().tolist() == [["市数据局", "未答复", 10]]
    assert view(found, "units").dataframe[0].value["waiting"].tolist() == [1]
    at(page, SHARING, base="人口库")
    assert "用到人口库的场景 1 个" in said(view(page, "bases"))
