"""Saved views and subscriptions through the front door: kept, found, shared, subscribed to, ended; by whom."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import viewing
from scenario_db import addresses, days, settings, subscriptions, views, windows
from scenario_db.codes import Period, Role, Tier
from scenario_db.database import Database
from scenario_db.records import Department, Scenario
from scenario_db.roles import Person
from scenario_db.subscriptions import Post
from scenario_db.tellings import Topic
from scenario_db.wording import Words
from tests.telling import OFFICE, write

TODAY = days.today(settings.current().zone)
ZH = Words("zh")
LEADER = Person("领导", Role.LEADER)
VIEWS = "pages/overview/views.py"


@pytest.fixture
def city(db: Database) -> Database:
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市教育局"))
    write(db, Scenario(id="s1", code="A1", name="智慧停车", tier=Tier.BUILD, lead_id="d1"))
    return db


@pytest.fixture
def at(city: Database, front_door: AppTest):
    """Opens a page as somebody, with an address."""

    def opened(page: str, role: Role = Role.LEADER, **address: str) -> AppTest:
        front_door.session_state["visit.role"] = role
        for name, value in address.items():
            front_door.query_params[name] = value
        front_door.switch_page(page).run()
        assert [it.message for it in front_door.exception] == []
        return front_door

    return opened


def told(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption, *page.text, *page.info))


def press(page: AppTest, key: str) -> AppTest:
    next(it for it in page.button if it.key == key).click().run()
    assert [it.message for it in page.exception] == []
    return page


def red(db: Database, person: Person = LEADER, *, shared: bool = False) -> views.View:
    it = views.keep(db, person, "红灯", "lights", addresses.kept(db, "lights", {"light": ["■ 红灯"]}, ZH))
    if shared:
        views.share(db, person, it.id, shared=True)
    return it


def test_where_nothing_was_kept_the_way_is_told(at):
    assert "点右上角“视图”即可保存" in told(at(VIEWS))


def test_the_popover_asks_the_register_only_when_it_is_open(at, monkeypatch):
    def asked(*_: object) -> None:
        raise AssertionError("the popover is closed")

    monkeypatch.setattr(views, "find", asked)
    at("pages/overview/lights.py")


def test_a_view_is_offered_where_its_page_is_open_and_nowhere_else(city):
    it = views.keep(city, OFFICE, "协同", "linkage", {})
    assert viewing.is_open(LEADER, it)
    assert not viewing.is_open(Person("区领导", Role.LEADER, district_id="d1"), it)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_finds_what_is_shared_and_nobody_what_is_not(at, city, role):
    red(city, OFFICE, shared=True)
    views.keep(city, Person("别人", Role.LEADER, login="other"), "别人的", "money", {})
    names = [list(it.value["name"]) for it in at(VIEWS, role).dataframe if "name" in it.value]
    assert names == [["红灯"]]


def test_who_gets_what_is_for_the_office(at, city):
    title = ZH("subscription.everybodys")
    assert title not in [it.value for it in at(VIEWS).header]
    assert title in [it.value for it in at(VIEWS, Role.OFFICE).header]


class TestSubscriptions:
    @pytest.fixture
    def sent(self, city: Database) -> Database:
        topic = Topic("红灯", "lights", red(city).address)
        when = (Period.WEEK, TODAY.isoweekday())
        subscriptions.subscribe(city, LEADER, topic, when, today=TODAY, language="zh")
        worked = windows.calendar(city).working_on_or_after(TODAY)
        subscriptions.go(city, Post(lambda *_: "b1"), by=OFFICE, day=worked)
        return city

    def test_what_came_is_told_where_one_arrives_until_it_was_seen(self, at, sent):
        page = at("pages/overview/portfolio.py")
        assert "新送达：订阅：红灯" in told(page)
        assert "新送达" not in told(press(page, "arrived.seen"))
        assert "场景 1 个：建设 1" in told(at(VIEWS))

    def test_nobody_else_finds_it(self, at, sent):
        assert "新送达" not in told(at("pages/overview/portfolio.py", Role.OFFICE))
        assert "场景 1 个：建设 1" not in told(at(VIEWS, Role.OFFICE))

    def test_one_click_ends_it(self, at, sent):
        [it] = subscriptions.find(sent, LEADER)
        assert "还没有订阅" in told(press(at(VIEWS), f"views.end.{it.id}"))
        assert subscriptions.count(sent) == 0


def test_the_brief_of_the_address_is_the_one_that_is_shown(at):
    assert ZH("brief.no_such") in told(at("pages/overview/briefs.py", brief="gone"))
