"""What may follow what: the ways of a scenario from library to library, and of a move through its reviews.

Both are tables; whoever writes is held to them inside the ledger, so no form, workbook or command goes around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scenario_db.changes import Change
from scenario_db.codes import LIVE, TIER_RANK, Gate, MoveType, ReviewStatus, Tier
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Move, Scenario


class IllegalMoveError(RegisterError):
    """A scenario or a move would take a way that there is not."""


@dataclass(frozen=True, slots=True)
class Step:
    """One way: from any of these libraries to that one, through which gate, and what has to be said for it."""

    type: MoveType
    sources: tuple[Tier | None, ...]
    target: Tier | None
    gate: Gate | None = None
    needs: tuple[str, ...] = ()
    green_channel: bool = False

    def arrives(self, source: Tier | None) -> Tier | None:
        """Where it leads from there; a pause stays where it is."""
        return self.target or source


STEPS: tuple[Step, ...] = (
    Step(MoveType.ENTER, (None,), Tier.PLAN, Gate.G1),
    Step(MoveType.ENTER, (None,), Tier.RESERVE, Gate.G2, ("reason",)),
    Step(MoveType.ENTER, (None,), Tier.BUILD, Gate.G3, ("reason",)),
    Step(MoveType.ENTER, (None,), Tier.OPERATE, Gate.G4, ("reason",)),
    Step(MoveType.PROMOTE, (Tier.PLAN,), Tier.RESERVE, Gate.G2),
    Step(MoveType.PROMOTE, (Tier.RESERVE,), Tier.BUILD, Gate.G3),
    Step(MoveType.PROMOTE, (Tier.PLAN,), Tier.BUILD, Gate.G3, ("reason", "document"), green_channel=True),
    Step(MoveType.COMMISSION, (Tier.BUILD,), Tier.OPERATE, Gate.G4),
    Step(MoveType.UPGRADE, (Tier.OPERATE,), Tier.BUILD, Gate.G3, ("reason",)),
    Step(MoveType.DEMOTE, (Tier.BUILD,), Tier.RESERVE, None, ("reason",)),
    Step(MoveType.DEMOTE, (Tier.RESERVE,), Tier.PLAN, None, ("reason",)),
    Step(MoveType.EXIT, LIVE, Tier.EXIT, None, ("reason_code", "reason")),
    Step(MoveType.MERGE, LIVE, Tier.EXIT, None, ("into_id", "reason")),
    Step(MoveType.RETURN, (Tier.EXIT,), Tier.PLAN, Gate.G1, ("reason",)),
    Step(MoveType.SUSPEND, LIVE, None, None, ("reason", "resume_due")),
    Step(MoveType.RESUME, LIVE, None),
)
"""domain.md §4.1. Whoever enters beyond 谋划 stood there before the library knew of it (存量入库) and says why."""

LEAVES_FOR = (
    *("demand_gone", "merged", "unfunded", "policy_changed"),
    *("replaced", "out_of_touch", "little_used", "dropped"),
)
"""domain.md §4.3: why a scenario leaves; their words are moves.reason_…"""

REVIEWS: Mapping[ReviewStatus | None, frozenset[ReviewStatus]] = MappingProxyType(
    {
        None: frozenset({ReviewStatus.FIRST_REVIEW, ReviewStatus.FINAL_REVIEW, ReviewStatus.EFFECTIVE}),
        ReviewStatus.FIRST_REVIEW: frozenset(
            {ReviewStatus.FINAL_REVIEW, ReviewStatus.RETURNED, ReviewStatus.WITHDRAWN, ReviewStatus.FIRST_REVIEW}
        ),
        ReviewStatus.FINAL_REVIEW: frozenset({ReviewStatus.EFFECTIVE, ReviewStatus.RETURNED}),
        ReviewStatus.RETURNED: frozenset({ReviewStatus.FIRST_REVIEW, ReviewStatus.WITHDRAWN}),
        ReviewStatus.EFFECTIVE: frozenset(),
        ReviewStatus.WITHDRAWN: frozenset(),
    }
)
"""What may become of a move; one that has effect is undone by another move, never changed or erased."""

WAITING = frozenset({ReviewStatus.FIRST_REVIEW, ReviewStatus.FINAL_REVIEW})


def moves_open_to(it: Scenario) -> list[Step]:
    """The ways that lead on from where a scenario stands."""
    return [step for step in STEPS if it.tier in step.sources and _fits_pause(step, paused=it.suspended)]


def _fits_pause(step: Step, *, paused: bool) -> bool:
    """Who is paused resumes before it is promoted; it may still leave or fall back."""
    if step.type in (MoveType.SUSPEND, MoveType.PROMOTE, MoveType.COMMISSION):
        return not paused
    return paused or step.type is not MoveType.RESUME


def step_of(move: Move) -> Step | None:
    """The way that a move takes; None where there is no such way."""
    for step in STEPS:
        fits = (
            step.type is move.type and move.from_tier in step.sources and step.arrives(move.from_tier) == move.to_tier
        )
        if fits and step.green_channel == bool(move.green_channel):
            return step
    return None


def between(before: Tier | None, after: Tier) -> Step | None:
    """The ordinary way from library to library: the one that asks for no more than a reason."""
    found = [step for step in STEPS if before in step.sources and step.target is after and not step.green_channel]
    return found[0] if found else None


def move_between(before: Tier | None, after: Tier) -> MoveType:
    """What a change of library is called; `before` is None for a scenario that enters (domain.md §4.1)."""
    step = between(before, after)
    if step:
        return step.type
    rank_before = TIER_RANK[before] if before else 0
    return MoveType.PROMOTE if TIER_RANK[after] > rank_before else MoveType.DEMOTE


def refuse_illegal(scenarios: Sequence[Change], moves: Sequence[Change]) -> None:
    """Raises IllegalMoveError where a batch takes a way that there is not, or moves a scenario without saying so."""
    for change in moves:
        _refuse_review(change)
    effective = {it.scenario_id: it for it in _effective(moves)}
    for change in scenarios:
        if isinstance(change.before, Scenario) and isinstance(change.after, Scenario):
            _refuse_way(change.before, change.after, effective.get(change.id))


def _effective(moves: Iterable[Change]) -> list[Move]:
    found = (change.after for change in moves if isinstance(change.after, Move))
    return [it for it in found if it.status is ReviewStatus.EFFECTIVE]


def _refuse_review(change: Change) -> None:
    before, after = change.before, change.after
    if not isinstance(after, Move):
        raise IllegalMoveError(Problem("move_erased", facts={"id": change.id}))
    was = before.status if isinstance(before, Move) else None
    if after.status not in REVIEWS[was]:
        facts = {"was": was or "", "now": after.status}
        raise IllegalMoveError(Problem("move_already_decided", facts=facts))


def _refuse_way(before: Scenario, after: Scenario, move: Move | None) -> None:
    found = None
    if before.tier is not after.tier:
        found = _against_way(before, after, move)
    elif before.suspended is not after.suspended and (move is None or move.type is not pause_of(after)):
        found = Problem("paused_without_move", facts={"name": after.name})
    if found:
        raise IllegalMoveError(found)


def _against_way(before: Scenario, after: Scenario, move: Move | None) -> Problem | None:
    if move is None or (move.from_tier, move.to_tier) != (before.tier, after.tier):
        return Problem("moved_without_move", facts=_way(before, after))
    return _against(before, after, step_of(move))


def pause_of(after: Scenario) -> MoveType:
    """What it is called when a scenario that stays in its library comes to that."""
    return MoveType.SUSPEND if after.suspended else MoveType.RESUME


def wrong_way(before: Scenario, after: Scenario) -> Problem | None:
    """Why a scenario does not come from there to there in one ordinary step; None where it does."""
    return _against(before, after, between(before.tier, after.tier)) if before.tier is not after.tier else None


def _against(before: Scenario, after: Scenario, step: Step | None) -> Problem | None:
    if step is None:
        return Problem("no_such_way", facts=_way(before, after))
    if before.suspended and not _fits_pause(step, paused=True):
        return Problem("paused_first", facts={"name": after.name})
    if after.suspended and not before.suspended:
        return Problem("moved_and_paused", facts={"name": after.name})
    return None


def _way(before: Scenario, after: Scenario) -> dict[str, object]:
    return {"name": after.name, "before": before.tier, "after": after.tier}
