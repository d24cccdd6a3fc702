"""代理: who acts for whom, when, in which names, and what a stand-in still may not."""

from __future__ import annotations

from datetime import date

import pytest

from scenario_db import accounts, ledger, proofs, roles, standins
from scenario_db.accounts import Account, AccountError
from scenario_db.codes import RecordStatus, Role, Tier
from scenario_db.records import Department, Scenario
from scenario_db.roles import DeniedError, Person
from tests.telling import write

KEEPER = Person("管理员", Role.ADMIN, login="keeper")
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 14)


@pytest.fixture
def city(db):
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市教育局"))
    for login, name, unit in (("zhang", "张三", "d1"), ("li", "李四", "d2")):
        accounts.add(db, Account(login, name, Role.CLERK, department_id=unit), None, by=KEEPER)
    accounts.add(db, Account("keeper", "管理员", Role.ADMIN), None, by=KEEPER)
    standins.add(db, "li", "zhang", FIRST, LAST, by=KEEPER)
    return db


def who(db, day: date) -> list[str]:
    return [it.login for it in standins.open_to(db, "li", day)]


@pytest.mark.parametrize(
    ("day", "found"),
    [(date(2026, 5, 31), []), (FIRST, ["zhang"]), (LAST, ["zhang"]), (date(2026, 6, 15), [])],
)
def test_it_holds_from_the_first_day_to_the_last(city, day, found):
    assert who(city, day) == found


def test_it_ends_when_it_is_taken_back_and_with_the_account(city):
    accounts.change(city, Account("zhang", "张三", Role.CLERK, department_id="d1", disabled=True), by=KEEPER)
    assert who(city, FIRST) == []
    accounts.change(city, Account("zhang", "张三", Role.CLERK, department_id="d1"), by=KEEPER)
    standins.end(city, standins.find(city)[0], by=KEEPER)
    assert who(city, FIRST) == []


def test_what_a_stand_in_does_carries_both_names_and_her_own_login(city):
    li = accounts.get(city, "li")
    zhang = accounts.get(city, "zhang")
    assert li is not None
    assert zhang is not None
    acting = standins.acting(li.person("10.1.2.3"), zhang)
    ledger.saved(
        city,
        Scenario(id="s1", name="智慧停车", tier=Tier.PLAN, lead_id="d1", record_status=RecordStatus.DRAFT),
        by=acting,
    )
    assert city.value("select author from batch order by id desc limit 1") == "李四（代 张三）"
    assert city.rows("select who, address from audit order by number desc limit 1") == [("li", "10.1.2.3")]
    with pytest.raises(DeniedError):
        ledger.saved(
            city,
            Scenario(id="s2", name="学位", tier=Tier.PLAN, lead_id="d2", record_status=RecordStatus.DRAFT),
            by=acting,
        )
    assert proofs.found(city) == []


@pytest.mark.parametrize("name", ["李四", "张三", "李四（代 张三）", "王五（代 李四）"])
def test_neither_of_the_two_is_a_second_pair_of_eyes(name):
    assert roles.is_own(Person("李四（代 张三）", Role.REVIEWER), name)
    assert not roles.is_own(Person("李四（代 张三）", Role.REVIEWER), "赵六")
    assert not roles.is_own(Person("赵六", Role.REVIEWER), None)


@pytest.mark.parametrize(
    ("one", "other", "last", "wrong"),
    [
        ("li", "li", LAST, "stand_in_self"),
        ("li", "keeper", LAST, "stand_in_admin"),
        ("keeper", "li", LAST, "stand_in_admin"),
        ("li", "nobody", LAST, "account_unknown"),
        ("li", "zhang", date(2026, 5, 1), "stand_in_backwards"),
    ],
)
def test_what_cannot_be_is_told(city, one, other, last, wrong):
    with pytest.raises(AccountError) as refused:
        standins.add(city, one, other, FIRST, last, by=KEEPER)
    assert refused.value.problem.kind == wrong


def test_only_an_administrator_enters_one(city):
    with pytest.raises(DeniedError):
        standins.add(city, "li", "zhang", FIRST, LAST, by=Person("李四", Role.OFFICE, login="li"))
