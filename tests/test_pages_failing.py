"""When something breaks: a sentence with a number for the person, the traceback under that number for the log."""

from __future__ import annotations

import logging
import re

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from pages.parts import failing
from pages.parts.headers import of
from scenario_db.wording import LANGUAGES

SECRET = "select phone from /srv/register.duckdb"


def broken_page() -> None:
    from pages.parts import failing  # noqa: PLC0415 - Streamlit runs this function as a file of its own
    from scenario_db.engine import unavailable  # noqa: PLC0415

    failing.show(unavailable("register_stopped"))
    failing.show(ValueError("select phone from /srv/register.duckdb"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_sees_a_sentence_in_her_language_and_the_log_has_the_rest(language, caplog):
    page = AppTest.from_function(broken_page)
    page.query_params["lang"] = language
    with caplog.at_level(logging.ERROR, logger="scenario"):
        page.run()
    refused, failed = (it.value for it in page.error)
    number = re.search(r"[0-9a-f]{8}", failed)
    assert SECRET not in failed + refused + page.caption[0].value
    assert ("编号" in failed) == (language == "zh")
    assert number is not None
    first, second = (it.getMessage() for it in caplog.records if it.name == "scenario")
    assert number[0] in second
    assert SECRET in caplog.text
    assert re.findall(r"[0-9a-f]{8}", page.caption[0].value)[0] in first


@pytest.mark.parametrize(
    ("path", "kind"), [("/signin", "text/html"), ("/api/v1/scenarios", "application/problem+json")]
)
def test_so_does_whoever_asks_for_something_else(path, kind):
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"lang=en",
        "headers": [],
        "scheme": "https",
    }
    said = failing.answer(Request(scope), ValueError(SECRET))
    assert said.status_code == 500
    assert said.headers["content-type"].startswith(kind)
    assert SECRET.encode() not in said.body
    assert said.headers["x-content-type-options"] == "nosniff"


def test_a_browser_is_held_to_tls_only_where_it_came_by_tls():
    assert "Strict-Transport-Security" not in of({"scheme": "http"})
    assert "Strict-Transport-Security" in of({"scheme": "https"})
