"""Two languages in a real browser: by the address, by the switch, and from page to page."""

from __future__ import annotations

import pytest

from tests.browsers import Window

pytestmark = pytest.mark.browser


def heading(window: Window) -> str:
    return window.page.get_by_test_id("stHeading").first.inner_text()


def go_to(window: Window, title: str) -> None:
    window.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    window.page.get_by_test_id("stHeading").filter(has_text=title).first.wait_for()


def test_a_link_in_english_opens_in_english_and_stays_so(window: Window) -> None:
    window.open("/scenarios?lang=en")
    assert heading(window) == "Ledger"
    go_to(window, "Portfolio")
    assert window.page.url.endswith("lang=en")


def test_the_switch_turns_the_page_and_the_next_one(window: Window) -> None:
    window.open("/scenarios?lang=en")
    window.page.get_by_text("中文", exact=True).click()
    window.page.get_by_test_id("stHeading").filter(has_text="台账").first.wait_for()
    go_to(window, "总览")
    assert window.page.get_by_test_id("stException").count() == 0
    assert "lang" not in window.page.url
