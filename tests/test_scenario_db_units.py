"""The office's list of departments: a name means one of them, and a name that was given up still finds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scenario_db import departments, editing, lists, units
from scenario_db.changes import StaleError
from scenario_db.codes import AliasNature, CodeList, Role
from scenario_db.lists import ListError
from scenario_db.records import CodeItem, Department
from scenario_db.roles import DeniedError, Person
from scenario_db.units import UnitError
from tests.telling import write

OFFICE = Person("办公室", Role.OFFICE)
TODAY = date(2026, 7, 1)


@pytest.fixture
def city(db):
    write(db, Department(id="d91", name="市工信局"), Department(id="d92", name="市数据局"))
    return db


def opened(db, key) -> Any:
    return editing.opened(db, "department", key)


def change(db, key, *names, **told):
    base = opened(db, key)
    return units.save(db, base, replace(base.record, **told), names, by=OFFICE, day=TODAY)


def test_a_new_department_is_found_by_all_its_names_at_once(city):
    base: Any = units.new(city)
    units.save(city, base, replace(base.record, name="市城管局"), ["城管", " 市城市管理局 ", ""], by=OFFICE, day=TODAY)
    found = departments.resolve(city, ["市城管局", "城管", "市城市管理局"])
    assert set(found.values()) == {base.record.id}


def test_a_name_that_was_given_up_is_kept_with_its_last_day(city):
    change(city, "d92", name="市数据管理局")
    [former] = units.aliases(city, "d92")
    assert (former.alias, former.nature, former.valid_to) == ("市数据局", AliasNature.FORMER, TODAY)
    assert departments.resolve(city, ["市数据局"])["市数据局"] == "d92"


def test_other_names_come_and_go_with_what_is_written(city):
    change(city, "d91", "工信", "经信局")
    change(city, "d91", "工信")
    assert [it.alias for it in units.aliases(city, "d91")] == ["工信"]


@pytest.mark.parametrize("names", [("市工信局", ()), ("市大数据局", ("市工信局",))])
def test_a_name_means_one_department(city, names):
    with pytest.raises(UnitError) as refused:
        change(city, "d92", *names[1], name=names[0])
    assert refused.value.problem.kind == "unit_name_taken"


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"name": "  "}, "name_missing"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "dates_reversed"),
        ({"successor_id": "d91"}, "unit_of_itself"),
    ],
)
def test_what_cannot_be_is_refused(city, told, kind):
    with pytest.raises(UnitError) as refused:
        change(city, "d91", **told)
    assert refused.value.problem.kind == kind


def test_nothing_is_written_where_nothing_differs(city):
    assert change(city, "d91") is None


def test_whoever_was_overtaken_is_told(city):
    base = opened(city, "d91")
    change(city, "d91", leader="张三")
    with pytest.raises(StaleError):
        units.save(city, base, replace(base.record, leader="李四"), (), by=OFFICE, day=TODAY)


def test_a_clerk_keeps_no_list(city):
    clerk = Person("张三", Role.CLERK, "d91")
    base = opened(city, "d91")
    with pytest.raises(DeniedError):
        units.save(city, base, replace(base.record, leader="我"), (), by=clerk, day=TODAY)
    with pytest.raises(DeniedError):
        lists.save(city, [CodeItem(list=CodeList.CATEGORY, name="交通")], by=clerk)


def test_an_entry_that_is_not_offered_any_more_stays_known(city):
    lists.save(city, [CodeItem(list=CodeList.CATEGORY, name=it) for it in ("交通", "教育")], by=OFFICE)
    lists.save(city, [CodeItem(list=CodeList.CATEGORY, name="交通", active=False)], by=OFFICE)
    assert [it.name for it in lists.entries(city, CodeList.CATEGORY)] == ["教育"]
    assert {it.name for it in lists.entries(city, CodeList.CATEGORY, all=True)} == {"交通", "教育"}


def test_an_entry_stands_once_and_has_a_name(city):
    for names in (("交通", "交通"), ("",)):
        with pytest.raises(ListError):
            lists.save(city, [CodeItem(list=CodeList.CATEGORY, name=it) for it in names], by=OFFICE)
