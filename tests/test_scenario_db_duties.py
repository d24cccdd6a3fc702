"""What waits for whom: every kind of duty, in its pile, for its people and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scenario_db import duties
from scenario_db.codes import (
    Duty,
    Instrument,
    InterfaceStatus,
    IssueLevel,
    IssueOrigin,
    IssueStatus,
    MoveType,
    PartnerRole,
    Period,
    ReviewStatus,
    Role,
    Tier,
)
from scenario_db.piles import Count, Pile
from scenario_db.records import Department, Issue, Move, Partner, ProgressReport, Reminder, Scenario
from scenario_db.roles import Person
from tests.telling import OFFICE, write

DAY = date(2026, 1, 20)
LEAD, HEALTH = "d1", "d2"
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.BUILD, lead_id=LEAD)
CLERK, HEAD = Person("张三", Role.CLERK, LEAD), Person("张局", Role.REVIEWER, LEAD)
DOCTOR, CHIEF = Person("李四", Role.CLERK, HEALTH), Person("李主任", Role.REVIEWER, HEALTH)
LEADER = Person("市领导", Role.LEADER)
PEOPLE = {"clerk": CLERK, "head": HEAD, "doctor": DOCTOR, "chief": CHIEF, "office": OFFICE, "leader": LEADER}

RETURN = ProgressReport(scenario_id="s1", period_type=Period.MONTH, period="2025-12", period_end=date(2025, 12, 31))
MOVE = Move(id="m1", scenario_id="s1", type=MoveType.COMMISSION, from_tier=Tier.BUILD, to_tier=Tier.OPERATE)
PARTNER = Partner(scenario_id="s1", department_id=HEALTH, role=PartnerRole.DATA, requested_on=date(2026, 1, 5))
ISSUE = Issue(id="i1", code="WT-1", scenario_id="s1", description="缺数据", needs_department_id=HEALTH, due_on=DAY)
NOTICE = Reminder(id="r1", department_id=HEALTH, duty=Duty.ISSUE, subject="i1", sent_on=DAY, due_on=date(2026, 1, 1))


@pytest.fixture
def city(db):
    write(db, Department(id=LEAD, name="市民政局"), Department(id=HEALTH, name="市卫健委"), CARE)
    return db


WAITS = {
    "a return sent back": (replace(RETURN, status=ReviewStatus.RETURNED), Pile.TO_DO, {"clerk"}),
    "a return to look at first": (replace(RETURN, status=ReviewStatus.FIRST_REVIEW), Pile.TO_REVIEW, {"head"}),
    "a return to look at last": (replace(RETURN, status=ReviewStatus.FINAL_REVIEW), Pile.TO_REVIEW, {"office"}),
    "a return that is done": (RETURN, None, set()),
    "a move sent back": (replace(MOVE, status=ReviewStatus.RETURNED), Pile.TO_DO, {"clerk"}),
    "a move to look at first": (replace(MOVE, status=ReviewStatus.FIRST_REVIEW), Pile.TO_REVIEW, {"head"}),
    "a move to look at last": (replace(MOVE, status=ReviewStatus.FINAL_REVIEW), Pile.TO_REVIEW, {"office"}),
    "a move that was withdrawn": (replace(MOVE, status=ReviewStatus.WITHDRAWN), None, set()),
    "a promise asked for": (PARTNER, Pile.TO_CONFIRM, {"doctor", "chief"}),
    "a promise disputed": (
        replace(PARTNER, interface_status=InterfaceStatus.DISPUTED),
        Pile.TO_CONFIRM,
        {"doctor", "chief"},
    ),
    "a promise given": (replace(PARTNER, interface_status=InterfaceStatus.CONFIRMED), None, set()),
    "a promise nobody asked for": (replace(PARTNER, requested_on=None), None, set()),
    "a problem": (ISSUE, Pile.TO_DO, {"doctor", "chief"}),
    "a problem of the lead's own": (replace(ISSUE, needs_department_id=None), Pile.TO_DO, {"clerk", "head"}),
    "a problem handed back": (replace(ISSUE, status=IssueStatus.RETURNED), Pile.TO_DO, {"clerk", "head"}),
    "a problem answered": (replace(ISSUE, status=IssueStatus.TO_CONFIRM), Pile.TO_CONFIRM, {"clerk", "head"}),
    "an instruction answered": (
        replace(ISSUE, status=IssueStatus.TO_CONFIRM, origin=IssueOrigin.INSTRUCTION),
        Pile.TO_CONFIRM,
        {"office"},
    ),
    "a problem for the leading group": (
        replace(ISSUE, level=IssueLevel.LEADING_GROUP),
        Pile.TO_DO,
        {"doctor", "chief", "office"},
    ),
    "one that a letter went out for": (
        replace(ISSUE, level=IssueLevel.LEADING_GROUP, instrument=Instrument.SUPERVISION),
        Pile.TO_DO,
        {"doctor", "chief"},
    ),
    "a problem closed": (replace(ISSUE, status=IssueStatus.CLOSED), None, set()),
    "a reminder": (NOTICE, Pile.TO_READ, {"doctor", "chief"}),
    "a reminder read": (replace(NOTICE, read_on=DAY), None, set()),
}


def _count(db, person, pile):
    return duties.counts(db, person, DAY)[pile].all if pile else 0


@pytest.mark.parametrize("told", WAITS)
def test_each_thing_waits_in_its_pile_for_its_people(city, told):
    record, pile, people = WAITS[told]
    steps = [replace(record, status=ReviewStatus.FIRST_REVIEW), record] if isinstance(record, Move) else [record]
    for it in dict.fromkeys(steps):
        write(city, it)
    found = {name: {it for it in Pile if duties.find(city, person, it)} for name, person in PEOPLE.items()}
    assert found == {name: {pile} if name in people else set() for name in PEOPLE}
    assert {name for name, it in PEOPLE.items() if _count(city, it, pile)} == people


def test_nothing_waits_in_an_empty_library(db):
    assert set(duties.counts(db, OFFICE, DAY).values()) == {Count()}
    assert duties.find(db, CLERK, Pile.TO_DO) == []


def test_whoever_belongs_to_no_department_owes_nothing(city):
    write(city, PARTNER, ISSUE)
    assert set(duties.counts(city, Person("无名", Role.CLERK), DAY).values()) == {Count()}
    assert duties.find(city, Person("无名", Role.CLERK), Pile.TO_DO) == []


def test_what_is_due_first_comes_first_and_what_is_over_is_counted(city):
    late = replace(ISSUE, id="i2", code="WT-2", due_on=date(2026, 1, 2))
    never = replace(ISSUE, id="i3", code="WT-3", due_on=None)
    write(city, ISSUE, late, never)
    found = duties.find(city, DOCTOR, Pile.TO_DO)
    assert [(it.number, it.days_over(DAY)) for it in found] == [("WT-2", 18), ("WT-1", 0), ("WT-3", 0)]
    assert duties.counts(city, DOCTOR, DAY)[Pile.TO_DO] == Count(3, 1)
    assert [it.number for it in duties.find(city, DOCTOR, Pile.TO_DO, limit=1, offset=1)] == ["WT-1"]


def test_a_duty_says_of_which_scenario_for_whom_and_since_when(city):
    write(city, PARTNER)
    [it] = duties.find(city, DOCTOR, Pile.TO_CONFIRM)
    assert (it.duty, it.code, it.whom, it.state, it.since) == (Duty.PARTNER, "A1", "市民政局", "none", date(2026, 1, 5))


def test_a_scenario_that_left_asks_for_no_promise(city):
    left = replace(CARE, id="s2", code="A2", tier=Tier.EXIT)
    write(city, left, replace(PARTNER, id="", scenario_id="s2"))
    assert duties.find(city, DOCTOR, Pile.TO_CONFIRM) == []


def test_what_departments_owe_is_asked_for_many_at_once_but_no_reminders(city):
    write(city, ISSUE, PARTNER, NOTICE, replace(RETURN, status=ReviewStatus.RETURNED))
    kinds = [Duty.ISSUE, Duty.CORRECTION, Duty.NOTICE]
    found = duties.of_departments(city, [LEAD, HEALTH], kinds, until=DAY)
    assert [(it.department_id, it.duty) for it in found] == [(HEALTH, Duty.ISSUE), (LEAD, Duty.CORRECTION)]
    assert duties.of_departments(city, [HEALTH], kinds, until=date(2026, 1, 19)) == []
