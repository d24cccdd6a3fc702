"""Who waits for whom, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scenario_db import waiting
from scenario_db.codes import InterfaceStatus, IssueStatus, PartnerRole, Tier
from scenario_db.records import Department, Issue, Partner, Scenario
from scenario_db.waiting import Block, Waiting
from tests.telling import on, the, today, write

BUREAU = Department(id="d1", name="市数据局")
HEALTH = Department(id="d2", name="市卫健委")
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.RESERVE, lead_id="d1")
ISSUE = Issue(
    id="i1", scenario_id="s1", description="数据接口未开放", needs_department_id="d2", raised_on=date(2026, 1, 10)
)
PARTNER = Partner(
    scenario_id="s1", department_id="d2", role=PartnerRole.DATA, task="提供健康档案", requested_on=date(2026, 1, 5)
)


def test_nobody_waits_in_an_empty_library(db):
    assert waiting.waits(db, today()) == []


def test_problems_and_partners_come_together_the_oldest_first(db):
    write(db, BUREAU, HEALTH, CARE, ISSUE, PARTNER)
    found = waiting.waits(db, today())
    assert [(it.kind, it.lead, it.on, it.what) for it in found] == [
        (Waiting.PARTNER, "市数据局", "市卫健委", "提供健康档案"),
        (Waiting.ISSUE, "市数据局", "市卫健委", "数据接口未开放"),
    ]
    assert [it.age(date(2026, 1, 31)) for it in found] == [26, 21]


def test_what_has_no_day_comes_last(db):
    write(db, BUREAU, HEALTH, CARE, PARTNER, replace(ISSUE, raised_on=None))
    assert [it.age(date(2026, 1, 31)) for it in waiting.waits(db, today())] == [26, None]


def test_the_list_is_as_long_as_asked(db):
    write(db, BUREAU, HEALTH, CARE, PARTNER, ISSUE)
    assert len(waiting.waits(db, today(), limit=1)) == 1


@pytest.mark.parametrize(
    "settled",
    [
        replace(ISSUE, status=IssueStatus.CLOSED),
        replace(ISSUE, needs_department_id=None),
        replace(PARTNER, interface_status=InterfaceStatus.CONFIRMED),
        replace(PARTNER, interface_status=InterfaceStatus.DELIVERED),
        replace(PARTNER, requested_on=None),
    ],
)
def test_what_is_settled_or_was_never_asked_keeps_nobody_waiting(db, settled):
    write(db, BUREAU, HEALTH, CARE, settled)
    assert waiting.waits(db, today()) == []


def test_what_has_left_waits_no_longer(db):
    write(db, BUREAU, HEALTH, replace(CARE, tier=Tier.EXIT), ISSUE)
    assert waiting.waits(db, today()) == []


def test_a_past_day_shows_what_was_open_then(db):
    write(db, BUREAU, HEALTH, CARE, ISSUE, at=on(10))
    write(db, replace(ISSUE, status=IssueStatus.CLOSED), at=on(20))
    assert [it.kind for it in waiting.waits(db, the(15))] == [Waiting.ISSUE]
    assert waiting.waits(db, the(21)) == []


def test_who_keeps_whom_waiting_is_counted_by_department(db):
    mine = replace(ISSUE, id="i2", needs_department_id="d1")
    write(db, BUREAU, HEALTH, CARE, PARTNER, replace(ISSUE, due_on=date(2026, 1, 30)), mine)
    [found] = waiting.blocks(db, today())
    assert found == Block("市数据局", "市卫健委", count=2, overdue=1, oldest=date(2026, 1, 5))
    assert found.age(date(2026, 1, 31)) == 26
