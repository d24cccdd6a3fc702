"""一图一表: one scenario on a page, with its lights, money and milestones drawn, for whoever may see what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from exporters import sheet
from scenario_db import scenarios
from scenario_db.codes import MilestoneStatus, Role
from scenario_db.database import Database, open_database
from scenario_db.records import Milestone, Scenario
from scenario_db.roles import Person
from scenario_db.wording import Words
from tests import briefing
from tests.telling import OFFICE, on, write

DAY = date(2026, 1, 31)
LEADER = Person("王局", Role.LEADER)


@pytest.fixture(scope="module")
def city() -> Iterator[Database]:
    db = open_database("duckdb:///:memory:")
    briefing.tell(db)
    write(
        db,
        replace(briefing.PARKING, summary="=1+1<script>"),
        Milestone(scenario_id="s1", name="初步验收", planned_date=date(2026, 1, 15), status=MilestoneStatus.PENDING),
        at=on(28),
    )
    yield db
    db.close()


def page(db: Database, code: str, to: Person = LEADER, language: str = "zh") -> str:
    it = scenarios.by_code(db, code)
    assert isinstance(it, Scenario)
    return sheet.of(db, it, Words(language), day=DAY, to=to).decode()


def test_the_page_draws_lights_money_and_milestones(city):
    text = page(city, "WX-1")
    assert text.count("<svg") == 3
    assert "计划 2,400 万元，至1月完成 300 万元，12.5%（序时 8.3%）" in text
    assert "初步验收" in text
    assert "缺数据" in text
    assert "市公安局" in text


def test_a_scenario_with_nothing_but_a_name_has_a_page_too(city):
    text = page(city, "WX-4")
    assert "今年还没有年度计划" in text
    assert "<script" not in text


def test_what_a_person_may_not_see_is_masked(city):
    number = str(briefing.PARKING.phone)
    assert number not in page(city, "WX-1")
    assert number not in page(city, "WX-1", OFFICE)


def test_the_page_fetches_nothing_and_is_in_english_too(city):
    text = page(city, "WX-1", language="en")
    assert re.findall(r"""(?:src|href)\s*=|url\(|https?:""", text) == []
    assert "2,400 planned, 300 done by month 1" in text
