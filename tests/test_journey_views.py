"""A saved view in a real browser: kept on one page, opened from another and from its own, in either language."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsers import Window

pytestmark = pytest.mark.browser


def views(window: Window, name: str) -> None:
    window.page.locator(".st-key-viewing-open").get_by_role("button", name=name, exact=True).click()


def lights(window: Window, name: str) -> None:
    window.page.get_by_test_id("stMain").get_by_role("button", name=name).first.click()
    window.settle()


def test_a_view_opens_as_it_was_kept_from_anywhere_in_either_language(window: Window) -> None:
    page = window.page
    window.open("/lights")
    window.choose_who("领导")
    lights(window, "红灯")
    views(window, "视图")
    page.get_by_role("textbox", name="存为视图").fill("红灯清单")
    page.get_by_role("button", name="保存视图").click()
    kept = page.get_by_role("button", name="红灯清单")
    expect(kept).to_be_visible()
    window.keep("journey-views-kept")
    page.keyboard.press("Escape")

    lights(window, "黄灯")
    expect(page.get_by_text("▲ 黄灯").first).to_be_visible()
    views(window, "视图")
    kept.click()
    page.wait_for_url("**/lights?light=%E2%96%A0+%E7%BA%A2%E7%81%AF")

    window.go_to("资金")
    page.get_by_test_id("stMain").get_by_text("EN", exact=True).click()
    page.get_by_role("heading", name="Money", exact=True).wait_for()
    views(window, "Views")
    kept.click()
    page.wait_for_url("**/lights?light=%E2%96%A0+Red&lang=en")
    page.get_by_role("heading", name="Lights", exact=True).wait_for()
    window.settle()
    window.keep("journey-views-english")
    page.get_by_test_id("stMain").get_by_text("中文", exact=True).click()
    assert window.complaints == []
