"""总览 through the front door: what stands on the cards, today and on a past day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import days
from scenario_db.codes import CodeList, Period, Role, Tier
from scenario_db.records import AnnualPlan, CodeItem, Department, ProgressReport, Scenario
from scenario_db.wording import Words
from tests.telling import on, write

TODAY = date(2026, 6, 30)
BUREAU = Department(id="d1", name="市数据局")
NETWORK = Scenario(id="s1", code="WX-1", name="“3+3”安全体系", tier=Tier.BUILD, lead_id="d1")
HARBOUR = Scenario(id="s3", code="WX-3", name="智慧港口", tier=Tier.PLAN, lead_id="d1")
CARE = Scenario(id="s2", code="WX-2", name="医养结合", tier=Tier.PLAN, lead_id="d1")


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The overview of a library that told three days of January; today is 30 June 2026."""
    monkeypatch.setattr(days, "today", lambda zone: TODAY)
    write(db, BUREAU, NETWORK, at=on(2))
    write(db, CARE, at=on(20))
    plan = AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal(2401550))
    june: dict[str, Any] = {"period": "2026-06", "period_end": TODAY, "invest_ytd": Decimal(1549000)}
    write(db, plan, ProgressReport(scenario_id="s1", period_type=Period.MONTH, **june), at=on(25))
    return front_door


def cards(page: AppTest) -> dict[str, tuple[str, str]]:
    return {it.label: (it.value, it.delta) for it in page.metric}


def test_the_cards_count_and_tell_what_came(page):
    page.query_params["vs"] = "2026-01-10"
    page.run()
    assert not page.exception
    assert cards(page)["建设"] == ("1", "")
    assert cards(page)["谋划"] == ("1", "1")


def test_what_one_figure_tells_is_not_told_twice(page):
    page.query_params["vs"] = "2026-01-10"
    page.run()
    assert cards(page)["谋划"] == ("1", "1")
    assert not [it.value for it in page.caption if "新入" in it.value]


def test_what_came_and_what_went_is_told_where_it_evens_out(page, db):
    write(db, replace(CARE, tier=Tier.BUILD), HARBOUR, at=on(26))
    page.query_params["vs"] = "2026-01-22"
    page.run()
    assert cards(page)["谋划"] == ("1", "")
    assert [it.value for it in page.caption if "新入" in it.value] == ["新入 +1 · 晋级 −1"]


def test_each_card_names_its_list(page):
    page.run()
    assert [it.label for it in page.get("page_link") if it.label.endswith("场景")] == ["建设场景", "谋划场景"]


def test_working_groups_are_compared_where_there_are_several(page, db):
    title = "各专项工作组分布怎样？"
    assert title not in [it.value for it in page.run().header]
    group = CodeItem(list=CodeList.WORKING_GROUP, name="产业组")
    bureau = Department(id="d2", name="市工信局", working_group_id=group.id)
    write(db, group, bureau, replace(HARBOUR, lead_id="d2"), at=on(26))
    assert title in [it.value for it in page.run().header]


def test_who_entered_comes_from_nowhere(page):
    page.query_params["vs"] = "2026-01-10"
    page.run()
    assert list(page.dataframe[0].value["from_to"]) == ["谋划"]


def test_the_money_card_holds_the_published_figure(page):
    page.run()
    assert cards(page)["2026年投资，截至6月填报（亿元）"][0] == "154.9 / 240.2"
    assert any("完成 64.5%，快于序时 14.5 个百分点" in it.value for it in page.caption)


def test_the_same_in_english_is_in_billions(page):
    page.query_params["lang"] = "en"
    page.run()
    assert cards(page)["Spent 2026 to month 6 (bn yuan)"][0] == "15.5 / 24.0"


def test_a_past_day_counts_what_was_known_and_says_so(page):
    page.query_params["day"] = "2026-01-05"
    page.run()
    assert cards(page)["谋划"] == ("0", "")
    assert "2026-01-05" in page.warning[0].value


def test_a_day_before_the_first_record_is_an_empty_library(page):
    page.query_params["day"] = "2025-12-01"
    page.run()
    assert "2025-12-01" in page.info[0].value
    assert not page.metric


def test_an_empty_library_shows_the_way_to_the_import(front_door):
    front_door.run()
    assert not front_door.metric
    assert front_door.info[0].value.startswith("场景库里还没有场景")


@pytest.mark.parametrize("address", ["portfolio", "lights", "linkage", "demands", "market"])
def test_who_may_not_bring_anything_in_is_not_told_to(front_door, address):
    front_door.session_state["visit.role"] = Role.LEADER
    front_door.switch_page(f"pages/overview/{address}.py").run()
    assert [it.value for it in front_door.info] == [Words("zh")("word.nothing_yet")]
    assert not front_door.exception


def test_what_moved_links_to_its_scenario_whatever_its_name(page):
    page.query_params["vs"] = "2026-01-01"
    page.run()
    links = list(page.dataframe[0].value["name"])
    assert "/scenario?code=WX-1&lang=zh#%E2%80%9C3%2B3%E2%80%9D%E5%AE%89%E5%85%A8%E4%BD%93%E7%B3%BB" in links
