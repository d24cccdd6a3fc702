"""Taking a batch back: what it changed goes back, what was done since stays, and undo is itself a batch."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenario_db import ledger
from scenario_db.changes import Origin, UndoError, Wanted
from scenario_db.codes import PartnerRole, Source, Tier
from scenario_db.database import Database
from scenario_db.records import Department, Partner, Record, Scenario
from tests.telling import OFFICE, remove, write

PARKING = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD)


@pytest.fixture
def city(db: Database) -> Database:
    """Two bureaus (batch 1) and a scenario (batch 2)."""
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市公安局"))
    write(db, replace(PARKING, lead_id="d1"))
    return db


def scenario(db: Database, key: str = "s1") -> Any:
    found = [it.record for it in ledger.history(db, "scenario", key) if not it.superseded_at]
    return found[0] if found else None


def told(undoing):
    return [(it.kind, it.id, it.why, it.fields) for it in undoing.kept]


# What there is to undo


@pytest.mark.parametrize("number", [0, 99, -1])
def test_a_batch_that_never_was_is_not_taken_back(city, number):
    with pytest.raises(UndoError) as refused:
        ledger.undo(city, number, by=OFFICE)
    assert refused.value.problem.kind == "no_such_batch"


def test_a_batch_is_taken_back_once(city):
    ledger.undo(city, 2, by=OFFICE)
    with pytest.raises(UndoError) as refused:
        ledger.undo(city, 2, by=OFFICE)
    assert refused.value.problem.kind == "nothing_to_undo"
    assert city.value("select mark from ledger_mark") == 3


def test_what_entered_leaves(city):
    receipt, _ = ledger.undo(city, 2, by=OFFICE)
    assert (receipt.left, scenario(city)) == ({"scenario": 1}, None)


def test_what_left_enters_again_with_its_code(city):
    was = scenario(city)
    gone = remove(city, was)
    ledger.undo(city, gone.batch, by=OFFICE)
    assert scenario(city) == was


def test_a_no_that_was_said_is_taken_back_to_silence(city):
    said = write(city, replace(scenario(city), cross_level=False, total_invest=Decimal(0)))
    ledger.undo(city, said.batch, by=OFFICE)
    assert (scenario(city).cross_level, scenario(city).total_invest) == (None, None)


def test_the_undo_names_what_it_takes_back(city):
    receipt, _ = ledger.undo(city, 2, by=OFFICE)
    assert city.rows("select source, undoes from batch where id = :id", id=receipt.batch) == [("undo", 2)]


# What was done since


def test_a_field_that_was_changed_since_stays(city):
    first = write(city, replace(scenario(city), name="停车一张图", summary="甲"))
    write(city, replace(scenario(city), summary="乙"))
    _, undoing = ledger.undo(city, first.batch, by=OFFICE)
    assert (scenario(city).name, scenario(city).summary) == ("智慧停车", "乙")
    assert told(undoing) == [("scenario", "s1", "later", ("summary",))]


def test_a_record_that_was_changed_since_it_entered_stays(city):
    write(city, replace(scenario(city), summary="乙"))
    with pytest.raises(UndoError):
        ledger.undo(city, 2, by=OFFICE)
    assert told(ledger.plan_undo(city, 2)) == [("scenario", "s1", "later", ())]


def test_a_record_that_left_since_is_told(city):
    changed = write(city, replace(scenario(city), summary="甲"))
    remove(city, scenario(city))
    assert told(ledger.plan_undo(city, changed.batch)) == [("scenario", "s1", "gone", ())]


def test_a_record_that_left_again_since_does_not_come_back(city):
    was = scenario(city)
    first = remove(city, was)
    write(city, was)
    remove(city, was)
    assert told(ledger.plan_undo(city, first.batch)) == [("scenario", "s1", "later", ())]


# What others need


def test_a_unit_that_others_need_stays(city):
    assert told(ledger.plan_undo(city, 1)) == [("department", "d1", "needed", ())]
    receipt, _ = ledger.undo(city, 1, by=OFFICE)
    assert receipt.left == {"department": 1}


def test_a_unit_leaves_with_the_scenario_of_the_same_batch(db):
    both = write(db, Department(id="d1", name="市城管局"), replace(PARKING, lead_id="d1"))
    receipt, undoing = ledger.undo(db, both.batch, by=OFFICE)
    assert (receipt.left, undoing.kept) == ({"department": 1, "scenario": 1}, ())


def test_what_keeps_a_scenario_keeps_what_it_points_at(db):
    both = write(db, Department(id="d1", name="市城管局"), replace(PARKING, lead_id="d1"))
    write(db, replace(scenario(db), summary="乙"))
    assert told(ledger.plan_undo(db, both.batch)) == [
        ("scenario", "s1", "later", ()),
        ("department", "d1", "needed", ()),
    ]


def test_a_field_that_would_point_at_nothing_stays_and_the_others_go_back(city):
    moved = write(city, replace(scenario(city), lead_id="d2", summary="甲"))
    remove(city, Department(id="d1", name="市城管局"))
    _, undoing = ledger.undo(city, moved.batch, by=OFFICE)
    assert (scenario(city).lead_id, scenario(city).summary) == ("d2", None)
    assert told(undoing) == [("scenario", "s1", "gone", ("lead_id",))]


def test_a_partner_of_a_scenario_that_left_does_not_come_back(city):
    partner = Partner(scenario_id="s1", department_id="d2", role=PartnerRole.DATA)
    write(city, partner)
    gone = remove(city, partner)
    remove(city, scenario(city))
    assert told(ledger.plan_undo(city, gone.batch)) == [("partner", partner.id, "gone", ("scenario_id",))]


def test_a_parent_and_its_child_come_back_together(db):
    parent, child = Scenario(id="s8", name="车联网", tier=Tier.BUILD), replace(PARKING, parent_id="s8")
    write(db, parent, child)
    gone = remove(db, scenario(db, "s8"), scenario(db))
    ledger.undo(db, gone.batch, by=OFFICE)
    assert db.rows("select id from scenario order by id") == [("s1",), ("s8",)]


# Any past at all: batches over three scenarios, each saying what some of them should be; nothing: it leaves.

WISHES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["甲", "乙"]),
        "summary": st.sampled_from([None, "一", "二"]),
        "cross_level": st.sampled_from([None, True, False]),
    }
)
BATCHES = st.lists(st.dictionaries(st.integers(0, 2), st.none() | WISHES, min_size=1), min_size=1, max_size=6)
ON_ONE_REGISTER = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
Wish = dict[str, Any]
State = dict[str, Wish]
_stories = count(1)


def tell(db: Database, batches) -> list[tuple[int, State, State]]:
    """Writes the batches on records of their own; gives each batch that changed something, with before and after."""
    story, told = next(_stories), []
    state: State = {}
    for wishes in batches:
        should = {f"s{story}.{number}": wish for number, wish in wishes.items()}
        after = {key: wish for key, wish in {**state, **should}.items() if wish is not None}
        receipt = make(db, state, after)
        if receipt:
            told.append((receipt.batch, state, after))
        state = after
    return told


def called(key: str, wish: Wish) -> Scenario:
    """Its code is its own, so that it may leave and enter again as it was."""
    return Scenario(id=key, code=f"旧-{key}", tier=Tier.PLAN, **wish)


def make(db: Database, before: State, after: State):
    entering = [called(key, wish) for key, wish in after.items() if wish != before.get(key)]
    wanted = ledger.wanted(entering) if entering else Wanted("scenario", [], {})
    changes = ledger.compare(db, wanted) + ledger.leaving(db, "scenario", dict.fromkeys(before.keys() - after, ""))
    return ledger.record(db, changes, by=OFFICE, origin=Origin(Source.FORM)) if changes else None


def stands(db: Database, keys) -> State:
    sql = "select id, name, summary, cross_level from scenario where id in (select unnest(cast(:ids as text[])))"
    found = db.rows(sql, ids=list(keys))
    return {key: {"name": name, "summary": summary, "cross_level": cross} for key, name, summary, cross in found}


def without(before: State, after: State, later: list[State], now: State) -> State:
    """What should stand when the batch from `before` to `after` is taken back from `now`; `later`: what was between."""
    back = dict(now)
    for key in before.keys() | after.keys():
        was, made, is_now = before.get(key), after.get(key), now.get(key)
        if was == made:
            continue
        if was and made is None and not any(key in state for state in later):
            back[key] = was
        if was is None and made == is_now:
            del back[key]
        if was and made and is_now:
            undone = {name: was[name] for name in was if was[name] != made[name] and is_now[name] == made[name]}
            back[key] = {**is_now, **undone}
    return back


@given(batches=BATCHES, chosen=st.integers(0, 5))
@ON_ONE_REGISTER
def test_an_undo_brings_back_what_was_apart_from_later_work(db, batches, chosen):
    told = tell(db, batches)
    if not told:
        return
    batch, before, after = told[chosen % len(told)]
    later = [state for number, _, state in told if number > batch]
    keys = {key for _, _, state in told for key in state}
    should_be = without(before, after, later, stands(db, keys))
    if ledger.plan_undo(db, batch).changes:
        ledger.undo(db, batch, by=OFFICE)
    assert stands(db, keys) == should_be


@given(batches=BATCHES)
@ON_ONE_REGISTER
def test_undoing_the_last_batch_brings_back_the_state_before_it(db, batches):
    told = tell(db, batches)
    if told:
        batch, before, after = told[-1]
        ledger.undo(db, batch, by=OFFICE)
        assert stands(db, before.keys() | after.keys()) == before


@given(batches=BATCHES, chosen=st.integers(0, 5))
@ON_ONE_REGISTER
def test_undoing_an_undo_brings_back_the_state_before_the_undo(db, batches, chosen):
    told = tell(db, batches)
    keys = {key for _, _, state in told for key in state}
    now = stands(db, keys)
    if not told or not ledger.plan_undo(db, told[chosen % len(told)][0]).changes:
        return
    receipt, _ = ledger.undo(db, told[chosen % len(told)][0], by=OFFICE)
    ledger.undo(db, receipt.batch, by=OFFICE)
    assert stands(db, keys) == now


@given(batches=BATCHES)
@ON_ONE_REGISTER
def test_any_moment_is_what_a_replay_of_the_batches_gives(db, batches):
    for batch, _, after in tell(db, batches):
        story = next(iter(after or ["-"])).split(".")[0]
        moment = db.value("select recorded_at + interval '1 microsecond' from batch where id = :id", id=batch)
        sql = "select id, name, summary, cross_level from scenario_on(:moment) where id like :story"
        found = db.rows(sql, moment=moment, story=f"{story}.%")
        assert {row[0]: dict(zip(("name", "summary", "cross_level"), row[1:], strict=True)) for row in found} == after


@given(batches=BATCHES)
@ON_ONE_REGISTER
def test_the_stretches_of_a_record_follow_each_other_without_a_gap(db, batches):
    for key in {key for _, _, state in tell(db, batches) for key in state}:
        versions = ledger.history(db, "scenario", key)
        assert [it.number for it in versions] == list(range(1, len(versions) + 1))
        assert sum(not it.superseded_at for it in versions) <= 1
        for one, following in pairwise(versions):
            assert one.superseded_at == following.batch.recorded_at or one.removed_by


def test_a_record_is_the_same_type_after_its_undo(city):
    changed = write(city, replace(scenario(city), tier=Tier.OPERATE))
    ledger.undo(city, changed.batch, by=OFFICE)
    found: Record | None = scenario(city)
    assert isinstance(found, Scenario)
    assert found.tier is Tier.BUILD
