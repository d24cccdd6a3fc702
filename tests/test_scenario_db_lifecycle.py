"""What may follow what: every pair of libraries, every state of a move, and that nothing goes around them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from scenario_db import ledger, lifecycle
from scenario_db.changes import Change, Origin, UndoError
from scenario_db.codes import Gate, MoveType, ReviewStatus, Source, Tier
from scenario_db.lifecycle import IllegalMoveError, Step
from scenario_db.problems import Problem
from scenario_db.records import Move, Scenario
from tests.telling import OFFICE, write

PARKING = Scenario(id="s1", code="WX-2026-0001", name="智慧停车", tier=Tier.PLAN)

WAYS = {
    (None, Tier.PLAN): MoveType.ENTER,
    (None, Tier.RESERVE): MoveType.ENTER,
    (None, Tier.BUILD): MoveType.ENTER,
    (None, Tier.OPERATE): MoveType.ENTER,
    (Tier.PLAN, Tier.RESERVE): MoveType.PROMOTE,
    (Tier.RESERVE, Tier.BUILD): MoveType.PROMOTE,
    (Tier.BUILD, Tier.OPERATE): MoveType.COMMISSION,
    (Tier.OPERATE, Tier.BUILD): MoveType.UPGRADE,
    (Tier.BUILD, Tier.RESERVE): MoveType.DEMOTE,
    (Tier.RESERVE, Tier.PLAN): MoveType.DEMOTE,
    (Tier.PLAN, Tier.EXIT): MoveType.EXIT,
    (Tier.RESERVE, Tier.EXIT): MoveType.EXIT,
    (Tier.BUILD, Tier.EXIT): MoveType.EXIT,
    (Tier.OPERATE, Tier.EXIT): MoveType.EXIT,
    (Tier.EXIT, Tier.PLAN): MoveType.RETURN,
}
"""domain.md §4.1; 谋划 to 建设 by the green channel, mergers and pauses stand apart."""


def moving(before: Scenario, after: Scenario, move: Move | None) -> None:
    """The change of a scenario with the move that goes with it, as one batch."""
    changes = [Change("scenario", before.id, before, after, 1)]
    changes += [Change("move", move.id, None, move)] if move else []
    lifecycle.refuse_illegal(*(tuple(it for it in changes if it.kind == kind) for kind in ("scenario", "move")))


def effective(before: Tier, after: Tier, **given) -> Move:
    of = {"type": lifecycle.move_between(before, after)} | given
    return Move(id="m1", scenario_id="s1", from_tier=before, to_tier=after, status=ReviewStatus.EFFECTIVE, **of)


@pytest.mark.parametrize(("before", "after"), list(product((None, *Tier), Tier)))
def test_there_is_a_way_between_two_libraries_just_where_the_table_has_one(before, after):
    step = lifecycle.between(before, after)
    assert (step.type if step else None) is WAYS.get((before, after))


GATE_OF = {Tier.PLAN: Gate.G1, Tier.RESERVE: Gate.G2, Tier.BUILD: Gate.G3, Tier.OPERATE: Gate.G4}
IN_ORDER = {(None, Tier.PLAN), (Tier.PLAN, Tier.RESERVE), (Tier.RESERVE, Tier.BUILD), (Tier.BUILD, Tier.OPERATE)}


def way(before: Tier | None, after: Tier) -> Step:
    found = lifecycle.between(before, after)
    assert found is not None
    return found


@pytest.mark.parametrize(("before", "after"), WAYS)
def test_whoever_comes_into_a_library_passes_its_gate_and_whoever_falls_back_or_leaves_none(before, after):
    down = WAYS[before, after] in (MoveType.DEMOTE, MoveType.EXIT)
    assert way(before, after).gate is (None if down else GATE_OF[after])


@pytest.mark.parametrize(("before", "after"), WAYS)
def test_only_the_way_from_one_library_to_the_next_asks_for_no_reason(before, after):
    assert ("reason" in way(before, after).needs) == ((before, after) not in IN_ORDER)


UPWARDS = [Tier.EXIT, Tier.PLAN, Tier.RESERVE, Tier.BUILD, Tier.OPERATE]
APART = [(one, other) for one, other in product(Tier, Tier) if one is not other]


@pytest.mark.parametrize(("before", "after"), [pair for pair in APART if pair not in WAYS])
def test_a_leap_that_no_way_takes_is_called_by_its_direction(before, after):
    up = UPWARDS.index(after) > UPWARDS.index(before)
    assert lifecycle.move_between(before, after) is (MoveType.PROMOTE if up else MoveType.DEMOTE)


def test_what_comes_in_as_gone_is_no_promotion():
    assert lifecycle.move_between(None, Tier.EXIT) is MoveType.DEMOTE


@pytest.mark.parametrize(("before", "after"), APART)
def test_a_workbook_is_told_of_a_way_that_there_is_not(before, after):
    found = lifecycle.wrong_way(replace(PARKING, tier=before), replace(PARKING, tier=after))
    wrong = Problem("no_such_way", facts={"name": PARKING.name, "before": before, "after": after})
    assert found == (None if (before, after) in WAYS else wrong)


@pytest.mark.parametrize("tier", Tier)
def test_who_stays_in_its_library_has_taken_no_wrong_way(tier):
    there = replace(PARKING, tier=tier)
    assert lifecycle.wrong_way(there, replace(there, suspended=True)) is None


@pytest.mark.parametrize(("before", "after"), APART)
def test_no_batch_takes_another_way(before, after):
    was = replace(PARKING, tier=before)
    if (before, after) in WAYS:
        moving(was, replace(was, tier=after), effective(before, after))
    else:
        with pytest.raises(IllegalMoveError):
            moving(was, replace(was, tier=after), effective(before, after))


def test_planning_goes_to_building_only_by_the_green_channel():
    after = replace(PARKING, tier=Tier.BUILD)
    move = effective(Tier.PLAN, Tier.BUILD, type=MoveType.PROMOTE)
    with pytest.raises(IllegalMoveError) as refused:
        moving(PARKING, after, move)
    assert refused.value.problem.kind == "no_such_way"
    moving(PARKING, after, replace(move, green_channel=True))


def test_a_scenario_does_not_move_without_saying_so():
    with pytest.raises(IllegalMoveError) as refused:
        moving(PARKING, replace(PARKING, tier=Tier.RESERVE), None)
    assert refused.value.problem.kind == "moved_without_move"


PAUSED = replace(PARKING, suspended=True)


@pytest.mark.parametrize(
    ("before", "after", "right", "wrong"),
    [(PARKING, PAUSED, MoveType.SUSPEND, MoveType.RESUME), (PAUSED, PARKING, MoveType.RESUME, MoveType.SUSPEND)],
)
def test_a_scenario_does_not_rest_or_go_on_without_saying_so(before, after, right, wrong):
    moving(before, after, effective(Tier.PLAN, Tier.PLAN, type=right))
    for move in (None, effective(Tier.PLAN, Tier.PLAN, type=wrong)):
        with pytest.raises(IllegalMoveError) as refused:
            moving(before, after, move)
        assert refused.value.problem.kind == "paused_without_move"


def test_who_rests_falls_back_or_leaves_but_is_not_promoted_and_nobody_moves_into_a_rest():
    moving(PAUSED, replace(PARKING, tier=Tier.EXIT), effective(Tier.PLAN, Tier.EXIT))
    for before in (PAUSED, PARKING):
        with pytest.raises(IllegalMoveError) as refused:
            moving(before, replace(PAUSED, tier=Tier.RESERVE), effective(Tier.PLAN, Tier.RESERVE))
        assert refused.value.problem.kind == ("paused_first" if before.suspended else "moved_and_paused")


def test_a_pause_leads_where_the_scenario_stands_and_nowhere_else():
    step = lifecycle.step_of(effective(Tier.BUILD, Tier.BUILD, type=MoveType.SUSPEND))
    assert step is not None
    assert step.type is MoveType.SUSPEND
    assert lifecycle.step_of(effective(Tier.BUILD, Tier.PLAN, type=MoveType.SUSPEND)) is None


def refusal(scenarios: list[Change], moves: list[Change]) -> Problem:
    """Why a batch is refused."""
    with pytest.raises(IllegalMoveError) as refused:
        lifecycle.refuse_illegal(scenarios, moves)
    return refused.value.problem


def changed(before: Scenario, after: Scenario) -> list[Change]:
    return [Change("scenario", "s1", before, after, 1)]


def test_a_refusal_says_which_scenario_would_go_from_where_to_where():
    way = {"name": "智慧停车", "before": Tier.PLAN, "after": Tier.RESERVE}
    unsaid = refusal(changed(PARKING, replace(PARKING, tier=Tier.RESERVE)), [])
    assert unsaid == Problem("moved_without_move", facts=way)
    move = Change("move", "m1", None, effective(Tier.PLAN, Tier.BUILD, type=MoveType.PROMOTE))
    leap = refusal(changed(PARKING, replace(PARKING, tier=Tier.BUILD)), [move])
    assert leap == Problem("no_such_way", facts=way | {"after": Tier.BUILD})


@pytest.mark.parametrize(("before", "kind"), [(PAUSED, "paused_first"), (PARKING, "moved_and_paused")])
def test_a_refusal_on_account_of_a_pause_names_the_scenario(before, kind):
    move = Change("move", "m1", None, effective(Tier.PLAN, Tier.RESERVE))
    found = refusal(changed(before, replace(PAUSED, tier=Tier.RESERVE)), [move])
    assert found == Problem(kind, facts={"name": "智慧停车"})


def test_a_refusal_of_a_decided_move_says_what_it_was_and_would_be():
    was = effective(Tier.PLAN, Tier.RESERVE)
    again = Change("move", "m1", was, replace(was, status=ReviewStatus.WITHDRAWN), 1)
    facts = {"was": ReviewStatus.EFFECTIVE, "now": ReviewStatus.WITHDRAWN}
    assert refusal([], [again]) == Problem("move_already_decided", facts=facts)


def test_no_move_begins_as_one_that_was_sent_back():
    begun = Change("move", "m1", None, replace(effective(Tier.PLAN, Tier.RESERVE), status=ReviewStatus.RETURNED))
    facts = {"was": "", "now": ReviewStatus.RETURNED}
    assert refusal([], [begun]) == Problem("move_already_decided", facts=facts)


def test_a_move_that_is_still_waiting_moves_nothing():
    move = replace(effective(Tier.PLAN, Tier.RESERVE), status=ReviewStatus.FINAL_REVIEW)
    with pytest.raises(IllegalMoveError):
        moving(PARKING, replace(PARKING, tier=Tier.RESERVE), move)


@pytest.mark.parametrize(("was", "now"), list(product(ReviewStatus, ReviewStatus)))
def test_a_move_goes_through_its_reviews_as_the_table_says(was, now):
    before = Move(id="m1", scenario_id="s1", type=MoveType.PROMOTE, status=was)
    change = Change("move", "m1", before, replace(before, status=now, reason="改"), 1)
    if now in lifecycle.REVIEWS[was]:
        lifecycle.refuse_illegal([], [change])
    else:
        with pytest.raises(IllegalMoveError):
            lifecycle.refuse_illegal([], [change])


def test_a_move_is_never_erased():
    before = Move(id="m1", scenario_id="s1", type=MoveType.PROMOTE)
    assert refusal([], [Change("move", "m1", before, None, 1)]) == Problem("move_erased", facts={"id": "m1"})


@pytest.mark.parametrize("source", [Source.FORM, Source.IMPORT, Source.REVIEW, Source.COMMAND, Source.DEMO])
def test_no_door_leads_around_the_table(db, source):
    write(db, PARKING)
    wanted = ledger.compare(db, ledger.wanted([replace(PARKING, tier=Tier.OPERATE)]))
    with pytest.raises(IllegalMoveError):
        ledger.record(db, wanted, by=OFFICE, origin=Origin(source))
    assert db.value("select tier from scenario") == "plan"


def test_a_reviewed_move_is_not_taken_back_but_reversed(db):
    write(db, PARKING)
    moved = ledger.compare(db, ledger.wanted([replace(PARKING, tier=Tier.RESERVE)]))
    move = Change("move", "m1", None, effective(Tier.PLAN, Tier.RESERVE))
    receipt = ledger.record(db, [*moved, move], by=OFFICE, origin=Origin(Source.REVIEW))
    with pytest.raises(UndoError) as refused:
        ledger.undo(db, receipt.batch, by=OFFICE)
    assert refused.value.problem.kind == "review_stays"


def test_who_is_paused_resumes_before_it_is_promoted():
    paused = replace(PARKING, suspended=True)
    open_to = {step.type for step in lifecycle.moves_open_to(paused)}
    assert open_to == {MoveType.RESUME, MoveType.EXIT, MoveType.MERGE}
    assert MoveType.RESUME not in {step.type for step in lifecycle.moves_open_to(PARKING)}


def test_who_has_left_can_only_come_back_to_planning():
    left = replace(PARKING, tier=Tier.EXIT)
    assert [(step.type, step.target) for step in lifecycle.moves_open_to(left)] == [(MoveType.RETURN, Tier.PLAN)]
