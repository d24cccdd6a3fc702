"""A list of people becomes accounts, or is told cell by cell what is wrong with it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from importers import staff
from scenario_db import accounts, credentials
from scenario_db.accounts import Account
from scenario_db.codes import CodeList, Role
from scenario_db.credentials import SignInError
from scenario_db.records import CodeItem, Department, DepartmentAlias
from scenario_db.roles import Person
from tests.telling import write

KEEPER = Person("管理员", Role.ADMIN, login="keeper")


@pytest.fixture
def city(db):
    write(db, CodeItem(list=CodeList.WORKING_GROUP, name="数字治理"))
    write(db, Department(id="d1", name="市城管局"), DepartmentAlias(department_id="d1", alias="城管局"))
    accounts.add(db, Account("keeper", "管理员", Role.ADMIN), None, by=KEEPER)
    return db


def book(*rows: tuple[object, ...]) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


HEAD = ("登录名", "姓名", "角色", "单位", "专项工作组")


def test_a_row_is_an_account_and_who_is_there_already_stays(city):
    found = staff.read(
        city,
        book(
            ("人员名单",),
            HEAD,
            ("Zhang.San", "张三", "部门填报员", "城管局"),
            ("li.si", "李四", "group", None, "数字治理"),
            ("keeper", "管理员", "系统管理员"),
            (None, None),
        ),
        "名单.xlsx",
    )
    assert found.problems == ()
    assert found.known == ("keeper",)
    assert [(it.login, it.role, it.department_id, it.working_group_id) for it in found.new] == [
        ("zhang.san", Role.CLERK, "d1", None),
        ("li.si", Role.GROUP, None, "working_group/数字治理"),
    ]
    accounts.add_all(city, [(it, "a long first one") for it in found.new], by=KEEPER)
    assert credentials.prove(city, "zhang.san", "a long first one").must_change


@pytest.mark.parametrize(
    ("row", "kind", "cell"),
    [
        (("li.si", "李四", "局长", "城管局"), "account_no_such_role", "Sheet!C2"),
        (("li.si", "李四", "部门填报员", "不存在局"), "account_no_such_unit", "Sheet!D2"),
        (("li.si", "李四", "专项工作组", None, "没有"), "account_no_such_group", "Sheet!E2"),
        (("li.si", "李四", "部门填报员"), "account_without_unit", "Sheet!A2"),
        (("李四", "李四", "领导"), "login_odd", "Sheet!A2"),
        (("li.si", None, "领导"), "account_nameless", "Sheet!A2"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(city, row, kind, cell):
    [problem] = staff.read(city, book(HEAD, row), "名单.xlsx").problems
    assert (problem.kind, str(problem.place)) == (kind, cell)


def test_a_login_name_that_stands_twice_is_told_at_its_second_place(city):
    found = staff.read(city, book(HEAD, ("wang", "王五", "领导"), ("WANG", "王武", "领导")), "名单.xlsx")
    assert [(it.kind, str(it.place)) for it in found.problems] == [("login_twice", "Sheet!A3")]


def test_what_is_no_list_is_told(city):
    assert staff.read(city, book(("甲", "乙")), "x.xlsx").problems[0].kind == "staff_no_headings"
    assert staff.read(city, b"no workbook", "x.xlsx").problems


def test_all_accounts_of_a_list_are_made_or_none(city):
    new = [(Account("wang", "王五", Role.LEADER), "a long first one"), (Account("keeper", "x", Role.LEADER), None)]
    with pytest.raises(accounts.AccountError):
        accounts.add_all(city, new, by=KEEPER)
    with pytest.raises(SignInError):
        credentials.prove(city, "wang", "a long first one")
