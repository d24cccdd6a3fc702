"""Shared data: requests with their age, who is asked, which bases and platforms are used again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scenario_db import sharing
from scenario_db.codes import InterfaceStatus, LinkStatus, LinkType, PartnerRole, Tier
from scenario_db.records import Department, Link, Partner, Scenario
from scenario_db.sharing import Search, Supply
from tests.telling import midnight_after, on, write

TODAY = date(2026, 7, 20)


def scenario(number: int, tier: Tier = Tier.BUILD, need: str | None = None) -> Scenario:
    return Scenario(id=f"s{number}", code=f"WX-{number}", name=f"场景{number}", tier=tier, data_need=need, lead_id="d1")


def asks(number: int, unit: str, status: InterfaceStatus, day: date | None = None, **fields) -> Partner:
    given = {"role": PartnerRole.DATA, "task": "人口数据", **fields}
    return Partner(scenario_id=f"s{number}", department_id=unit, interface_status=status, requested_on=day, **given)


@pytest.fixture
def city(db):
    write(
        db,
        *(Department(id=f"d{it}", name=f"单位{it}") for it in (1, 2, 3)),
        scenario(1, need="人口库、法人库（市数据局）；再用人口基础库"),
        scenario(2, Tier.PLAN, "CIM底图"),
        scenario(3, need="cim 和信用数据"),
        scenario(4),
        scenario(5, Tier.EXIT, "人口库"),
    )
    write(
        db,
        asks(1, "d2", InterfaceStatus.TALKING, date(2026, 7, 10)),
        asks(2, "d2", InterfaceStatus.DISPUTED, date(2026, 6, 20), task="底图"),
        asks(3, "d2", InterfaceStatus.DELIVERED, date(2026, 1, 1)),
        asks(3, "d3", InterfaceStatus.CONFIRMED, date(2026, 1, 1)),
        asks(4, "d3", InterfaceStatus.NONE),
        asks(4, "d2", InterfaceStatus.TALKING, date(2026, 1, 1), role=PartnerRole.SUPPORT),
        asks(5, "d2", InterfaceStatus.NONE, date(2026, 1, 1)),
        Link(from_id="s1", to_id="s3", type=LinkType.REUSES, status=LinkStatus.WORKING),
        Link(from_id="s2", to_id="s3", type=LinkType.REUSES),
        Link(from_id="s5", to_id="s3", type=LinkType.REUSES),
        Link(from_id="s1", to_id="s2", type=LinkType.REQUIRES),
    )
    return db


def test_what_waits_stands_first_with_its_age(city):
    found = [(it.code, it.unit, it.standing, it.age(TODAY)) for it in sharing.requests(city, Search())]
    assert found == [
        ("WX-1", "单位2", Supply.UNANSWERED, 10),
        ("WX-2", "单位2", Supply.DISPUTED, 30),
        ("WX-4", "单位3", Supply.UNASKED, None),
        ("WX-3", "单位3", Supply.PROMISED, None),
        ("WX-3", "单位2", Supply.DELIVERED, None),
    ]
    assert sharing.standings(city, Search()) == dict.fromkeys(Supply, 1)
    for search, codes in (
        (Search("底图"), ["WX-2"]),
        (Search("cj4"), ["WX-4"]),
        (Search(unit="d3"), ["WX-4", "WX-3"]),
        (Search(standing=Supply.DELIVERED), ["WX-3"]),
    ):
        assert [it.code for it in sharing.requests(city, search)] == codes


def test_who_is_asked_for_data_is_told_with_what_waits(city):
    found = {it.name: (it.scenarios, it.requests, it.waiting, it.delivered, it.oldest) for it in sharing.of_units(city)}
    assert found == {"单位2": (3, 3, 2, 1, date(2026, 6, 20)), "单位3": (2, 2, 0, 0, None)}


def test_bases_are_found_in_what_scenarios_say_and_each_counts_once(city):
    reuse = sharing.reuse(city)
    used = {it.name: (it.scenarios, it.building) for it in reuse.bases if it.scenarios}
    assert used == {"人口库": (1, 1), "法人库": (1, 1), "城市信息模型（CIM）": (2, 1), "信用库": (1, 1)}
    assert {it.name for it in reuse.bases} == set(sharing.bases())
    assert [it.code for it in sharing.users(city, "城市信息模型（CIM）")] == ["WX-2", "WX-3"]
    assert (reuse.saying, reuse.using, reuse.uses, reuse.reusing, reuse.links) == (3, 3, 5, 2, 2)


def test_a_platform_is_reused_by_those_who_link_to_it(city):
    [found] = sharing.platforms(city)
    assert (found.code, found.scenarios, found.building, found.working) == ("WX-3", 2, 1, 1)


def test_a_past_day_shows_what_was_asked_and_used_then(db):
    asked = asks(1, "d2", InterfaceStatus.TALKING, date(2026, 1, 5))
    write(db, *(Department(id=f"d{it}", name=f"单位{it}") for it in (1, 2)), scenario(1, need="人口库"), at=on(10))
    write(db, asked, at=on(12))
    write(db, replace(asked, interface_status=InterfaceStatus.DELIVERED), scenario(1, need="法人库"), at=on(20))
    then = midnight_after(15)
    assert sharing.standings(db, Search(moment=then)) == {Supply.UNANSWERED: 1}
    assert [it.waiting for it in sharing.of_units(db, then)] == [1]
    assert [it.code for it in sharing.users(db, "人口库", then)] == ["WX-1"]
    assert (sharing.reuse(db, then).using, sharing.platforms(db, then)) == (1, [])
    assert sharing.standings(db, Search(moment=midnight_after(10))) == {}
    assert sharing.standings(db, Search()) == {Supply.DELIVERED: 1}
    assert sharing.users(db, "人口库") == []
