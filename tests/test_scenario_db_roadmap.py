"""The roadmap: dates as they are beside the end that was promised first, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scenario_db import roadmap
from scenario_db.codes import Tier
from scenario_db.records import Scenario
from scenario_db.roadmap import Ahead
from tests.telling import on, the, today, write

NOW = today(date(2026, 1, 31))
FIRST = Scenario(
    id="s1",
    code="A1",
    name="停车一张图",
    tier=Tier.BUILD,
    planned_start=date(2025, 6, 1),
    planned_finish=date(2026, 1, 15),
)
LATER = Scenario(id="s2", code="A2", name="车联网", tier=Tier.RESERVE, planned_finish=date(2026, 9, 30))
UNDATED = Scenario(id="s3", code="A3", name="医养结合", tier=Tier.BUILD)
PLANNED = Scenario(id="s4", code="A4", name="元宇宙", tier=Tier.PLAN, planned_finish=date(2026, 3, 1))
ENDED = Scenario(
    id="s5", code="A5", name="灵锡", tier=Tier.BUILD, planned_finish=date(2026, 3, 1), actual_finish=date(2026, 1, 3)
)
CITY = (FIRST, LATER, UNDATED, PLANNED, ENDED)


def test_an_empty_library_has_no_road(db):
    assert roadmap.ahead(db, NOW) == Ahead(0, 0, 0)
    assert roadmap.legs(db, NOW) == []


def test_what_is_due_first_stands_first_and_what_is_left_out_is_counted(db):
    write(db, *CITY, at=on(2))
    assert roadmap.ahead(db, NOW) == Ahead(dated=2, overdue=1, undated=1)
    assert [it.code for it in roadmap.legs(db, NOW)] == ["A1", "A2"]
    assert [it.code for it in roadmap.legs(db, NOW, limit=1, offset=1)] == ["A2"]


def test_an_end_that_was_put_off_keeps_the_first_promise_beside_it(db):
    write(db, replace(FIRST, planned_finish=None), at=on(2))
    write(db, FIRST, at=on(5))
    write(db, replace(FIRST, planned_finish=date(2026, 3, 31)), at=on(9))
    write(db, replace(FIRST, planned_finish=date(2026, 6, 30), actual_start=date(2025, 7, 1)), at=on(20))
    [leg] = roadmap.legs(db, NOW)
    assert (leg.starts, leg.ends, leg.promised) == (date(2025, 7, 1), date(2026, 6, 30), date(2026, 1, 15))
    assert leg.slip == (date(2026, 6, 30) - date(2026, 1, 15)).days
    assert roadmap.legs(db, the(10))[0].ends == date(2026, 3, 31)
