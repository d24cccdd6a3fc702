"""Accounts, passwords and sessions: who comes in, who does not, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from scenario_db import accounts, audit, credentials, days, passwords, sessions
from scenario_db.accounts import Account, AccountError
from scenario_db.codes import AuditEvent, Role
from scenario_db.credentials import SignInError
from scenario_db.records import Department
from scenario_db.roles import DeniedError, Person
from tests.telling import write

KEEPER = Person("系统管理员", Role.ADMIN, login="keeper")
GOOD, NEXT = "correct horse 9", "another horse 8"
ZHANG = Account("zhang.san", "张三", Role.OFFICE)


@pytest.fixture
def city(db):
    write(db, Department(id="d1", name="市城管局"))
    accounts.add(db, Account("keeper", "管理员", Role.ADMIN), GOOD, by=KEEPER)
    accounts.add(db, ZHANG, GOOD, by=KEEPER)
    return db


def kind(refused) -> str:
    return str(refused.value.problem.kind)


def events(db) -> list[str]:
    return [str(it.event) for it in reversed(audit.find(db, audit.Search(), limit=100))]


# Who comes in


def test_who_knows_the_password_comes_in_however_the_name_is_typed(city):
    assert credentials.prove(city, " Zhang.San ", GOOD).name == "张三"


def test_nobody_can_tell_which_accounts_there_are(city):
    accounts.change(city, replace(ZHANG, disabled=True), by=KEEPER)
    told = []
    for login, password in (("keeper", "wrong"), ("nobody", GOOD), ("zhang.san", GOOD), ("", "")):
        with pytest.raises(SignInError) as refused:
            credentials.prove(city, login, password)
        told.append((kind(refused), refused.value.problem.facts))
    assert all(it == told[0] for it in told)
    assert events(city)[-4:] == [AuditEvent.SIGN_IN_FAILED] * 4


def test_five_wrong_passwords_lock_it_also_for_the_right_one_and_each_lock_is_longer(city):
    now = days.now()
    for _ in range(credentials.TRIES):
        with pytest.raises(SignInError):
            credentials.prove(city, "zhang.san", "wrong", now=now)
    with pytest.raises(SignInError):
        credentials.prove(city, "zhang.san", GOOD, now=now + credentials.LOCK - timedelta(seconds=1))
    with pytest.raises(SignInError):
        credentials.prove(city, "zhang.san", "wrong", now=now + credentials.LOCK)
    with pytest.raises(SignInError):
        credentials.prove(city, "zhang.san", GOOD, now=now + 3 * credentials.LOCK - timedelta(seconds=1))
    assert credentials.prove(city, "zhang.san", GOOD, now=now + 3 * credentials.LOCK).locked_until is None
    assert events(city)[-4:] == [AuditEvent.LOCKED] * 4


def test_the_right_password_forgets_the_wrong_ones(city):
    for _ in range(3):
        for _ in range(credentials.TRIES - 1):
            with pytest.raises(SignInError):
                credentials.prove(city, "zhang.san", "wrong")
        credentials.prove(city, "zhang.san", GOOD)


def test_no_password_is_kept(city):
    stored = [str(row) for table in ("account", "audit", "old_password") for row in city.rows(f"select * from {table}")]
    assert stored
    assert not any(GOOD in row for row in stored)
    assert city.value("select password_hash from account where login = 'zhang.san'").startswith("$argon2id$")


# Which passwords


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("eleven-long", "password_short"),
        ("x" * 129, "password_long"),
        ("my zhang.san is long", "password_is_login"),
        ("MY ZHANG.SAN IS LONG", "password_is_login"),
        ("abababababab", "password_simple"),
    ],
)
def test_a_password_keeps_the_rules(city, password, wrong):
    with pytest.raises(AccountError) as refused:
        credentials.reset(city, "zhang.san", password, by=KEEPER)
    assert kind(refused) == wrong


def test_the_last_five_passwords_are_not_chosen_again_and_the_sixth_may_be(city):
    chosen = [GOOD, *(f"horse number {n} runs" for n in range(passwords.REMEMBERED))]
    me = ZHANG.person()
    for before, after in pairwise(chosen):
        credentials.choose(city, "zhang.san", before, after, by=me)
    for used in chosen[1:]:
        with pytest.raises(AccountError) as refused:
            credentials.choose(city, "zhang.san", chosen[-1], used, by=me)
        assert kind(refused) == "password_used"
    credentials.choose(city, "zhang.san", chosen[-1], GOOD, by=me)


def test_a_first_password_has_to_be_changed_and_only_with_it(city):
    made = accounts.get(city, "zhang.san")
    assert made is not None
    assert made.must_change
    with pytest.raises(SignInError):
        credentials.choose(city, "zhang.san", "wrong", NEXT, by=ZHANG.person())
    credentials.choose(city, "zhang.san", GOOD, NEXT, by=ZHANG.person())
    assert not credentials.prove(city, "zhang.san", NEXT).must_change


def test_first_passwords_differ_and_fit_the_rules():
    found = {passwords.first() for _ in range(50)}
    assert len(found) == 50
    assert [passwords.problem_with(it, "zhang.san") for it in found] == [None] * 50


# Which accounts


@pytest.mark.parametrize(
    ("account", "wrong"),
    [
        (Account("张三", "张三", Role.OFFICE), "login_odd"),
        (Account("a", "张三", Role.OFFICE), "login_odd"),
        (Account("li'; drop", "李四", Role.OFFICE), "login_odd"),
        (Account("li.si", "  ", Role.OFFICE), "account_nameless"),
        (Account("li.si", "李四", Role.CLERK), "account_without_unit"),
        (Account("li.si", "李四", Role.GROUP), "account_without_group"),
        (Account("li.si", "李四", Role.CLERK, department_id="d9"), "account_of_no_unit"),
        (Account("Zhang.San", "另一个", Role.OFFICE), "login_taken"),
    ],
)
def test_an_account_that_cannot_be_is_told_why(city, account, wrong):
    with pytest.raises(AccountError) as refused:
        accounts.add(city, account, GOOD, by=KEEPER)
    assert kind(refused) == wrong


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_administrator_keeps_accounts_and_who_tries_is_told_of(city, role):
    somebody = Person("某人", role, "d1", login="zhang.san")
    for act in (
        lambda: accounts.add(city, Account("li.si", "李四", Role.ADMIN), GOOD, by=somebody),
        lambda: accounts.change(city, replace(ZHANG, role=Role.ADMIN), by=somebody),
        lambda: credentials.reset(city, "keeper", NEXT, by=somebody),
    ):
        with pytest.raises(DeniedError):
            act()
    assert events(city)[-3:] == [AuditEvent.DENIED] * 3
    assert {it.login: it.role for it in accounts.find(city)} == {"keeper": Role.ADMIN, "zhang.san": Role.OFFICE}


def test_an_account_that_is_not_there_is_neither_changed_nor_given_a_password(city):
    for act in (
        lambda: accounts.change(city, Account("nobody", "无", Role.OFFICE), by=KEEPER),
        lambda: credentials.reset(city, "nobody", NEXT, by=KEEPER),
    ):
        with pytest.raises(AccountError) as refused:
            act()
        assert kind(refused) == "account_unknown"


def test_the_last_administrator_stays(city):
    for last in (Account("keeper", "管理员", Role.OFFICE), Account("keeper", "管理员", Role.ADMIN, disabled=True)):
        with pytest.raises(AccountError) as refused:
            accounts.change(city, last, by=KEEPER)
        assert kind(refused) == "account_last_admin"


def test_accounts_of_the_demonstration_end_with_the_first_real_one(db):
    accounts.demonstrate(db, [Account("office", "示例", Role.OFFICE)], GOOD, by=KEEPER)
    assert credentials.prove(db, "office", GOOD).demonstration
    accounts.add(db, ZHANG, GOOD, by=KEEPER)
    with pytest.raises(SignInError):
        credentials.prove(db, "office", GOOD)


# How long


@pytest.fixture
def token(city) -> str:
    return sessions.begin(city, credentials.prove(city, "zhang.san", GOOD), address="10.1.2.3")


def test_a_session_is_known_by_its_token_and_the_register_has_only_its_hash(city, token):
    found = sessions.found(city, token)
    assert found is not None
    assert (found.account.login, found.address) == ("zhang.san", "10.1.2.3")
    assert not any(token in str(row) for row in city.rows("select * from account_session"))
    assert sessions.found(city, found.id) is None


@pytest.mark.parametrize("wrong", ["", "x", "' or 1=1 --"])
def test_another_token_is_nobody(city, token, wrong):
    assert sessions.found(city, wrong) is None


OVER = {
    "signed out": sessions.end,
    "signed out everywhere": lambda db, it: sessions.end_all(db, "zhang.san", by=it.account.person()),
    "disabled": lambda db, it: accounts.change(db, replace(it.account, disabled=True), by=KEEPER),
    "another role": lambda db, it: accounts.change(db, replace(it.account, role=Role.LEADER), by=KEEPER),
    "a new first password": lambda db, it: credentials.reset(db, "zhang.san", NEXT, by=KEEPER),
    "another password": lambda db, it: credentials.choose(db, "zhang.san", GOOD, NEXT, by=it.account.person()),
}


@pytest.mark.parametrize("end", OVER)
def test_a_session_is_over_at_once_when(city, token, end):
    found = sessions.found(city, token)
    assert found is not None
    OVER[end](city, found)
    assert sessions.found(city, token) is None


def test_whoever_changes_her_password_stays_where_she_is_and_nowhere_else(city, token):
    here = sessions.found(city, token)
    elsewhere = sessions.begin(city, credentials.prove(city, "zhang.san", GOOD), address="10.9.9.9")
    assert here is not None
    credentials.choose(city, "zhang.san", GOOD, NEXT, by=ZHANG.person(), session=here.id)
    assert sessions.found(city, token) is not None
    assert sessions.found(city, elsewhere) is None


def test_a_session_ends_when_nothing_was_asked_for_and_at_the_latest_after_a_day_of_work(city, token):
    now = days.now()
    assert sessions.found(city, token, now=now + timedelta(minutes=29)) is not None
    assert sessions.found(city, token, now=now + timedelta(minutes=31)) is None
    found = sessions.found(city, token)
    assert found is not None
    assert not found.is_stale(now)
    sessions.touch(city, found, now=now + timedelta(hours=11, minutes=50))
    assert sessions.found(city, token, now=now + timedelta(hours=11, minutes=55)) is not None
    assert sessions.found(city, token, now=now + timedelta(hours=12, minutes=5)) is None


def test_a_clock_that_is_set_back_makes_no_session_longer(city, token):
    assert sessions.found(city, token, now=days.now() - timedelta(days=10)) is None
