"""Reminders: each thing once a day, one digest a department, by hand or by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scenario_db import accounts, addressees, days, deliveries, duties, issues, reminders, rounds
from scenario_db.accounts import Account
from scenario_db.codes import Channel, DeliveryStatus, Duty, IssueOrigin, PartnerRole, Role, Tier
from scenario_db.mail import Mail
from scenario_db.piles import Owed, Pile
from scenario_db.records import Department, Issue, Partner, Scenario
from scenario_db.reminders import Note
from scenario_db.roles import DeniedError, Person
from scenario_db.wording import Words
from tests.mailbox import mailbox
from tests.telling import OFFICE, write

DAY = date(2026, 1, 20)
ZH = Words("zh")
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.BUILD, lead_id="d1")
ISSUE = Issue(
    id="i1", code="WT-1", scenario_id="s1", description="缺数据", needs_department_id="d2", due_on=date(2026, 1, 19)
)
PARTNER = Partner(
    scenario_id="s1", department_id="d2", role=PartnerRole.DATA, requested_on=DAY, due_on=date(2026, 1, 22)
)
KINDS = (Duty.ISSUE, Duty.PARTNER)


@pytest.fixture
def city(db):
    health = Department(id="d2", name="市卫健委", email="wjw@city.example")
    write(db, Department(id="d1", name="市民政局"), health, CARE, ISSUE, PARTNER)
    return db


def owed(db, until=date(2026, 2, 1)):
    return duties.of_departments(db, ["d1", "d2"], KINDS, until=until)


def remind(db, note=None, **said):
    return reminders.remind(db, owed(db), note or Note(ZH), by=OFFICE, day=said.pop("day", DAY), **said)


def test_each_thing_is_recorded_once_and_the_problem_counts_it(city):
    _, already = remind(city, Note(ZH, "请尽快"))
    assert already == 0
    told = [it.reminder for it in reminders.find(city)]
    assert {(it.department_id, it.duty, it.subject) for it in told} == {
        ("d2", Duty.ISSUE, "i1"),
        ("d2", Duty.PARTNER, "s1/d2/data"),
    }
    assert issues.get(city, "i1")[0].urge_count == 1
    assert reminders.count(city) == 2


def test_on_the_same_day_nobody_is_reminded_twice(city):
    remind(city)
    assert remind(city) == (None, 2)
    remind(city, day=DAY + timedelta(days=1))
    assert issues.get(city, "i1")[0].urge_count == 2


def test_a_department_gets_one_digest_by_each_way(city):
    remind(city, Note(ZH, "请尽快", (Channel.EMAIL, Channel.WEBHOOK)))
    found = {it.delivery.channel: it.delivery for it in deliveries.find(city)}
    assert {channel: (it.recipient, it.status) for channel, it in found.items()} == {
        Channel.IN_APP: ("市卫健委", DeliveryStatus.SENT),
        Channel.EMAIL: ("wjw@city.example", DeliveryStatus.WAITING),
        Channel.WEBHOOK: ("市卫健委", DeliveryStatus.WAITING),
    }
    body = found[Channel.EMAIL].body or ""
    assert body.splitlines()[0] == "请尽快"
    assert "缺数据 （截止 2026-01-19，已超期 1 天）" in body
    assert found[Channel.EMAIL].subject == "应用场景库催办：2 项待办"


class TestEachPersonGetsHerOwn:
    """Accounts of the department decide; the department's mailbox takes what reaches nobody."""

    @pytest.fixture
    def staffed(self, city):
        make = [
            (Account("li", "李四", Role.CLERK, "d2", email="li@city.example"), None),
            (Account("zhao", "赵六", Role.REVIEWER, "d2"), None),
            (Account("wang", "王五", Role.CLERK, "d1"), None),
            (Account("qian", "钱七", Role.CLERK, "d2", disabled=True, email="qian@city.example"), None),
        ]
        accounts.add_all(city, make, by=Person("管理员", Role.ADMIN))
        return city

    def test_what_is_hers_by_each_way(self, staffed):
        review = Owed(duty=Duty.MOVE_REVIEW, department_id="d2", subject="m1", whose="reviewer")
        note = Note(ZH, channels=(Channel.EMAIL, Channel.WEBHOOK))
        reminders.remind(staffed, [*owed(staffed), review], note, by=OFFICE, day=DAY)
        found = {(it.delivery.channel, it.delivery.recipient): it.delivery.subject for it in deliveries.find(staffed)}
        assert found == {
            (Channel.IN_APP, "李四（li）"): ZH("reminder.subject", count=2),
            (Channel.IN_APP, "赵六（zhao）"): ZH("reminder.subject", count=3),
            (Channel.EMAIL, "li@city.example"): ZH("reminder.subject", count=2),
            (Channel.EMAIL, "wjw@city.example"): ZH("reminder.subject", count=1),  # the reviewer has no address
            (Channel.WEBHOOK, "li"): ZH("reminder.subject", count=2),
            (Channel.WEBHOOK, "zhao"): ZH("reminder.subject", count=3),
        }

    def test_accounts_of_the_demonstration_end_with_the_first_real_one(self, city):
        show = [Account("demo", "示例", Role.CLERK, "d2")]
        accounts.demonstrate(city, show, "demonstration", by=Person("管理员", Role.ADMIN))
        assert [it.login for it in addressees.of_units(city, ["d2"])["d2"]] == ["demo"]
        accounts.add(city, Account("li", "李四", Role.CLERK, "d2"), None, by=Person("管理员", Role.ADMIN))
        assert [it.login for it in addressees.of_units(city, ["d2"])["d2"]] == ["li"]


def test_without_a_way_out_there_is_only_the_one_in_the_library(city):
    remind(city)
    assert [it.delivery.channel for it in deliveries.find(city)] == [Channel.IN_APP]


def test_a_long_digest_counts_what_it_does_not_name(city):
    [first, *_] = owed(city)
    text = reminders.digest([first] * 25, Note(ZH), DAY)
    assert "另有 5 项" in text
    assert "20. " in text
    assert "21. " not in text


@pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.GROUP, Role.LEADER, Role.ADMIN])
def test_only_the_office_reminds(city, role):
    with pytest.raises(DeniedError):
        reminders.remind(city, owed(city), Note(ZH), by=Person("x", role, "d1"), day=DAY)
    assert reminders.count(city) == 0


def test_the_department_reads_its_reminders_and_they_leave_the_pile(city):
    remind(city)
    doctor = Person("李四", Role.CLERK, "d2")
    keys = [it.subject for it in duties.find(city, doctor, Pile.TO_READ)]
    reminders.read(city, keys, by=doctor, day=DAY)
    assert duties.find(city, doctor, Pile.TO_READ) == []
    assert {it.reminder.read_by for it in reminders.find(city)} == {"李四"}


def test_another_department_does_not_read_them(city):
    remind(city)
    with pytest.raises(DeniedError):
        reminders.read(city, [it.reminder.id for it in reminders.find(city)], by=Person("x", Role.CLERK, "d1"), day=DAY)


class TestByThemselves:
    @pytest.mark.parametrize(("over", "is_day"), [(-3, 0), (-2, 1), (-1, 0), (0, 0), (1, 1), (2, 0), (8, 1), (15, 1)])
    def test_shortly_before_the_day_after_and_weekly(self, city, over, is_day):
        [it, *_] = owed(city)
        due = replace(it, due_on=DAY - timedelta(days=over))
        assert len(reminders.due_by_themselves([due], DAY)) == is_day

    def test_they_stay_at_home_until_the_office_lets_them_out(self, city):
        assert not reminders.is_on(city)
        assert reminders.go_by_themselves(city, Note(ZH), by=OFFICE, day=DAY) is None
        reminders.switch(city, on=True, by=OFFICE)
        assert reminders.go_by_themselves(city, Note(ZH), by=OFFICE, day=DAY) is not None
        assert reminders.go_by_themselves(city, Note(ZH), by=OFFICE, day=DAY) is None
        assert reminders.count(city) == 2

    def test_a_clerk_does_not_let_them_out(self, city):
        with pytest.raises(DeniedError):
            reminders.switch(city, on=True, by=Person("x", Role.CLERK, "d1"))


def test_a_round_raises_reminds_and_delivers_and_the_next_one_finds_nothing_to_do(city):
    """From a suspension that is over to a letter in a real mailbox; nothing of it twice."""
    still = replace(CARE, id="s2", code="A2", name="暂停的", suspended=True, resume_due=DAY - timedelta(days=1))
    write(city, still)
    reminders.switch(city, on=True, by=OFFICE)
    with mailbox() as box:
        ways = {Channel.EMAIL: Mail(f"smtp://127.0.0.1:{box.port}", "robot@city.example")}
        for _ in range(3):
            rounds.go(city, ways, ZH, day=DAY, now=days.now())
    assert len(box.letters) == 1
    assert city.value("select count(*) from issue where origin = :it", it=IssueOrigin.EXPIRY) == 1
    assert reminders.count(city) == 2


def test_a_backup_that_failed_is_told_to_each_administrator_once_a_day(city, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SCENARIO_BACKUP_DIR", str(tmp_path / "file"))
    keeper = Person("钱管理", Role.ADMIN, login="keeper")
    people = (
        ("qian", Role.ADMIN, "a@city.example"),
        ("zhao", Role.ADMIN, None),
        ("sun", Role.OFFICE, "c@city.example"),
    )
    for login, role, email in people:
        accounts.add(city, Account(login, login, role, email=email), None, by=keeper)
    with mailbox() as box:
        ways = {Channel.EMAIL: Mail(f"smtp://127.0.0.1:{box.port}", "robot@city.example")}
        for _ in range(3):
            rounds.go(city, ways, ZH, day=DAY, now=days.now())
    assert [(it["To"], it["Subject"]) for it in box.letters] == [("a@city.example", "场景库的备份需要处理")]
