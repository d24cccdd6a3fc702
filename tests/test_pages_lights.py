"""红黄绿, 存疑清单 and 阈值 through the front door: empty, full, filtered, on a past day, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import signs
from scenario_db import days, thresholds
from scenario_db.codes import Light, Period, Role, Tier
from scenario_db.records import AnnualPlan, Department, ProgressReport, Scenario
from tests.telling import write

TODAY = date(2026, 6, 30)
BUREAU = Department(id="d1", name="市数据局")
LIGHTS, HONESTY, RULES = "pages/overview/lights.py", "pages/office/honesty.py", "pages/office/rules.py"


def scenario(key: str, name: str, tier: Tier = Tier.BUILD) -> Scenario:
    return Scenario(id=key, code=f"WX-{key}", name=name, tier=tier, lead_id="d1", tier_since=date(2026, 5, 28))


def told(key: str, amount: int, **more: Any) -> list[AnnualPlan | ProgressReport]:
    plan = AnnualPlan(scenario_id=key, year=2026, planned_invest=Decimal(100))
    given: dict[str, Any] = {"period_type": Period.MONTH, "period": "2026-06", "period_end": TODAY}
    return [plan, ProgressReport(scenario_id=key, invest_ytd=Decimal(amount), **{**given, **more})]


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Four scenarios, one of each light; a fifth is green by hand only."""
    monkeypatch.setattr(days, "today", lambda zone: TODAY)
    write(db, BUREAU, scenario("s1", "一网统管"), scenario("s2", "惠企通"), scenario("s3", "锡配网"))
    write(db, scenario("s4", "拿地快开工"), scenario("s5", "数字医疗"))
    by_hand = {"light_override": Light.GREEN, "override_reason": "资金已到位"}
    write(db, *told("s1", 5), *told("s2", 31), *told("s3", 50), *told("s5", 5, **by_hand))
    return front_door


def at(page: AppTest, where: str) -> AppTest:
    page.switch_page(where)
    page.run()
    assert not page.exception
    return page


def numbers(page: AppTest) -> dict[str, str]:
    return {it.label: it.value for it in page.metric}


def test_an_empty_library_shows_the_way_to_the_import(front_door):
    page = at(front_door, LIGHTS)
    assert page.info[0].value.startswith("还没有场景")
    assert not page.metric


def test_the_cards_count_each_light(page):
    assert numbers(at(page, LIGHTS)) == {"红灯": "1", "黄灯": "1", "绿灯": "2", "无计划": "1"}


def test_the_list_says_why_and_holds_the_worst_first(page):
    rows = at(page, LIGHTS).dataframe[0].value
    assert list(rows["light"]) == ["■ 红灯", "▲ 黄灯", "○ 无计划", "● 绿灯", "● 绿灯"]
    assert rows["because"][0] == "计划 100 万元，6 月应完成 50.0%，实际 5.0%，落后 45.0 个百分点"
    assert rows["lead"][0] == "市数据局"


def test_one_light_is_chosen_and_the_list_holds_no_other(page):
    at(page, LIGHTS)
    page.segmented_control(key="light").set_value([Light.YELLOW])
    page.run()
    assert list(page.dataframe[0].value["light"]) == ["▲ 黄灯"]


def test_what_a_hand_made_better_is_listed_with_its_reason(page):
    at(page, LIGHTS)
    page.toggle(key="raised").set_value(True)
    page.run()
    [reason] = page.dataframe[0].value["because"]
    assert reason.startswith("按规则为红灯，人工调为绿灯，理由：资金已到位")


def test_a_day_before_the_first_record_shows_no_light(page):
    page.query_params["day"] = "2025-12-01"
    at(page, LIGHTS)
    assert not page.metric


def test_the_same_in_english(page):
    page.query_params["lang"] = "en"
    assert numbers(at(page, LIGHTS)) == {"Red": "1", "Yellow": "1", "Green": "2", "No plan": "1"}


def test_a_ribbon_is_told_apart_without_colour():
    assert signs.ribbon((None, Light.GREEN, Light.YELLOW, Light.RED, Light.GREY)) == "·●▲■○"


def test_a_library_without_doubts_says_so(front_door):
    assert at(front_door, HONESTY).info[0].value == "没有存疑的填报。"


def test_a_doubt_stands_with_its_figures_and_what_to_do(page, db):
    write(db, *told("s3", 60, period="2026-05", period_end=date(2026, 5, 31)))
    rows = at(page, HONESTY).dataframe[0].value
    assert list(rows["rule"]) == ["累计投资减少"]
    assert rows["doubt"][0] == "本年累计投资从 2026-05 的 60 万元减到 2026-06 的 50 万元"
    assert "更正" in rows["do"][0]


def test_the_office_changes_a_threshold_and_the_light_follows(page, db):
    at(page, RULES)
    page.number_input[0].set_value(20)
    page.button[0].click()
    page.run()
    assert not page.exception
    assert thresholds.of(db).behind_yellow == 20
    rows = page.dataframe[0].value
    assert (rows["now"][0], rows["default"][0]) == ("20 个百分点", "10 个百分点")
    assert rows["last"][0]
    assert numbers(at(page, LIGHTS))["黄灯"] == "0"


def test_a_threshold_that_cannot_be_is_refused_in_words(page, db):
    at(page, RULES)
    page.number_input[0].set_value(40)
    page.button[0].click()
    page.run()
    assert page.error[0].value == "黄灯的 40 要小于红灯的 30。"
    assert thresholds.of(db) == thresholds.DEFAULTS


def test_a_leader_reads_the_thresholds_and_changes_none(page):
    page.run()
    page.selectbox(key="visit.role").set_value(Role.LEADER)
    at(page, RULES)
    assert page.dataframe
    assert not page.number_input


def test_thresholds_are_told_with_what_they_count(page):
    rows = at(page, RULES).dataframe[0].value
    now = dict(zip(rows["rule"], rows["now"], strict=True))
    assert now["周报截止（星期几，周一为 1）"] == "星期五"
    assert now["指标低于基线多少算下滑"] == "10%"
    assert now["月报截止（当月几日）"] == "25 日"
