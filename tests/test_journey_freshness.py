"""A page that others make old: whoever looks at it is told, and nobody is disturbed by her own save."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import Server, Window, open_window

pytestmark = pytest.mark.browser

OLD = "有人更新了数据，点这里刷新"


@pytest.fixture
def elsewhere(browser: Browser, server: Server) -> Iterator[Window]:
    """Somebody else's window on the same library."""
    with open_window(browser, server, "freshness-elsewhere") as opened:
        yield opened


def mark(window: Window) -> int:
    return int(window.page.locator("[data-mark]").get_attribute("data-mark") or 0)


def save_a_department(window: Window, name: str) -> None:
    window.open("/units")
    window.page.get_by_role("button", name="新增单位").click()
    window.page.get_by_role("textbox", name="规范简称").fill(name)
    window.page.get_by_role("button", name="保存", exact=True).click()
    expect(window.page.get_by_text(f"已保存：{name}")).to_be_visible()


def test_who_looks_at_a_page_is_told_that_another_saved_and_sees_it_by_a_click(window, elsewhere):
    window.open("/portfolio")
    before = mark(window)
    expect(window.page.get_by_text(OLD)).to_have_count(0)
    save_a_department(elsewhere, "市一局")
    expect(window.page.get_by_text(OLD)).to_be_visible()
    window.keep("journey-freshness")
    window.page.get_by_role("button", name=OLD).click()
    expect(window.page.get_by_text(OLD)).to_be_hidden()
    window.settle()
    assert mark(window) > before
    assert window.complaints == []


def test_who_saved_herself_is_not_told_of_it(window, elsewhere):
    elsewhere.open("/portfolio")
    save_a_department(window, "市二局")
    expect(elsewhere.page.get_by_text(OLD)).to_be_visible()  # by now the mark has been told to all
    expect(window.page.get_by_text(OLD)).to_be_hidden()


def test_a_page_that_nobody_touches_draws_itself_anew(window, elsewhere):
    window.page.clock.install()
    window.open("/portfolio")
    before = mark(window)
    save_a_department(elsewhere, "市三局")
    expect(window.page.get_by_text(OLD)).to_be_visible()
    window.page.clock.fast_forward("02:10")
    window.page.clock.fast_forward("00:06")  # not all who look draw anew at the same moment
    expect(window.page.get_by_text(OLD)).to_be_hidden()
    window.settle()
    assert mark(window) > before


def test_whoever_is_writing_is_told_and_not_interrupted(window, elsewhere):
    window.page.clock.install()
    window.open("/portfolio")
    window.page.get_by_placeholder("场景、单位、需求、服务商").fill("路灯")
    before = mark(window)
    save_a_department(elsewhere, "市四局")
    window.page.clock.fast_forward("02:10")
    expect(window.page.get_by_text(OLD)).to_be_visible()
    assert mark(window) == before
