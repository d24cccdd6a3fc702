"""Nothing stands before itself, nothing holds itself, and there are two levels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenario_db.circles import CircleError
from scenario_db.codes import LinkType, Tier
from scenario_db.records import Link, Scenario
from tests.telling import remove, write

A, B, C, D = (Scenario(id=f"s{i}", name=name, tier=Tier.BUILD) for i, name in enumerate("甲乙丙丁", 1))


def requires(it: Scenario, other: Scenario) -> Link:
    return Link(from_id=it.id, to_id=other.id, type=LinkType.REQUIRES)


def holds(it: Scenario, other: Scenario) -> Link:
    return Link(from_id=it.id, to_id=other.id, type=LinkType.CONTAINS)


@pytest.fixture
def four(db):
    write(db, A, B, C, D)
    return db


def refused(db, *records) -> str:
    before = db.value("select mark from ledger_mark")
    with pytest.raises(CircleError) as told:
        write(db, *records)
    assert db.value("select mark from ledger_mark") == before
    problem = told.value.problem
    return f"{problem.kind} {' / '.join(map(str, problem.facts.values()))}"


def test_a_scenario_that_stands_before_itself_is_refused(four):
    assert refused(four, requires(A, A)) == "circle_requires 甲 → 甲"


def test_a_circle_is_refused_however_long_and_told_by_its_names(four):
    write(four, requires(A, B), requires(B, C))
    assert sorted(set(refused(four, requires(C, A)).split()[1:]) - {"→"}) == ["丙", "乙", "甲"]


def test_a_circle_inside_one_batch_is_refused_too(four):
    assert refused(four, requires(A, B), requires(B, A)).startswith("circle_requires")


def test_two_ways_to_the_same_are_no_circle(four):
    write(four, requires(A, B), requires(A, C), requires(B, D), requires(C, D))
    assert four.value("select count(*) from link") == 4


def test_other_kinds_of_links_may_come_back(four):
    write(four, requires(A, B), Link(from_id="s2", to_id="s1", type=LinkType.SHARES_DATA), holds(B, A))
    write(four, Link(from_id="s1", to_id="s1", type=LinkType.CHAIN, step_no=1, content="监测预警"))
    assert four.value("select count(*) from link") == 4


def test_a_way_that_was_taken_out_closes_nothing(four):
    write(four, requires(A, B))
    remove(four, requires(A, B))
    write(four, requires(B, A))
    assert four.value("select from_id from link") == "s2"


def test_a_parent_and_a_link_together_close_a_circle(four):
    write(four, holds(A, B))
    assert refused(four, replace(A, parent_id="s2")).startswith("circle_contains")


def test_two_parents_of_each_other_are_refused(four):
    changed = replace(A, parent_id="s2"), replace(B, parent_id="s1")
    assert refused(four, *changed).startswith("circle_contains")


def test_a_third_level_is_refused_from_below_and_from_above(four):
    write(four, replace(B, parent_id="s1"))
    assert refused(four, replace(C, parent_id="s2")) == "third_level 丙 / 乙 / 甲"
    assert refused(four, replace(A, parent_id="s4")) == "third_level 乙 / 甲 / 丁"


def test_a_child_may_change_its_parent(four):
    write(four, replace(B, parent_id="s1"))
    write(four, replace(B, parent_id="s3"))
    assert four.value("select parent_id from scenario where id = 's2'") == "s3"
