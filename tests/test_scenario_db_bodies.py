"""Whom a page may be about, with the departments behind it, and the parts that they take in scenarios of others."""

from __future__ import annotations

from datetime import date

from scenario_db import bodies, linkages
from scenario_db.bodies import BodyKind
from scenario_db.codes import CodeList, DepartmentType, InterfaceStatus, PartnerRole, Tier
from scenario_db.records import CodeItem, Department, Partner, Scenario
from tests.telling import on, the, today, write

NOW = today(date(2026, 1, 31))
GROUP = CodeItem(id="working_group/数字政务", list=CodeList.WORKING_GROUP, name="数字政务", position=1)
BUREAU = Department(id="d1", name="市数据局", working_group_id=GROUP.id)
OFFICE = Department(id="d2", name="市审批局", working_group_id=GROUP.id)
DISTRICT = Department(id="d3", name="滨湖区", type=DepartmentType.DISTRICT)
STREET = Department(id="d4", name="蠡湖街道", type=DepartmentType.OTHER, parent_id="d3")
UNITS = (GROUP, BUREAU, OFFICE, DISTRICT, STREET)
OWN = Scenario(id="s1", code="A1", name="一网通办", tier=Tier.BUILD, lead_id="d1")
OTHERS = Scenario(id="s2", code="A2", name="医养结合", tier=Tier.PLAN, lead_id="d4")


def part(scenario: str, unit: str, status: InterfaceStatus, role: PartnerRole = PartnerRole.SUPPORT) -> Partner:
    asked = date(2026, 1, 3)
    return Partner(scenario_id=scenario, department_id=unit, role=role, interface_status=status, requested_on=asked)


PARTS = (
    part("s1", "d2", InterfaceStatus.NONE),
    part("s2", "d1", InterfaceStatus.CONFIRMED),
    part("s2", "d2", InterfaceStatus.TALKING),
    part("s2", "d2", InterfaceStatus.DELIVERED, PartnerRole.DATA),
)


def members(db, kind, hers=None):
    return {it.name: it.members for it in bodies.bodies(db, NOW, kind, hers)}


def test_each_kind_has_its_bodies_with_their_members(db):
    write(db, *UNITS)
    assert set(members(db, BodyKind.DEPARTMENT)) == {"市数据局", "市审批局", "滨湖区", "蠡湖街道"}
    assert {name: set(of) for name, of in members(db, BodyKind.GROUP).items()} == {"数字政务": {"d1", "d2"}}
    assert {name: set(of) for name, of in members(db, BodyKind.DISTRICT).items()} == {"滨湖区": {"d3", "d4"}}


def test_who_reads_a_part_finds_no_more_than_that(db):
    write(db, *UNITS)
    assert members(db, BodyKind.GROUP, ("d1",)) == {"数字政务": ("d1",)}
    assert members(db, BodyKind.DISTRICT, ("d1",)) == {}


def test_a_past_day_has_the_bodies_of_then(db):
    write(db, GROUP, BUREAU, at=on(2))
    write(db, *UNITS, at=on(20))
    assert [it.members for it in bodies.bodies(db, the(10), BodyKind.GROUP)] == [("d1",)]


def test_parts_in_scenarios_of_others_count_each_scenario_once_by_its_worst(db):
    write(db, *UNITS, OWN, OTHERS, *PARTS)
    assert bodies.parts_taken(db, NOW, "d1", "d2") == {InterfaceStatus.TALKING: 1}
    assert bodies.parts_taken(db, NOW, "d2") == {InterfaceStatus.NONE: 1, InterfaceStatus.TALKING: 1}
    found = bodies.parts(db, NOW, "d1", "d2")
    assert [(it.code, it.unit, it.status) for it in found] == [
        ("A2", "市审批局", InterfaceStatus.TALKING),
        ("A2", "市数据局", InterfaceStatus.CONFIRMED),
        ("A2", "市审批局", InterfaceStatus.DELIVERED),
    ]


def test_several_departments_wait_as_one_and_not_for_each_other(db):
    write(db, *UNITS, OWN, OTHERS, *PARTS)
    assert [(it.waits, it.other_id, it.count) for it in linkages.held(db, NOW, "d1", "d2")] == [(False, "d4", 1)]
    assert [(it.waits, it.other_id) for it in linkages.held(db, NOW, "d1")] == [(True, "d2")]
