"""The front door: every page of the menu opens on an empty register, in both languages, for whoever may see it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import menu
from scenario_db.codes import Role
from scenario_db.roles import Person
from scenario_db.wording import LANGUAGES

LONGEST_MENU = 18
"""As many lines as a screen of 768 pixels shows at once."""


@pytest.mark.parametrize("entry", menu.MENU, ids=lambda entry: entry.address)
def test_every_page_opens_on_an_empty_register(front_door: AppTest, entry: menu.Entry) -> None:
    roles = (role for role in (Role.OFFICE, *Role) if entry in menu.open_to(Person("somebody", role)))
    front_door.session_state["visit.role"] = next(roles)
    front_door.run()
    front_door.switch_page(f"pages/{entry.script}").run()
    assert [error.message for error in front_door.exception] == []


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
    front_door.run()
    front_door.switch_page("pages/overview/movement.py").run()
    links = [it.proto.page for it in front_door.get("page_link")]
    assert links[:2] == ["portfolio", "movement"]
