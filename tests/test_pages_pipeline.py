"""推进 through the front door: empty, full, as of a past day, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import days
from scenario_db.codes import Domain, Tier
from scenario_db.records import Demand, Department, Scenario
from tests.telling import on, write

PIPELINE = "pages/overview/pipeline.py"
TODAY = date(2026, 6, 30)
BUREAU = Department(id="d1", name="市数据局")
PARKING = Scenario(
    id="s1", code="A1", name="停车一张图", tier=Tier.BUILD, domain=Domain.LINE, planned_finish=date(2026, 6, 1)
)
NETWORK = Scenario(id="s2", code="A2", name="车联网", tier=Tier.RESERVE, lead_id="d1", planned_start=date(2026, 9, 1))
CARE = Scenario(id="s3", code="A3", name="医养结合", tier=Tier.RESERVE, tier_since=date(2026, 1, 2), lead_id="d1")
ASKED = Demand(id="n1", code="X1", title="停车难", domain=Domain.LINE, raised_on=date(2026, 1, 1))


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """One is overdue, one shall start within the half-year, one has moved up; a demand that nobody answers."""
    monkeypatch.setattr(days, "today", lambda zone: TODAY)
    write(db, BUREAU, PARKING, NETWORK, CARE, ASKED, at=on(2))
    write(db, replace(CARE, tier=Tier.BUILD, tier_since=date(2026, 1, 20)), at=on(20))
    return front_door


def at(page: AppTest) -> AppTest:
    page.switch_page(PIPELINE)
    page.run()
    assert not page.exception
    return page


def tables(page: AppTest) -> dict[str, pd.DataFrame]:
    """The tables by what they hold: each by the first column that no other has."""
    found: dict[str, pd.DataFrame] = {}
    for it in page.dataframe:
        for name in ("converted", "course", "slip", "ratio", "missing", "answered"):
            if name in it.value:
                found.setdefault(name, it.value)
    return found


def said(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption))


def test_an_empty_library_says_what_to_do(front_door):
    page = at(front_door)
    assert "还没有场景" in page.info[0].value
    assert not page.dataframe


def test_each_question_is_answered_with_its_table(page):
    found = tables(at(page))
    assert found["converted"].loc[1, ["tier", "all", "up", "still"]].tolist() == ["储备", 2, 1, 1]
    assert found["course"]["days"].tolist() == [18]
    assert found["slip"][["left", "slip"]].to_numpy().tolist() == [[-29, 0]]
    assert found["ratio"]["ratio"].tolist()[-1] == 0.5
    assert len(found["missing"]) == 1
    assert found["answered"][["open", "old"]].to_numpy().tolist() == [[1, 1]]


def test_what_is_left_out_is_said(page):
    text = said(at(page))
    assert "有计划完工日期的 1 个" in text
    assert "1 个已过期，另有 2 个没有计划完工日期" in text
    assert "开工的 1 个：材料齐的 0 个" in text


def test_a_month_leads_to_the_lights_of_its_day(page):
    month = at(page).dataframe[0].value["month"][0]
    assert month.startswith("/lights?day=2026-06-30&light=%E2%96%A0")


def test_a_past_day_knows_what_was_known_then(page):
    page.query_params["day"] = "2026-01-10"
    found = tables(at(page))
    assert "course" not in found
    assert found["converted"]["up"].tolist() == [0, 0]


def test_the_same_in_english(page):
    page.query_params["lang"] = "en"
    assert "1 unfinished with a planned end" in said(at(page))
