"""The tour in a real browser: it comes once to each who signs in, can be left at any step and taken again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scenario_db import accounts, credentials, tours
from scenario_db.accounts import Account
from scenario_db.codes import Role
from scenario_db.database import open_database
from scenario_db.roles import Person
from tests.browsers import Server, open_window, running_server
from tests.test_journey_keyboard import LISTENS

KEEPER = Person("管理员", Role.ADMIN)
PATIENCE = 20_000
PASSWORD = "known to nobody else"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server with two accounts that have never been here, and one that has seen it all."""
    folder = tmp_path_factory.mktemp("tour")
    db = open_database(f"duckdb:///{folder / 'register.duckdb'}")
    for login, name in (("new", "新来的"), ("hasty", "性急的"), ("old", "来过的")):
        accounts.add(db, Account(login, name, Role.LEADER), "handed over on paper", by=KEEPER)
        credentials.choose(db, login, "handed over on paper", PASSWORD, by=KEEPER)
    tours.see(db, "old", Role.LEADER)
    db.close()
    with running_server(folder, SCENARIO_START_WITH="empty") as running:
        yield running


def sign_in(page: Page, server: Server, login: str) -> None:
    page.goto(f"{server.url}/signin?next=/lights")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_test_id("stHeading").first.wait_for()


def take_it_again(page: Page) -> None:
    page.get_by_test_id("stPopover").get_by_role("button", name="新来的").click()
    page.get_by_role("button", name="再看一遍使用介绍").click()


def test_it_comes_once_leads_back_and_forth_and_is_found_again(browser: Browser, office: Server) -> None:
    with open_window(browser, office, "tour") as window:
        page = window.page
        sign_in(page, office, "new")
        tour = page.get_by_role("dialog", name="初次使用")
        expect(tour).to_contain_text("这里有什么", timeout=PATIENCE)
        window.keep("journey-tour")
        tour.get_by_role("button", name="下一步").click()
        expect(tour).to_contain_text("先做什么", timeout=PATIENCE)
        tour.get_by_role("button", name="上一步").click()
        expect(tour).to_contain_text("这里有什么", timeout=PATIENCE)
        for _ in range(3):
            tour.get_by_role("button", name="下一步").click()
        tour.get_by_role("button", name="开始使用").click()
        expect(tour).to_have_count(0, timeout=PATIENCE)

        page.reload()
        window.settle()
        expect(tour).to_have_count(0, timeout=PATIENCE)
        take_it_again(page)
        expect(tour).to_contain_text("这里有什么", timeout=PATIENCE)
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
        window.settle()
        page.evaluate(LISTENS)
        page.keyboard.press("Escape")
        expect(tour).to_have_count(0, timeout=PATIENCE)
        take_it_again(page)
        tour.get_by_role("button", name="跳过").click()
        expect(tour).to_have_count(0, timeout=PATIENCE)


def test_who_has_seen_it_is_not_stopped_again(browser: Browser, office: Server) -> None:
    with open_window(browser, office, "tour_seen") as window:
        sign_in(window.page, office, "old")
        window.settle()
        expect(window.page.get_by_role("dialog", name="初次使用")).to_have_count(0)


def test_one_key_is_enough_to_be_left_alone(browser: Browser, office: Server) -> None:
    with open_window(browser, office, "tour_escape") as window:
        sign_in(window.page, office, "hasty")
        tour = window.page.get_by_role("dialog", name="初次使用")
        expect(tour).to_be_visible()
        tour.press("Escape")
        expect(tour).to_have_count(0, timeout=PATIENCE)
        window.page.reload()
        window.settle()
        expect(tour).to_have_count(0, timeout=PATIENCE)
