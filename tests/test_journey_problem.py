"""A problem in a real browser: one department raises it, the other answers from its workbench, the first closes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from scenario_db.codes import PartnerRole, Tier
from scenario_db.database import open_database
from scenario_db.records import Department, Partner, Scenario
from tests.browsers import Server, Window, open_window, running_server
from tests.telling import write

ASKED = Partner(
    scenario_id="s1", department_id="d2", role=PartnerRole.DATA, task="提供健康档案", requested_on=date(2026, 1, 5)
)
"""What was asked of the other department long ago, and is still to be promised."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two_departments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server on a library of two departments and one scenario, which owes no return now."""
    folder = tmp_path_factory.mktemp("problem")
    db = open_database(f"duckdb:///{folder / 'register.duckdb'}")
    care = Scenario(id="s1", name="家门口的医养结合", tier=Tier.OPERATE, lead_id="d1", suspended=True)
    write(db, Department(id="d1", name="市民政局"), Department(id="d2", name="市卫健委"), care, ASKED)
    db.close()
    with running_server(folder, SCENARIO_START_WITH="empty") as running:
        yield running


@pytest.fixture
def desk(browser: Browser, two_departments: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window on it."""
    with open_window(browser, two_departments, request.node.name) as opened:
        yield opened


def menu(desk: Window, name: str) -> None:
    desk.page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    desk.page.get_by_role("heading", name=name, exact=True).wait_for()
    desk.settle()


def dialog(page: Page):
    return page.get_by_role("dialog")


def test_a_problem_goes_from_desk_to_desk_until_it_is_closed(desk: Window) -> None:
    page = desk.page
    desk.open("/")
    desk.choose_who("部门填报员", "市民政局")
    menu(desk, "问题督办")
    page.get_by_role("button", name="提出问题").click()
    dialog(page).get_by_role("textbox", name="问题描述").fill("健康档案接口未开放")
    dialog(page).get_by_role("combobox", name="需配合单位").click()
    page.get_by_role("option", name="市卫健委").click()
    desk.keep("journey-problem-raised")
    dialog(page).get_by_role("button", name="提出问题").click()
    expect(page.get_by_text("共 1 个问题")).to_be_visible()

    desk.choose_who("部门填报员", "市卫健委")
    menu(desk, "工作台")
    expect(page.get_by_text("健康档案接口未开放")).to_be_visible()
    desk.keep("journey-problem-waits")
    page.get_by_role("button", name="办理").click()
    dialog(page).get_by_role("textbox").fill("接口已开放，文档见数据平台")
    dialog(page).get_by_role("button", name="答复", exact=True).last.click()
    expect(dialog(page)).to_have_count(0)
    desk.settle()
    page.get_by_role("button", name="答复", exact=True).click()
    dialog(page).get_by_role("textbox", name="首席数据官").fill("周数据")
    dialog(page).get_by_role("button", name="提交").click()
    expect(page.get_by_text("今天没有要办的。")).to_be_visible()

    desk.choose_who("部门填报员", "市民政局")
    expect(page.get_by_text("接口已开放，文档见数据平台")).to_be_visible()
    page.get_by_role("button", name="办理").click()
    dialog(page).get_by_role("textbox").fill("联调报告")
    dialog(page).get_by_role("button", name="销号", exact=True).last.click()
    expect(page.get_by_text("今天没有要办的。")).to_be_visible()
    menu(desk, "问题督办")
    page.get_by_text("看已销号的").click()
    expect(page.get_by_text("共 1 个问题")).to_be_visible()
    desk.keep("journey-problem-closed")
    assert desk.complaints == []
