"""The list of problems: whose they are, which colour they bear, how old they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scenario_db import supervision
from scenario_db.codes import IssueLevel, IssueOrigin, IssueStatus, Tier
from scenario_db.records import Department, Issue, Scenario
from scenario_db.supervision import Age, Alert, Search, Whose
from tests.telling import write

DAY = date(2026, 1, 20)
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.BUILD, lead_id="d1")
ISSUE = Issue(
    id="i1",
    code="WT-1",
    scenario_id="s1",
    description="数据接口未开放",
    needs_department_id="d2",
    raised_on=date(2026, 1, 16),
    due_on=date(2026, 2, 28),
)


@pytest.fixture
def city(db):
    write(db, Department(id="d1", name="市民政局"), Department(id="d2", name="市卫健委"), CARE)
    return db


def test_an_empty_library_has_no_problem(db):
    assert supervision.find(db, Search(DAY)) == []
    assert supervision.ages(db, Search(DAY)) == []
    assert supervision.one(db, "WT-1", DAY) is None


@pytest.mark.parametrize(
    ("told", "alert"),
    [
        ({}, None),
        ({"due_on": None}, None),
        ({"due_on": date(2026, 1, 27), "status": IssueStatus.WORKING}, Alert.BLUE),
        ({"due_on": date(2026, 1, 28), "status": IssueStatus.WORKING}, None),
        ({"due_on": DAY, "status": IssueStatus.WORKING}, Alert.BLUE),
        ({"due_on": date(2026, 1, 19)}, Alert.RED),
        ({"due_on": date(2026, 1, 19), "status": IssueStatus.TO_CONFIRM}, None),
        ({"due_on": date(2026, 1, 19), "status": IssueStatus.CLOSED}, None),
        ({"reopened": 1, "status": IssueStatus.WORKING}, Alert.YELLOW),
        ({"status": IssueStatus.RETURNED}, Alert.YELLOW),
        ({"raised_on": date(2025, 12, 1)}, Alert.YELLOW),
        ({"raised_on": date(2025, 12, 1), "status": IssueStatus.WORKING}, None),
        ({"raised_on": None}, None),
    ],
)
def test_the_colour_says_near_behind_or_overdue(city, told, alert):
    write(city, replace(ISSUE, **told))
    found = supervision.one(city, "WT-1", DAY)
    assert found is not None
    assert found.alert is alert


MANY = (
    ISSUE,
    replace(ISSUE, id="i2", code="WT-2", due_on=date(2026, 1, 2), raised_on=date(2025, 12, 1)),
    replace(ISSUE, id="i3", code="WT-3", needs_department_id="d1", origin=IssueOrigin.INSTRUCTION, due_on=None),
    replace(ISSUE, id="i4", code="WT-4", status=IssueStatus.CLOSED),
    replace(ISSUE, id="i5", code="WT-5", level=IssueLevel.LEADING_GROUP, status=IssueStatus.TO_CONFIRM),
)


@pytest.mark.parametrize(
    ("search", "codes"),
    [
        (Search(DAY), ["WT-2", "WT-1", "WT-5", "WT-3"]),
        (Search(DAY, closed=True), ["WT-4"]),
        (Search(DAY, overdue=True), ["WT-2"]),
        (Search(DAY, alert=Alert.RED), ["WT-2"]),
        (Search(DAY, level=IssueLevel.LEADING_GROUP), ["WT-5"]),
        (Search(DAY, "d2", Whose.TO_ANSWER), ["WT-2", "WT-1", "WT-5"]),
        (Search(DAY, "d1", Whose.TO_ANSWER), ["WT-3"]),
        (Search(DAY, "d1", Whose.RAISED), ["WT-2", "WT-1", "WT-5"]),
        (Search(DAY, "", Whose.RAISED), ["WT-2", "WT-1", "WT-5", "WT-3"]),
    ],
)
def test_a_search_finds_what_it_means_the_longest_overdue_first(city, search, codes):
    write(city, *MANY)
    assert [it.code for it in supervision.find(city, search)] == codes
    assert supervision.count(city, search) == len(codes)
    assert sum(supervision.alerts(city, search).values()) == len(codes)


def test_a_page_is_a_page(city):
    write(city, *MANY)
    assert [it.code for it in supervision.find(city, Search(DAY), limit=2, offset=1)] == ["WT-1", "WT-5"]


def test_what_is_listed_names_who_waits_for_whom_and_how_long(city):
    write(city, *MANY)
    it = supervision.find(city, Search(DAY))[0]
    assert (it.lead, it.needed, it.scenario, it.age(DAY)) == ("市民政局", "市卫健委", "家门口的医养结合", 50)


def test_ages_are_told_for_each_department_the_most_overdue_first(city):
    write(city, *MANY)
    assert supervision.ages(city, Search(DAY)) == [
        Age("市卫健委", open=2, overdue=1, over_30=1, over_90=0, oldest=50),
        Age("市民政局", open=1, overdue=0, over_30=0, over_90=0, oldest=4),
    ]
