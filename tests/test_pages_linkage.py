"""协同 through the front door: empty, full, a pair, a department's sentences, a scenario's layers, both languages."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import days
from scenario_db.codes import LinkStatus, LinkType, PartnerRole, Tier
from scenario_db.records import Department, Link, Partner, Scenario
from tests.telling import write

LINKAGE = "pages/overview/linkage.py"
TODAY = date(2026, 6, 30)
BUREAU, HEALTH = Department(id="d1", name="市数据局"), Department(id="d2", name="市卫健委")
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.BUILD, lead_id="d1", cross_declared=True)
BASE = Scenario(id="s2", code="A2", name="数字医疗", tier=Tier.RESERVE, lead_id="d2", suspended=True)
ASKED = Partner(
    scenario_id="s1", department_id="d2", role=PartnerRole.SUPPORT, task="健康档案", requested_on=date(2026, 6, 1)
)
NEEDS = Link(from_id="s1", to_id="s2", type=LinkType.REQUIRES)


def step(number: int, content: str, status: LinkStatus) -> Link:
    kind, unit = LinkType.CHAIN, "d2"
    return Link(from_id="s1", to_id="s1", type=kind, step_no=number, content=content, status=status, department_id=unit)


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Two departments, one that waits for the other; a chain with a broken step; what is needed is suspended."""
    monkeypatch.setattr(days, "today", lambda zone: TODAY)
    write(db, BUREAU, HEALTH, CARE, BASE, ASKED, NEEDS)
    write(db, step(1, "监测预警", LinkStatus.WORKING), step(2, "转运", LinkStatus.BROKEN))
    return front_door


def at(page: AppTest) -> AppTest:
    page.switch_page(LINKAGE)
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption))


def test_an_empty_library_says_what_to_do(front_door):
    page = at(front_door)
    assert page.info[0].value.startswith("还没有协同关系")
    assert not page.dataframe


def test_a_pair_stands_with_what_is_together_and_open(page):
    rows = at(page).dataframe[0].value
    found = rows[["one", "other", "together", "both_open", "both_oldest"]].to_numpy().tolist()
    assert found == [["市数据局", "市卫健委", 1, 1, 29]]


def test_the_list_of_a_pair_stands_in_the_address(page):
    page.query_params["pair"] = "d1.d2"
    at(page)
    assert "市数据局 与 市卫健委 的共同场景（1）" in said(page)
    assert page.dataframe[1].value["age"].tolist() == [29]


def test_each_department_reads_whom_it_waits_for(page):
    assert "→ 在等市卫健委：1 件，最久 29 天（家门口的医养结合）" in said(at(page))
    page.selectbox(key="unit").set_value("d2")
    page.run()
    assert "← 市数据局在等它：1 件，最久 29 天（家门口的医养结合）" in said(page)


def test_a_chain_marks_its_broken_step_by_shape_and_word(page):
    text = said(at(page))
    assert ":red[✕ 1 处中断]" in text
    assert ":red[✕] 2 转运" in text


def test_a_scenario_shows_what_stands_before_it_and_what_holds_it_up(page):
    page.query_params["code"] = "A1"
    tables = [it.value for it in at(page).dataframe]
    assert tables[-2]["way"].tolist() == ["前 1 层"]
    assert tables[-1][["late", "why"]].to_numpy().tolist() == [["数字医疗", "暂停"]]


def test_a_declaration_that_the_flags_do_not_bear_out_is_listed(page):
    found = [it.value for it in at(page).dataframe if "flags" in it.value]
    assert found[0]["said"].tolist() == ["申报为多跨"]


def test_a_day_before_the_first_record_shows_nothing(page):
    page.query_params["day"] = "2025-12-01"
    assert at(page).info[0].value.startswith("还没有协同关系")


def test_the_same_in_english(page):
    page.query_params["lang"] = "en"
    assert "waits for 市卫健委: 1, the oldest for 29 days" in said(at(page))
