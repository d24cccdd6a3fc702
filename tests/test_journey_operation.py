"""From an empty library to a scenario in 运营 in a real browser: as the office, a clerk and her reviewer would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scenario_db import days, settings
from tests.browsers import Server, Window, open_window, running_server

pytestmark = pytest.mark.browser

UNIT, NAME = "市城管局", "智慧路灯"
CODE = f"WX-{days.today(settings.current().zone).year}-0001"
OFFICE, CLERK, REVIEWER = "领导小组办公室", "部门填报员", "部门审核人"


@pytest.fixture(scope="module")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server on a library in which there is nothing, not even a department."""
    with running_server(tmp_path_factory.mktemp("operation"), SCENARIO_START_WITH="empty") as running:
        yield running


@pytest.fixture
def desk(browser: Browser, empty_library: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window on it."""
    with open_window(browser, empty_library, request.node.name) as opened:
        yield opened


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def a_department_is_added(desk: Window) -> None:
    desk.go_to("单位与清单")
    desk.page.get_by_role("button", name="新增单位").click()
    desk.page.get_by_role("textbox", name="规范简称").fill(UNIT)
    desk.page.get_by_role("button", name="保存", exact=True).click()
    expect(desk.page.get_by_text(f"已保存：{UNIT}")).to_be_visible()


def a_scenario_is_to_enter(desk: Window) -> None:
    page = desk.page
    desk.go_to("台账")
    page.get_by_test_id("stMain").get_by_role("button", name="新场景入库").click()
    page.get_by_role("textbox", name="场景名称").fill(NAME)
    page.get_by_role("textbox", name="场景名称").press("Enter")
    page.get_by_role("combobox", name="需求领域").click()
    page.get_by_role("option", name="政府", exact=False).first.click()
    page.get_by_role("textbox", name="痛点需求").fill("路灯故障发现慢")
    page.get_by_text("声明：本场景不涉及国家秘密").click()
    desk.settle()
    desk.keep("journey-operation-entering")
    page.get_by_role("button", name="提出入库").click()
    expect(page.get_by_text("已提出", exact=False).first).to_be_visible()


def both_reviews_pass(desk: Window) -> None:
    """First the department's head, then the office; each is told what she passed."""
    for role in (REVIEWER, OFFICE):
        desk.choose_who(role)
        desk.go_to("调库", "审核")
        desk.page.get_by_role("button", name="通过（1）").click()
        expect(desk.page.get_by_text("已通过 1 条。")).to_be_visible()


def the_gate_is_answered(desk: Window, missing: int, picture: str) -> None:
    """The office waives in one dialog what the pilot still lacks."""
    page = desk.page
    expect(page.get_by_role("heading", name=f"还缺 {missing} 项")).to_be_visible()
    page.get_by_role("button", name=f"一次补齐（{missing} 项）").click()
    items = dialog(page).get_by_role("combobox", name="豁免的事项")
    items.click()
    for _ in range(missing):
        items.press("ArrowDown")
        items.press("Enter")
    items.press("Tab")
    dialog(page).get_by_role("textbox", name="豁免理由").fill("试点先行，材料后补")
    desk.keep(picture)
    dialog(page).get_by_role("button", name="保存", exact=True).click()
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_role("heading", name="还缺 0 项")).to_be_visible()


def the_next_library_is_proposed(desk: Window) -> None:
    page = desk.page
    desk.choose_who(CLERK)
    desk.open(f"/moves?code={CODE}")
    page.get_by_role("button", name="提出", exact=True).click()
    expect(page.get_by_text("已提出，等待初审", exact=False)).to_be_visible()


def test_from_an_empty_library_to_operation(desk: Window) -> None:
    desk.open("/")
    a_department_is_added(desk)
    desk.choose_who(CLERK)
    a_scenario_is_to_enter(desk)
    both_reviews_pass(desk)
    for number, (missing, library) in enumerate(((8, "储备"), (9, "建设"), (5, "运营")), start=2):
        desk.open(f"/moves?code={CODE}")
        the_gate_is_answered(desk, missing, f"journey-operation-gate-{number}")
        the_next_library_is_proposed(desk)
        both_reviews_pass(desk)
        desk.open(f"/scenario?code={CODE}")
        expect(desk.page.get_by_text(library, exact=True).first).to_be_visible()
    desk.keep("journey-operation-operates")
    desk.open("/portfolio")
    operating = desk.page.get_by_test_id("stMetric").filter(has_text="运营")
    expect(operating.get_by_test_id("stMetricValue")).to_have_text("1")
    assert desk.complaints == []
