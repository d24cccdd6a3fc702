"""万元 or 亿元 at a switch: one choice, and every page that shows money obeys it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import settings
from scenario_db.codes import Role, Tier
from scenario_db.database import Database
from scenario_db.days import today
from scenario_db.records import AnnualPlan, Department, Scenario
from tests.telling import write

YEAR = today(settings.current().zone).year


@pytest.fixture
def page(db: Database, front_door: AppTest) -> AppTest:
    """The list of a city with one scenario, whose money is 1.235 亿元."""
    write(
        db,
        Department(id="d1", name="市城管局"),
        Scenario(id="s1", name="智慧停车", tier=Tier.BUILD, lead_id="d1", total_invest=Decimal(12_350)),
        AnnualPlan(scenario_id="s1", year=YEAR, planned_invest=Decimal(10_000)),
    )
    return front_door.switch_page("pages/desk/scenarios.py").run()


def total(page: AppTest) -> float:
    return float(page.dataframe[0].value["total_invest"][0])


def switch(page: AppTest, role: Role = Role.OFFICE):
    return page.button_group(key=f"amounts.{role}")


def test_the_switch_turns_the_list_and_the_other_pages(page: AppTest) -> None:
    assert total(page) == 12_350
    switch(page).set_value("large").run()
    assert total(page) == 1.235
    assert "金额单位：亿元" in str([it.value for it in page.markdown])
    page.switch_page("pages/overview/money.py").run()
    assert "单位：亿元" in [it.value for it in page.caption]
    assert float(page.dataframe[-1].value["planned"].iloc[-1]) == 1.0
    assert not page.exception


def test_the_address_of_what_was_seen_says_the_unit(page: AppTest) -> None:
    assert "amounts" not in page.query_params
    switch(page).set_value("large").run()
    assert page.query_params["amounts"] == "large"


def test_a_link_opens_in_the_unit_that_it_names(front_door: AppTest) -> None:
    front_door.query_params["amounts"] = "large"
    front_door.run()
    assert switch(front_door).value == "large"


def test_a_leader_reads_large_sums_unless_she_chooses_otherwise(page: AppTest) -> None:
    page.selectbox(key="visit.role").set_value(Role.LEADER).run()
    assert total(page) == 1.235
    switch(page, Role.LEADER).set_value("small").run()
    assert total(page) == 12_350
