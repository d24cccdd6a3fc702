"""How scenarios go on from library to library: the stays that ended, those that last, and how long they took."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import median

from scenario_db import conversion
from scenario_db.codes import RecordStatus, Tier
from scenario_db.conversion import Course
from scenario_db.records import Department, Scenario
from tests.telling import on, the, today, write

NOW = today(date(2026, 1, 31))
RESERVE = Tier.RESERVE
UNITS = (Department(id="d1", name="市数据局"), Department(id="d2", name="市工信局"))


def scenario(number: int, tier: Tier, since: date | None, lead: str = "d1") -> Scenario:
    return Scenario(id=f"s{number}", code=f"A{number}", name=f"场景{number}", tier=tier, tier_since=since, lead_id=lead)


def moved(it: Scenario, tier: Tier, day: int) -> Scenario:
    return replace(it, tier=tier, tier_since=date(2026, 1, day))


def since(it: Scenario) -> date:
    assert it.tier_since
    return it.tier_since


CITY = [scenario(n, RESERVE, date(2025, 12, n), f"d{1 + n % 2}") for n in range(1, 9)]
WENT = [
    *[moved(it, Tier.BUILD, 10 + n) for n, it in enumerate(CITY[:3])],
    moved(CITY[3], Tier.PLAN, 12),
    moved(CITY[4], Tier.EXIT, 15),
]


def told(db, choice):
    return {it.tier: it for it in conversion.conversion(db, choice)}


def test_an_empty_library_converts_nothing(db):
    assert conversion.conversion(db, NOW) == []


def test_all_who_stood_in_a_library_add_up_and_the_days_are_those_of_a_plain_count(db):
    write(db, *UNITS, *CITY, at=on(2))
    write(db, *WENT, at=on(20))
    reserve = told(db, NOW)[RESERVE]
    assert reserve.many == {Course.UP: 3, Course.DOWN: 1, Course.OUT: 1, Course.STILL: 3}
    assert (reserve.all, reserve.converted) == (len(CITY), Fraction(3, 8))
    took = [(since(after) - since(before)).days for before, after in zip(CITY[:3], WENT[:3], strict=True)]
    assert reserve.days[Course.UP] == median(took)
    assert reserve.days[Course.STILL] == median((NOW.day - since(it)).days for it in CITY[5:])


def test_those_who_went_are_named_the_latest_first(db):
    write(db, *UNITS, *CITY, at=on(2))
    write(db, *WENT, at=on(20))
    found = conversion.gone(db, NOW, RESERVE)
    assert [(it.code, it.course, it.tier) for it in found][:2] == [
        ("A5", Course.OUT, Tier.EXIT),
        ("A3", Course.UP, Tier.BUILD),
    ]
    assert len(conversion.gone(db, NOW, RESERVE, limit=2)) == 2


def test_a_department_has_its_own_and_a_past_day_what_was_known_then(db):
    write(db, *UNITS, *CITY, at=on(2))
    write(db, *WENT, at=on(20))
    assert told(db, replace(NOW, leads=("d1",)))[RESERVE].many == {Course.UP: 1, Course.DOWN: 1, Course.STILL: 2}
    assert told(db, the(10))[RESERVE].many == {Course.STILL: len(CITY)}


def test_a_stay_whose_beginning_nobody_wrote_down_counts_without_days(db):
    it = scenario(1, RESERVE, None)
    write(db, *UNITS, it, at=on(2))
    write(db, moved(it, Tier.BUILD, 9), at=on(9))
    assert (told(db, NOW)[RESERVE].many, told(db, NOW)[RESERVE].days) == ({Course.UP: 1}, {Course.UP: None})
    assert conversion.gone(db, NOW, RESERVE)[0].days is None


def test_what_was_only_proposed_stood_nowhere(db):
    it = replace(scenario(1, RESERVE, date(2026, 1, 2)), record_status=RecordStatus.DRAFT)
    write(db, *UNITS, it, at=on(2))
    assert conversion.conversion(db, NOW) == []
