"""Whom a written name means: short, full, other and former names, on a day; and what likeness proposes."""

from __future__ import annotations

from datetime import date

import pytest

from scenario_db import departments, ledger
from scenario_db.changes import Origin
from scenario_db.codes import AliasNature, DepartmentType, Role, Source
from scenario_db.database import Database
from scenario_db.records import Department, DepartmentAlias, Record
from scenario_db.roles import Person

OFFICE = Person("市数字办", Role.OFFICE)


def write(db: Database, *records: Record) -> None:
    by_type: dict[type, list[Record]] = {}
    for record in records:
        by_type.setdefault(type(record), []).append(record)
    changes = [change for found in by_type.values() for change in ledger.compare(db, ledger.wanted(found))]
    ledger.record(db, changes, by=OFFICE, origin=Origin(Source.FORM))


@pytest.fixture
def city(db: Database) -> Database:
    """A bureau of data with a former name, a bureau of industry, a district."""
    write(
        db,
        Department(id="d1", name="市数据局", full_name="无锡市数据局"),
        Department(id="d2", name="市工信局", full_name="无锡市工业和信息化局"),
        Department(id="d3", name="新吴区", type=DepartmentType.DISTRICT),
        DepartmentAlias(department_id="d1", alias="市大数据局", nature=AliasNature.FORMER, valid_to=date(2024, 3, 1)),
        DepartmentAlias(department_id="d2", alias="市经信委", nature=AliasNature.FORMER, valid_to=date(2019, 1, 1)),
    )
    return db


def test_nothing_is_resolved_where_there_are_no_departments(db):
    assert departments.resolve(db, ["市工信局", ""]) == {"市工信局": None, "": None}
    assert departments.near(db, "市工信局") == []
    assert departments.find(db) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("市工信局", "d2"),
        ("无锡市工业和信息化局", "d2"),
        (" 市 工信局　", "d2"),
        ("市经信委", "d2"),
        ("市大数据局", "d1"),
        ("市数据局", "d1"),
        ("工信局", None),
        ("各有关部门", None),
    ],
)
def test_a_written_name_means_a_department(city, written, meant):
    assert departments.resolve(city, [written]) == {written: meant}


def test_a_name_that_holds_on_the_day_beats_one_that_held_before(city):
    write(city, Department(id="d4", name="市经信委", valid_from=date(2026, 1, 1)))
    assert departments.resolve(city, ["市经信委"], on=date(2026, 5, 1)) == {"市经信委": "d4"}


def test_two_departments_with_the_same_claim_are_not_told_apart(city):
    write(
        city,
        DepartmentAlias(department_id="d1", alias="数字办"),
        DepartmentAlias(department_id="d2", alias="数字办"),
    )
    assert departments.resolve(city, ["数字办"]) == {"数字办": None}


def test_an_alias_on_the_day_decides_between_two(city):
    write(
        city,
        DepartmentAlias(department_id="d1", alias="信息办", valid_from=date(2024, 1, 1)),
        DepartmentAlias(department_id="d2", alias="信息办", valid_to=date(2024, 1, 1)),
    )
    assert departments.resolve(city, ["信息办"], on=date(2023, 6, 30)) == {"信息办": "d2"}
    assert departments.resolve(city, ["信息办"], on=date(2024, 6, 30)) == {"信息办": "d1"}


def test_a_department_that_was_renamed_without_an_alias_is_still_found(city):
    write(city, Department(id="d3", name="无锡高新区", type=DepartmentType.ZONE))
    assert departments.resolve(city, ["新吴区"]) == {"新吴区": "d3"}


def test_a_unit_that_ceased_stands_for_its_successor(city):
    write(city, Department(id="d5", name="市信息中心", valid_to=date(2024, 3, 1), successor_id="d1"))
    assert departments.resolve(city, ["市信息中心"], on=date(2024, 2, 29)) == {"市信息中心": "d5"}
    assert departments.resolve(city, ["市信息中心"], on=date(2024, 3, 1)) == {"市信息中心": "d1"}


def test_successors_in_a_ring_do_not_hang(city):
    write(city, Department(id="d5", name="甲"), Department(id="d6", name="乙"))
    write(
        city,
        Department(id="d5", name="甲", valid_to=date(2024, 1, 1), successor_id="d6"),
        Department(id="d6", name="乙", valid_to=date(2024, 1, 1), successor_id="d5"),
    )
    assert set(departments.resolve(city, ["甲"]).values()) <= {"d5", "d6"}


def test_likeness_proposes_and_never_decides(city):
    proposals = departments.near(city, "市大数据管理局")
    assert [(it.department_id, it.name) for it in proposals] == [("d1", "市大数据局")]
    assert departments.resolve(city, ["市大数据管理局"]) == {"市大数据管理局": None}


def test_names_are_those_of_the_moment(city):
    before = city.value("select moved_at from ledger_mark")
    write(city, Department(id="d3", name="无锡高新区", type=DepartmentType.ZONE))
    now = city.value("select moved_at from ledger_mark")
    assert departments.names_on(city)["d3"] == "无锡高新区"
    assert departments.names_on(city, now)["d3"] == "新吴区"
    assert departments.names_on(city, before) == {}


@pytest.mark.parametrize("text", ["数据", "sjj", "shujuju", "大数据局", "无锡市数据"])
def test_a_department_is_found_by_any_of_its_names_and_by_initials(city, text):
    assert "d1" in [it.id for it in departments.find(city, text)]


def test_one_department_is_had_by_its_id(city):
    found = departments.get(city, "d3")
    assert found
    assert found.name == "新吴区"
    assert departments.get(city, "d9") is None


def test_ten_thousand_names_go_at_once(city):
    written = [f"第{number}单位" for number in range(9_999)] + ["市工信局"]
    found = departments.resolve(city, written)
    assert len(found) == 10_000
    assert found["市工信局"] == "d2"
