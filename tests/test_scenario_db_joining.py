"""What a lead asks of others and how scenarios stand to each other: said, changed, taken back, and by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scenario_db import editing, joining, ledger
from scenario_db.circles import CircleError
from scenario_db.codes import InterfaceStatus, LinkStatus, LinkType, PartnerRole, Role, Support, Tier
from scenario_db.joining import JoiningError
from scenario_db.records import Department, Link, Partner, Scenario
from scenario_db.roles import DeniedError, Person
from tests.telling import write

TODAY = date(2026, 7, 1)
CLERK = Person("张三", Role.CLERK, "d91")
ASKED = Partner(scenario_id="s91", department_id="d92", role=PartnerRole.DATA, asked=Support.DATA)
NEEDS = Link(from_id="s91", to_id="s92", type=LinkType.REQUIRES)


@pytest.fixture
def city(db):
    units = (Department(id="d91", name="市城管局"), Department(id="d92", name="市公安局"))
    lamps = Scenario(id="s91", code="A1", name="智慧路灯", tier=Tier.PLAN, lead_id="d91")
    police = Scenario(id="s92", code="A2", name="视频共享", tier=Tier.BUILD, lead_id="d92")
    write(db, *units, lamps, police)
    return db


def held(db, kind: str = "partner") -> Any:
    [(key,)] = db.rows(f"select id from {kind}")
    return editing.opened(db, kind, key)


def test_what_is_asked_stands_with_its_day(city):
    joining.ask(city, ASKED, by=CLERK, day=TODAY)
    it = held(city).record
    assert (it.asked, it.requested_on, it.interface_status) == (Support.DATA, TODAY, InterfaceStatus.NONE)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"asked": None, "task": " "}, "asked_for_nothing"),
        ({"due_on": TODAY - timedelta(days=1)}, "already_past"),
    ],
)
def test_what_cannot_be_asked_is_refused(city, told, kind):
    with pytest.raises(JoiningError) as refused:
        joining.ask(city, replace(ASKED, **told), by=CLERK, day=TODAY)
    assert refused.value.problem.kind == kind


def test_whoever_agreed_has_to_agree_anew_to_something_else(city):
    agreed = replace(ASKED, interface_status=InterfaceStatus.CONFIRMED, confirmed_by="周数据", confirmed_on=TODAY)
    write(city, agreed)
    base = held(city)
    joining.ask(city, replace(base.record, asked=Support.MONEY), by=CLERK, day=TODAY, version=base.version)
    it = held(city).record
    assert (it.interface_status, it.confirmed_by) == (InterfaceStatus.TALKING, None)


def test_a_later_day_asks_for_nothing_new(city):
    write(city, replace(ASKED, interface_status=InterfaceStatus.CONFIRMED, confirmed_by="周数据"))
    base = held(city)
    later = replace(base.record, due_on=TODAY + timedelta(days=9))
    joining.ask(city, later, by=CLERK, day=TODAY, version=base.version)
    assert held(city).record.interface_status is InterfaceStatus.CONFIRMED


def test_what_was_done_is_noted_and_what_is_not_wanted_taken_back(city):
    joining.ask(city, ASKED, by=CLERK, day=TODAY)
    key = held(city).record.id
    joining.delivered(city, key, by=CLERK)
    assert held(city).record.interface_status is InterfaceStatus.DELIVERED
    joining.leave(city, "partner", key, by=CLERK)
    assert city.rows("select id from partner") == []
    assert len(ledger.history(city, "partner", key)) == 2, "its history stays"
    with pytest.raises(JoiningError):
        joining.delivered(city, key, by=CLERK)


def test_a_link_is_made_set_and_taken_back(city):
    joining.link(city, NEEDS, by=CLERK)
    key = held(city, "link").record.id
    joining.set_state(city, key, LinkStatus.BROKEN, by=CLERK)
    assert held(city, "link").record.status is LinkStatus.BROKEN
    joining.leave(city, "link", key, by=CLERK)
    with pytest.raises(JoiningError):
        joining.set_state(city, key, LinkStatus.WORKING, by=CLERK)


def test_a_scenario_needs_neither_itself_nor_what_needs_it(city):
    with pytest.raises(JoiningError):
        joining.link(city, replace(NEEDS, to_id="s91"), by=CLERK)
    joining.link(city, NEEDS, by=CLERK)
    with pytest.raises(CircleError):
        joining.link(city, Link(from_id="s92", to_id="s91", type=LinkType.REQUIRES), by=Person("办", Role.OFFICE))


def test_nobody_asks_in_the_name_of_another_department(city):
    with pytest.raises(DeniedError):
        joining.ask(city, replace(ASKED, scenario_id="s92"), by=CLERK, day=TODAY)
    with pytest.raises(DeniedError):
        joining.link(city, Link(from_id="s92", to_id="s91", type=LinkType.SHARES_DATA), by=CLERK)
