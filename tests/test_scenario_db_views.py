"""Saved views and subscriptions: whose they are, that they open in either language, what goes out, and to whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_db import accounts, addresses, deliveries, subscriptions, tellings, views, windows, wording
from scenario_db.accounts import Account
from scenario_db.briefs import Scope, Subject
from scenario_db.codes import Channel, Domain, IssueOrigin, Light, Period, Role, Tier
from scenario_db.database import Database
from scenario_db.records import Department, Holiday, Issue, Scenario
from scenario_db.roles import DeniedError, Person
from scenario_db.subscriptions import Post, SubscriptionError
from scenario_db.tellings import Topic
from scenario_db.views import ViewError
from scenario_db.wording import LANGUAGES, Words
from tests.telling import OFFICE, write

ZH, EN = Words("zh"), Words("en")
MONDAY = date(2026, 6, 1)
CLERK = Person("张三", Role.CLERK, "d1", login="zhang")
MAYOR = Person("王市长", Role.LEADER, login="wang")
OF_D1 = Person("区领导", Role.LEADER, login="qu", district_id="d1")
KEEPER = Person("管理员", Role.ADMIN, login="keeper")
RED = {"tier": ["建设", "储备"], "light": ["■ 红灯"], "lead": ["市城管局"], "day": ["2026-05-31"], "q": ["停车"]}
NO_REGISTER = cast("Database", None)
WEEKLY, MONTHLY = (Period.WEEK, 1), (Period.MONTH, 31)


@pytest.fixture
def city(db):
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市教育局"))
    write(
        db,
        Scenario(id="s1", name="智慧停车", tier=Tier.BUILD, lead_id="d1"),
        Scenario(id="s2", name="学位预警", tier=Tier.PLAN, lead_id="d2"),
    )
    for person in (CLERK, MAYOR, OF_D1):
        made = Account(person.login, person.name, person.role, person.department_id, None, person.district_id)
        accounts.add(db, made, None, by=KEEPER)
    return db


def kept(db, query, page="lights"):
    return addresses.kept(db, page, query, ZH)


class TestAddresses:
    def test_what_was_kept_in_one_language_opens_in_the_other(self, city):
        assert addresses.spoken(city, kept(city, RED), EN) == [
            *[("tier", EN.code(Tier.BUILD)), ("tier", EN.code(Tier.RESERVE)), ("light", f"■ {EN.code(Light.RED)}")],
            *[("lead", "市城管局"), ("day", "2026-05-31"), ("q", "停车"), ("lang", "en")],
        ]

    def test_a_department_is_found_under_its_new_name(self, city):
        it = kept(city, RED)
        write(city, Department(id="d1", name="市城市管理局"))
        assert ("lead", "市城市管理局") in addresses.spoken(city, it, ZH)

    def test_the_page_of_a_list_and_the_language_are_not_kept(self, city):
        assert kept(city, {"page": ["3"], "lang": ["en"], "q": ["a"]}) == {"q": [("plain", "a")]}

    @settings(max_examples=15, deadline=None)
    @given(tiers=st.lists(st.sampled_from(Tier), unique=True), lights=st.lists(st.sampled_from(Light), unique=True))
    def test_there_and_back_nothing_is_lost(self, tiers, lights):
        """Every choice, in every language; no department is named, so no register is asked."""
        for say in map(Words, LANGUAGES):
            query = {"tier": list(map(say.code, tiers)), "light": [addresses.spoken_light(it, say) for it in lights]}
            it = addresses.kept(NO_REGISTER, "lights", query, say)
            assert addresses.codes(it, "tier") == tuple(tiers)
            assert addresses.read(addresses.written(it)) == it
            assert addresses.spoken(NO_REGISTER, it, say)[:-1] == [
                (name, one) for name, of in query.items() for one in of
            ]

    @pytest.mark.parametrize("page", ["market", "sharing", "demands", "evaluation"])
    def test_the_views_of_a_page_are_told_apart_by_the_page(self, page):
        begin = f"{page}.view_"
        names = [name for name in wording.entries() if name.startswith(begin)]
        assert names
        for name in names:
            it = addresses.kept(NO_REGISTER, page, {"view": [ZH(name)]}, ZH)
            assert addresses.spoken(NO_REGISTER, it, EN) == [("view", EN(name)), ("lang", "en")]

    def test_every_beginning_in_the_table_is_that_of_some_phrase(self):
        begins = [it for of in addresses.SPOKEN.values() for it in of if "{page}" not in it]
        assert [it for it in begins if not any(name.startswith(it) for name in wording.entries())] == []


class TestViews:
    def test_one_is_found_by_its_owner_and_by_nobody_else(self, city):
        it = views.keep(city, MAYOR, "  红灯 ", "lights", kept(city, RED))
        assert [one.name for one in views.find(city, MAYOR)] == ["红灯"]
        assert views.find(city, CLERK) == []
        with pytest.raises(ViewError):
            views.get(city, CLERK, it.id)

    def test_the_same_name_again_is_kept_in_its_place(self, city):
        first = views.keep(city, MAYOR, "红灯", "lights", {})
        views.keep(city, MAYOR, "红灯", "money", {})
        [it] = views.find(city, MAYOR)
        assert (it.id, it.page) == (first.id, "money")

    def test_the_office_shares_and_everybody_finds_it(self, city):
        it = views.keep(city, OFFICE, "周会", "portfolio", {})
        views.share(city, OFFICE, it.id, shared=True)
        assert [one.name for one in views.find(city, CLERK)] == ["周会"]
        assert not views.may_change(CLERK, it)

    @pytest.mark.parametrize("person", [CLERK, MAYOR], ids=["clerk", "leader"])
    def test_nobody_else_shares_and_nobody_touches_anothers(self, city, person):
        own = views.keep(city, person, "我的", "portfolio", {})
        shared = views.keep(city, OFFICE, "周会", "portfolio", {})
        views.share(city, OFFICE, shared.id, shared=True)
        tried = [
            lambda: views.share(city, person, own.id, shared=True),
            lambda: views.rename(city, person, shared.id, "新名"),
            lambda: views.forget(city, person, shared.id),
        ]
        for one in tried:
            with pytest.raises(DeniedError):
                one()
        assert [it.name for it in views.find(city, person)] == ["我的", "周会"]

    def test_it_is_called_anew_and_let_go_of(self, city):
        it = views.keep(city, MAYOR, "红灯", "lights", {})
        views.keep(city, MAYOR, "资金", "money", {})
        with pytest.raises(ViewError) as taken:
            views.rename(city, MAYOR, it.id, "资金")
        assert taken.value.problem.kind == "view_name_taken"
        views.rename(city, MAYOR, it.id, "红灯清单")
        assert [one.name for one in views.find(city, MAYOR)] == ["红灯清单", "资金"]
        views.forget(city, MAYOR, it.id)
        with pytest.raises(ViewError):
            views.forget(city, MAYOR, it.id)

    def test_without_a_name_or_beyond_the_most_it_is_refused(self, city, monkeypatch):
        monkeypatch.setattr(views, "MOST", 1)
        with pytest.raises(ViewError):
            views.keep(city, MAYOR, "  ", "lights", {})
        views.keep(city, MAYOR, "一", "lights", {})
        with pytest.raises(ViewError):
            views.keep(city, MAYOR, "二", "lights", {})


@settings(max_examples=60, deadline=None)
@given(since=st.dates(date(2024, 1, 1), date(2028, 12, 31)), day=st.integers(1, 31))
def test_the_next_day_of_a_rhythm_is_the_first_that_fits(since, day):
    found = subscriptions.next_day(Period.MONTH, day, since)
    assert since <= found < since + timedelta(days=32)
    assert found.day == day or (found + timedelta(days=1)).day == 1
    week = subscriptions.next_day(Period.WEEK, 1 + day % 7, since)
    assert since <= week < since + timedelta(days=7)
    assert week.isoweekday() == 1 + day % 7


def written(db, subject, of, person, say):
    """Who writes briefs, for these tests: its id tells of whom and for whom."""
    return f"{subject.scope}-{subject.id}-{of[0]}-{person.login}"


POST = Post(written, (Channel.EMAIL,), "https://cj.city")


def subscribed(db, person, topic=None, when=WEEKLY, today=MONDAY):
    topic = topic or Topic("红灯", "lights", kept(db, RED))
    return subscriptions.subscribe(db, person, topic, when, today=today, language="zh")


def sent(db, day, post=POST):
    subscriptions.go(db, post, by=OFFICE, day=day)
    return [it.delivery for it in deliveries.find(db)]


class TestSubscriptions:
    def test_it_comes_on_its_day_once_however_often_one_asks(self, city):
        subscribed(city, MAYOR, today=MONDAY - timedelta(days=3))
        assert sent(city, MONDAY - timedelta(days=1)) == []
        [it] = sent(city, MONDAY)
        assert (it.recipient, it.channel, it.department_id) == ("王市长（wang）", "in_app", None)
        assert len(sent(city, MONDAY)) == 1
        assert len(sent(city, MONDAY + timedelta(days=7))) == 2

    def test_two_processes_at_once_send_one(self, city):
        it = subscribed(city, MAYOR)
        sent(city, MONDAY)
        with city.writing() as tx:  # as the slower one still sees it
            tx.execute("update subscription set next_on = :day where id = :id", day=MONDAY, id=it.id)
        assert len(sent(city, MONDAY)) == 1

    def test_a_day_off_moves_it_to_the_next_working_day(self, city):
        windows.set_days(city, [Holiday(day=MONDAY, name="儿童节")], by=OFFICE)
        subscribed(city, MAYOR)
        assert sent(city, MONDAY) == []
        assert len(sent(city, MONDAY + timedelta(days=1))) == 1

    def test_the_last_of_the_month_and_a_server_that_was_down(self, city):
        subscribed(city, MAYOR, when=MONTHLY, today=date(2026, 1, 5))
        assert len(sent(city, date(2026, 4, 9))) == 1
        [it] = subscriptions.find(city, MAYOR)
        assert it.next_on == date(2026, 4, 30)

    def test_the_figures_are_those_that_the_view_means_with_its_link(self, city):
        subscribed(city, MAYOR, Topic("全部", "scenarios", kept(city, {"lead": ["市城管局"]}, "scenarios")))
        [it] = sent(city, MONDAY)
        assert "场景 1 个：建设 1" in it.body
        assert "https://cj.city/scenarios?lead=%E5%B8%82" in it.body

    def test_the_day_of_a_view_does_not_go_along(self, city):
        assert "day" not in subscribed(city, MAYOR).address

    def test_who_reads_a_part_gets_a_part(self, city):
        subscribed(city, OF_D1, Topic("全部", "scenarios"))
        assert "场景 1 个" in sent(city, MONDAY)[0].body

    def test_rights_are_asked_at_the_sending(self, city):
        subscribed(city, MAYOR, Topic("全部", "scenarios"))
        narrowed = Account("wang", "王区长", Role.LEADER, district_id="d2")
        accounts.change(city, narrowed, by=KEEPER)
        [it] = sent(city, MONDAY)
        assert "谋划 1" in it.body
        assert "建设" not in it.body

    def test_problems_are_told_to_who_may_read_them_all(self, city):
        write(city, Issue(id="x1", scenario_id="s1", description="缺数据", origin=IssueOrigin.INSTRUCTION))
        for person in (MAYOR, OF_D1):
            subscribed(city, person, Topic("批示", "issues", kept(city, {"instructed": ["true"]}, "issues")))
        told = {it.recipient: it.body for it in sent(city, MONDAY)}
        assert told["王市长（wang）"].startswith("未销号的问题 1 个")
        assert told["区领导（qu）"] == "区领导（领导）没有这项权限。"

    def test_a_disabled_account_gets_nothing(self, city):
        subscribed(city, MAYOR)
        accounts.change(city, Account("wang", "王市长", Role.LEADER, disabled=True), by=KEEPER)
        assert sent(city, MONDAY) == []

    def test_who_came_without_an_account_gets_nothing_once_people_sign_in(self, city):
        subscribed(city, Person("领导", Role.LEADER))
        assert sent(city, MONDAY) == []

    def test_by_e_mail_too_where_there_is_a_way_and_an_address(self, city):
        accounts.change(city, Account("wang", "王市长", Role.LEADER, email="wang@city.cn"), by=KEEPER)
        subscribed(city, MAYOR)
        assert {(it.channel, it.recipient, it.status) for it in sent(city, MONDAY)} == {
            ("in_app", "王市长（wang）", "sent"),
            ("email", "wang@city.cn", "waiting"),
        }
        subscribed(city, MAYOR, today=MONDAY + timedelta(days=1))
        assert [it.channel for it in sent(city, MONDAY + timedelta(days=7), Post(written))].count("email") == 1

    def test_a_brief_is_written_and_its_link_sent(self, city):
        subscribed(city, MAYOR, Topic("市城管局", "briefs", subject=Subject(Scope.DEPARTMENT, "d1")))
        body = sent(city, MONDAY)[0].body
        assert "场景 1 个：建设 1" in body
        assert "https://cj.city/briefs?brief=department-d1-2026-06-01-wang" in body

    def test_a_brief_beyond_what_she_reads_is_refused_in_a_sentence(self, city):
        subscribed(city, OF_D1, Topic("全市", "briefs", subject=Subject()))
        assert sent(city, MONDAY)[0].body == "区领导（领导）没有这项权限。"

    @pytest.mark.parametrize("when", [(Period.WEEK, 8), (Period.MONTH, 0), (Period.QUARTER, 1)])
    def test_an_odd_rhythm_is_refused(self, city, when):
        with pytest.raises(SubscriptionError):
            subscribed(city, MAYOR, when=when)

    def test_a_page_without_figures_and_one_too_many_are_refused(self, city, monkeypatch):
        with pytest.raises(SubscriptionError):
            subscribed(city, MAYOR, Topic("名册", "units"))
        monkeypatch.setattr(subscriptions, "MOST", 1)
        subscribed(city, MAYOR)
        with pytest.raises(SubscriptionError):
            subscribed(city, MAYOR)

    def test_one_ends_her_own_and_the_office_anybodys(self, city):
        it, other = subscribed(city, MAYOR), subscribed(city, CLERK)
        with pytest.raises(DeniedError):
            subscriptions.end(city, CLERK, it.id)
        subscriptions.end(city, MAYOR, it.id)
        subscriptions.end(city, MAYOR, it.id)
        assert [one.id for one in subscriptions.everybodys(city, OFFICE)] == [other.id]
        subscriptions.end(city, OFFICE, other.id)
        assert subscriptions.count(city) == 0
        with pytest.raises(DeniedError):
            subscriptions.everybodys(city, MAYOR)

    def test_what_came_is_new_until_she_has_seen_it(self, city):
        subscribed(city, MAYOR)
        assert subscriptions.unseen(city, MAYOR) is None
        sent(city, MONDAY)
        it = subscriptions.unseen(city, MAYOR)
        assert it
        assert it.subject == "订阅：红灯（2026-06-01）"
        assert subscriptions.unseen(city, CLERK) is None
        subscriptions.seen(city, MAYOR)
        assert subscriptions.unseen(city, MAYOR) is None
        assert len(subscriptions.arrived(city, MAYOR)) == 1
        assert subscriptions.arrived(city, CLERK) == []


def test_the_text_narrows_by_every_filter_of_the_list(city):
    write(city, Scenario(id="s3", name="停车诱导", tier=Tier.BUILD, lead_id="d2", domain=Domain.GOVERNMENT))
    query = {"tier": ["建设"], "domain": [ZH.code(Domain.GOVERNMENT)], "q": ["停车"]}
    topic = Topic("停车", "scenarios", kept(city, query, "scenarios"))
    [size, *_] = tellings.of(city, topic, MAYOR, ZH, day=MONDAY, then=MONDAY - timedelta(days=7))
    assert size == "场景 1 个：建设 1。"


@pytest.mark.parametrize("page", sorted(tellings.PAGES))
def test_an_address_that_somebody_wrote_by_hand_stops_nothing(city, page):
    """What goes by itself goes beside backups and reminders: nothing that was kept may end it."""
    odd = ("tier", "domain", "lead", "light", "level", "alert", "overdue", "kind", "unit", "q", "<b>")
    topic = Topic("怪", page, kept(city, {name: ["%", "", "灯"] for name in odd}, page))
    subscribed(city, MAYOR, topic)
    [it] = sent(city, MONDAY)
    assert "https://cj.city" in it.body


def test_a_department_that_is_not_hers_or_is_gone_tells_of_nothing(city):
    for unit, person in (("d2", OF_D1), ("gone", MAYOR)):
        topic = Topic("部门", "department", {"kind": [("plain", "department")], "unit": [("plain", unit)]})
        assert tellings.of(city, topic, person, ZH, day=MONDAY, then=MONDAY)[0] == "场景 0 个：—。"
