"""The two reviews of a move: once by the department, once by the office; the second brings it into effect.

It writes the move and the scenario in one batch. Who proposed does not review first, and the two reviews are two
people's. What came to have effect is reversed by another move, never erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from scenario_db import denials, gates, ledger, lifecycle, roles
from scenario_db.changes import Change, Origin, Receipt
from scenario_db.codes import LinkStatus, LinkType, MoveType, RecordStatus, ReviewStatus, Role, Source, Stage, Tier
from scenario_db.database import Database
from scenario_db.lifecycle import WAITING
from scenario_db.problems import Problem
from scenario_db.records import DemandScenario, Link, Move, Scenario
from scenario_db.roles import Action, DeniedError, Person
from scenario_db.transitions import MoveError, gate_result, held, on_record

STAGES: Mapping[Tier, Stage] = {
    Tier.PLAN: Stage.IDEA,
    Tier.RESERVE: Stage.STUDY,
    Tier.BUILD: Stage.APPROVAL,
    Tier.OPERATE: Stage.OPERATION,
}
"""The stage in which a scenario comes to a library, unless it is further already."""


class Verdict(StrEnum):
    """What a reviewer says."""

    PASS = "pass"  # noqa: S105 - not a password
    RETURN = "return"


def review(
    db: Database, move: str, verdict: Verdict, opinion: str, *, by: Person, day: date, version: int | None = None
) -> Receipt:
    """One review of a move: it goes on to the office, takes effect, or returns to the proposer with a reason.

    `version` is the one that the reviewer looked at. Raises MoveError, DeniedError, StaleError, IllegalMoveError.
    """
    compared, it = held(db, "move", move)
    scenario = held(db, "scenario", it.scenario_id)
    problems = _against_review(db, it, verdict, opinion, by) or _against_passing(db, it, verdict, day)
    if problems:
        raise MoveError(problems)
    after = _reviewed(it, verdict, opinion, by, day)
    if after.status is ReviewStatus.EFFECTIVE:
        after = replace(after, effective_on=day, gate_result=gate_result(db, after, day))
    changes = [Change("move", move, it, after, version or compared), *_on_scenario(db, after, *scenario)]
    return ledger.record(db, changes, by=by, origin=Origin(Source.REVIEW, opinion))


def _against_review(db: Database, it: Move, verdict: Verdict, opinion: str, by: Person) -> list[Problem]:
    if it.status not in WAITING:
        return [Problem("not_waiting", facts={"status": it.status})]
    first = it.status is ReviewStatus.FIRST_REVIEW
    denials.require(db, by, Action.REVIEW_FIRST if first else Action.REVIEW_FINAL)
    if roles.is_own(by, it.proposed_by if first else it.first_reviewer):
        return [denials.told(db, by, DeniedError(Problem("same_person", facts={"name": by.name}))).problem]
    if verdict is Verdict.RETURN and not opinion.strip():
        return [Problem("needed_here", facts={"kind": "move", "field": "first_opinion" if first else "final_opinion"})]
    return []


def _against_passing(db: Database, it: Move, verdict: Verdict, day: date) -> list[Problem]:
    """What the gate still lacks, where the move would come to have effect; the green channel goes around the gate."""
    step = lifecycle.step_of(it)
    if it.status is not ReviewStatus.FINAL_REVIEW or verdict is Verdict.RETURN or step is None:
        return []
    return gates.problems_at(db, it.scenario_id, step, day=day)


def _reviewed(it: Move, verdict: Verdict, opinion: str, by: Person, day: date) -> Move:
    first = it.status is ReviewStatus.FIRST_REVIEW
    passed = ReviewStatus.FINAL_REVIEW if first else ReviewStatus.EFFECTIVE
    side = "first" if first else "final"
    given: dict[str, Any] = {"reviewer": by.name, "reviewed_on": day, "opinion": opinion.strip() or None}
    status = passed if verdict is Verdict.PASS else ReviewStatus.RETURNED
    return replace(it, status=status, **{f"{side}_{name}": value for name, value in given.items()})


def _on_scenario(db: Database, move: Move, version: int, it: Scenario) -> list[Change]:
    """What a review makes of the scenario, and of the one that it is merged into."""
    if move.status is not ReviewStatus.EFFECTIVE:
        return on_record(move, version, it)
    after = _arrived(it, move)
    changes = [Change("scenario", it.id, it, after, version)] if after != it else []
    return changes + (_merged(db, it, move.into_id) if move.type is MoveType.MERGE and move.into_id else [])


def _arrived(it: Scenario, move: Move) -> Scenario:
    if move.type is MoveType.SUSPEND:
        return replace(it, suspended=True, suspend_reason=move.reason, resume_due=move.resume_due)
    if move.type is MoveType.RESUME:
        return replace(it, suspended=False, suspend_reason=None, resume_due=None)
    tier = move.to_tier or it.tier
    return replace(
        it,
        tier=tier,
        tier_since=move.effective_on,
        stage=STAGES.get(tier, it.stage),
        record_status=RecordStatus.ENTERED,
        suspended=False,
        suspend_reason=None,
        resume_due=None,
    )


def _merged(db: Database, it: Scenario, into: str) -> list[Change]:
    """The scenario that stays answers to the other's name and demands from now on; a link says which it took in."""
    version, kept = held(db, "scenario", into)
    aliases = tuple(dict.fromkeys((*kept.aliases, it.name, *it.aliases)))
    link = Link(from_id=it.id, to_id=into, type=LinkType.MERGED_INTO, status=LinkStatus.WORKING)
    linked = ledger.compare(db, ledger.wanted([link]))
    answered = _answered(db, it.id, into)
    return [Change("scenario", into, kept, replace(kept, aliases=aliases), version), *linked, *answered]


def _answered(db: Database, gone: str, into: str) -> list[Change]:
    """The demands that the one answered and the other does not yet."""
    sql = """
        select demand_id
        from demand_scenario
        where scenario_id = :gone
          and demand_id not in (select demand_id from demand_scenario where scenario_id = :into)
        order by demand_id
    """
    found = [DemandScenario(demand_id=key, scenario_id=into) for (key,) in db.rows(sql, gone=gone, into=into)]
    return ledger.compare(db, ledger.wanted(found)) if found else []


def may_review(it: Move, by: Person) -> bool:
    """Whether that person's review is the one that the move waits for; whose department it is, rights.py asks."""
    if it.status is ReviewStatus.FIRST_REVIEW:
        return by.role is Role.REVIEWER and not roles.is_own(by, it.proposed_by)
    return it.status is ReviewStatus.FINAL_REVIEW and by.role is Role.OFFICE and not roles.is_own(by, it.first_reviewer)
