"""What can start in the coming half-year: reserve by its planned start, and what the next gate still asks of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from scenario_db import gates, starting
from scenario_db.codes import Gate, Security, Tier
from scenario_db.gates import State
from scenario_db.records import Scenario
from tests.telling import today, write

NOW = today(date(2026, 1, 31))


def reserve(number: int, starts: date | None, **more) -> Scenario:
    return Scenario(
        id=f"s{number}", code=f"A{number}", name=f"场景{number}", tier=Tier.RESERVE, planned_start=starts, **more
    )


CITY = (
    reserve(1, date(2026, 1, 31)),
    reserve(2, date(2026, 7, 31), security=Security.LEVEL_2, planned_finish=date(2027, 1, 1), implementer="建设集团"),
    reserve(3, date(2026, 8, 1)),
    reserve(4, date(2026, 1, 30)),
    reserve(5, None),
    replace(reserve(6, date(2026, 3, 1)), tier=Tier.BUILD),
)


def test_only_reserve_that_is_planned_to_start_within_the_half_year_is_there(db):
    write(db, *CITY)
    assert [it.code for it in starting.starting(db, NOW)] == ["A2", "A1"]
    assert [it.code for it in starting.starting(db, NOW, limit=1, offset=1)] == ["A1"]


def test_what_is_missing_is_what_the_gate_itself_says(db):
    write(db, *CITY)
    for it in starting.starting(db, NOW):
        checked = gates.check(db, it.code.replace("A", "s"), Gate.G3, day=NOW.day)
        assert it.missing == tuple(one.item for one in checked if one.state is State.MISSING)
    found = Counter(len(it.missing) for it in starting.starting(db, NOW))
    assert starting.by_missing(db, NOW) == found


def test_an_empty_library_starts_nothing(db):
    assert starting.by_missing(db, NOW) == {}
    assert starting.starting(db, NOW) == []
