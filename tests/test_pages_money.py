"""资金 through the front door: the year against 序时, the largest plans with their lights, and where the money is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import days
from scenario_db.codes import Domain, Period, Tier
from scenario_db.records import AnnualPlan, ProgressReport, Scenario
from tests.telling import on, write

MONEY = "pages/overview/money.py"
TODAY = date(2026, 6, 30)
PARKING = Scenario(
    id="s1", code="A1", name="停车一张图", tier=Tier.BUILD, domain=Domain.LINE, total_invest=Decimal(900)
)
CARE = Scenario(id="s2", code="A2", name="医养结合", tier=Tier.PLAN)
PLAN = AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal(600))
MAY = ProgressReport(
    scenario_id="s1",
    period_type=Period.MONTH,
    period="2026-05",
    period_end=date(2026, 5, 31),
    invest_ytd=Decimal(90),
    filed_on=date(2026, 5, 20),
)


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """One that is far behind its plan, and one without any."""
    monkeypatch.setattr(days, "today", lambda zone: TODAY)
    write(db, PARKING, CARE, at=on(2))
    write(db, PLAN, MAY, at=on(20))
    return front_door


def at(page: AppTest) -> AppTest:
    page.switch_page(MONEY)
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption))


def test_an_empty_library_says_what_to_do(front_door):
    assert "还没有场景" in at(front_door).info[0].value


def test_the_year_stands_month_by_month_against_the_calendar(page):
    rows = at(page).dataframe[0].value
    assert rows["planned"].tolist() == [50 * month for month in range(1, 13)]
    assert rows["done"].tolist()[4] == 90
    assert round(rows["gap"][4], 1) == -26.7
    assert rows["share"].isna().tolist() == [False] * 5 + [True] * 7


def test_the_largest_plans_stand_with_their_light_and_how_many_there_are(page):
    rows = at(page).dataframe[1].value
    assert rows[["light", "planned", "done", "share", "total"]].to_numpy().tolist() == [
        ["▲ 黄灯", 600, 90, 0.15, 900],
    ]
    assert "画出年度计划最大的 1 个（共 1 个有计划）" in said(page)


def test_domains_and_libraries_add_up_to_the_year(page):
    rows = at(page).dataframe[2].value
    assert rows["planned"].tolist()[-1] == 600
    assert rows["without"].tolist()[-1] == 1
    assert rows["count"].tolist()[-1] == 2


def test_a_day_without_plans_says_so(page):
    page.query_params["day"] = "2026-01-10"
    assert "2026 年还没有年度计划" in said(at(page))


def test_the_same_in_english(page):
    page.query_params["lang"] = "en"
    assert "The 1 largest of 1 plans" in said(at(page))
