"""What the server tells when it is ready, and what it keeps of Streamlit's settings."""

from __future__ import annotations

import pytest
from starlette.routing import Route
from streamlit import config
from streamlit.runtime import app_session

from pages.parts import server, strays, unchanging
from scenario_db.wording import Words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whoever_started_it_by_make_is_told_how_long_that_took(language):
    assert "97" in server.told_when_ready({"RUN_BEGAN": "1000"}, Words(language), now=1097.4)


def test_a_service_is_told_nothing():
    assert server.told_when_ready({}, Words("zh"), now=1097.4) == ""


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
    assert [it.path for it in server.routes() if isinstance(it, Route) and not strays.is_there(it.path)] == []


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
