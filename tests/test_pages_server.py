"""What the server answers beside the pages, and that every page is found by its address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from streamlit import config
from streamlit.runtime import app_session

from pages.parts import server, strays, unchanging
from scenario_db.wording import Words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whoever_started_it_by_make_is_told_how_long_that_took(language):
    assert "97" in server.told_when_ready({"RUN_BEGAN": "1000"}, Words(language), now=1097.4)


def test_a_service_is_told_nothing():
    assert server.told_when_ready({}, Words("zh"), now=1097.4) == ""


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


def test_only_what_nobody_answers_is_no_page():
    assert not strays.is_there("/nosuchpage")
    assert not strays.is_there("/总览")
    there = (
        "/",
        "/portfolio",
        "/portfolio/",
        "/signin",
        "/metrics",
        "/static/js/index.js",
        "/favicon.png",
        "/api/v1/me",
    )
    assert [it for it in there if not strays.is_there(it)] == []


def test_on_paper_there_is_the_day_and_nothing_to_click(window):
    window.open("/portfolio?day=2026-06-30")
    window.page.emulate_media(media="print")
    for gone in ("stSidebar", "stTextInput", "stPopover", "stButton"):
        expect(window.page.get_by_test_id(gone).filter(visible=True)).to_have_count(0)
    expect(window.page.get_by_test_id("stDateInput").first).to_be_visible()
    expect(window.page.get_by_text("演示库", exact=True).first).to_be_visible()
    assert window.complaints == []


def test_what_streamlit_gathers_at_each_run_is_gathered_once_and_is_the_same(monkeypatch):
    """By names of its inside; a release without them fails here and not at the start of a server."""
    for module, name in (
        *((config, name) for name in ("get_option", "get_options_for_section")),
        (app_session, "to_snake_case"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    theme, port = config.get_options_for_section("theme"), config.get_option("server.port")
    unchanging.keep()
    assert config.get_options_for_section("theme") is config.get_options_for_section("theme")
    assert config.get_options_for_section("theme") == theme
    assert config.get_option("server.port") == port
