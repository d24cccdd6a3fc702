"""Two languages in a real browser: by the address, by the switch, and from page to page."""

from __future__ import annotations

import pytest

from tests.browsers import Window

pytestmark = pytest.mark.browser


def heading(window: Window) -> str:
    return window.page.get_by_test_id("stHeading").first.inner_text()


def test_a_link_in_english_opens_in_english_and_stays_so(window: Window) -> None:
    window.open("/scenarios?lang=en")
    assert heading(window) == "Ledger"
    window.go_to("Portfolio")
    assert window.page.url.endswith("lang=en")


def test_the_switch_turns_the_page_and_the_next_one(window: Window) -> None:
    window.open("/scenarios?lang=en")
    window.page.get_by_text("中文", exact=True).click()
    window.page.get_by_test_id("stHeading").filter(has_text="台账").first.wait_for()
    window.go_to("总览")
    assert window.page.get_by_test_id("stException").count() == 0
    assert "lang" not in window.page.url
