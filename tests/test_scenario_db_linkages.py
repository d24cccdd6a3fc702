"""How departments work together: the matrix is what a plain count gives, promises are told apart by their state."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from scenario_db import chains, linkages, upstream
from scenario_db.codes import InterfaceStatus, LinkStatus, LinkType, PartnerRole, Tier
from scenario_db.linkages import Asked, Pair
from scenario_db.records import Department, Issue, Link, Partner, Scenario
from tests.telling import emptied, on, the, today, write

UNITS = [
    Department(id=f"d{i}", name=name) for i, name in enumerate(("市数据局", "市卫健委", "市公安局", "市民政局"), 1)
]
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.BUILD, lead_id="d1")
NET = Scenario(id="s2", code="A2", name="一网统管", tier=Tier.RESERVE, lead_id="d2")
BASE = Scenario(id="s3", code="A3", name="CIM基础平台", tier=Tier.BUILD, lead_id="d3")
ROLES = (PartnerRole.SUPPORT, PartnerRole.DATA)


def asked(key: str, unit: str, role: PartnerRole = PartnerRole.SUPPORT, **more) -> Partner:
    return Partner(scenario_id=key, department_id=unit, role=role, requested_on=date(2026, 1, 1), **more)


def requires(key: str, other: str, **more) -> Link:
    return Link(from_id=key, to_id=other, type=LinkType.REQUIRES, **more)


def step(key: str, other: str, number: int, **more) -> Link:
    return Link(from_id=key, to_id=other, type=LinkType.CHAIN, step_no=number, **more)


def test_an_empty_library_shares_nothing(db):
    assert linkages.matrix(db, today()) == linkages.Matrix((), (), 0, 0)
    assert linkages.asks(db, today()) == []
    assert linkages.held(db, today(), "d1") == []
    assert linkages.crossing(db, today()).by_both == {}
    assert upstream.linked(db, today()) == {}
    assert upstream.delayed(db, today()) == []
    assert chains.chains(db, today()) == ([], 0)


parts = some.sets(some.tuples(some.integers(0, 3), some.sampled_from(ROLES)), max_size=4)
libraries = some.lists(some.tuples(some.none() | some.integers(0, 3), some.booleans(), parts), max_size=6)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(libraries)
def test_the_matrix_is_what_a_plain_count_gives(db, library):
    emptied(db)
    with db.writing() as tx:
        tx.execute("delete from partner_version")
    write(db, *UNITS)
    expected: Counter[tuple[str, str]] = Counter()
    for number, (lead, left, taking) in enumerate(library):
        lead_id = None if lead is None else UNITS[lead].id
        tier = Tier.EXIT if left else Tier.BUILD
        write(db, Scenario(id=f"x{number}", name=f"场景{number}", tier=tier, lead_id=lead_id))
        write(db, *(asked(f"x{number}", UNITS[unit].id, role) for unit, role in sorted(taking)))
        together = {UNITS[unit].id for unit, _ in taking} | ({lead_id} if lead_id else set())
        expected.update([] if left else combinations(sorted(together), 2))
    found = linkages.matrix(db, today())
    assert {tuple(sorted((it.one_id, it.other_id))): it.together for it in found.pairs} == dict(expected)
    assert found.left_out == 0


def test_what_the_matrix_leaves_out_is_said(db):
    write(db, *UNITS, CARE, asked("s1", "d2"), asked("s1", "d3"), NET, asked("s2", "d1"))
    found = linkages.matrix(db, today(), most=2)
    assert found == linkages.Matrix(("d1", "d2"), (Pair("d1", "d2", 2),), left_out=1, all_pairs=3)


def test_who_asks_whom_tells_open_promises_from_kept_ones(db):
    late = asked("s1", "d2", PartnerRole.DATA, due_on=date(2026, 1, 20))
    kept = asked("s1", "d2", interface_status=InterfaceStatus.CONFIRMED)
    write(db, *UNITS, CARE, late, kept, asked("s1", "d1"))
    [found] = linkages.asks(db, today())
    assert found == Asked("d1", "d2", parts=2, open=1, overdue=1, oldest=date(2026, 1, 1))
    assert found.age(date(2026, 1, 31)) == 30


def test_a_past_day_shows_what_was_asked_then(db):
    write(db, *UNITS, CARE, asked("s1", "d2"), at=on(10))
    write(db, asked("s1", "d2", interface_status=InterfaceStatus.DELIVERED), at=on(20))
    assert [it.open for it in linkages.asks(db, the(15))] == [1]
    assert [it.open for it in linkages.asks(db, the(21))] == [0]


def test_the_list_of_a_pair_holds_what_both_take_part_in(db):
    write(db, *UNITS, CARE, NET, BASE, asked("s1", "d2"), asked("s3", "d1"), asked("s3", "d2"))
    assert [(it.code, it.open) for it in linkages.shared(db, today(), "d2", "d1")] == [("A1", 1), ("A3", 0)]


def test_a_department_is_told_whom_it_waits_for_and_who_waits_for_it(db):
    issue = Issue(
        id="i1", scenario_id="s2", description="接口未开放", needs_department_id="d1", raised_on=date(2026, 1, 9)
    )
    write(db, *UNITS, CARE, NET, asked("s1", "d2", task="健康档案"), asked("s1", "d2", PartnerRole.DATA), issue)
    waits, waited = linkages.held(db, today(), "d1")
    assert (waits.waits, waits.other_id, waits.count, waits.what) == (True, "d2", 2, "")
    assert (waited.waits, waited.other_id, waited.count, waited.what) == (False, "d2", 1, "接口未开放")
    assert waited.age(date(2026, 1, 31)) == 22


def test_a_partner_makes_a_scenario_cross_department_by_itself(db):
    write(db, *UNITS, replace(CARE, cross_system=True, cross_declared=False), replace(NET, cross_declared=True))
    assert linkages.crossing(db, today()).by_both == {(False, False): 1, (True, False): 1}
    write(db, asked("s1", "d2"))
    found = linkages.crossing(db, today())
    assert (found.by_both, found.flags["cross_department"]) == ({(False, True): 1, (True, False): 1}, 1)
    assert [(it.code, it.declared, it.flags) for it in linkages.disagreeing(db, today())] == [
        ("A2", True, 0),
        ("A1", False, 2),
    ]


def test_what_stands_before_and_behind_is_told_with_its_distance(db):
    child = Scenario(id="s4", code="A4", name="自动驾驶接驳", tier=Tier.PLAN, parent_id="s1")
    write(db, *UNITS, CARE, NET, BASE, child, requires("s1", "s2"), requires("s2", "s3"))
    found = upstream.around(db, today(), "s1")
    assert [(it.code, it.depth) for it in found] == [("A2", -1), ("A4", 1), ("A3", -2)]
    assert [it.code for it in upstream.around(db, today(), "s1", depth=1)] == ["A2", "A4"]
    assert list(upstream.linked(db, today())) == ["A1", "A2", "A3", "A4"]


def test_who_depends_on_what_is_suspended_is_told_however_far(db):
    write(db, *UNITS, CARE, NET, replace(BASE, suspended=True), requires("s1", "s2"), requires("s2", "s3"))
    found = upstream.delayed(db, today())
    assert [(it.code, it.depth, it.late_code) for it in found] == [("A2", 1, "A3"), ("A1", 2, "A3")]


@pytest.mark.parametrize("far", [False, True])
def test_a_chain_tells_its_steps_in_order_and_the_broken_ones(db, far):
    ends = (("s1", "s2"), ("s2", "s3")) if far else (("s1", "s1"), ("s1", "s1"))
    (one, two), (three, four) = ends
    broken = step(three, four, 2, content="转运", department_id="d3", status=LinkStatus.BROKEN)
    write(db, *UNITS, CARE, NET, BASE, step(one, two, 1, content="监测", department_id="d2"), broken)
    [chain], total = chains.chains(db, today())
    assert [(it.number, it.what, it.unit, it.status) for it in chain.steps] == [
        (1, "监测", "市卫健委", LinkStatus.PLANNED),
        (2, "转运", "市公安局", LinkStatus.BROKEN),
    ]
    assert (chain.code, chain.broken, total) == ("A1", 1, 1)
