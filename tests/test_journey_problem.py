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

CODE = "WX-CJ-2026-0001"
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
    care = Scenario(id="s1", code=CODE, name="家门口的医养结合", tier=Tier.OPERATE, lead_id="d1", suspended=True)
    write(db, Department(id="d1", name="市民政局"), Department(id="d2", name="市卫健委"), care, ASKED)
    db.close()
    with running_server(folder, SCENARIO_START_WITH="empty") as running:
        yield running


@pytest.fixture
def desk(browser: Browser, two_departments: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window on it."""
    with open_window(browser, two_departments, request.node.name) as opened:
        yield opened


def dialog(page: Page):
    return page.get_by_role("dialog")


def test_the_office_is_told_in_the_words_of_the_form_what_is_wanting(desk: Window) -> None:
    desk.open("/issues")
    desk.page.get_by_role("button", name="提出问题").click()
    dialog(desk.page).get_by_role("button", name="提出问题").click()
    expect(dialog(desk.page).get_by_text("请写明问题、需要哪个单位、希望何时解决。")).to_be_visible()


def test_a_problem_goes_from_desk_to_desk_until_it_is_closed(desk: Window) -> None:
    page = desk.page
    desk.open("/")
    desk.choose_who("部门填报员", "市民政局")
    desk.go_to("问题督办")
    page.get_by_role("button", name="提出问题").click()
    dialog(page).get_by_role("textbox", name="问题描述").fill("健康档案接口未开放")
    dialog(page).get_by_role("combobox", name="需配合单位").click()
    page.get_by_role("option", name="市卫健委").click()
    desk.keep("journey-problem-raised")
    dialog(page).get_by_role("button", name="提出问题").click()
    expect(page.get_by_text("共 1 个问题")).to_be_visible()

    desk.choose_who("部门填报员", "市卫健委")
    desk.go_to("工作台")
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
    desk.go_to("问题督办")
    page.get_by_text("看已销号的").click()
    expect(page.get_by_text("共 1 个问题")).to_be_visible()
    desk.keep("journey-problem-closed")
    assert desk.complaints == []


def test_a_leader_instructs_and_sees_it_to_its_end(desk: Window) -> None:
    page = desk.page
    desk.open(f"/scenario?code={CODE}")
    desk.choose_who("领导")
    page.get_by_role("button", name="批示", exact=True).click()
    dialog(page).get_by_role("textbox", name="批示意见").fill("请十日内恢复建设")
    dialog(page).get_by_role("button", name="批示", exact=True).click()
    expect(dialog(page)).to_have_count(0)

    answered(desk, "正在协调")
    ended(desk, "未解决", "请给出日期")
    answered(desk, "二月底恢复")
    ended(desk, "销号", "同意")
    expect(page.get_by_text("没有在办的批示")).to_be_visible()
    assert desk.complaints == []


def answered(desk: Window, words: str) -> None:
    desk.choose_who("部门填报员", "市民政局")
    desk.go_to("工作台")
    expect(desk.page.get_by_text("领导：请十日内恢复建设")).to_be_visible()
    desk.page.get_by_role("button", name="办理").click()
    dialog(desk.page).get_by_role("textbox").fill(words)
    dialog(desk.page).get_by_role("button", name="答复", exact=True).last.click()
    expect(dialog(desk.page)).to_have_count(0)


def ended(desk: Window, step: str, words: str) -> None:
    """The leader ticks hers beneath her heading, and takes a step with it."""
    page = desk.page
    desk.choose_who("领导")
    desk.go_to("总览")
    table = page.locator("xpath=//*[text()='我的批示']/following::*[@data-testid='stDataFrame'][1]")
    table.scroll_into_view_if_needed()
    at = table.bounding_box()
    assert at is not None
    page.mouse.click(at["x"] + 16, at["y"] + 50)
    page.get_by_role("button", name=step, exact=True).click()
    dialog(page).get_by_role("textbox").fill(words)
    dialog(page).get_by_role("button", name=step, exact=True).last.click()
    expect(dialog(page)).to_have_count(0)
    desk.settle()
