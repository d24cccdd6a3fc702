"""What entered, moved and left between two days; that it adds up, whatever happened and whatever was chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenario_db import movements, portfolio
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, RecordStatus, Tier
from scenario_db.database import Database
from scenario_db.movements import Flow, Movement
from scenario_db.records import Department, Scenario
from tests.telling import ZONE, emptied, on, remove, the, today, write

BUREAU = Department(id="d1", name="市数据局")
INDUSTRY = Department(id="d2", name="市工信局")
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.RESERVE, lead_id="d1")


def moved(db: Database, then: Choice, now: Choice) -> list[tuple]:
    return [(it.movement, it.name, it.from_tier, it.to_tier) for it in movements.named(db, then, now, zone=ZONE)]


def test_nothing_moved_where_nothing_was_written(db):
    write(db, BUREAU, CARE, at=on(1))
    assert movements.flows(db, the(2), today()) == []
    assert moved(db, the(2), today()) == []


def test_an_edit_that_leaves_the_tier_is_no_movement(db):
    write(db, BUREAU, CARE, at=on(1))
    write(db, replace(CARE, summary="更多"), at=on(3))
    assert movements.flows(db, the(2), today()) == []


def test_there_and_back_is_no_movement(db):
    write(db, BUREAU, CARE, at=on(1))
    write(db, replace(CARE, tier=Tier.BUILD), at=on(3))
    write(db, CARE, at=on(4))
    assert movements.flows(db, the(2), today()) == []


@pytest.mark.parametrize(
    ("before", "after", "movement"),
    [
        (None, Tier.PLAN, Movement.ENTERED),
        (Tier.EXIT, Tier.PLAN, Movement.ENTERED),
        (Tier.PLAN, Tier.RESERVE, Movement.PROMOTED),
        (Tier.BUILD, Tier.OPERATE, Movement.PROMOTED),
        (Tier.BUILD, Tier.RESERVE, Movement.DEMOTED),
        (Tier.OPERATE, Tier.EXIT, Movement.LEFT),
    ],
)
def test_a_movement_is_named_by_how_far_the_tiers_are_along(db, before, after, movement):
    write(db, BUREAU, *([replace(CARE, tier=before)] if before else []), at=on(1))
    write(db, replace(CARE, tier=after), at=on(3))
    assert moved(db, the(2), today()) == [(movement, CARE.name, before, after)]


def test_a_record_that_was_taken_back_has_left(db):
    write(db, BUREAU, CARE, at=on(1))
    remove(db, CARE, at=on(3))
    assert moved(db, the(2), today()) == [(Movement.LEFT, CARE.name, Tier.RESERVE, None)]


def test_a_draft_enters_when_it_is_approved(db):
    write(db, BUREAU, replace(CARE, record_status=RecordStatus.DRAFT), at=on(1))
    write(db, CARE, at=on(3))
    assert moved(db, the(2), today()) == [(Movement.ENTERED, CARE.name, None, Tier.RESERVE)]


def test_what_changes_its_lead_joins_one_department_and_parts_from_another(db):
    write(db, BUREAU, INDUSTRY, CARE, at=on(1))
    write(db, replace(CARE, lead_id="d2"), at=on(3))
    assert movements.flows(db, the(2), today()) == []
    theirs = [replace(choice, leads=("d1",)) for choice in (the(2), today())]
    assert movements.flows(db, *theirs) == [Flow(Movement.PARTED, Tier.RESERVE, None, 1)]
    ours = [replace(choice, leads=("d2",)) for choice in (the(2), today())]
    assert movements.flows(db, *ours) == [Flow(Movement.JOINED, None, Tier.RESERVE, 1)]


def test_a_promotion_stays_one_where_only_the_higher_tier_is_chosen(db):
    write(db, BUREAU, CARE, at=on(1))
    write(db, replace(CARE, tier=Tier.BUILD), at=on(3))
    chosen = [replace(choice, tiers=(Tier.BUILD,)) for choice in (the(2), today())]
    assert movements.flows(db, *chosen) == [Flow(Movement.PROMOTED, None, Tier.BUILD, 1)]


def test_the_day_is_that_of_the_tier_where_it_is_said_else_that_of_the_record(db):
    write(db, BUREAU, at=on(1))
    write(db, CARE, at=on(3, hour=23))
    write(db, replace(CARE, id="s2", code="A2", tier_since=date(2026, 1, 7)), at=on(8))
    found = movements.named(db, the(2), today(), zone=ZONE)
    assert [(it.code, it.day) for it in found] == [("A2", date(2026, 1, 7)), ("A1", date(2026, 1, 3))]
    assert [it.lead for it in found] == ["市数据局", "市数据局"]


def test_only_as_many_are_named_as_are_asked_for(db):
    write(db, BUREAU, at=on(1))
    write(db, CARE, replace(CARE, id="s2", code="A2"), at=on(3))
    assert len(movements.named(db, the(2), today(), zone=ZONE, limit=1)) == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["s1", "s2", "s3", "s4"]),
        st.one_of(st.none(), st.sampled_from(list(Tier))),
        st.sampled_from(["d1", "d2"]),
    ),
    max_size=12,
)
CHOICES = st.sampled_from([{}, {"tiers": (Tier.BUILD, Tier.PLAN)}, {"leads": ("d1",)}, {"tiers": (Tier.EXIT,)}])


def tell(db: Database, steps: list[tuple[str, Tier | None, str]]) -> list[dict[str, Scenario]]:
    """Tells one step a day from the 2nd on; gives the library as it stood after each day, the 1st included."""
    write(db, BUREAU, INDUSTRY, at=on(1))
    library: list[dict[str, Scenario]] = [{}]
    for day, (key, tier, lead) in enumerate(steps, 2):
        now = dict(library[-1])
        gone = now.pop(key, None)
        if tier:
            now[key] = Scenario(id=key, code=key, name=key, tier=tier, lead_id=lead)
            write(db, now[key], at=on(day))
        elif gone:
            remove(db, gone, at=on(day))
        library.append(now)
    return library


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, chosen=CHOICES, data=st.data())
def test_net_movement_is_the_later_count_less_the_earlier(db, steps, chosen, data):
    emptied(db)
    tell(db, steps)
    first = data.draw(st.integers(1, len(steps) + 1))
    last = data.draw(st.integers(first, len(steps) + 1))
    then, now = replace(the(first), **chosen), replace(the(last), **chosen)
    before, after = portfolio.counts(db, then), portfolio.counts(db, now)
    turnover = movements.turnover(movements.flows(db, then, now))
    for tier in Tier:
        net = turnover[tier].net if tier in turnover else 0
        assert net == _count(after, tier) - _count(before, tier)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, data=st.data())
def test_any_day_equals_a_replay_up_to_that_day(db, steps, data):
    emptied(db)
    library = tell(db, steps)
    day = data.draw(st.integers(1, len(steps) + 1))
    live = [it.tier for it in library[day - 1].values()]
    found = portfolio.counts(db, the(day))
    assert {tier: _count(found, tier) for tier in LIVE} == {tier: live.count(tier) for tier in LIVE}


def _count(found, tier: Tier) -> int:
    return found[tier].scenarios if tier in found else 0
