"""A clerk's returns in a real browser, clicks counted: one scenario, thirty unchanged ones, and a refresh between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scenario_db.codes import Tier
from scenario_db.database import open_database
from scenario_db.records import Department, Scenario
from tests.browsers import Server, Window, open_window, running_server
from tests.telling import write

pytestmark = pytest.mark.browser

MANY = 31


@pytest.fixture(scope="module")
def busy_unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server on a library in which one unit leads many scenarios in 建设."""
    folder: Path = tmp_path_factory.mktemp("returns")
    register = open_database(f"duckdb:///{folder / 'register.duckdb'}")
    led = [Scenario(id=f"s{i}", name=f"场景{i:02}", tier=Tier.BUILD, lead_id="d1") for i in range(1, MANY + 1)]
    write(register, Department(id="d1", name="市工信局"), *led)
    register.close()
    with running_server(folder) as running:
        yield running


@pytest.fixture
def desk(browser: Browser, busy_unit: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window on it, at the page of returns, as the clerk of the unit."""
    with open_window(browser, busy_unit, request.node.name) as opened:
        yield opened


class Clicks:
    """Counts what the clerk clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def button(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.count += 1

    def cell(self, x: float, y: float) -> None:
        self.page.get_by_test_id("stDataFrame").first.click(position={"x": x, "y": y})
        self.count += 1


def as_clerk(desk: Window) -> None:
    desk.open("/progress")
    expect(desk.page.get_by_test_id("data-grid-canvas").first).to_be_visible()
    desk.choose_who("部门填报员")
    expect(desk.page.locator(".st-key-visit-who")).to_contain_text("部门填报员")
    desk.settle()
    expect(desk.page.get_by_test_id("data-grid-canvas").first).to_be_visible()


def test_one_is_filed_and_thirty_are_unchanged_within_a_few_clicks(desk: Window) -> None:
    page = desk.page
    as_clerk(desk)
    clicks = Clicks(page)
    page.get_by_test_id("stDataFrame").first.scroll_into_view_if_needed()
    clicks.cell(535, 50)  # 本期完成 of the first row
    page.keyboard.press("Enter")
    expect(page.locator("#portal input")).to_be_visible()
    page.keyboard.type("12.5")
    expect(page.locator("#portal input")).to_have_value("12.5")
    desk.keep("journey-returns-typed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="提交 1 份")).to_be_enabled()

    page.reload()
    as_clerk(desk)
    expect(page.get_by_role("button", name="提交 1 份")).to_be_enabled()
    clicks.button("提交 1 份")
    expect(page.get_by_text("已提交 1 份")).to_be_visible()
    assert clicks.count <= 6

    many = Clicks(page)
    many.button("本页其余都无变化")
    expect(page.get_by_role("button", name="提交 30 份")).to_be_enabled()
    many.button("提交 30 份")
    expect(page.get_by_text("已提交 30 份")).to_be_visible()
    assert many.count == 2
    desk.keep("journey-returns-sent")
    assert desk.complaints == []
