"""Which changes go beyond what a person may do, record by record; the tables stand in roles.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scenario_db import scope, turning
from scenario_db.changes import Change
from scenario_db.codes import IssueOrigin, RecordStatus, ReviewStatus, Role
from scenario_db.database import Database, Transaction
from scenario_db.problems import Problem
from scenario_db.records import Evaluation, GateAnswer, Issue, Move, Record, Scenario
from scenario_db.roles import MOVES, Action, DeniedError, Person, Reach, is_own, may, reach

_UNDER = {"link": "from_id"}
"""The field that says under which scenario a record stands, where it is not scenario_id."""

_NAMES = {
    "partner": "department_id",
    "demand": "proposer_id",
    "issue": "needs_department_id",
    "heading_memory": "owner",
    "reminder": "department_id",
}
"""The field that names the unit whose record it is."""

_OF_A_DEMAND = ("demand_scenario", "fit")
"""Records that are those of the unit that raised their demand."""


def beyond(db: Database | Transaction, person: Person, changes: Sequence[Change]) -> list[Change]:
    """Those of the changes that this person may not make, as the register stands now."""
    if all(Reach.ALL in reach(person.role, kind) for kind in {change.kind for change in changes}):
        return []
    leads = _leads(db, changes) | _proposers(db, changes)
    if person.role is Role.GROUP:
        hers = scope.leads(db, person) or ()
        return [change for change in changes if not _advises(change, leads, hers)]
    found = [change for change in changes if not _within(person, change, leads)]
    return [change for change in found if not turning.follows(change, changes)]


def require(db: Database | Transaction, person: Person, changes: Sequence[Change]) -> None:
    """Raises DeniedError where the person may not make all of these changes."""
    found = beyond(db, person, changes)
    if found:
        facts = {"kind": found[0].kind, "id": found[0].id, "person": person.name, "count": len(found)}
        raise DeniedError(Problem("not_yours", facts=facts))


def _within(person: Person, change: Change, leads: Mapping[str, str | None]) -> bool:
    reaches = reach(person.role, change.kind)
    if Reach.ALL in reaches:
        return True
    sides = [it for it in (change.before, change.after) if it]
    if Reach.INSTRUCTED in reaches and all(_instructed(person, it) for it in sides):
        return True
    if not person.department_id or _moves_too_far(person, change):
        return False
    led = Reach.LED in reaches and all(_lead(it, change.kind, leads) == person.department_id for it in sides)
    named = (_named(it, change.kind, leads) == person.department_id for it in sides)
    return led or (Reach.NAMED in reaches and all(named))


def _instructed(person: Person, it: Record) -> bool:
    return isinstance(it, Issue) and it.origin is IssueOrigin.INSTRUCTION and is_own(person, it.raised_by)


_ADVISED = frozenset({"advice", "level", "level_since"})
"""What a working group changes of a problem: it advises, and calls it up."""


def _advises(change: Change, leads: Mapping[str, str | None], hers: Sequence[str]) -> bool:
    """Whether that is what a working group does with a problem of its own departments' scenarios."""
    it = change.after
    return (
        Reach.GROUPED in reach(Role.GROUP, change.kind)
        and change.before is not None
        and it is not None
        and _ADVISED.issuperset(change.fields())
        and _lead(it, change.kind, leads) in hers
    )


def _moves_too_far(person: Person, change: Change) -> bool:
    """Whether it puts a scenario into a library, a move too far for that role, waives, advises, or concludes."""
    if isinstance(change.after, Move):
        return change.after.status not in MOVES.get(person.role, ())
    if isinstance(change.after, GateAnswer):
        return change.after.waived and not may(person, Action.REVIEW_FINAL)
    if isinstance(change.after, Issue) and change.after.advice != getattr(change.before, "advice", None):
        return not may(person, Action.SUPERVISE)
    if any(isinstance(it, Evaluation) and it.conclusion for it in (change.before, change.after)):
        return not may(person, Action.REVIEW_FINAL)
    if _enters(change):
        return ReviewStatus.EFFECTIVE not in MOVES.get(person.role, ())
    both = isinstance(change.before, Scenario) and isinstance(change.after, Scenario)
    return both and getattr(change.before, "tier", None) != getattr(change.after, "tier", None)


def _enters(change: Change) -> bool:
    """Whether a scenario comes to stand in a library by this."""
    was = change.before.record_status if isinstance(change.before, Scenario) else None
    now = change.after.record_status if isinstance(change.after, Scenario) else None
    return now is RecordStatus.ENTERED and was is not now


def _lead(it: Record, kind: str, leads: Mapping[str, str | None]) -> str | None:
    return it.lead_id if isinstance(it, Scenario) else leads.get(_under(it, kind))


def _under(it: Record, kind: str) -> str:
    return str(getattr(it, _UNDER.get(kind, "scenario_id"), ""))


def _named(it: Record, kind: str, units: Mapping[str, str | None]) -> str | None:
    if kind in _OF_A_DEMAND:
        return units.get(getattr(it, "demand_id", ""))
    found: str | None = getattr(it, _NAMES[kind])
    return found


def _proposers(db: Database | Transaction, changes: Iterable[Change]) -> dict[str, str | None]:
    """Who raised each demand that a change stands under."""
    found = {getattr(it, "demand_id", "") for change in changes for it in (change.before, change.after) if it} - {""}
    sql = "select id, proposer_id from demand where id in (select unnest(cast(:ids as text[])))"
    return dict(db.rows(sql, ids=sorted(found)) if found else [])


def _leads(db: Database | Transaction, changes: Iterable[Change]) -> dict[str, str | None]:
    """Who leads each scenario that a change stands under: as it is, and for new ones as they will be."""
    records = [(change.kind, it) for change in changes for it in (change.before, change.after) if it]
    under = {_under(it, kind) for kind, it in records if not isinstance(it, Scenario)} - {""}
    sql = "select id, lead_id from scenario where id in (select unnest(cast(:ids as text[])))"
    entering = {it.id: it.lead_id for _, it in records if isinstance(it, Scenario)}
    return entering | dict(db.rows(sql, ids=sorted(under)) if under else [])
