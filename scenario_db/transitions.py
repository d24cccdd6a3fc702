"""Moves as they are proposed, withdrawn and proposed again; a proposal changes nothing of its scenario.

What becomes of it is in reviews.py, which ways there are in lifecycle.py, what a gate asks for in gates.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from scenario_db import denials, gates, ledger, lifecycle, proposals, rules, thresholds, verdicts
from scenario_db.changes import Change, Origin, Receipt
from scenario_db.codes import (
    RecordStatus,
    ReviewStatus,
    Source,
)
from scenario_db.comparing import records_of
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.lifecycle import Step
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import GateAnswer, Move, Scenario, Twin
from scenario_db.roles import Action, Person


class MoveError(RegisterError):
    """A proposal or a review that cannot be; `problems` are all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Said:
    """What the proposer says for a move, as far as its step asks for it."""

    reason: str = ""
    reason_code: str | None = None
    document: str = ""
    into_id: str | None = None
    resume_due: date | None = None
    campaign: str = ""


def propose(
    db: Database, scenario: str, step: Step, said: Said, *, by: Person, day: date, origin: Origin | None = None
) -> Receipt:
    """Proposes one move of a scenario of today. Raises MoveError, DeniedError, StaleError."""
    return propose_many(db, [scenario], step, said, by=by, day=day, origin=origin)


def propose_many(
    db: Database,
    scenarios: Sequence[str],
    step: Step,
    said: Said,
    *,
    by: Person,
    day: date,
    origin: Origin | None = None,
) -> Receipt:
    """The same move for several scenarios, such as the re-cut of the middle of the year: all of them, or none.

    `origin` says by which door, where it is not a form.
    """
    denials.require(db, by, Action.PROPOSE)
    found = _scenarios(db, scenarios)
    problems = [*_lacking(db, step, said, day), *_not_open(db, found, step)]
    problems = problems or [it for one in found for it in gates.problems_at(db, one.id, step, day=day)]
    if problems:
        raise MoveError(problems)
    ids = ledger.new_ids(db, "move", len(found))
    moves = [_move(key, it, step, said) for key, it in zip(ids, found, strict=True)]
    told = [replace(it, proposed_by=by.name, proposed_on=day, gate_result=gate_result(db, it, day)) for it in moves]
    changes = [Change("move", it.id, None, it) for it in told]
    return ledger.record(db, changes, by=by, origin=origin or Origin(Source.FORM, said.campaign))


def enter(
    db: Database,
    it: Scenario,
    said: Said,
    stated: Sequence[GateAnswer] = (),
    *,
    by: Person,
    day: date,
    alike: Sequence[Twin] = (),
) -> Receipt:
    """Proposes that a new scenario enters, with what is stated for its gate; it is in no library until both reviews
    passed. `alike` is what was decided on scenarios much like it.
    """
    denials.require(db, by, Action.PROPOSE)
    step = lifecycle.between(None, it.tier)
    problems = [Problem("no_such_way", facts={"name": it.name, "before": "", "after": it.tier})] if step is None else []
    problems += _lacking(db, step, said, day) if step else []
    problems += [problem for _, problem in rules.problems_with(it)]
    if problems or step is None:
        raise MoveError(problems)
    key = it.id or ledger.new_ids(db, "scenario", 1)[0]
    entering = replace(it, id=key, record_status=RecordStatus.FIRST_REVIEW, tier_since=None)
    move = _move(ledger.new_ids(db, "move", 1)[0], entering, step, said, enters=True)
    move = replace(move, proposed_by=by.name, proposed_on=day)
    changes = [Change("scenario", key, None, entering), Change("move", move.id, None, move)]
    for one in stated:
        answer = replace(one, id="", scenario_id=key, answered_by=by.name, answered_on=day)
        changes.append(Change("gate_answer", answer.id, None, answer))
    said_of = (replace(one, id="", scenario_id=key) for one in alike)
    changes += [change for one in said_of for change in verdicts.entering(one, by=by, day=day)]
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM))


def withdraw(db: Database, move: str, *, by: Person) -> Receipt:
    """Takes a proposal back, as long as nobody has reviewed it or it was returned."""
    version, it = held(db, "move", move)
    if it.status not in (ReviewStatus.FIRST_REVIEW, ReviewStatus.RETURNED):
        raise MoveError([Problem("too_late_to_withdraw", facts={"status": it.status})])
    after = replace(it, status=ReviewStatus.WITHDRAWN)
    changes = [Change("move", move, it, after, version), *on_record(after, *held(db, "scenario", it.scenario_id))]
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM))


def again(db: Database, move: str, said: Said, *, by: Person, day: date) -> Receipt:
    """Proposes a returned move once more, with what was asked for."""
    version, it = held(db, "move", move)
    step = lifecycle.step_of(it)
    if it.status is not ReviewStatus.RETURNED or step is None:
        raise MoveError([Problem("not_returned", facts={"status": it.status})])
    problems = _lacking(db, step, said, day)
    if problems:
        raise MoveError(problems)
    after = replace(
        it,
        **_given(said),
        status=ReviewStatus.FIRST_REVIEW,
        proposed_by=by.name,
        proposed_on=day,
        first_reviewer=None,
        first_reviewed_on=None,
        first_opinion=None,
        final_reviewer=None,
        final_reviewed_on=None,
        final_opinion=None,
    )
    changes = [Change("move", move, it, after, version), *on_record(after, *held(db, "scenario", it.scenario_id))]
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM))


def _scenarios(db: Database, keys: Sequence[str]) -> list[Scenario]:
    found = records_of(db, KINDS["scenario"], list(keys))
    missing = [key for key in keys if key not in found]
    if missing:
        raise MoveError([Problem("no_such_scenario", facts={"code": missing[0]})])
    return [it for _, it in (found[key] for key in dict.fromkeys(keys)) if isinstance(it, Scenario)]


def held(db: Database, kind: str, key: str) -> tuple[int, Any]:
    found = records_of(db, KINDS[kind], [key])
    if key not in found:
        raise MoveError([Problem("no_such_record", facts={"kind": kind, "id": key})])
    return found[key]


def _lacking(db: Database, step: Step, said: Said, day: date) -> list[Problem]:
    """What the step asks for and nobody said."""
    problems = [
        Problem("needed_here", facts={"kind": "move", "field": name}) for name in step.needs if not getattr(said, name)
    ]
    longest = day + timedelta(days=thresholds.of(db).suspension_days)
    if said.resume_due and not day < said.resume_due <= longest:
        problems.append(Problem("paused_too_long", facts={"value": said.resume_due, "latest": longest}))
    return problems


def _not_open(db: Database, found: Sequence[Scenario], step: Step) -> list[Problem]:
    """Those scenarios that cannot take this step now: not from there, or on another way already."""
    waiting = {key for key, _ in proposals.waiting(db, [it.id for it in found])}
    problems: list[Problem] = []
    for it in found:
        facts = {"name": it.name, "before": it.tier, "after": step.arrives(it.tier) or ""}
        if it.record_status is not RecordStatus.ENTERED or step not in lifecycle.moves_open_to(it):
            problems.append(Problem("no_such_way", facts=facts))
        elif it.id in waiting:
            problems.append(Problem("move_waiting", facts=facts))
    return problems


def _move(key: str, it: Scenario, step: Step, said: Said, *, enters: bool = False) -> Move:
    return Move(
        id=key,
        scenario_id=it.id,
        type=step.type,
        from_tier=None if enters else it.tier,
        to_tier=step.arrives(it.tier),
        from_stage=None if enters else it.stage,
        green_channel=step.green_channel or None,
        **_given(said),
    )


def _given(said: Said) -> dict[str, Any]:
    return {
        "reason": said.reason or None,
        "reason_code": said.reason_code,
        "document": said.document or None,
        "into_id": said.into_id,
        "resume_due": said.resume_due,
        "campaign": said.campaign or None,
    }


def gate_result(db: Database, move: Move, day: date) -> str | None:
    """How the items of the gate stood on the day, kept with the move: {"item": "there" | "missing" | "waived"}."""
    step = lifecycle.step_of(move)
    if step is None or step.gate is None:
        return None
    found = gates.check(db, move.scenario_id, step.gate, day=day)
    return json.dumps({str(it.item): str(it.state) for it in found})


_STATUS = {
    ReviewStatus.FIRST_REVIEW: RecordStatus.FIRST_REVIEW,
    ReviewStatus.FINAL_REVIEW: RecordStatus.FINAL_REVIEW,
    ReviewStatus.RETURNED: RecordStatus.RETURNED,
    ReviewStatus.WITHDRAWN: RecordStatus.WITHDRAWN,
    ReviewStatus.EFFECTIVE: RecordStatus.ENTERED,
}


def on_record(move: Move, version: int, it: Scenario) -> list[Change]:
    """A scenario that is still to enter shows how far its entering is."""
    if it.record_status is RecordStatus.ENTERED or it.record_status is _STATUS[move.status]:
        return []
    return [Change("scenario", it.id, it, replace(it, record_status=_STATUS[move.status]), version)]
