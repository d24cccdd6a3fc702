"""By an address typed or sent: the page is found, what follows it is kept, and on paper it says its day."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from scenario_db.wording import Words

pytestmark = pytest.mark.browser


def test_the_bare_address_leads_on_and_keeps_what_follows(window):
    window.open("/?day=2026-06-30&lang=en")
    window.page.wait_for_url(re.compile(r"/portfolio\?"))
    assert re.search(r"day=2026-06-30", window.page.url)
    assert window.page.get_by_test_id("stHeading").first.inner_text() == "Portfolio"
    assert window.complaints == []


def test_whoever_comes_by_its_name_sees_the_page(window):
    window.open("/portfolio?lang=en")
    assert window.page.get_by_test_id("stHeading").first.inner_text() == "Portfolio"
    assert window.complaints == []


@pytest.mark.parametrize(("language", "says"), [("zh", "没有这个页面"), ("en", "There is no such page")])
def test_whoever_asks_for_a_page_that_is_not_there_is_told_so_in_her_language(window, language, says):
    window.page.goto(f"{window.server.url}/nosuchpage?lang={language}")
    expect(window.page.get_by_text(says)).to_be_visible()
    window.page.get_by_role("link").click()
    window.settle()
    assert window.page.get_by_test_id("stHeading").first.inner_text() == Words(language)("page.portfolio")


def test_on_paper_there_is_the_day_and_nothing_to_click(window):
    window.open("/portfolio?day=2026-06-30")
    window.page.emulate_media(media="print")
    for gone in ("stSidebar", "stTextInput", "stPopover", "stButton"):
        expect(window.page.get_by_test_id(gone).filter(visible=True)).to_have_count(0)
    expect(window.page.get_by_test_id("stDateInput").first).to_be_visible()
    expect(window.page.get_by_text("演示库", exact=True).first).to_be_visible()
    assert window.complaints == []
