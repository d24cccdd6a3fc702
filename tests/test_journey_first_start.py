"""The first start on a fresh machine: a screen that stands, without a question, without the internet."""

from __future__ import annotations

import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scenario_db.wording import LANGUAGES
from tests.browsers import HOME, Server, Window, free_port, open_window, running_server, start_command


def test_the_server_says_that_it_is_well(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/healthz") as answer:
        assert answer.read() == b"ok"


def test_every_answer_forbids_what_comes_from_elsewhere(server: Server) -> None:
    with urllib.request.urlopen(server.url) as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_request_under_a_strange_name_is_refused(server: Server) -> None:
    request = urllib.request.Request(server.url, headers={"Host": "register.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400


def test_the_start_prints_the_address(server: Server) -> None:
    assert server.url in server.says()


@pytest.mark.parametrize("url", ["the one in use", "mysql://elsewhere"])
def test_a_register_that_cannot_be_opened_ends_the_start_with_a_sentence(server: Server, url: str) -> None:
    named = server.register if url == "the one in use" else url
    ended = subprocess.run(  # noqa: PLW1510 - the code is what is asked for
        start_command(free_port()),
        cwd=HOME,
        env=os.environ | {"SCENARIO_DB_URL": named},
        capture_output=True,
        timeout=60,
    )
    assert ended.returncode == 2
    assert len(ended.stderr.decode().strip().splitlines()) == len(LANGUAGES)


def test_the_server_ends_without_a_word(tmp_path: Path) -> None:
    with running_server(tmp_path) as short:
        pass
    assert short.says().strip().endswith(short.url)


@pytest.mark.browser
def test_the_first_screen_stands_without_an_error(window: Window) -> None:
    window.open()
    window.keep("first_screen")
    assert window.page.get_by_test_id("stException").count() == 0
    assert window.page.get_by_test_id("stAlertContentError").count() == 0
    assert window.complaints == []


@pytest.mark.browser
def test_nothing_is_asked_of_another_machine(window: Window) -> None:
    window.open()
    ours = (window.server.url, window.server.url.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in window.requests if not url.startswith(ours)] == []


@pytest.mark.browser
def test_a_link_from_a_colleague_opens_its_page_on_a_server_that_nobody_has_used_yet(
    browser: Browser, tmp_path: Path
) -> None:
    with running_server(tmp_path) as fresh, open_window(browser, fresh, "deep_link") as window:
        window.open("/upload")
        assert window.page.url.endswith("/upload")
        assert window.complaints == []
