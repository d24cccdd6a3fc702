"""The front door: every page of the menu opens on an empty register, in both languages, for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import menu, visit
from scenario_db import days, demonstration, settings
from scenario_db.codes import Role
from scenario_db.database import Database, connect
from scenario_db.roles import Person
from scenario_db.wording import LANGUAGES
from tests.conftest import begin
from tests.telling import OFFICE

LONGEST_MENU = 18
"""As many lines as a screen of 768 pixels shows at once."""


@pytest.mark.parametrize("entry", menu.MENU, ids=lambda entry: entry.address)
def test_every_page_opens_on_an_empty_register(front_door: AppTest, entry: menu.Entry) -> None:
    roles = (role for role in (Role.OFFICE, *Role) if entry in menu.open_to(Person("somebody", role)))
    front_door.session_state["visit.role"] = next(roles)
    front_door.switch_page(f"pages/{entry.script}").run()
    assert [error.message for error in front_door.exception] == []


@pytest.fixture
def both(db: Database, blank: Path, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """The demonstration on PostgreSQL and on DuckDB."""
    url = f"duckdb:///{tmp_path / 'register.duckdb'}"
    begin(url, blank)
    with closing(connect(url)) as other:
        for register in (db, other):
            demonstration.tell(register, today=days.today(settings.current().zone), by=OFFICE)
        yield db, other


@pytest.mark.slow
@pytest.mark.engines("postgres")
def test_every_page_says_on_postgresql_what_it_says_on_duckdb(both, front_door: AppTest, monkeypatch) -> None:
    """What lets the other tests of pages ask one engine only. The audit tells seconds, which are never the same."""
    front_door.query_params["code"] = "WX-2026-0001"
    for entry in (it for it in menu.MENU if it.address != "audit"):
        told = []
        for register in both:
            monkeypatch.setattr(visit, "register", lambda register=register: register)
            told.append(said(front_door.switch_page(f"pages/{entry.script}").run()))
        assert told[0] == told[1], entry.address
        assert told[0], entry.address


def said(page: AppTest) -> list[str]:
    """All that stands on a page: its words, its figures, its tables."""
    assert [error.message for error in page.exception] == []
    words = (*page.title, *page.header, *page.markdown, *page.caption, *page.info, *page.warning)
    figures = [f"{it.label} {it.value} {it.delta}" for it in page.metric]
    return [*(it.value for it in words), *figures, *(it.value.to_csv() for it in page.dataframe)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_opens_in_either_language(front_door: AppTest, language: str) -> None:
    front_door.query_params["lang"] = language
    front_door.run()
    assert [error.message for error in front_door.exception] == []


def test_who_only_reads_does_not_find_the_import_in_the_menu() -> None:
    addresses = {entry.address for entry in menu.open_to(Person("a leader", Role.LEADER))}
    assert "portfolio" in addresses
    assert "upload" not in addresses


def test_whoever_comes_finds_a_page_to_arrive_at() -> None:
    assert [role for role in Role if not menu.open_to(Person("somebody", role))[0].shown] == []


@pytest.mark.parametrize("role", Role)
def test_the_menu_of_a_role_is_short_and_leads_to_all_that_is_open(role: Role) -> None:
    entries = menu.open_to(Person("somebody", role))
    shown = [it for it in entries if it.shown]
    first = {it.group: it for it in reversed(shown)}
    assert len(first) <= LONGEST_MENU
    assert {it.group for it in shown} <= {it.address for it in menu.MENU}


def test_pages_that_belong_together_lead_to_each_other(front_door: AppTest) -> None:
    front_door.switch_page("pages/overview/movement.py").run()
    links = [it.proto.page for it in front_door.get("page_link")]
    assert links[:2] == ["portfolio", "movement"]
