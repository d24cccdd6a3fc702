"""Two languages in a real browser: by the address, by the switch, and from page to page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsers import Window

pytestmark = pytest.mark.browser


def heading(window: Window) -> str:
    return window.page.get_by_test_id("stHeading").first.inner_text()


def test_a_link_in_english_opens_in_english_and_stays_so(window: Window) -> None:
    window.open("/scenarios?lang=en")
    assert heading(window) == "Ledger"
    window.go_to("Portfolio")
    assert window.page.url.endswith("lang=en")


SHOWN = "it => getComputedStyle(it, '::after').content + getComputedStyle(it).fontSize"


def test_what_streamlit_says_in_english_only_is_said_in_chinese(window: Window) -> None:
    page = window.page
    window.open("/upload")
    expect(page.locator("html[lang=zh-CN]")).to_have_count(1)
    dropzone = page.get_by_test_id("stFileUploaderDropzone")
    assert dropzone.get_by_text("Upload", exact=True).evaluate(SHOWN) == '"选择文件"0px'
    expect(dropzone.get_by_text("per file")).to_be_hidden()
    page.get_by_placeholder("场景、单位、需求、服务商").fill("路灯")
    assert page.get_by_text("Press Enter to apply").evaluate(SHOWN) == '"按回车键生效"0px'
    window.open("/upload?lang=en")
    expect(page.locator("html[lang=en]")).to_have_count(1)
    expect(dropzone.get_by_text("per file")).to_be_visible()


def test_the_switch_turns_the_page_and_the_next_one(window: Window) -> None:
    window.open("/scenarios?lang=en")
    window.page.get_by_text("中文", exact=True).click()
    window.page.get_by_test_id("stHeading").filter(has_text="台账").first.wait_for()
    window.go_to("总览")
    assert window.page.get_by_test_id("stException").count() == 0
    assert "lang" not in window.page.url
