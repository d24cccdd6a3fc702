"""Problems and their supervision (问题督办): what may follow what, by whom, and what each step has to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, cast

from scenario_db import ledger, roles
from scenario_db.changes import Receipt
from scenario_db.codes import Instrument, IssueCategory, IssueLevel, IssueOrigin, IssueStatus, Role, Source
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Issue
from scenario_db.roles import Person

CATEGORIES = tuple(IssueCategory)


class IssueStep(StrEnum):
    """What somebody may do with a problem."""

    TAKE_ON = "take_on"
    ANSWER = "answer"
    HAND_BACK = "hand_back"
    RAISE_AGAIN = "raise_again"
    NOT_ENOUGH = "not_enough"
    CLOSE = "close"
    REOPEN = "reopen"
    TO_WORKING_GROUP = "to_working_group"
    TO_LEADING_GROUP = "to_leading_group"
    LETTER = "letter"
    ADVISE = "advise"


class Side(StrEnum):
    """How somebody stands to a problem: her department raised it, is needed for it, she is the office, the leader who
    instructed it, or of the working group whose scenario it is about."""

    RAISING = "raising"
    NEEDED = "needed"
    OFFICE = "office"
    INSTRUCTING = "instructing"
    COORDINATING = "coordinating"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says with a step; which of it is asked for, the table of steps tells."""

    words: str = ""
    due_on: date | None = None
    needs_department_id: str | None = None
    instrument: Instrument = Instrument.NONE
    document: str = ""
    document_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """When a step may be taken, by whom, what it asks for, and where it leads (nowhere else if it leads nowhere)."""

    states: frozenset[IssueStatus]
    by: frozenset[tuple[Side, Role]]
    asks: tuple[str, ...] = ()
    becomes: IssueStatus | None = None
    level: IssueLevel | None = None


_UNANSWERED = frozenset({IssueStatus.OPEN, IssueStatus.WORKING})
_UNSOLVED = _UNANSWERED | {IssueStatus.RETURNED}
_LIVE = _UNSOLVED | {IssueStatus.TO_CONFIRM}
_OFFICE = frozenset({(Side.OFFICE, Role.OFFICE)})
_NEEDED = frozenset({(Side.NEEDED, Role.CLERK), (Side.NEEDED, Role.REVIEWER)})
_RAISING = frozenset({(Side.RAISING, Role.CLERK), (Side.RAISING, Role.REVIEWER)})
_HEAD = frozenset({(Side.RAISING, Role.REVIEWER)})
_GROUP = frozenset({(Side.COORDINATING, Role.GROUP)})
_ASKING = _RAISING | _OFFICE | {(Side.INSTRUCTING, Role.LEADER)}
"""Who asked for it sees it to its end: says that an answer is not enough, closes it, asks again."""

STEPS: Mapping[IssueStep, Rule] = MappingProxyType(
    {
        IssueStep.TAKE_ON: Rule(frozenset({IssueStatus.OPEN}), _NEEDED, (), IssueStatus.WORKING),
        IssueStep.ANSWER: Rule(_UNANSWERED, _NEEDED | _OFFICE, ("words",), IssueStatus.TO_CONFIRM),
        IssueStep.HAND_BACK: Rule(_UNANSWERED, _NEEDED | _OFFICE, ("words",), IssueStatus.RETURNED),
        IssueStep.RAISE_AGAIN: Rule(frozenset({IssueStatus.RETURNED}), _ASKING, ("words", "due_on"), IssueStatus.OPEN),
        IssueStep.NOT_ENOUGH: Rule(frozenset({IssueStatus.TO_CONFIRM}), _ASKING, ("words",), IssueStatus.WORKING),
        IssueStep.CLOSE: Rule(_LIVE, _ASKING, ("words",), IssueStatus.CLOSED),
        IssueStep.REOPEN: Rule(frozenset({IssueStatus.CLOSED}), _ASKING, ("words", "due_on"), IssueStatus.WORKING),
        IssueStep.TO_WORKING_GROUP: Rule(_LIVE, _HEAD | _OFFICE | _GROUP, ("words",), level=IssueLevel.DEPARTMENT),
        IssueStep.TO_LEADING_GROUP: Rule(_LIVE, _OFFICE | _GROUP, ("words",), level=IssueLevel.WORKING_GROUP),
        IssueStep.ADVISE: Rule(_LIVE, _GROUP | _OFFICE, ("words",)),
        IssueStep.LETTER: Rule(_UNSOLVED, _OFFICE, ("instrument", "document", "document_on")),
    }
)
"""What may follow what (domain.md §2.3, §3, §4.2); `level` is the one from which a problem is taken up."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A step as it is taken: with which problem, with what words, by whom, on which day."""

    it: Issue
    said: Said
    by: Person
    day: date

    def answer(self) -> dict[str, Any]:
        return {"answer": self.said.words, "answered_by": self.by.name, "answered_on": self.day}

    def level(self, level: IssueLevel) -> dict[str, Any]:
        return {"level": level, "level_since": self.day}


_EFFECTS: Mapping[IssueStep, Callable[[_Taken], dict[str, Any]]] = MappingProxyType(
    {
        IssueStep.TAKE_ON: lambda now: {"assigned_to": now.by.name},
        IssueStep.ANSWER: lambda now: now.answer(),
        IssueStep.HAND_BACK: lambda now: now.answer() | {"assigned_to": None},
        IssueStep.RAISE_AGAIN: lambda now: {
            "description": now.said.words,
            "due_on": now.said.due_on,
            "needs_department_id": now.said.needs_department_id or now.it.needs_department_id,
        },
        IssueStep.NOT_ENOUGH: lambda now: {"due_on": now.said.due_on or now.it.due_on},
        IssueStep.CLOSE: lambda now: {"evidence": now.said.words, "closed_on": now.day, "closed_by": now.by.name},
        IssueStep.REOPEN: lambda now: {
            "closed_on": None,
            "closed_by": None,
            "evidence": None,
            "due_on": now.said.due_on,
            "reopened": (now.it.reopened or 0) + 1,
        },
        IssueStep.TO_WORKING_GROUP: lambda now: now.level(IssueLevel.WORKING_GROUP),
        IssueStep.TO_LEADING_GROUP: lambda now: now.level(IssueLevel.LEADING_GROUP),
        IssueStep.LETTER: lambda now: {
            "instrument": now.said.instrument,
            "document": now.said.document,
            "document_on": now.said.document_on,
            "due_on": now.said.due_on or now.it.due_on,
        },
        IssueStep.ADVISE: lambda now: {"advice": now.said.words},
    }
)
"""What each step writes beside the state; words that no field keeps stand in the note of the batch."""


class StepError(RegisterError):
    """That cannot be done with this problem now, or not by this person, or something was left unsaid."""


def sides(person: Person, it: Issue, lead: str | None, group: str | None = None) -> frozenset[Side]:
    """How a person stands to a problem of a scenario that `lead` leads, a department of that working group.

    What nobody else is needed for is its lead's to answer; what was instructed only the office closes or who instructed
    it, what the calendar raised only the office.
    """
    if person.role is Role.OFFICE:
        return frozenset({Side.OFFICE})
    if person.role is Role.LEADER:
        hers = it.origin is IssueOrigin.INSTRUCTION and roles.is_own(person, it.raised_by)
        return frozenset({Side.INSTRUCTING} if hers else ())
    if person.role is Role.GROUP:
        return frozenset({Side.COORDINATING} if group and person.working_group_id == group else ())
    if not person.department_id:
        return frozenset()
    needed = person.department_id == (it.needs_department_id or lead)
    raised = person.department_id == lead and it.origin in (None, IssueOrigin.DEPARTMENT)
    return frozenset(side for side, holds in ((Side.NEEDED, needed), (Side.RAISING, raised)) if holds)


def steps_open_to(person: Person, it: Issue, lead: str | None, group: str | None = None) -> list[IssueStep]:
    """The steps that this person may take with the problem as it is."""
    return [step for step in IssueStep if refusal(person, it, lead, step, group) is None]


def refusal(person: Person, it: Issue, lead: str | None, step: IssueStep, group: str | None = None) -> Problem | None:
    """Why this person may not take that step now; None where she may."""
    rule = STEPS[step]
    if not any((side, person.role) in rule.by for side in sides(person, it, lead, group)):
        return Problem("issue_step_denied", facts={"person": person.name, "step": step})
    if it.status not in rule.states or rule.level not in (None, it.level):
        return Problem("issue_step_not_now", facts={"code": it.code, "step": step, "status": it.status})
    return None


def unsaid(step: IssueStep, said: Said) -> Problem | None:
    """What the step asks for and was left empty."""
    missing = [name for name in STEPS[step].asks if _is_empty(getattr(said, name))]
    return Problem("issue_step_unsaid", facts={"step": step, "missing": missing[0]}) if missing else None


def _is_empty(value: Any) -> bool:
    return value in (None, Instrument.NONE) or not str(value).strip()


def take(
    db: Database, key: str, step: IssueStep, said: Said, *, by: Person, day: date, version: int | None = None
) -> Receipt | None:
    """Takes a step with the problem of that id, as of that day; the words go into its fields or the batch's note.

    `version` is the one that the person looked at. Raises StepError, StaleError, and as `ledger.record` does.
    """
    it, lead = get(db, key)
    found = refusal(by, it, lead, step, group_of(db, lead)) or unsaid(step, said)
    if found:
        raise StepError(found)
    fields = _EFFECTS[step](_Taken(it, said, by, day))
    after = replace(it, status=STEPS[step].becomes or it.status, **fields)
    return ledger.saved(db, after, by=by, note=said.words.strip(), version=version, source=door(by))


def door(by: Person) -> Source:
    """Through which door somebody writes problems: a leader may instruct, a working group co-ordinate, and no more."""
    return _DOORS.get(by.role, Source.FORM)


_DOORS = MappingProxyType({Role.LEADER: Source.INSTRUCTION, Role.GROUP: Source.COORDINATION})


def group_of(db: Database, lead: str | None) -> str | None:
    """The working group of that department, if it has one."""
    found: str | None = db.value("select working_group_id from department where id = :id", id=lead or "")
    return found


def get(db: Database, key: str) -> tuple[Issue, str | None]:
    """The problem of that id as it is today, and who leads its scenario. Raises StepError where there is none."""
    sql = f"select {', '.join(KINDS['issue'].names)} from issue where id = :id"
    found = db.rows(sql, id=key)
    if not found:
        raise StepError(Problem("issue_gone"))
    it = cast("Issue", KINDS["issue"].read(found[0]))
    lead: str | None = db.value("select lead_id from scenario where id = :id", id=it.scenario_id)
    return it, lead
